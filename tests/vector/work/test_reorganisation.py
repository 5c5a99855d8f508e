"""Regions merged, split, renamed and moved: what became what, and what stays as it was."""

from datetime import date, timedelta

import pytest
import reports
from redraw import NOW, obey
from reports import form, rooms
from sqlalchemy import Engine, select

from vector.catalog import Catalog
from vector.errors import StoreError, UploadError
from vector.settings import Settings
from vector.store import audit, geography
from vector.store.components import components
from vector.store.engine import session, transaction
from vector.store.tables import (
    Account,
    ActionLimit,
    Charge,
    Contact,
    Outbox,
    Population,
    Region,
    RegionPast,
    Station,
    Succession,
)
from vector.work import offices, regions
from vector.work.audit import listing
from vector.work.order import Order, Part
from vector.work.reorganisation import carry_out

TODAY = date(2026, 6, 20)
MAY, JUNE = date(2026, 5, 20), date(2026, 6, 15)
DAYS = [date(2026, month, 10) for month in (4, 5, 6)]
SQUARE = '{"type":"Polygon","coordinates":[[[0,0],[0,1],[1,1],[1,0],[0,0]]]}'


@pytest.fixture
def county(sqlite_engine: Engine, catalog: Catalog) -> Engine:
    """Two streets with recipients; each has a market, one of them full of rats."""
    return settled(sqlite_engine, catalog)


def settled(engine: Engine, catalog: Catalog) -> Engine:
    for name in ("东街", "西街"):
        regions.add(engine, regions.Entry(name, population=1000))
        offices.add(engine, name, f"{'east' if name == '东街' else 'west'}@example.cn")
    places = {("东街", "市场"): 20, ("西街", "市场"): 1, ("西街", "公园"): 2}
    rows = [
        rooms(day, found, street=street, station=station)
        for day in DAYS
        for (street, station), found in places.items()
    ]
    reports.accept(engine, *rows, on=TODAY, catalog=catalog)
    return engine


def sums(engine: Engine, boundaries: str | None, day: date | None = None) -> dict[str, int]:
    with session(engine) as reading:
        found = components(reading, start=day, end=day, boundaries=boundaries)  # type: ignore[arg-type]
    return found.groupby("street", observed=True)["numerator"].sum().to_dict()


def test_a_merged_street_is_the_sum_of_its_parents(engine: Engine, catalog: Catalog) -> None:
    county = settled(engine, catalog)
    before = sums(county, "today")
    assert before == {"东街": 60, "西街": 9}
    done = obey(county, catalog, "merge", MAY, "东街", "西街", into=(Part("中街"),), ground="令1号")
    assert done.successions == [("东街", "中街"), ("西街", "中街")]
    assert sums(county, "today") == {"中街": 69}
    then = {"东街（至 2026-05-19）": 40, "西街（至 2026-05-19）": 6, "中街": 23}
    assert sums(county, "then") == then
    with session(county) as reading:
        rows = reading.scalars(select(Succession).order_by(Succession.id)).all()
        assert [(row.kind, row.day, row.was, row.became, row.ground) for row in rows] == [
            ("merge", MAY, "东街", "中街", "令1号"), ("merge", MAY, "西街", "中街", "令1号"),
        ]  # fmt: skip
        assert reading.scalar(select(Population.persons)) == 2000


def test_a_preview_keeps_nothing(county: Engine, catalog: Catalog) -> None:
    before = reports.everything(county)
    done = obey(county, catalog, "merge", MAY, "东街", "西街", into=(Part("中街"),), preview=True)
    assert len(done.stations) == 3
    assert done.flags == [("东街 市场", "中街")]
    assert reports.everything(county) == before


