"""Every layout met in the wild, by an invented workbook whose surveys were counted by hand."""

import biff_writer
import numpy as np
import pandas as pd
import parts
import pytest
import wild
from wild import FILE, balanced, records, told

from vector.errors import IntakeError
from vector.intake import read


def test_a_database_of_months_without_a_header(read_sheets):
    found = read_sheets({"Sheet1": wild.MONTHS_RODENT}, name=FILE)
    assert found.layout == "months"
    assert records(found, "glue_board", "row", "station", "date", "effective", "caught") == [
        [2, "某市", "2023-01-01", 200.0, 3.0],
        [3, "某市", "2023-02-01", 210.0, 0.0],
        [7, "某市", "2024-01-01", 220.0, 11.0],
    ]
    assert (found.skipped, found.held) == ({"year": 2, "subtotal": 2, "no_data": 1}, 0)
    assert balanced(found)
    (differs,) = told(found, "rate_differs")  # the row that says 4 where 11 of 220 are 5
    assert "第 7 行" in differs
    assert "填的是 4，由数量算得 5.00" in differs
    assert len(told(found, "month_rows")) == len(told(found, "station_given")) == 1


@pytest.mark.parametrize(
    ("rows", "name", "method", "fields", "values"),
    [
        (wild.MONTHS_MOSQUITO, "某市蚊密度数据库.xlsx", "light_trap",
         ["lamps", "nights", "females"], [[20, 2, 96], [20, 2, 120]]),
        (wild.MONTHS_FLY, "某市蝇密度（捕蝇笼法）.xlsx", "fly_cage",
         ["cages", "days", "caught"], [[16, 1, 80], [16, 1, 8]]),
        (wild.MONTHS_ROACH, "某市蟑密度（粘蟑法)数据库.xlsx", "sticky_trap",
         ["rooms", "positive_rooms", "set", "effective", "positive", "caught"],
         [[60, 6, 120, 120, 8, 24], [60, 3, 120, 120, 3, 3]]),
    ],
)  # fmt: skip
def test_the_other_databases_of_months(read_sheets, rows, name, method, fields, values):
    found = read_sheets({"Sheet1": rows}, name=name)
    assert records(found, method, *fields) == values
    rates = told(found, "rate_differs")
    assert len(rates) == (1 if method == "sticky_trap" else 0)  # 3 of 60 rooms are no 6 %
    assert balanced(found)


def test_months_without_a_name_that_says_the_vector_are_not_guessed(read_sheets):
    found = read_sheets({"Sheet1": wild.MONTHS_FLY}, name="数据.xlsx")
    assert found.accepted == 0
    assert len(told(found, "sheet_ambiguous")) == 1


def test_the_emergency_form_gives_values_and_its_streets_stand_in_paths(read_sheets):
    found = read_sheets({"Sheet1": wild.EMERGENCY})
    assert found.layout == "emergency"
    fields = ("street", "station", "date", "households", "positive_containers")
    assert records(found, "household_larvae", *fields) == [
        ["丙镇", "东村", "2025-08-01", 122.0, 15.0],
        ["己镇", "西村", "2025-08-01", 40.0, 2.0],
    ]
    assert records(found, "adult_aedes", "station", "persons", "minutes", "females") == [
        ["南村", 1.0, 24.0, 1.0]
    ]
    assert records(found, "standard_room", "rooms", "positive_containers") == [[100.0, 0.0]]
    assert len(told(found, "method_unknown")) == 1
    assert (found.held, found.skipped) == (1, {"no_data": 1})
    assert len(told(found, "counts_made")) == 3
    assert (
        found.tables["household_larvae"]["note"].str.startswith("（数量按填报的指标值折算）").all()
    )


@pytest.mark.parametrize("method", ["防鼠设施检查", "勺捕法"])
def test_a_value_that_gives_no_counts_is_held(read_sheets, method):
    rows = [wild.EMERGENCY_HEADER, [*wild.EMERGENCY[1][:6], method, None, None]]
    found = read_sheets({"Sheet1": rows})
    assert (found.accepted, found.held) == (0, 1)
    assert found.faults["code"].tolist().count("value_alone") == 1
    assert not told(found, "value_missing")


