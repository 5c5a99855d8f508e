"""Counties of one sheet: stations of the same name in two of them are two stations."""

from datetime import date

DAY = date(2025, 6, 1)
HEADER = ["监测日期", "区县", "监测点", "调查户数", "积水容器数", "阳性容器数"]


def surveys(read_sheets, *rows, header=HEADER):
    reading = read_sheets({"布雷图指数法": [header, *rows]})
    codes = sorted(set(reading.faults["code"]))
    return reading.tables["household_larvae"], codes


def test_stations_of_one_name_in_two_counties_are_no_repeat(read_sheets):
    table, codes = surveys(
        read_sheets, [DAY, "甲县", "A", 100, 30, 3], [DAY, "乙县", "A", 100, 30, 4]
    )
    assert table["street"].tolist() == ["甲县", "乙县"]
    assert table["positive_containers"].tolist() == [3, 4]
    assert codes == ["counties_mixed", "county_as_street"]


def test_within_one_county_a_repeat_is_still_told(read_sheets):
    rows = ([DAY, county, "A", 100, 30, 3] for county in ("甲县", "乙县", "甲县"))
    table, codes = surveys(read_sheets, *rows)
    assert len(table) == 2
    assert "twice" in codes


def test_a_sheet_of_one_county_keeps_its_stations_as_they_were(read_sheets):
    table, codes = surveys(read_sheets, [DAY, "甲县", "A", 100, 30, 3], [DAY, "", "B", 100, 3, 0])
    assert table["street"].tolist() == ["", ""]
    assert codes == []


def test_a_street_that_is_given_is_kept(read_sheets):
    rows = [DAY, "甲县", "A", 100, 30, 3, "东街"], [DAY, "乙县", "A", 100, 30, 3, ""]
    table, _ = surveys(read_sheets, *rows, header=[*HEADER, "街道"])
    assert table["street"].tolist() == ["东街", "乙县"]