def test_namesakes_are_told_apart_and_found_by_their_old_names(
    county: Engine, catalog: Catalog
) -> None:
    obey(county, catalog, "merge", MAY, "东街", "西街", into=(Part("中街"),))
    with session(county) as reading:
        names = set(geography.stations(reading)["station"])
    assert names == {"市场（原东街）", "市场（原西街）", "公园"}
    row = rooms(date(2026, 6, 11), 0, street="西街", station="市场")
    assert reports.accept(county, row, on=TODAY, catalog=catalog).new_stations == ()
    with session(county) as reading:
        own = geography.stations(reading).set_index("station").loc["市场（原西街）", "id"]
        assert len(components(reading, stations=[int(own)])) == 4
    with pytest.raises(UploadError, match="街道“西街”自 2026-05-20 起已变更为中街"):
        reports.accept(county, rooms(JUNE, 0, street="西街", station="新点"), on=TODAY)


def test_a_street_that_goes_into_another_leaves_its_names(county: Engine, catalog: Catalog) -> None:
    done = obey(county, catalog, "merge", MAY, "西街", into=(Part("东街"),))
    moved = {(each.was, each.name, each.becomes) for each in done.stations}
    assert moved == {("西街", "市场", "市场（原西街）"), ("西街", "公园", "公园")}
    assert sums(county, "today") == {"东街": 69}
    assert sums(county, "then") == {"东街": 40 + 23, "西街（至 2026-05-19）": 6}


def test_the_flag_follows_its_station_and_the_new_office_hears(
    county: Engine, catalog: Catalog
) -> None:
    obey(county, catalog, "merge", MAY, "东街", "西街", into=(Part("中街"),))
    [flag] = reports.flags(county)
    assert flag.evidence["street"] == "中街"
    assert flag.sentence.startswith("中街 市场")
    assert reports.changes(county) == ["raised", "cleared", "raised"]
    with session(county) as reading:
        told = [reading.get_one(Region, row.region_id).name for row in reading.scalars(
            select(Outbox).order_by(Outbox.id))]  # fmt: skip
        emails = set(
            reading.scalars(select(Contact.email).where(Contact.region_id == flag.region_id))
        )
    assert told == ["东街", "东街", "中街"]
    assert emails == {"east@example.cn", "west@example.cn"}