def test_a_street_that_two_counties_have_is_held(read_sheets):
    rows = [[*row] for row in wild.EMERGENCY]
    rows[2][2] = "某省甲市-丁县-丙镇"
    found = read_sheets({"Sheet1": rows})
    held = told(found, "street_shared")
    assert len(held) == 2
    assert all("某省甲市-丁县、某省甲市-乙县" in sentence for sentence in held)
    assert len(told(found, "counties_mixed")) == 1
    assert "household_larvae" not in found.tables


def test_a_weekly_table_by_village_with_merged_streets(read_sheets):
    found = read_sheets({"周报": wild.VILLAGES}, merged=wild.VILLAGES_MERGED)
    assert found.layout == "villages"
    fields = ("street", "station", "date", "households", "positive_containers")
    assert records(found, "household_larvae", *fields) == [
        ["甲街", "东村", "2025-08-04", 30.0, 3.0],
        ["甲街", "西村", "2025-08-04", 30.0, 0.0],
        ["乙镇", "南村", "2025-08-04", 42.0, 2.0],
    ]
    assert records(found, "standard_room", "station", "rooms", "positive_containers") == [
        ["西村", 301.0, 1.0]
    ]
    assert records(found, "ovitrap", "station", "recovered", "positive") == [["东村", 10.0, 2.0]]
    assert records(found, "adult_aedes", "station", "minutes", "females") == [["东村", 40.0, 1.0]]
    assert [sentence for sentence in told(found, "no_data_row") if "小平村" in sentence]
    assert set(found.blanks) == {"household_larvae", "standard_room", "ovitrap", "adult_aedes"}
    assert all("小平村" in set(blank["station"]) for blank in found.blanks.values())
    assert balanced(found)


def test_streets_that_lost_their_merging_are_filled_down(read_text):
    text = "\n".join(",".join("" if c is None else str(c) for c in row) for row in wild.VILLAGES)
    found = read_text(text, name="村居周报.csv")
    assert found.tables["household_larvae"]["street"].tolist() == ["甲街", "甲街", "乙镇"]
    (sentence,) = told(found, "filled_down")
    assert "有 2 个空格" in sentence


def test_a_table_by_village_without_any_date_is_held_whole(read_sheets):
    rows = [["蚊媒密度监测结果"], *wild.VILLAGES[1:]]
    found = read_sheets({"周报": rows}, name="周报.xlsx")
    assert (found.accepted, found.held) == (0, 4)
    assert len(told(found, "date_nowhere")) == 1


def test_an_index_by_village_with_dates(read_sheets):
    found = read_sheets({"Sheet1": wild.JIEDONG})
    table = records(found, "household_larvae", "street", "station", "date")
    assert table == [["甲镇", "东村", "2016-10-09"]]
    assert len(told(found, "date_ambiguous")) == 1


def test_an_inspection_form_holds_several_inspections_in_a_row(read_sheets):
    found = read_sheets({"鼠类考评": wild.RODENT_INSPECTION})
    assert found.layout == "inspection"
    assert records(found, "rodent_trace_indoor", "station", "rooms", "positive_rooms") == [
        ["甲饭店", 20.0, 1.0],
        ["乙医院", 30.0, 0.0],
    ]
    assert records(found, "rodent_proofing", "checked", "failed") == [[20.0, 2.0], [30.0, 0.0]]
    assert records(found, "rodent_route", "km", "signs") == [[500.0, 1.0], [1250.0, 0.0]]
    assert found.faults.empty
    assert balanced(found)


def test_a_summary_by_habitat_takes_place_and_month_from_its_title(read_sheets):
    found = read_sheets({"蟑螂监测汇总表": wild.ROACH_SUMMARY})
    fields = ("station", "habitat", "date", "effective", "positive", "caught")
    assert records(found, "sticky_trap", *fields) == [
        ["某县", "农贸市场", "2025-07-01", 50.0, 5.0, 20.0],
        ["某县", "医院", "2025-07-01", 40.0, 2.0, 4.0],
    ]
    (differs,) = told(found, "rate_differs")
    assert "填的是 0.2，由数量算得 0.10" in differs
    assert found.skipped == {"subtotal": 1}


