"""Rows of one sheet: what is accepted, what is held and why, what is skipped."""

from datetime import date

import numpy as np
import pytest

HEADER = ["监测点", "监测日期", "布放夹数", "有效夹数", "捕获鼠数", "褐家鼠", "其他"]
DAY = date(2025, 8, 1)


def row(*counts, station="东门", day=DAY):
    return [station, day, *counts]


@pytest.fixture
def trapped(read_sheets):
    """Read rows of a snap-trap sheet."""

    def reading(*rows, header=HEADER, merged=()):
        return read_sheets({"夹夜法": [header, *rows]}, merged)

    return reading


def only(reading):
    """The one fault of a reading: code, cell, found."""
    (fault,) = reading.faults.itertuples()
    return fault.code, fault.cell, fault.found


def test_a_row_in_order_is_accepted_as_it_stands(trapped):
    reading = trapped(row(200, "１９５只", 3, 2, 1))
    (survey,) = reading.tables["snap_trap"].to_dict("records")
    assert survey["row"] == 2
    assert (survey["set"], survey["effective"], survey["caught"]) == (200, 195, 3)
    assert (survey["species:褐家鼠"], survey["species:其他鼠种"]) == (2, 1)
    assert (survey["street"], survey["habitat"], survey["note"]) == ("", "", "")
    assert reading.faults.empty


@pytest.mark.parametrize(
    ("counts", "code", "cell"),
    [
        ((-1, 10, 0), "number_negative", "C2"),
        ((10, 9.5, 0), "number_not_whole", "D2"),
        ((10, 10, "12%"), "number_percent", "E2"),
        ((10, "十", 0), "number_text", "D2"),
        ((10, None, 0), "value_missing", "D2"),
        ((10, "—", 0), "value_missing", "D2"),
        ((10, 11, 0), "relation", "D2"),
        ((10, 3, 4), "relation", "E2"),
        ((10, 9, 3, 3, 1), "species_sum", "E2"),
    ],
)
def test_an_error_holds_the_row_and_names_its_cell(trapped, counts, code, cell):
    reading = trapped(row(*counts), row(10, 10, 0, station="西门"))
    assert only(reading)[:2] == (code, cell)
    assert reading.held == 1
    assert reading.tables["snap_trap"]["station"].tolist() == ["西门"]
    sentence = reading.faults["sentence"].iat[0]
    assert "“夹夜法”第 2 行" in sentence


def test_effort_of_none_is_kept_because_it_says_the_effort_failed(trapped):
    reading = trapped(row(10, 0, 0))
    assert reading.tables["snap_trap"]["effective"].tolist() == [0]


def test_rows_without_numbers_are_kept_apart_from_surveys(trapped):
    blank = ("—", "未开展", None)
    rows = (row(*blank), row(*blank, station=""), row(*blank, day="未开展"), row(10, 9, 0))
    reading = trapped(*rows)
    (village,) = reading.blanks["snap_trap"].to_dict("records")
    assert (village["station"], village["row"], village["sheet"]) == ("东门", 2, "夹夜法")
    assert all(np.isnan(village[name]) for name in ("set", "effective", "caught"))
    assert reading.skipped == {"no_data": 3}
    assert reading.rows == reading.accepted + reading.held + sum(reading.skipped.values()) == 4


def test_missing_stays_missing(trapped):
    table = trapped(row("—", 10, 0, "/", "")).tables["snap_trap"]
    assert np.isnan(table[["set", "species:褐家鼠", "species:其他鼠种"]].to_numpy()).all()


def test_a_total_that_is_missing_is_the_species_sum_with_a_caution(trapped):
    reading = trapped(row(10, 10, None, 2, 1))
    assert reading.tables["snap_trap"]["caught"].tolist() == [3]
    assert only(reading) == ("species_total", "E2", "3")


def test_a_row_without_any_number_was_not_carried_out(trapped):
    reading = trapped(row(10, 10, 0), row(None, "未开展", "—", station="停电村"))
    assert reading.skipped == {"no_data": 1}
    assert only(reading) == ("no_data_row", "", "停电村")


def test_subtotals_and_blank_rows_are_skipped(trapped):
    reading = trapped(
        row(10, 10, 0), [None] * 7, row(10, 10, 0, station="城东小计"), ["合计", None, 20, 20, 0]
    )
    assert reading.skipped == {"blank": 1, "subtotal": 2}
    assert reading.accepted == 1
    assert reading.rows == 4


def test_a_footnote_under_the_table_is_no_survey(trapped):
    reading = trapped(row(10, 10, 0), ["注：密度 = 捕获数 / 有效夹数"])
    assert (reading.accepted, reading.held) == (1, 0)


def test_the_same_survey_twice_holds_the_later_and_names_the_earlier(trapped):
    reading = trapped(row(10, 10, 0), row(10, 10, 0, station="西门"), row(20, 20, 1))
    assert reading.tables["snap_trap"]["row"].tolist() == [2, 3]
    assert "第 4 行与工作表“夹夜法”第 2 行重复" in reading.faults["sentence"].iat[0]


def test_a_station_is_the_same_in_any_width_of_its_digits(trapped, codes):
    reading = trapped(row(9, 9, 0, station="东门１号"), row(9, 9, 0, station="东门1号"))
    assert codes(reading) == [("twice", "")]


def test_another_habitat_is_another_survey(trapped):
    header = [*HEADER, "生境"]
    first, second = ([*row(10, 10, 0, 0, 0), habitat] for habitat in ("居民区", "菜市场"))
    table = trapped(first, second, header=header).tables["snap_trap"]
    assert table["habitat"].tolist() == ["城镇居民区", "农贸市场"]


@pytest.mark.parametrize(
    ("habitat", "code"), [("火星", "habitat_unknown"), ("饭店", "habitat_ambiguous")]
)
def test_a_habitat_that_cannot_be_told_is_kept_with_a_caution(trapped, habitat, code):
    reading = trapped([*row(10, 10, 0, 0, 0), habitat], header=[*HEADER, "生境"])
    assert only(reading)[0] == code
    assert reading.tables["snap_trap"]["habitat"].tolist() == [habitat]


def test_a_merged_station_holds_for_all_its_rows(trapped):
    rows = [row(10, 10, 0, day=date(2025, 8, 1 + n), station=None) for n in range(3)]
    reading = trapped(*rows, merged=[("夹夜法", 1, 0, 3, 0, "东门")])
    assert reading.tables["snap_trap"]["station"].tolist() == ["东门"] * 3


def test_a_merged_count_belongs_to_no_row(trapped, codes):
    rows = [row(10, 10, None, day=date(2025, 8, 1 + n)) for n in range(2)]
    reading = trapped(*rows, merged=[("夹夜法", 1, 4, 2, 4, 3)])
    assert reading.held == 2
    assert {code for code, _ in codes(reading)} >= {"number_merged"}


@pytest.mark.parametrize("day", ["2016109", 0, "2099-01-01", "1949-01-01", None])
def test_a_row_without_a_sure_day_is_held(trapped, day):
    reading = trapped(row(10, 10, 0, day=day))
    assert reading.held == 1
    assert reading.faults["column"].tolist() == ["监测日期"]


def test_a_stated_rate_is_compared_and_the_counts_hold(trapped, codes):
    header = [*HEADER, "捕获率(%)"]
    rows = [
        [*row(100, 100, 3, None, None, day=date(2025, 8, 1 + n)), rate]
        for n, rate in enumerate([3, "3.00%", 0.03, "—", 5])
    ]
    reading = trapped(*rows, header=header)
    assert codes(reading) == [("rate_differs", "H6")]
    assert reading.accepted == 5
