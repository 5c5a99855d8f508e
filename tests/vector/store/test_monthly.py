"""Months added up in the database: the same sums as of the surveys one by one."""

from datetime import date
from typing import Any

import pandas as pd
import pytest
from filled import snap, table, take_in
from sqlalchemy import event, select

from vector.stats.compare import changes
from vector.stats.season import curve, season
from vector.store import monthly, surveyed
from vector.store.components import components
from vector.store.engine import session, transaction
from vector.store.tables import Plan, Station, StationPast


def lamp(station: str, day: str, females: float, nights: float = 1, **species: float):
    row = {"station": station, "street": "青石街道", "date": day, "lamps": 2, "nights": nights}
    return {**row, "females": females, **{f"species:{name}": n for name, n in species.items()}}


@pytest.fixture
def filled(engine, catalog):
    """Two stations over some months, with a failed lamp and mosquitoes told apart."""
    traps = [
        snap("甲", "2025-06-03", 2),
        snap("甲", "2025-06-20", 1),
        snap("乙", "2025-06-20", 0),
        snap("甲", "2026-06-03", 5, habitat="农贸市场"),
    ]
    lamps = [
        lamp("甲", "2026-06-05", 6, 致倦库蚊=4, 白纹伊蚊=2),
        lamp("甲", "2026-06-25", 3, 致倦库蚊=3, 白纹伊蚊=0),
        lamp("乙", "2026-06-05", 0, nights=0),
    ]
    with transaction(engine) as writing:
        take_in(writing, catalog, {"snap_trap": table(traps), "light_trap": table(lamps)})
    return engine


def test_months_are_the_sums_of_surveys(filled, catalog):
    index = catalog.indices["trap_rate"]
    with session(filled) as reading:
        found = monthly.months(reading, index)
        one_by_one = components(reading, indices=["trap_rate"])
    day = pd.to_datetime(one_by_one["date"])
    keys = [one_by_one["station_id"], day.dt.year, day.dt.month]
    wanted = one_by_one.groupby(keys)[["numerator", "denominator"]].sum()
    got = found.groupby(["station_id", "year", "month"])[["count", "effort"]].sum()
    assert got["count"].tolist() == wanted["numerator"].tolist()
    assert (100 * got["count"] / got["effort"]).tolist() == pytest.approx(
        (wanted["numerator"] / wanted["denominator"] * float(index.multiplier)).tolist()
    )
    assert found["surveys"].sum() == len(one_by_one)
    assert set(found["habitat"]) == {"", "农贸市场"}


def test_a_failed_effort_is_told_from_a_small_one(filled, catalog):
    with session(filled) as reading:
        found = monthly.months(reading, catalog.indices["light_trap_density"])
    rows = found[["surveys", "failed", "effort"]].to_numpy().tolist()
    assert sorted(rows) == [[1, 1, 0], [2, 0, 4]]


def test_species_are_added_up_by_month(filled, catalog):
    with session(filled) as reading:
        found = surveyed.species(reading, "light_trap")
        traps = surveyed.species(reading, "snap_trap")
    assert sorted(found["count"]) == [2, 7]
    assert found[["year", "month"]].drop_duplicates().to_numpy().tolist() == [[2026, 6]]
    assert traps.empty


def test_days_hold_only_the_stations_and_time_asked_for(filled, catalog):
    index = catalog.indices["trap_rate"]
    with session(filled) as reading:
        ids = {row.name: row.id for row in reading.execute(select(Station.id, Station.name))}
        own = surveyed.days(reading, index, "snap_trap", [ids["甲"]], date(2025, 6, 10))
        none = surveyed.days(reading, index, "snap_trap", [ids["乙"]], date(2026, 1, 1))
        other = surveyed.days(reading, index, "cage_trap", [ids["甲"]], date(2025, 6, 10))
    assert own[["numerator", "denominator"]].to_numpy().tolist() == [[1, 98], [5, 98]]
    assert none.empty
    assert other.empty