def test_effective_traps_are_those_set_less_the_invalid(read_sheets):
    found = read_sheets({"鼠监测": wild.RODENT_SYSTEM})
    fields = ("street", "station", "habitat", "set", "effective", "caught")
    assert records(found, "snap_trap", *fields) == [
        ["甲街道", "东村", "农村居民区", 200.0, 195.0, 4.0]
    ]
    (more,) = told(found, "lost_more")
    assert "120" in more
    assert not told(found, "value_missing")


def test_devices_side_by_side(read_sheets):
    found = read_sheets({"Sheet1": wild.DEVICES})
    assert records(found, "glue_board", "effective", "positive", "caught") == [[40.0, 2.0, 2.0]]
    assert records(found, "sticky_trap", "effective", "positive", "caught") == [[30.0, 3.0, 9.0]]
    assert records(found, "fly_view", "views", "flies") == [[10.0, 25.0]]
    (differs,) = told(found, "rate_differs")
    assert "2.50" in differs


def test_a_bulletin_of_densities_with_habitats_in_its_second_row(read_sheets):
    found = read_sheets({"月报": wild.BULLETIN}, merged=wild.BULLETIN_MERGED)
    table = found.tables["snap_trap"]
    density = (100 * table["caught"] / table["effective"]).round(2)
    assert sorted(zip(table["station"], table["habitat"], density, strict=True)) == [
        ("乙市", "农村居民区", 0.0),
        ("乙市", "重点行业", 0.0),
        ("甲市", "农村居民区", 2.0),
        ("甲市", "城镇居民区", 0.5),
        ("甲市", "重点行业", 1.25),
    ]
    flies = found.tables["fly_cage"]
    assert (flies["caught"] / flies["cages"] / flies["days"]).tolist() == [6.5, 3.0]
    assert set(table["date"]) == {pd.Timestamp("2025-07-01")}


def test_a_list_of_ovitraps_is_counted_by_place_and_day(read_sheets):
    found = read_sheets({"诱蚊诱卵器清单": wild.OVITRAP_LINES})
    fields = ("row", "station", "date", "set", "recovered", "positive")
    assert records(found, "ovitrap", *fields) == [
        [2, "东村", "2025-08-01", 3.0, 2.0, 1.0],
        [6, "东村", "2025-08-02", 1.0, 1.0, 0.0],
    ]
    assert (found.rows, found.held) == (3, 1)
    (unclear,) = told(found, "number_text")
    assert "也许" in unclear


def test_a_list_of_rodents_is_counted_by_species(read_sheets):
    found = read_sheets({"鼠密度登记表": wild.RODENT_LINES})
    fields = (
        "station",
        "effective",
        "caught",
        "species:褐家鼠",
        "species:小家鼠",
        "species:其他鼠种",
    )
    assert records(found, "snap_trap", *fields) == [
        ["东村", 96.0, 3.0, 1.0, 1.0, 1.0],
        ["西村", 98.0, 0.0, 0.0, 0.0, 0.0],
    ]
    assert found.held == 1  # the day whose lines name two different numbers of traps


def test_talc_patches_and_signs_per_hundred_metres(read_sheets):
    found = read_sheets({"粉剂法": wild.DUST, "目测(室外)": wild.SIGNS})
    assert records(found, "dust_tile", "set", "effective", "positive") == [[60.0, 50.0, 2.0]]
    assert records(found, "rodent_signs_100m", "lines", "signs") == [[500.0, 2.0]]
    (differs,) = told(found, "rate_differs")
    assert "由数量算得 4.00" in differs


