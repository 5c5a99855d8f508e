"""Stations: found by code or place, updated, moved only on purpose; rolls whole or not at all."""

import json
from datetime import date, datetime
from io import BytesIO

import pytest
import reports
from reports import JUNE, rooms
from sqlalchemy import Engine
from xlsxwriter import Workbook

from vector.catalog import Catalog
from vector.errors import StoreError, VectorError
from vector.work import regions, stations
from vector.work.stations import Taken

HEADER = "街道,监测点,编号,生境,经度,纬度,启用日期,停用日期\n"
SHAPE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
MAP = {
    "type": "FeatureCollection",
    "features": [{"properties": {"name": name}, "geometry": SHAPE} for name in ("东街", "西街")],
}


@pytest.fixture
def mapped(engine: Engine) -> Engine:
    """A database with two streets and no station."""
    regions.take_map(engine, json.dumps(MAP).encode())
    return engine


def take(engine: Engine, catalog: Catalog, *lines: str, move: bool = False) -> Taken:
    content = (HEADER + "\n".join(lines)).encode()
    return stations.take_roll(engine, catalog, content, "监测点.csv", move=move)


def kept(engine: Engine) -> list[tuple[str, str, str]]:
    frame = stations.listing(engine)[["street", "station", "code"]]
    return list(frame.itertuples(index=False, name=None))


def test_new_stations_with_all_that_is_known(mapped: Engine, catalog: Catalog) -> None:
    line = "东街,市场,E-1,菜市场,109.5,24.25,2026/1/5,2026年12月31日"
    assert take(mapped, catalog, line, "东街,公园,,,,,,") == Taken(2, 0, 0)
    first, second = stations.listing(mapped).to_dict("records")
    assert first == {
        "street": "东街", "station": "市场", "code": "E-1", "habitat": "农贸市场",
        "longitude": 109.5, "latitude": 24.25,
        "active_from": date(2026, 1, 5), "active_to": date(2026, 12, 31),
    }  # fmt: skip
    assert (second["station"], second["code"]) == ("公园", "S00001")
    assert stations.listing(mapped).loc[1, "habitat":].isna().all()


def test_a_workbook_with_english_headers(mapped: Engine, catalog: Catalog) -> None:
    content = BytesIO()
    with Workbook(content, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["street", "name", "code", "longitude", "latitude", "active_from"])
        sheet.write_row(1, 0, ["东街", "市场", 12, 109, 24.5])
        sheet.write_datetime(1, 5, datetime(2026, 1, 5))  # noqa: DTZ001
    taken = stations.take_roll(mapped, catalog, content.getvalue(), "stations.xlsx")
    assert taken == Taken(1, 0, 0)
    [row] = stations.listing(mapped).to_dict("records")
    assert (row["code"], row["longitude"], row["active_from"]) == ("12", 109, date(2026, 1, 5))


def test_known_stations_get_what_is_written_and_keep_the_rest(
    mapped: Engine, catalog: Catalog
) -> None:
    take(mapped, catalog, "东街,市场,E-1,学校,109.5,24.25,2026-01-05,")
    assert take(mapped, catalog, "东街,市场,,,,,,2026-06-30") == Taken(0, 1, 0)
    assert take(mapped, catalog, "东街,大市场,E-1,,110,25,,") == Taken(0, 1, 0)
    [row] = stations.listing(mapped).to_dict("records")
    assert (row["station"], row["habitat"], row["longitude"]) == ("大市场", "学校", 110)
    assert (row["active_from"], row["active_to"]) == (date(2026, 1, 5), date(2026, 6, 30))


def test_a_station_gets_the_countys_own_code(mapped: Engine, catalog: Catalog) -> None:
    take(mapped, catalog, "东街,市场,,,,,,")
    assert take(mapped, catalog, "东街,市场,E-1,,,,,") == Taken(0, 1, 0)
    assert kept(mapped) == [("东街", "市场", "E-1")]


@pytest.mark.parametrize("code", ["", "E-1"])
def test_a_station_moves_only_on_purpose(mapped: Engine, catalog: Catalog, code: str) -> None:
    take(mapped, catalog, "东街,市场,E-1,,,,,")
    said = r"^第 2 行：监测点“市场”（编号 E-1）现在属于东街，文件中写的是西街。.*--move"
    with pytest.raises(StoreError, match=said):
        take(mapped, catalog, f"西街,市场,{code},,,,,")
    assert kept(mapped) == [("东街", "市场", "E-1")]
    assert take(mapped, catalog, f"西街,市场,{code},,,,,", move=True) == Taken(0, 1, 1)
    assert kept(mapped) == [("西街", "市场", "E-1")]