def test_a_flag_of_a_whole_street_goes_where_something_was_found(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    """Two hamlets, too small to judge alone, are flagged together for what one of them has."""
    small = [
        form(DAYS[2], "ovitrap", recovered=8, positive=found, street="东街", station=name)
        for name, found in (("甲村", 0), ("乙村", 4))
    ]
    reports.accept(sqlite_engine, *small, on=TODAY, catalog=catalog)
    [flag] = reports.flags(sqlite_engine)
    assert flag.station_id is None
    parts = (Part("东街"), Part("南街", takes=("乙村",)))
    done = obey(sqlite_engine, catalog, "split", JUNE, "东街", into=parts)
    assert done.flags == [("东街", "南街")]
    [flag] = reports.flags(sqlite_engine)
    assert (flag.evidence["street"], flag.evidence["raised"]["denominator"]) == ("南街", 8)
    later = form(
        date(2026, 6, 17), "ovitrap", recovered=20, positive=0, street="南街", station="乙村"
    )
    reports.accept(sqlite_engine, later, on=TODAY, catalog=catalog)
    assert reports.flags(sqlite_engine) == []


def test_a_flag_of_a_whole_street_stays_when_the_street_goes_into_another(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    small = [
        form(DAYS[2], "ovitrap", recovered=8, positive=found, street=street, station=name)
        for street, name, found in (("东街", "甲村", 2), ("东街", "乙村", 4), ("西街", "丙村", 0))
    ]
    reports.accept(sqlite_engine, *small, on=TODAY, catalog=catalog)
    done = obey(sqlite_engine, catalog, "merge", JUNE, "东街", into=(Part("西街"),))
    assert done.flags == [("东街", "西街")]
    [flag] = reports.flags(sqlite_engine)
    assert (flag.evidence["street"], flag.evidence["raised"]["denominator"]) == ("西街", 24)


def test_a_split_takes_what_is_named(county: Engine, catalog: Catalog) -> None:
    with transaction(county) as writing:
        west = writing.scalars(select(Region).where(Region.name == "西街")).one()
        west.geometry = SQUARE
    done = obey(county, catalog, "split", JUNE, "西街",
                into=(Part("西街", population=600), Part("南街", "R77", ("公园",))))  # fmt: skip
    assert [(each.name, each.street) for each in done.stations] == [("公园", "南街")]
    assert sums(county, "today") == {"东街": 60, "西街": 3, "南街": 6}
    assert sums(county, "then") == {"东街": 60, "西街": 9}
    assert done.recipients == [("west@example.cn", "南街")]
    assert any("边界" in note for note in done.notes)
    with session(county) as reading:
        assert reading.scalars(select(RegionPast.geometry)).all() == [SQUARE]
        rows = reading.execute(select(Region.name, Region.population))
        people = {row.name: row.population for row in rows}
    assert (people["西街"], people["南街"]) == (600, None)


def test_regions_below_go_along_with_their_stations(county: Engine, catalog: Catalog) -> None:
    regions.add(county, regions.Entry("桥头社区", "community", above="西街"))
    with transaction(county) as writing:
        community = writing.scalars(select(Region).where(Region.level == "community")).one()
        park = writing.scalars(select(Station).where(Station.name == "公园")).one()
        park.region_id = community.id
    done = obey(county, catalog, "transfer", JUNE, "桥头社区", into=(Part("东街"),))
    assert done.successions == [("西街 桥头社区", "东街 桥头社区")]
    assert sums(county, "today") == {"东街": 66, "西街": 3}
    assert sums(county, "then") == {"东街": 60, "西街": 9}
    obey(county, catalog, "merge", JUNE + timedelta(3), "东街", into=(Part("西街"),))
    assert sums(county, "today") == {"西街": 69}
    assert sums(county, "then", DAYS[2]) == {"东街（至 2026-06-17）": 20, "西街": 3}


def test_a_renamed_street_is_the_same_street(county: Engine, catalog: Catalog) -> None:
    obey(county, catalog, "rename", MAY, "东街", into=(Part("东城街道", "450001001"),))
    assert sums(county, "then") == sums(county, "today") == {"东城街道": 60, "西街": 9}
    row = rooms(date(2026, 6, 11), 0, street="东街", station="市场")
    assert reports.accept(county, row, on=TODAY, catalog=catalog).new_stations == ()
    with session(county) as reading:
        past = reading.scalars(select(RegionPast)).one()
    assert (past.name, past.until) == ("东街", MAY - timedelta(1))


def test_what_goes_along(county: Engine, catalog: Catalog) -> None:
    with transaction(county) as writing:
        ids = {row.name: row.id for row in writing.execute(select(Region.name, Region.id))}
        facts = {"set_by": "王", "set_on": MAY, "source": "x", "valid_from": date(2026, 1, 1)}
        for street, index, value in (
            ("东街", "trap_rate", "1"), ("西街", "trap_rate", "1"),
            ("东街", "light_trap_density", "2"),
        ):  # fmt: skip
            writing.add(ActionLimit(index_id=index, region_id=ids[street], value=value, **facts))
        writing.add(Account(email="a@b.cn", fs_uniquifier="x", region_id=ids["东街"]))
        writing.add(Charge(region_id=ids["东街"], person="李", phone="1", valid_from=MAY))
    done = obey(county, catalog, "merge", JUNE, "东街", "西街", into=(Part("中街"),))
    assert done.accounts == [("a@b.cn", "中街")]
    assert len(done.limits) == 1
    assert "李 不再负责东街，请另定责任人。" in done.notes
    with session(county) as reading:
        rows = reading.execute(
            select(Region.name, ActionLimit.index_id, ActionLimit.valid_to)
            .join(Region, Region.id == ActionLimit.region_id).order_by(ActionLimit.id)
        ).all()  # fmt: skip
    closed = JUNE - timedelta(1)
    assert rows == [
        ("东街", "trap_rate", closed), ("西街", "trap_rate", closed),
        ("东街", "light_trap_density", closed), ("中街", "trap_rate", None),
    ]  # fmt: skip


def test_it_is_written_to_the_audit_log(county: Engine, catalog: Catalog) -> None:
    order = Order("merge", MAY, ("西街",), (Part("东街"),))
    author = audit.Author("系统管理员", "10.0.0.1")
    carry_out(county, catalog, Settings(), order, now=NOW, author=author)
    noted = listing(county, who="系统管理员")["what"]
    assert {"region_changed", "station_changed", "succession_changed"} <= set(noted)


@pytest.mark.parametrize(
    ("kind", "day", "names", "parts", "sentence"),
    [
        ("merge", date(2026, 6, 21), ("东街",), (Part("西街"),), "在今天之后"),
        ("merge", MAY, ("东街",), (Part("东街"),), "不能并入自己"),
        ("merge", MAY, ("东街", "东街"), (Part("中街"),), "写了两次"),
        ("merge", MAY, ("未划分街道",), (Part("东街"),), "不能合并"),
        ("merge", MAY, ("本辖区",), (Part("东街"),), "不能合并"),
        ("merge", MAY, ("东村",), (Part("西街"),), "没有区划“东村”"),
        ("split", MAY, ("西街",), (Part("西街"), Part("南街")), "只能有一个"),
        ("split", MAY, ("西街",), (Part("西街"), Part("南街", takes=("车站",))), "没有直属的"),
        ("split", MAY, ("西街",), (Part("西街", takes=("市场",)), Part("南街", takes=("市场",))),
         "不止一个去向"),
        ("split", MAY, ("西街",), (Part("北街", takes=("市场",)), Part("西街", takes=("市场",))),
         "不止一个去向"),
        ("split", MAY, ("西街",), (Part("南街", takes=("市场",)), Part("北街", takes=("S00002",))),
         None),
        ("rename", MAY, ("东街",), (Part("西街"),), "已是“西街”"),
        ("rename", MAY, ("东街",), (Part("东街"),), "没有变化"),
        ("transfer", MAY, ("东街",), (Part("西街"),), "级别应低于上级"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_whole(
    county: Engine, catalog: Catalog, kind: str, day: date, names: tuple[str, ...],
    parts: tuple[Part, ...], sentence: str | None,
) -> None:  # fmt: skip
    before = reports.everything(county)
    if sentence is None:
        obey(county, catalog, kind, day, *names, into=parts)
        assert sums(county, "today").keys() == {"东街", "南街", "北街"}
        return
    with pytest.raises(StoreError, match=sentence):
        obey(county, catalog, kind, day, *names, into=parts)
    assert reports.everything(county) == before


def test_orders_follow_one_another(county: Engine, catalog: Catalog) -> None:
    obey(county, catalog, "rename", JUNE, "东街", into=(Part("新街"),))
    with pytest.raises(StoreError, match="“新街”在 2026-06-15 已有变更"):
        obey(county, catalog, "merge", MAY, "新街", into=(Part("西街"),))


def test_a_closed_street_frees_its_name_and_code(county: Engine, catalog: Catalog) -> None:
    obey(county, catalog, "merge", MAY, "东街", "西街", into=(Part("东街", "NEW"),))
    assert sums(county, "today") == {"东街": 69}
    with session(county) as reading:
        query = select(Region.code).where(Region.name == "东街", Region.valid_to.is_(None))
        assert reading.scalars(query).all() == ["NEW"]
    obey(county, catalog, "merge", JUNE, "东街", into=(Part("中街"),))
    regions.add(county, regions.Entry("东街", code="R0001"))
