"""Whole files: the known layouts, what is refused, and that no row is lost."""

import hashlib
from datetime import date

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vector.errors import IntakeError
from vector.intake import read

DAY = date(2025, 8, 1)

LIUZHOU = {
    "鼠": [
        ["柳州市鼠密度监测"],
        ["监测日期", "监测点位", "布放夹数", "有效夹数", "褐家鼠", "小家鼠", "其他", "捕获总数"],
        [DAY, "东门社区", 200, 195, 2, 1, 0, 3],
        ["2025/8/1", "西门", "２００", "１９０夹", "—", "-", "/", 4],
        ["合计", None, 400, 385, 2, 1, 0, 7],
    ],
    "蚊": [
        ["监测日期", "监测点位", "诱蚊灯数", "监测夜数", "淡色库蚊", "致倦库蚊", "其他", "合计"],
        [DAY, "公园", 2, 1, 3, 4, 0, 7],
    ],
    "蝇": [
        ["监测日期", "监测点位", "捕蝇笼数", "家蝇", "大头金蝇", "丝光绿蝇", "其他", "合计"],
        [DAY, "市场", 2, 3, 0, 4, 0, 7],
    ],
    "蟑": [
        ["监测日期", "监测点位", "粘蟑纸数", "德国小蠊", "其他", "阳性张数", "合计"],
        [DAY, "市场", 20, 3, 4, 2, 7],
    ],
    "蜱": [
        ["监测日期", "监测点位", "宿主类型", "宿主数量", "合计"],
        [DAY, "公园", "犬", 2, 3],
    ],
    "Sheet6": [],
}


def test_the_liuzhou_workbook(read_sheets):
    reading = read_sheets(LIUZHOU)
    assert reading.layout == "liuzhou"
    assert {m: len(t) for m, t in reading.tables.items()} == {
        "snap_trap": 2,
        "light_trap": 1,
        "fly_cage": 1,
        "sticky_trap": 1,
    }
    assert reading.tables["light_trap"]["females"].tolist() == [7]
    assert reading.tables["fly_cage"]["days"].tolist() == [1]
    assert reading.tables["sticky_trap"]["effective"].tolist() == [20]
    assert reading.held == 0


def test_what_the_layout_takes_for_granted_is_said_once_per_sheet(read_sheets):
    faults = read_sheets(LIUZHOU).faults
    assumed = faults[faults["code"] == "stand_in"]
    assert assumed["sheet"].tolist() == ["蚊", "蝇", "蟑"]
    assert (assumed["severity"] == "warning").all()


def test_ticks_are_refused_by_name_and_the_others_go_on(read_sheets):
    reading = read_sheets(LIUZHOU)
    (refused,) = reading.faults[reading.faults["code"] == "sheet_refused"].itertuples()
    assert (refused.sheet, refused.row, refused.severity) == ("蜱", 0, "warning")
    assert "蜱不在" in refused.sentence
    assert reading.skipped == {"subtotal": 1, "sheet_refused": 1}


def test_a_column_of_females_is_preferred_to_the_total(read_sheets):
    header = ["监测日期", "监测点位", "诱蚊灯数", "监测夜数", "捕获雌蚊数", "合计"]
    reading = read_sheets({"蚊": [header, [DAY, "公园", 2, 1, 5, 7]]})
    assert reading.tables["light_trap"]["females"].tolist() == [5]
    assert reading.faults.empty


def test_the_long_form(read_text):
    reading = read_text(
        "station,street,date,method,habitat,set,effective,caught,lamps,nights,females,km,signs,"
        "species:褐家鼠,species:其他,note\n"
        "甲,东街,2025-08-01,snap_trap,居民区,10,9,2,,,,,,1,1,雨\n"
        "乙,东街,2025-08-01,诱蚊灯法,,,,,2,1,3,,,,3,\n"
        "丙,西街,2025-08-01,rodent_route,,,,,,,,1.5,2,,,\n"
    )
    assert reading.layout == "long"
    assert reading.faults.empty
    traps, lamps, route = (
        reading.tables[method] for method in ("snap_trap", "light_trap", "rodent_route")
    )
    assert traps[["station", "street", "habitat", "note"]].iloc[0].tolist() == [
        "甲",
        "东街",
        "城镇居民区",
        "雨",
    ]
    assert traps["species:其他鼠种"].tolist() == [1]
    assert lamps["species:其他蚊种"].tolist() == [3]
    assert route["km"].tolist() == [1500]


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        ("甲,2025-08-01,怪法,1,,", "method_unknown", "C2"),
        ("甲,2025-08-01,目测法,1,,", "method_ambiguous", "C2"),
        ("甲,2025-08-01,,1,,", "value_missing", "C2"),
        ("甲,2025-08-01,snap_trap,9,1,5", "column_not_of_method", "F2"),
    ],
)
def test_what_a_long_row_may_not_say(read_text, codes, row, code, cell):
    reading = read_text(f"station,date,method,effective,caught,lamps\n{row}\n")
    assert (code, cell) in codes(reading)
    assert reading.held == 1