def test_a_night_belongs_to_the_day_it_began(read_sheets):
    header = ["监测日期", "监测点位", "布放夹数", "有效夹数", "捕获总数"]
    rows = [
        [span, f"点{n}", 50, 48, 1]
        for n, span in enumerate(
            [
                "2025-07-31至2025-08-01",
                "2025年7月31日—8月1日",
                "2025/7/31-8/1",
                "2025-07-01至2025-07-31",
            ]
        )
    ]
    found = read_sheets({"鼠": [header, *rows]})
    assert records(found, "snap_trap", "date") == [["2025-07-31"]] * 3
    assert len(told(found, "date_span")) == 3
    assert len(told(found, "date_text")) == 1


def test_every_count_made_from_a_value_gives_the_value_again(catalog):
    from vector.intake.valued import countable, counts

    stated = np.array([0, 0.02, 0.33, 0.74, 1, 2.5, 4.76, 5, 9.99, 12.3, 20, 116, np.nan])
    for index in catalog.indices.values():
        if not countable(index):
            continue
        made = counts(stated, index)
        effort = np.prod([made[name] for name in index.denominator], axis=0)
        given = float(index.multiplier) * made[index.numerator[0]] / effort
        assert (effort[:-1] >= index.min_effort).all()
        assert np.isnan(given[-1])
        near = np.minimum(0.005, stated[:-1] / 100) + 1e-9
        assert (np.abs(given[:-1] - stated[:-1]) <= near).all(), index.id


def test_xml_in_an_encoding_that_is_none_is_refused(catalog):
    index = '<?xml version="1.0" encoding="UTF--1"?><workbook><sheets/></workbook>'
    spoilt = parts.xlsx(parts.worksheet(""), parts={"xl/workbook.xml": index})
    with pytest.raises(IntakeError) as refused:
        read(spoilt, "六月.xlsx", catalog)
    assert refused.value.code == "broken_file"


def test_a_title_of_nothing_but_brackets_takes_no_time(read_sheets):
    header = ["监测日期", "监测点位", "有效夹数", "捕获总数", "(" * 30_000]
    found = read_sheets({"鼠": [header, ["2025-06-01", "东门", 48, 1, ""]]})
    assert found.accepted == 1


def test_a_sparse_old_workbook_that_would_take_half_a_gigabyte_is_refused(catalog):
    far = biff_writer.number(47_000, 250, 1.0)
    table = biff_writer.table([["监测日期", "监测点位"], ["2025-06-01", "东门"]])
    spoilt = biff_writer.container(biff_writer.stream([*table, far]))
    with pytest.raises(IntakeError) as refused:
        read(spoilt, "六月.xls", catalog)
    assert refused.value.code == "too_many_cells"
    assert "700 万" in refused.value.sentence


def test_traps_are_not_collected_before_they_are_set_nor_months_later(read_sheets):
    header, good = wild.OVITRAP_LINES[0], wild.OVITRAP_LINES[1]

    def line(number, village, began, ended):
        return [str(number), began, ended, "甲街", village, "是", "", "阳性"]

    found = read_sheets({"诱蚊诱卵器清单": [
        header, good,
        line(2, "东村", "2025-08-01", "2025-07-05"),
        line(3, "西村", "2025-08-01", "2025-12-05"),
        line(4, "南村", "2025-07-31", "2025-08-04"),
        line(5, "北村", "2025-08-01", "下周"),
    ]})  # fmt: skip
    (before,) = told(found, "collected_before")
    assert "“2025-07-05”，早于布放日期 2025-08-01" in before
    (late,) = told(found, "collected_late")
    assert "晚 126 天" in late
    assert len(told(found, "collected_unread")) == 1
    assert found.tables["ovitrap"]["station"].tolist() == ["南村", "北村"]


