"""People by day: how many live in a region, and who answers for it."""

from datetime import date

import pytest
from sqlalchemy import Engine

from vector.errors import StoreError
from vector.work import charges, regions


@pytest.fixture
def grid(sqlite_engine: Engine) -> Engine:
    regions.add(sqlite_engine, regions.Entry("东街", code="440113004"))
    regions.add(sqlite_engine, regions.Entry("桥头", "community", "440113004003", "东街"))
    regions.add(sqlite_engine, regions.Entry("一格", "网格", "44011300400301", "桥头"))
    return sqlite_engine


def test_the_latest_count_is_shown(grid: Engine) -> None:
    for day, persons in ((date(2025, 12, 31), 900), (date(2020, 11, 1), 700)):
        charges.count(grid, "一格", persons, on=day, source="网格台账")
    shown = regions.overview(grid).set_index("name")
    assert shown.loc["一格", "population"] == 900
    assert shown.loc["一格", "parent"] == "桥头"


def test_one_person_answers_at_a_time(grid: Engine) -> None:
    charges.put_in_charge(grid, "一格", "李", since=date(2025, 1, 1), phone="1")
    charges.put_in_charge(grid, "一格", "王", since=date(2026, 1, 1))
    charges.put_in_charge(grid, "一格", "王", since=date(2026, 1, 1))
    days = [date(year, 6, 1) for year in (2024, 2025, 2026)]
    assert [charges.charges(grid, day)["person"].tolist() for day in days] == [[], ["李"], ["王"]]
    with pytest.raises(StoreError, match="王 自 2026-01-01 起负责"):
        charges.put_in_charge(grid, "一格", "赵", since=date(2025, 6, 1))
    charges.put_in_charge(grid, "一格", "", since=date(2026, 3, 1))
    assert charges.charges(grid, date(2026, 6, 1)).empty


def test_a_region_is_refused_under_its_equal(grid: Engine) -> None:
    with pytest.raises(StoreError, match="级别应低于上级“桥头”（社区）"):
        regions.add(grid, regions.Entry("西街", above="桥头"))
    with pytest.raises(StoreError, match="应以“440113004003”开头"):
        regions.add(grid, regions.Entry("二格", "grid", "44011300400401", "桥头"))
    with pytest.raises(StoreError, match="已是“一格”"):
        regions.add(grid, regions.Entry("一格", "grid", "", "桥头"))
