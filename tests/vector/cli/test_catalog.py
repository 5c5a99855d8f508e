"""``vector catalog`` shows every fact with its source, confidence and caution."""

import json
from typing import Any

import pytest

from vector.catalog import Catalog
from vector.cli import run
from vector.cli.catalog import Part


def _listed(part: str, capsysbinary: pytest.CaptureFixture[bytes]) -> list[dict[str, Any]]:
    with pytest.raises(SystemExit) as caught:
        run(["catalog", part, "--format", "json"])
    assert not caught.value.code
    return list(json.loads(capsysbinary.readouterr().out))


@pytest.mark.parametrize("part", list(Part))
def test_every_row_says_how_it_is_known(
    part: Part, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    for row in _listed(part, capsysbinary):
        assert row["source"]
        assert bool(row["caution"]) == bool(row["caution_en"]) == (row["confidence"] != "certain")


def test_every_row_of_the_catalogue_is_listed(
    catalog: Catalog, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    for part in (Part.GROUPS, Part.METHODS, Part.INDICES, Part.SPECIES, Part.HABITATS):
        rows = _listed(part, capsysbinary)
        assert {row["id"] for row in rows} == set(getattr(catalog, part))


def test_limits_with_op_value_and_edition(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    rows = _listed("limits", capsysbinary)
    landing = [
        (row["edition"], row["level"], row["op"], row["value"], row["unit"])
        for row in rows
        if row["index"] == "landing_index"
    ]
    assert landing == [
        ("GB/T 27771-2011", "A", "le", 0.5, "只/(人次·30 min)"),
        ("GB/T 27771-2011", "B", "le", 1, "只/(人次·30 min)"),
        ("GB/T 27771-2011", "C", "le", 1.5, "只/(人次·30 min)"),
    ]


def test_allowances_of_one_establishment_are_listed_with_their_source(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    rows = [row for row in _listed("limits", capsysbinary) if "单个单位" in (row["zh"] or "")]
    assert [row["value"] for row in rows] == [0, 1, 3, 6]
    assert {row["confidence"] for row in rows} == {"likely"}
    assert all(row["source"] and row["caution"] for row in rows)


def test_obsolete_limits_stand_last_and_marked(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    status = [row["status"] for row in _listed("limits", capsysbinary)]
    first = status.index("已废止")
    assert set(status[first:]) == {"已废止"}
    assert set(status[:first]) == {"可用", "内容未录入"}


def test_the_unread_edition_shows_its_warning(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    rows = _listed("limits", capsysbinary)
    (row,) = [row for row in rows if row["edition"] == "GB/T 27772-2025"]
    assert "暂按 GB/T 27772-2011 判定" in row["zh"]
    assert row["value"] is None


def test_band_ranges_show_the_side_that_owns_a_boundary(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    ranges = {
        (row["profile"], row["band"]): row["range"]
        for row in _listed("profiles", capsysbinary)
        if row["index"] == "breteau_index"
    }
    assert ranges["guangdong_2025", 1] == "≥ 5，< 10"
    assert ranges["panyu", 1] == "> 5，≤ 10"
    assert ranges["panyu", 3] == "> 20"


def test_population_bands_of_the_survey_sizes(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    rows = _listed("sizes", capsysbinary)
    market = [row for row in rows if (row["method"], row["habitat"]) == ("roach_rooms", "market")]
    assert [(row["population_to"], row["units"], row["amount"]) for row in market] == [
        (100_000, 1, 10),
        (500_000, 2, 20),
        (1_000_000, 3, 30),
        (2_000_000, 4, 40),
        (None, 6, 60),
    ]


def test_the_table_says_confidence_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["catalog", "limits"])
    shown = capsys.readouterr().out
    for words in ("单一来源，未核对原文", "确定", "已废止", "GB/T 27773-2011"):
        assert words in shown