def test_the_long_form_as_a_workbook(read_sheets):
    header = ["station", "date", "method", "effective", "caught"]
    reading = read_sheets({"Sheet1": [header, ["甲", DAY, "夹夜法", 9, 1]]})
    assert (reading.layout, reading.accepted) == ("long", 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_sheet_as_text(read_text, encoding):
    text = "监测日期,监测点位,布放夹数,有效夹数,捕获总数\n2025-08-01,东门,100,99,1\n"
    assert read_text(text, "鼠.csv", encoding).tables["snap_trap"]["caught"].tolist() == [1]


def test_a_method_known_only_by_the_header_is_said_aloud(read_sheets, codes):
    header = ["监测日期", "监测点", "布粉块数", "有效粉块数", "阳性粉块数"]
    reading = read_sheets({"Sheet1": [header, [DAY, "甲", 10, 9, 1]]})
    assert list(reading.tables) == ["dust_tile"]
    assert codes(reading) == [("sheet_guessed", "")]


def test_sheets_of_one_method_are_one_table_without_repeats(read_sheets, codes):
    rows = [["监测日期", "监测点", "有效夹数", "捕获鼠数"], [DAY, "甲", 10, 1]]
    reading = read_sheets({"夹夜法": rows, "鼠": [*rows, [DAY, "乙", 10, 1]]})
    assert reading.tables["snap_trap"]["sheet"].tolist() == ["夹夜法", "鼠"]
    assert [code for code, _ in codes(reading)] == ["twice"]


BAD_SHEETS = {
    "header_missing": [["监测日期", "监测点位", "布放夹数", "捕获总数"], [DAY, "甲", 9, 1]],
    "header_twice": [
        ["监测日期", "监测点位", "有效夹数", "有效夹数", "捕获总数"],
        [DAY, "甲", 9, 9, 1],
    ],
    "header_not_found": [[DAY, "甲", 9, 9, 1]],
}


@pytest.mark.parametrize("code", BAD_SHEETS)
def test_a_sheet_that_cannot_be_read_is_held_whole_and_the_others_go_on(read_sheets, codes, code):
    good = [["监测日期", "监测点位", "诱蚊灯数", "监测夜数", "捕获雌蚊数"], [DAY, "乙", 2, 1, 3]]
    reading = read_sheets({"鼠": BAD_SHEETS[code], "蚊": good})
    assert [c for c, _ in codes(reading)] == [code]
    assert list(reading.tables) == ["light_trap"]
    assert (reading.rows, reading.held, reading.accepted) == (2, 1, 1)


def test_columns_that_are_not_read_are_told(read_sheets, codes):
    header = ["监测日期", "监测点位", "有效夹数", "捕获总数", "负责人", None]
    reading = read_sheets({"鼠": [header, [DAY, "甲", 9, 1, "王", 3]]})
    assert codes(reading) == [("column_unknown", "E1"), ("column_unnamed", "F")]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty_file"), ("姓名,年龄\n王,3\n".encode(), "layout_unknown")],
)
def test_a_file_that_is_no_survey_is_refused(catalog, content, code):
    with pytest.raises(IntakeError) as refusal:
        read(content, "a.csv", catalog)
    assert refusal.value.code == code
    assert "a.csv" in refusal.value.sentence


def test_a_header_without_rows_is_said(read_sheets, codes):
    assert codes(read_sheets({"鼠": LIUZHOU["鼠"][:2]})) == [("no_rows", "")]


def test_the_digest_is_of_the_bytes_whatever_the_name(catalog):
    content = "station,date,method,effective,caught\n甲,2025-08-01,夹夜法,9,1\n".encode()
    first, second = (read(content, name, catalog) for name in ("a.csv", "b.csv"))
    assert first.sha256 == second.sha256 == hashlib.sha256(content).hexdigest()
    assert (first.size, first.name, second.name) == (len(content), "a.csv", "b.csv")


def test_progress_is_told(catalog):
    told = []
    content = "station,date,method,effective,caught\n甲,2025-08-01,夹夜法,9,1\n".encode()
    read(content, "a.csv", catalog, progress=lambda *at: told.append(at[1:]))
    assert told == [(0, 1), (1, 1)]


CELL = st.one_of(
    st.sampled_from(["", "0", "3", "—", "未捕到", "-1", "1.5", "x", "12只", "100%", "=A1"]),
    st.integers(0, 9).map(str),
)
ROW = st.tuples(
    st.sampled_from(["甲", "乙", "", "合计", "—"]),
    st.sampled_from(["2025-08-01", "2025/8/2", "2016109", "", "2099-1-1", "45870"]),
    st.sampled_from(["snap_trap", "粘鼠板法", "诱蚊灯法", "怪法", ""]),
    *[CELL] * 7,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(ROW, min_size=1, max_size=12))
def test_no_row_is_ever_lost(catalog, rows):
    header = "station,date,method,set,effective,positive,caught,lamps,nights,females"
    text = "\n".join([header, *(",".join(row) for row in rows)]) + "\n"
    reading = read(text.encode(), "长表.csv", catalog)
    shown = set(range(2, 2 + reading.rows))
    accepted = [int(row) for table in reading.tables.values() for row in table["row"]]
    wrong = set(reading.faults.loc[reading.faults["severity"] == "error", "row"]) - {0}
    assert len(accepted) == len(set(accepted)) == reading.accepted
    assert reading.rows == reading.accepted + reading.held + sum(reading.skipped.values())
    assert not wrong & set(accepted)
    assert len(wrong) == reading.held
    assert set(accepted) | wrong <= shown
    for method, table in reading.tables.items():
        required = list(catalog.methods[method].required)
        assert table[required].notna().all(axis=None)
        assert (table[required] >= 0).all(axis=None)
        assert table["date"].between(pd.Timestamp("1950-01-01"), pd.Timestamp.now()).all()


def test_what_cannot_be_seen_is_no_part_of_a_name(read_sheets):
    names = ["东\u200b门", "\u202e东门\u200f", "\ufeff东门", "东\x01门", "东\x7f门"]
    header = ["监测日期", "监测点位", "有效夹数", "捕获总数", "备注"]
    days = [[f"2025-06-0{at}", name, 50, 1, name] for at, name in enumerate(names, start=1)]
    table = read_sheets({"夹夜法": [header, *days]}).tables["snap_trap"]
    assert set(table["station"]) == {"东门"}
    assert set(table["note"]) == {"东门"}
