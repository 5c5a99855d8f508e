"""Cells under agreed columns."""

from datetime import date

import pytest

from vector.cli.cell import FAULT, Column, Kind


def column(kind: Kind, **more: object) -> Column:
    return Column.model_validate({"id": "x", "zh": "甲", "en": "x", "kind": kind, **more})


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("text", " 东街 ", "东街"),
        ("text", 17.0, "17"),
        ("text", "—", None),
        ("number", "２．５", 2.5),
        ("number", "1e-3", 0.001),
        ("number", "1,200", 1200),
        ("number", "未检出", 0),
        ("number", "-1", FAULT),
        ("number", "inf", FAULT),
        ("number", date(2024, 5, 1), FAULT),
        ("count", "未见", 0),
        ("count", 2.5, FAULT),
        ("count", date(2024, 5, 1), FAULT),
        ("date", "2024年5月1日", date(2024, 5, 1)),
        ("date", "1900-01-15", FAULT),
        ("date", "无", None),
    ],
)
def test_the_value_of_a_cell(kind: Kind, cell: object, value: object) -> None:
    assert column(kind).value(cell) == value


def test_a_needed_name_may_be_spelt_like_a_missing_one() -> None:
    assert column("text", required=True).value("无") == "无"
    assert column("text", required=True).value("") is FAULT
    assert column("count", required=True).value("") is FAULT
    assert column("count", required=True, blank=True).value("") is None


def test_words_of_a_column_of_numbers() -> None:
    dose = column("number", words={"0": ["对照", "CK"]})
    assert (dose.value("ck"), dose.value("0.5")) == (0, 0.5)
