"""What is written down of one region: all of it or nothing, and nothing that cannot be."""

from datetime import date

import pytest
from filled import fill
from redraw import obey
from sqlalchemy import Engine, select

from vector.catalog import Catalog
from vector.errors import StoreError
from vector.store.engine import session, transaction
from vector.store.tables import Region
from vector.work import charges, regions
from vector.work.order import Part
from vector.work.region_facts import Facts, record

TODAY = date(2026, 6, 20)


@pytest.fixture
def grid(sqlite_engine: Engine) -> Engine:
    """A county with its code, a street with stations, and a grid with none."""
    with transaction(sqlite_engine) as writing:
        fill(writing)
    regions.name_root(sqlite_engine, "澜山县", code="450001")
    entry = regions.Entry("一网格", "grid", above="青石街道", since=date(2026, 1, 1))
    regions.add(sqlite_engine, entry)
    return sqlite_engine


def of(engine: Engine, name: str) -> Region:
    with session(engine) as reading:
        return reading.scalars(select(Region).where(Region.name == name)).one()


def test_all_that_is_told_is_kept(grid: Engine) -> None:
    told = Facts(code="W-1", population=800, counted_on=date(2025, 12, 31), source="年鉴",
                 person="王", phone="555-0101", since=date(2026, 2, 1),
                 valid_from=date(2025, 7, 1))  # fmt: skip
    record(grid, "一网格", told, today=TODAY)
    found = of(grid, "一网格")
    assert (found.code, found.population, found.valid_from) == ("W-1", 800, date(2025, 7, 1))
    record(grid, "W-1", Facts(person="李", phone="555-0102"), today=TODAY)
    rows = charges.charges(grid)[["person", "valid_from", "valid_to"]].values.tolist()
    assert rows == [["王", date(2026, 2, 1), date(2026, 6, 19)], ["李", TODAY, None]]
    record(grid, "W-1", Facts(person="", valid_to=TODAY, since=TODAY + (TODAY - date(2026, 6, 19))),
           today=TODAY)  # fmt: skip
    assert of(grid, "一网格").valid_to == TODAY
    assert charges.charges(grid)["valid_to"].tolist() == [date(2026, 6, 19), TODAY]


@pytest.mark.parametrize(
    ("region", "facts", "sentence"),
    [
        ("一网格", Facts(), "没有填写"),
        ("一网格", Facts(code=" "), "编号不能为空"),
        ("青石街道", Facts(code="450001"), "街道的代码|已是"),
        ("青石街道", Facts(code="450002001"), "应以“450001”开头"),
        ("一网格", Facts(code="4500010010"), "网格的代码应为"),
        ("一网格", Facts(population=-1), "人口不能为负"),
        ("一网格", Facts(population=5, person="王", valid_to=date(2026, 7, 1)), "不晚于今天"),
        ("一网格", Facts(valid_to=date(2025, 12, 1)), "不早于设立"),
        ("青石街道", Facts(population=5, valid_to=TODAY), "还有监测点"),
        ("澜山县", Facts(valid_to=TODAY), "不能撤销"),
        ("松岭镇", Facts(valid_from=date(2026, 6, 2)), "在 2026-05-31 已有登记"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    grid: Engine, catalog: Catalog, region: str, facts: Facts, sentence: str
) -> None:
    obey(grid, catalog, "rename", date(2026, 6, 1), "松岭镇", into=(Part("松岭街道"),))
    obey(grid, catalog, "rename", date(2026, 6, 2), "松岭街道", into=(Part("松岭镇"),))
    with pytest.raises(StoreError, match=sentence):
        record(grid, region, facts, today=TODAY)
    assert charges.charges(grid).empty
    assert of(grid, region).population is None
