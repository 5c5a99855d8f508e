"""Levels that a weekly table prints beside its values."""

import pytest

HEADER = ["监测日期", "镇街", "村居(或单位)", "布雷图指数", "诱蚊诱卵器指数", "密度分级"]


def said(read_sheets, *cells):
    found = read_sheets({"周报": [HEADER, ["2025-08-04", "甲街", "东村", *cells]]})
    return [
        (row.code, row.found, row.severity)
        for row in found.faults.itertuples()
        if row.code.startswith("level_")
    ]


@pytest.mark.parametrize(
    ("bi", "moi", "printed"),
    [(5, "—", "〇级"), (5.01, "—", "一级"), (10, 20.5, "三级"), (3, "", "0级"),
     (3, "", "—"), (3, "", "不详"), ("—", "—", "—")],
)  # fmt: skip
def test_a_level_that_the_values_give_is_passed_over(read_sheets, bi, moi, printed):
    assert said(read_sheets, bi, moi, printed) == []


@pytest.mark.parametrize(
    ("bi", "moi", "printed", "code"),
    [(50, "—", "〇级", "level_differs"), (5, 20.5, "〇级", "level_differs"),
     (5, "—", "一级", "level_differs"), ("—", "—", "〇级", "level_alone")],
)  # fmt: skip
def test_another_level_is_a_caution(read_sheets, bi, moi, printed, code):
    assert said(read_sheets, bi, moi, printed) == [(code, printed, "warning")]
