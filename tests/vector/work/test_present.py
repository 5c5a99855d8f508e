"""What of a place is judged: its newest day, its latest period, or its street as a whole."""

from datetime import date, timedelta
from typing import Any

import pytest
import reports
from reports import JULY, JUNE, NOW, form, rooms
from sqlalchemy import Engine

from vector.catalog import Catalog
from vector.settings import Settings
from vector.store.engine import transaction
from vector.work import watch

NEXT = JUNE + timedelta(days=1)


def evaluate(engine: Engine, catalog: Catalog, on: date) -> list[watch.Change]:
    with transaction(engine) as writing:
        return watch.evaluate(writing, catalog, Settings(), on=on, now=NOW)


def cups(day: date, positive: int, recovered: int, station: str) -> dict[str, Any]:
    return form(day, "ovitrap", recovered=recovered, positive=positive, station=station)


def test_small_stations_are_judged_together(sqlite_engine: Engine) -> None:
    small = [cups(JUNE, 2, 8, name) for name in ("甲店", "乙店")]
    reports.accept(sqlite_engine, *small, cups(JUNE, 0, 500, "大市场"), on=JUNE)
    [flag] = reports.flags(sqlite_engine)
    assert flag.station_id is None
    assert (flag.evidence["numerator"], flag.evidence["denominator"]) == (4, 16)
    assert flag.sentence.startswith(
        "河西街道（2 个检查量不足的监测点合计，其中乙店、甲店有检出）："
    )


def test_band_on_effort_too_small_in_the_whole_street_raises_nothing(
    sqlite_engine: Engine,
) -> None:
    reports.accept(sqlite_engine, cups(JUNE, 9, 9, "甲店"), on=JUNE)
    assert reports.flags(sqlite_engine) == []


def test_street_flag_clears_when_its_stations_have_grown(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    names = ("甲店", "乙店")
    reports.accept(sqlite_engine, *(cups(JUNE, 2, 8, name) for name in names), on=JUNE)
    reports.accept(sqlite_engine, *(cups(JULY, 0, 100, name) for name in names), on=JULY)
    assert reports.changes(sqlite_engine) == ["raised", "cleared"]
    assert evaluate(sqlite_engine, catalog, JULY) == []


def test_level_is_a_fact_on_any_effort(sqlite_engine: Engine) -> None:
    rows = [rooms(JUNE, 9, 10, station="甲店"), rooms(JUNE, 0, 10, station="乙店")]
    reports.accept(sqlite_engine, *rows, rooms(JUNE, 0, 0, station="丙店"), on=JUNE)
    [flag] = reports.flags(sqlite_engine)
    assert flag.evidence["station"] == "甲店"


@pytest.mark.parametrize(("checked", "open_after"), [(9, True), (10, False)])
def test_small_level_flag_clears_by_as_much_effort_as_raised_it(
    sqlite_engine: Engine, catalog: Catalog, checked: int, open_after: bool
) -> None:
    reports.accept(sqlite_engine, rooms(JUNE, 9, 10), on=JUNE)
    reports.accept(sqlite_engine, rooms(JULY, 0, checked), on=JULY)
    assert bool(reports.flags(sqlite_engine)) is open_after
    assert evaluate(sqlite_engine, catalog, JULY) == []


def test_large_level_flag_asks_for_no_more_than_the_least_effort(sqlite_engine: Engine) -> None:
    reports.accept(sqlite_engine, rooms(JUNE, 150), on=JUNE)
    for checked, open_flags in ((19, 1), (20, 0)):
        day = JULY + timedelta(days=checked)
        reports.accept(sqlite_engine, rooms(day, 0, checked), on=day)
        assert len(reports.flags(sqlite_engine)) == open_flags


def test_recheck_in_the_same_month_clears(sqlite_engine: Engine, catalog: Catalog) -> None:
    reports.accept(sqlite_engine, rooms(JUNE, 50, 100), on=JUNE)
    reports.accept(sqlite_engine, rooms(NEXT, 0, 300), on=NEXT)
    assert reports.changes(sqlite_engine) == ["raised", "cleared"]
    assert evaluate(sqlite_engine, catalog, NEXT) == []


def test_newest_day_counts_with_all_its_habitats(sqlite_engine: Engine) -> None:
    homes = rooms(NEXT, 0, 100, habitat="居民区")
    shops = rooms(NEXT, 30, 100, habitat="餐饮店")
    reports.accept(sqlite_engine, rooms(JUNE, 0, 500), homes, shops, on=NEXT)
    [flag] = reports.flags(sqlite_engine)
    assert (flag.evidence["numerator"], flag.evidence["denominator"]) == (30, 200)
    assert flag.evidence["start"] == flag.evidence["end"] == str(NEXT)


@pytest.mark.parametrize(("checked", "pooled"), [(9, 19), (10, None)])
def test_newest_day_that_is_too_small_is_pooled_with_its_month(
    sqlite_engine: Engine, catalog: Catalog, checked: int, pooled: int | None
) -> None:
    reports.accept(sqlite_engine, rooms(JUNE, 9, 10), rooms(NEXT, 0, checked), on=NEXT)
    found = [flag.evidence["denominator"] for flag in reports.flags(sqlite_engine)]
    assert found == ([pooled] if pooled else [])
    assert evaluate(sqlite_engine, catalog, NEXT) == []
