"""Plans: months as people write them, stations in their streets, rolls whole or not at all."""

import json
from datetime import date

import pytest
import reports
from hypothesis import given
from hypothesis import strategies as st
from reports import JUNE, rooms
from sqlalchemy import Engine

from vector.catalog import Catalog
from vector.errors import StoreError, VectorError
from vector.stats.empty import Empty
from vector.store import completeness, geography
from vector.store.engine import session
from vector.work import plans, regions
from vector.work.plans import Taken

HEADER = "街道,监测点,方法,月份,截止日\n"
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


def take(engine: Engine, catalog: Catalog, *lines: str, new: bool = True, **days: date) -> Taken:
    content = (HEADER + "\n".join(lines)).encode()
    return plans.take_roll(engine, catalog, content, "计划.csv", new_stations=new, **days)


def asked(engine: Engine, catalog: Catalog) -> list[tuple[str, ...]]:
    columns = ["street", "station", "method", "months", "due_day"]
    return list(plans.listing(engine, catalog)[columns].itertuples(index=False, name=None))


def streets(engine: Engine) -> dict[str, str]:
    with session(engine) as reading:
        frame = geography.stations(reading)
    return dict(zip(frame["station"], frame["street"], strict=True))


@given(st.sets(st.integers(1, 12), min_size=1), st.sampled_from([",", "，", "、", " ", "; "]))
def test_months_are_read_however_they_are_separated(months: set[int], sign: str) -> None:
    assert plans.months_of(sign.join(map(str, months))) == tuple(sorted(months))


@given(st.integers(1, 12), st.integers(1, 12), st.sampled_from("-–~～至"))
def test_a_range_of_months(first: int, last: int, sign: str) -> None:
    text = f"{first}{sign}{last}月"
    if first <= last:
        assert plans.months_of(text) == tuple(range(first, last + 1))
    else:
        with pytest.raises(StoreError, match="月份"):
            plans.months_of(text)


@pytest.mark.parametrize("text", ["", "0", "13", "春", "1.5", "4-", "1-13"])
def test_what_names_no_month_is_refused(text: str) -> None:
    with pytest.raises(StoreError, match="月份"):
        plans.months_of(text)


def test_the_programmes_months_and_day(mapped: Engine, catalog: Catalog) -> None:
    taken = take(mapped, catalog, "东街,市场,夹夜法,方案,", "东街,市场,light_trap,5-7,20")
    assert taken == Taken(plans=2, moved=0, entered=1, changed=2)
    programme = catalog.programmes["national_2016.snap_trap"]
    months = ",".join(map(str, programme.months))
    assert asked(mapped, catalog) == [
        ("东街", "市场", "snap_trap", months, programme.due_day),
        ("东街", "市场", "light_trap", "5,6,7", 20),
    ]


def test_a_later_roll_replaces_the_plan(mapped: Engine, catalog: Catalog) -> None:
    take(mapped, catalog, "东街,市场,夹夜法,方案,")
    assert take(mapped, catalog, "东街,市场,snap_trap,6,10", new=False).entered == 0
    assert asked(mapped, catalog) == [("东街", "市场", "snap_trap", "6", 10)]


def test_what_a_plan_asks_for_is_missed_when_it_does_not_come(
    mapped: Engine, catalog: Catalog
) -> None:
    take(mapped, catalog, '东街,市场,夹夜法,"5,6",20')
    with session(mapped) as reading:
        rows = completeness.month(reading, catalog, JUNE, today=date(2026, 6, 21))
    assert rows[["station", "empty"]].to_numpy().tolist() == [["市场", Empty.NOT_REPORTED]]


def test_stations_that_wait_come_to_their_street(mapped: Engine, catalog: Catalog) -> None:
    reports.accept(mapped, rooms(JUNE, 1, street="", station="市场"), on=JUNE)
    assert streets(mapped) == {"市场": "未划分街道"}
    taken = take(mapped, catalog, "东街,市场,夹夜法,6,", "东街,市场,light_trap,6,", new=False)
    assert taken == Taken(plans=2, moved=1, entered=0, changed=2)
    assert streets(mapped) == {"市场": "东街"}


