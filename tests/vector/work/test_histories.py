"""Which surveys make which series, and what a period of one comes to."""

from datetime import date
from typing import Any

import reports
from reports import form
from sqlalchemy import Engine

from vector.catalog import Catalog
from vector.settings import Settings
from vector.store.engine import session
from vector.work.histories import Histories, histories
from vector.work.revisions import Revision, revise


def gathered(engine: Engine, catalog: Catalog, **options: Any) -> tuple[Histories, ...]:
    with session(engine) as reading:
        return histories(reading, catalog, **options)


def traps(day: date, caught: int, effective: int = 200, **place: Any) -> dict[str, Any]:
    return form(day, "snap_trap", set=effective, effective=effective, caught=caught, **place)


def test_a_month_is_pooled(engine: Engine, catalog: Catalog) -> None:
    rows = [
        traps(date(2026, 5, 3), 2),
        traps(date(2026, 5, 20), 4, 100, habitat="公园"),
        traps(date(2026, 6, 1), 1),
    ]
    reports.accept(engine, *rows, on=date(2026, 6, 1))
    [found] = gathered(engine, catalog)
    assert (found.group, found.step, found.season) == ("rodent", "month", 12)
    counts = found.counts.set_index("period")
    assert counts.index.tolist() == [676, 677]
    assert counts.loc[676, ["count", "effort", "surveys"]].tolist() == [6, 3, 2]
    assert found.dates([676]) == [date(2026, 5, 1)]
    assert found.series["station"].tolist() == ["柳江市场"]


def test_small_stations_make_one_series_of_their_street(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    day = date(2026, 5, 3)
    small = [traps(day, 1, 10, station=name) for name in ("甲店", "乙店")]
    reports.accept(sqlite_engine, *small, traps(day, 3, station="大市场"), on=day)
    [found] = gathered(sqlite_engine, catalog)
    assert found.series["station"].tolist() == ["", "大市场"]
    assert found.counts["count"].tolist() == [2, 3]
    assert found.counts["surveys"].tolist() == [2, 1]


def test_groups_and_steps_are_kept_apart_and_inspections_make_none(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    day = date(2026, 5, 4)
    cups = form(day, "ovitrap", recovered=60, positive=3)
    reports.accept(sqlite_engine, traps(day, 1), cups, reports.rooms(day, 3), on=day)
    found = gathered(sqlite_engine, catalog)
    assert [(each.group, each.step) for each in found] == [
        ("rodent", "month"),
        ("mosquito", "week"),
    ]
    assert set(found[0].series["index"]) == {"trap_rate"}


def test_failed_effort_is_no_observation(sqlite_engine: Engine, catalog: Catalog) -> None:
    reports.accept(sqlite_engine, traps(date(2026, 5, 3), 0, 0), on=date(2026, 5, 3))
    assert gathered(sqlite_engine, catalog) == ()


def test_only_what_was_known_by_a_day_counts(sqlite_engine: Engine, catalog: Catalog) -> None:
    rows = [traps(date(2026, 5, 3), 2), traps(date(2026, 6, 1), 1)]
    reports.accept(sqlite_engine, *rows, on=date(2026, 6, 1))
    [found] = gathered(sqlite_engine, catalog, until=date(2026, 5, 31))
    assert found.counts["count"].tolist() == [2]


def test_a_series_begins_where_its_station_last_changed(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    days = [date(2026, month, 10) for month in (3, 4, 5, 6)]
    other = [traps(day, 9, station="河滨公园") for day in days]
    reports.accept(sqlite_engine, *(traps(day, at) for at, day in enumerate(days)), *other,
                   on=days[-1])  # fmt: skip
    for day, lamp in ((date(2026, 4, 11), "旧夹"), (date(2026, 5, 10), "新夹")):
        change = Revision(day, equipment=lamp)
        revise(sqlite_engine, catalog, Settings(), reports.MARKET, change, now=reports.NOW)
    [found] = gathered(sqlite_engine, catalog)
    counts = {name: found.of(number)["count"].tolist()
              for number, name in enumerate(found.series["station"])}  # fmt: skip
    assert counts == {"柳江市场": [2, 3], "河滨公园": [9, 9, 9, 9]}


def test_a_change_without_a_survey_since_leaves_what_is_known(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    reports.accept(sqlite_engine, traps(date(2026, 4, 3), 2), traps(date(2026, 5, 3), 4),
                   on=date(2026, 5, 3))  # fmt: skip
    change = Revision(date(2026, 6, 1), longitude="109.5", latitude="24.3")
    revise(sqlite_engine, catalog, Settings(), reports.MARKET, change, now=reports.NOW)
    [found] = gathered(sqlite_engine, catalog)
    assert found.counts["count"].tolist() == [2, 4]