@pytest.mark.parametrize("lines", [("西街,市场,W-1,,,,,",), ("东街,市场,,,,,,", "西街,市场,,,,,,")])
def test_a_namesake_in_another_street_is_another_station(
    mapped: Engine, catalog: Catalog, lines: tuple[str, ...]
) -> None:
    take(mapped, catalog, "东街,市场,,,,,,")
    assert take(mapped, catalog, *lines, move=True).entered == 1
    assert [row[:2] for row in kept(mapped)] == [("东街", "市场"), ("西街", "市场")]


def test_stations_that_wait_come_to_their_street(mapped: Engine, catalog: Catalog) -> None:
    reports.accept(mapped, rooms(JUNE, 1, street="", station="市场"), on=JUNE)
    assert take(mapped, catalog, "东街,市场,,学校,,,,") == Taken(0, 1, 1)
    assert [row[:2] for row in kept(mapped)] == [("东街", "市场")]


def test_uploads_find_the_stations_of_the_roll(mapped: Engine, catalog: Catalog) -> None:
    take(mapped, catalog, "东街,市场,E-1,,,,,")
    accepted = reports.accept(mapped, rooms(JUNE, 1, street="东街", station="市场"), on=JUNE)
    assert len(accepted.new_stations) == 0


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("南街,市场,,,,,,", "没有街道“南街”"),
        (",市场,,,,,,", "没有写街道"),
        ("东街,,E-9,,,,,", "没有写监测点"),
        ("东街,公园,,,,,,", "与第 2 行是同一个监测点"),
        ("东街,市场,,月球,,,,", "没有生境“月球”"),
        ("东街,市场,,饭店,,,,", "生境“饭店”可能是"),
        ("东街,市场,,,109.5,,,", "经度和纬度应同时填写"),
        ("东街,市场,,,24.3,109.5,,", "纬度应为 -90 至 90 的度数，现为“109.5”"),
        ("东街,市场,,,500000,24,,", "经度应为"),
        ("东街,市场,,,东经,24,,", "经度应为"),
        ("东街,市场,,,,,今年,", "启用日期应为 2026-01-05 这样的日期，现为“今年”"),
        ("东街,市场,,,,,,2026-02-30", "停用日期应为"),
        ("东街,市场,,,,,2026-02-01,2026-01-31", "停用日期 2026-01-31 早于启用日期 2026-02-01"),
    ],
)
def test_a_roll_with_a_fault_leaves_nothing(
    mapped: Engine, catalog: Catalog, line: str, sentence: str
) -> None:
    with pytest.raises(VectorError, match=f"^第 3 行：{sentence}"):
        take(mapped, catalog, "东街,公园,E-1,,,,,", line)
    assert kept(mapped) == []


def test_a_name_that_is_taken_is_refused(mapped: Engine, catalog: Catalog) -> None:
    take(mapped, catalog, "东街,市场,E-1,,,,,", "东街,公园,E-2,,,,,")
    with pytest.raises(StoreError, match="已有监测点“公园”（编号 E-2）"):
        take(mapped, catalog, "东街,公园,E-1,,,,,")


def test_a_preview_tells_every_line_at_fault(mapped: Engine, catalog: Catalog) -> None:
    wrong = {
        "没有街,公园,,,,,,": "没有街道“没有街”",
        ",医院,,,,,,": "没有写街道",
        "东街,学校,,大海,,,,": "没有生境“大海”",
        "西街,饭店,,,200,24,,": "现为“200”",
        "西街,车站,W-9,,,,2026-05-01,2026-04-01": "早于启用日期",
        "东街,市场,,,,,,": "与第 2 行",
    }
    lines = ["东街,市场,E-1,菜市场,109.5,24.25,,", *wrong, "西街,市场,,,,,,"]
    content = (HEADER + "\n".join(lines)).encode()
    found = stations.take_roll(mapped, catalog, content, "监测点.csv", preview=True)
    assert (found.entered, found.updated, found.moved) == (2, 0, 0)
    assert [fault.row for fault in found.faults] == [3, 4, 5, 6, 7, 8]
    for fault, words in zip(found.faults, wrong.values(), strict=True):
        assert words in fault.sentence
    assert kept(mapped) == []
    with pytest.raises(StoreError, match=r"第 3 行.*第 7 行.*另有 1 处。没有导入任何一行"):
        take(mapped, catalog, *lines)
    assert kept(mapped) == []