def test_a_roll_before_the_first_upload_places_its_stations(
    mapped: Engine, catalog: Catalog
) -> None:
    take(mapped, catalog, "东街,市场,夹夜法,6,")
    accepted = reports.accept(mapped, rooms(JUNE, 1, street="", station="市场"), on=JUNE)
    assert len(accepted.new_stations) == 0
    assert streets(mapped) == {"市场": "东街"}


def test_a_waiting_station_named_for_two_streets_stays(mapped: Engine, catalog: Catalog) -> None:
    reports.accept(mapped, rooms(JUNE, 1, street="", station="市场"), on=JUNE)
    with pytest.raises(StoreError, match=r"第 3 行：监测点“市场”在未划分街道中只有一个"):
        take(mapped, catalog, "东街,市场,夹夜法,6,", "西街,市场,夹夜法,6,")
    assert streets(mapped) == {"市场": "未划分街道"}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("南街,市场,夹夜法,6,", "没有街道“南街”"),
        ("东街,,夹夜法,6,", "没有写监测点"),
        ("东街,市场,夹法,6,", "没有方法“夹法”"),
        ("东街,市场,路径法,6,", "不止一个，请用编号指明：small_water_route"),
        ("东街,市场,夹夜法,13,", "月份“13”"),
        ("东街,市场,夹夜法,,", "没有写月份"),
        ("东街,市场,夹夜法,6,32", "截止日应为 1 至 31"),
        ("东街,市场,rodent_trace_indoor,方案,", "没有规定"),
    ],
)
def test_a_roll_with_a_fault_leaves_nothing(
    mapped: Engine, catalog: Catalog, line: str, sentence: str
) -> None:
    with pytest.raises(VectorError, match=f"^第 3 行：.*{sentence}"):
        take(mapped, catalog, "东街,公园,夹夜法,6,", line)
    assert asked(mapped, catalog) == []
    assert streets(mapped) == {}


def test_unknown_stations_are_refused_unless_they_are_to_be_entered(
    mapped: Engine, catalog: Catalog
) -> None:
    with pytest.raises(StoreError, match=r"第 2 行：没有监测点“市场”"):
        take(mapped, catalog, "东街,市场,夹夜法,6,", new=False)


@pytest.mark.parametrize(
    ("method", "months", "day", "times", "stands"),
    [
        ("诱蚊灯法", "方案", "", "", (28, 2)),  # the programme asks for two
        ("诱蚊灯法", "方案", "", "1", (28, 1)),
        ("诱蚊灯法", "5-9", "", "", (28, 1)),
        ("夹夜法", "5", "25", "3", (25, 3)),
    ],
)
def test_a_month_may_ask_for_several_surveys(
    sqlite_engine: Engine, catalog: Catalog, method: str, months: str, day: str, times: str,
    stands: tuple[int, int],
) -> None:  # fmt: skip
    roll = f"监测点,方法,月份,截止日,每月次数\n东湖,{method},{months},{day},{times}\n"
    plans.take_roll(sqlite_engine, catalog, roll.encode(), "计划.csv", new_stations=True)
    assert plans.listing(sqlite_engine, catalog).loc[0, ["due_day", "times"]].tolist() == [*stands]


@pytest.mark.parametrize(
    ("day", "times", "sentence"), [("28", "5", "每月次数应为 1 至 4"), ("15", "2", "自 16 日起")]
)
def test_a_month_in_parts_must_be_possible(
    sqlite_engine: Engine, catalog: Catalog, day: str, times: str, sentence: str
) -> None:
    roll = f"监测点,方法,月份,截止日,次数\n东湖,夹夜法,5,{day},{times}\n"
    with pytest.raises(StoreError, match=sentence):
        plans.take_roll(sqlite_engine, catalog, roll.encode(), "计划.csv", new_stations=True)