def test_the_plan_says_which_months_are_asked(filled):
    with transaction(filled) as writing:
        first, second = writing.scalars(select(Station.id).order_by(Station.id))
        for station, day in ((first, 15), (second, 20)):
            writing.add(Plan(station_id=station, method="snap_trap", months="1,3", due_day=day))
        writing.flush()
        both = surveyed.asked(writing, ["snap_trap"], select(Station.id))
        one = surveyed.asked(writing, ["snap_trap"], select(Station.id).where(Station.id == first))
        other = surveyed.asked(writing, ["light_trap"], select(Station.id))
    assert both.to_numpy().tolist() == [["1,3", 20]]
    assert one["due_day"].tolist() == [15]
    assert other.empty


def test_surveys_are_counted_by_index(filled):
    with session(filled) as reading:
        assert monthly.counted(reading)["trap_rate"] == 4
        assert monthly.counted_of(reading, ["breteau_index", "trap_rate"]) == ["trap_rate"]
        assert monthly.counted_of(reading, []) == []
        nothing = components(reading, indices=[], stations=select(Station.id), region=1)
    assert nothing.empty
    assert {"street", "date"} <= {*nothing}


def test_months_pooled_in_the_database_scatter_as_the_stations_do(filled, catalog):
    """Seasons, curves and changes of a county are the same from its sums as from its stations."""
    index = catalog.indices["light_trap_density"]
    lamps = [lamp(name, f"2025-{month:02d}-0{day}", 7 * day * month % 11, nights=1 + day % 3)
             for name in "甲乙丙" for month in range(1, 13) for day in range(1, 4)
             if (month + len(name) * day) % 5]  # fmt: skip
    with transaction(filled) as writing:
        take_in(writing, catalog, {"light_trap": table(lamps)}, name="more.csv")
        moved = writing.scalars(select(Station).where(Station.name == "乙")).one()
        region, apart = moved.region_id, moved.id
        before = dict.fromkeys(("region_id", "street_id", "today_id"), region)
        writing.add(
            StationPast(station_id=apart, until=date(2025, 5, 31), name="乙", site=1, **before)
        )
    with session(filled) as reading:
        rows, sums = monthly.months(reading, index), monthly.pooled(reading, index)
        split = monthly.pooled(reading, index, apart=True)
        own = select(Station.id).where(Station.name == "甲")
        alone = monthly.pooled(reading, index, own), monthly.months(reading, index, own)
    assert len(sums) < len(split) < len(rows)
    assert set(split["station_id"]) == {0, apart}
    assert sums["surveys"].sum() + sums["failed"].sum() == len(rows)
    assert sums["made"].sum() == split["made"].sum() == rows["surveys"].sum()
    _same(rows, sums)
    _same(rows, split)
    _same(*alone)


def test_of_few_stations_no_months_of_others_are_read(filled, catalog):
    """By index they are in the order that is wanted, and SQLite would read the whole county's."""
    asked: list[tuple[str, Any]] = []
    listen = lambda *each: asked.append((each[2], each[3]))  # noqa: E731
    event.listen(filled, "before_cursor_execute", listen)
    own = select(Station.id).where(Station.name == "甲")
    with session(filled) as reading:
        found = monthly.pooled(reading, catalog.indices["light_trap_density"], own, apart=True)
        event.remove(filled, "before_cursor_execute", listen)
        ((statement, values),) = (each for each in asked if "FROM month_sum" in each[0])
        if filled.dialect.name == "sqlite":
            driven = reading.connection().exec_driver_sql
            plan = driven(f"EXPLAIN QUERY PLAN {statement}", values).all()
            assert any("ix_month_sum_station" in str(row) for row in plan)
    assert found["surveys"].tolist() == [1]


def _same(first: pd.DataFrame, second: pd.DataFrame) -> None:
    one, other = (
        each.assign(period=each["year"].astype(str) + "-" + each["month"].map("{:02d}".format))
        for each in (first, second)
    )
    for statistic in (curve, season, changes):
        told, again = statistic(one), statistic(other)
        pd.testing.assert_frame_equal(told, again, check_exact=False, rtol=1e-9)