def test_waters_without_households_are_left_out_and_dips_without_larvae_taken(read_sheets):
    waters = ["积水容器(下水道)数", "阳性数", "密度(阳性数/有积水数)"]
    dips = ["采集勺数", "阳性勺数", "密度(阳性勺数/总勺数)"]
    header, row = wild.DEVICES
    found = read_sheets({"Sheet1": [[*header, *waters, *dips], [*row, 20, 3, 0.15, 30, 2, 0.07]]})
    assert len(found.tables["glue_board"]) == 1
    left = told(found, "column_left_out")
    assert ["调查户数" in each for each in left] == [True] * 2
    assert records(found, "dipping", "dips", "positive_dips") == [[30.0, 2.0]]
    assert np.isnan(found.tables["dipping"]["larvae"]).all()
    (absent,) = told(found, "field_absent")
    assert "幼虫和蛹数" in absent
    assert told(found, "column_unknown") == []


def test_dips_with_larvae_must_still_give_them(read_sheets):
    header = ["监测日期", "监测点位", "采集勺数", "阳性勺数", "幼虫和蛹数"]
    rows = [["2025-06-01", "甲村", 100, 3, 9], ["2025-06-01", "乙村", 100, 3, None]]
    found = read_sheets({"Sheet1": [header, *rows]})
    assert len(told(found, "value_missing")) == 1
    assert found.accepted == 1


def test_waters_alone_are_no_ovitraps_and_say_what_is_missing(read_sheets):
    header = ["监测日期", "监测点位", "积水容器(下水道)数", "阳性数", "密度(阳性数/有积水数)"]
    found = read_sheets({"Sheet1": [header, ["2025-06-01", "甲村", 100, 3, 0.03]]})
    (said,) = told(found, "sheet_refused")
    assert "没有“调查户数”" in said
    assert (found.accepted, found.held) == (0, 0)
    assert balanced(found)


def test_the_web_form_of_nets_and_ovitraps_is_known_by_its_fields(read_sheets):
    nets = ["监测日期", "区县", "监测点", "环境类型", "tent_count", "duration(min)", "捕获雌蚊数"]
    found = read_sheets({"Sheet1": [nets, ["2025-06-01", "甲县", "A", "医院", 2, 30, 3]]})
    assert records(found, "double_net", "nets", "minutes", "females") == [[2.0, 30.0, 3.0]]
    traps = ["监测日期", "监测点", "trap_count", "recovery_count", "positive_count"]
    found = read_sheets({"Sheet1": [traps, ["2025-06-01", "A", 100, 95, 3]]})
    assert records(found, "ovitrap", "set", "recovered", "positive") == [[100.0, 95.0, 3.0]]
    assert told(found, "column_unknown") == []


def test_a_trap_that_is_not_valid_counts_nowhere_whatever_else_it_leaves_out(read_sheets):
    header = ["监测点", "placementDate", "isValid", "invalidReason", "positiveStatus"]
    rows = [["A", "2025-06-01", "是", "", "阳性"], ["B", "2025-06-01", "否", "丢失", ""],
            ["C", "2025-06-01", "是", "", ""]]  # fmt: skip
    found = read_sheets({"诱卵器清单": [header, *rows]})
    assert records(found, "ovitrap", "station", "set", "recovered", "positive") == [
        ["A", 1.0, 1.0, 1.0],
        ["B", 1.0, 0.0, 0.0],
    ]
    assert found.held == 1  # a valid trap must still say what it caught


def test_weather_and_remarks_are_kept_together(read_sheets):
    header = ["监测日期", "监测点", "检查房间", "鼠迹房间", "备注", "天气"]
    rows = [["2025-06-01", "A", 100, 2, "补查", "晴"], ["2025-06-01", "B", 100, 2, None, "雨"]]
    found = read_sheets({"鼠类考评": [header, *rows]})
    notes = found.tables["rodent_trace_indoor"]["note"].tolist()
    assert notes == ["补查；天气：晴", "天气：雨"]
    assert told(found, "column_spare") == []


def test_a_value_without_a_method_is_offered_methods_of_aedes_only(read_sheets):
    rows = [wild.EMERGENCY_HEADER, [*wild.EMERGENCY[1][:6], None, None, None]]
    (fault,) = read_sheets({"Sheet1": rows}).faults.itertuples()
    assert fault.code == "value_missing"
    assert "布雷图指数法" in fault.expected or "诱蚊诱卵器法" in fault.expected
    assert "蜚蠊" not in fault.expected
