"""One station's series is the one that is gathered with all others."""

from datetime import date
from typing import Any

import reports
from reports import form
from sqlalchemy import Engine, select

from vector.catalog import Catalog
from vector.settings import Settings
from vector.store.components import components
from vector.store.engine import session
from vector.store.tables import Station
from vector.work.histories import histories
from vector.work.revisions import Revision, revise
from vector.work.single import Single, single

LAST = date(2026, 6, 30)


def traps(day: date, caught: int, **place: Any) -> dict[str, Any]:
    return form(day, "snap_trap", set=200, effective=200, caught=caught, **place)


def gathered(engine: Engine, catalog: Catalog, index: str, method: str) -> Single | None:
    with session(engine) as reading:
        station = reading.scalars(select(Station.id).where(Station.name == reports.MARKET)).one()
        found = components(reading, stations=[station])
        return single(reading, catalog, found, catalog.indices[index], method, LAST)


def test_one_stations_series_is_as_among_all(sqlite_engine: Engine, catalog: Catalog) -> None:
    days = [date(2026, month, 10) for month in (3, 4, 5, 6)]
    rows = [traps(day, at) for at, day in enumerate(days)]
    rows += [traps(date(2026, 6, 20), 5), traps(date(2026, 7, 2), 7)]
    other = traps(days[0], 9, station="河滨公园")
    cups = form(days[0], "ovitrap", recovered=60, positive=3)
    reports.accept(sqlite_engine, *rows, other, cups, on=date(2026, 7, 2))
    for day, lamp in ((date(2026, 4, 11), "旧夹"), (date(2026, 5, 1), "新夹")):
        change = Revision(day, equipment=lamp)
        revise(sqlite_engine, catalog, Settings(), reports.MARKET, change, now=reports.NOW)
    found = gathered(sqlite_engine, catalog, "trap_rate", "snap_trap")
    assert found is not None
    assert (found.step, found.season) == ("month", 12)
    assert found.counts["count"].tolist() == [2, 8]
    with session(sqlite_engine) as reading:
        rodents, _ = histories(reading, catalog, until=LAST)
    number = rodents.series.index[rodents.series["station"] == "柳江市场"][0]
    for name in ("period", "count", "effort"):
        assert found.counts[name].tolist() == rodents.of(number)[name].tolist()


def test_what_was_never_surveyed_and_what_makes_no_series_is_none(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    reports.accept(sqlite_engine, traps(LAST, 2), on=LAST)
    assert gathered(sqlite_engine, catalog, "ovitrap_index", "ovitrap") is None
    assert gathered(sqlite_engine, catalog, "indoor_trace_rate", "rodent_trace_indoor") is None
