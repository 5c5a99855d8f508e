"""Levels and rates that a table prints beside its counts."""

import pytest
import wild
from wild import FILE, records, told

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


@pytest.mark.parametrize("rate", [1e308, "1e999", "∞", "#DIV/0!", True])
def test_an_absurd_rate_is_passed_over(read_sheets, rate):
    rows = [[*row] for row in wild.MONTHS_RODENT]
    rows[1][3] = rate
    assert read_sheets({"Sheet1": rows}, name=FILE).accepted == 3


@pytest.mark.parametrize(
    ("stated", "differs"),
    [("4", False), ("5", True), ("4.2", False), ("4.3", True), ("4.17", False), ("4.16", True),
     ("4.167", False), ("4.17%", False), (4.166667, False), (4.1662, True), (0.0417, False),
     ("４．２", False), ("4.20", True)],
)  # fmt: skip
def test_a_stated_rate_may_be_off_by_half_a_unit_of_its_last_place(read_sheets, stated, differs):
    """Five of 120 are 4.1666… %."""
    rows = [["监测日期", "监测点位", "布放夹数", "有效夹数", "捕获总数", "捕获率(%)"],
            ["2025-06-01", "东门", 120, 120, 5, stated]]  # fmt: skip
    found = read_sheets({"鼠": rows})
    assert bool(told(found, "rate_differs")) == differs


@pytest.mark.parametrize(("printed", "differs"), [(0.03, False), (0.05, True)])
def test_dips_alone_have_their_printed_rate_compared(read_sheets, printed, differs):
    header = ["监测日期", "监测点位", "采集勺数", "阳性勺数", "密度(阳性勺数/总勺数)"]
    found = read_sheets({"Sheet1": [header, ["2025-06-01", "甲村", 100, 3, printed]]})
    assert records(found, "dipping", "dips", "positive_dips") == [[100.0, 3.0]]
    assert bool(told(found, "rate_differs")) == differs
