"""Each reason why nothing is forecast is given where, and only where, no forecast is made."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
import reports
from reports import form
from sqlalchemy import Engine, select

from vector.catalog import Catalog
from vector.settings import Settings
from vector.stats.period import Step, number_of
from vector.store import outlook
from vector.store.components import components
from vector.store.engine import session
from vector.store.tables import Prediction, Station
from vector.work.ahead import in_season, periods_ahead
from vector.work.forecasts import refit
from vector.work.histories import SEASON, Histories
from vector.work.single import Single, single
from vector.work.unforeseen import ground

TODAY = date(2026, 6, 20)
NIGHT = datetime(2026, 6, 20, 4, tzinfo=UTC)


def traps(day: date, effective: int = 200) -> dict[str, Any]:
    return form(day, "snap_trap", set=300, effective=effective, caught=min(2, effective))


def rooms(day: date) -> dict[str, Any]:
    return form(day, "rodent_trace_indoor", rooms=60, positive_rooms=2)


SPRING = [date(year, month, 10) for year in (2024, 2025) for month in (3, 4)]
JUNE = date(2026, 6, 10)
CASES = [
    ("unwatched", "indoor_trace_rate", "rodent_trace_indoor", [rooms(JUNE)]),
    ("uncounted", "trap_rate", "snap_trap", [traps(JUNE, 0)]),
    ("idle", "trap_rate", "snap_trap", [traps(date(2024, 6, 30))]),
    ("idle", "trap_rate", "snap_trap", [traps(date(2023, 5, 1), 20)]),
    ("pending", "trap_rate", "snap_trap", [traps(date(2024, 7, 1))]),
    ("small", "trap_rate", "snap_trap", [traps(JUNE, 49), traps(date(2026, 5, 10), 49)]),
    ("pending", "trap_rate", "snap_trap", [traps(JUNE, 49), traps(date(2026, 5, 10), 51)]),
    ("off_season", "trap_rate", "snap_trap", [traps(day) for day in SPRING]),
    ("pending", "trap_rate", "snap_trap", [traps(day) for day in [*SPRING, date(2025, 8, 1)]]),
    ("off_season", "trap_rate", "snap_trap", [traps(day) for day in [*SPRING, JUNE]]),
    ("pending", "trap_rate", "snap_trap", [traps(JUNE)]),
]


@pytest.mark.parametrize(("why", "index", "method", "rows"), CASES)
def test_a_reason_holds_where_no_forecast_is_made(
    sqlite_engine: Engine,
    catalog: Catalog,
    why: str,
    index: str,
    method: str,
    rows: list[Mapping[str, Any]],
) -> None:
    reports.accept(sqlite_engine, *rows, on=TODAY)
    refit(sqlite_engine, catalog, Settings(), NIGHT)
    with session(sqlite_engine) as reading:
        station = reading.scalars(select(Station.id).where(Station.name == reports.MARKET)).one()
        found = components(reading, stations=[station])
        own = single(reading, catalog, found, catalog.indices[index], method, TODAY)
        made = outlook.rows(reading, Prediction, stations=[station], index=index)
    assert ground(catalog, own, catalog.indices[index], TODAY) == why
    assert (len(made) > 0) == (why == "pending")


@pytest.mark.parametrize("step", ["week", "month"])
@pytest.mark.parametrize("seed", range(20))
def test_the_season_of_one_series_is_the_one_that_all_are_forecast_by(
    catalog: Catalog, step: Step, seed: int
) -> None:
    chance = np.random.default_rng(seed)
    season, [present] = SEASON[step], number_of(np.array([TODAY], "datetime64[D]"), step)
    back = chance.choice(np.arange(season // 8, 2 * season), chance.integers(1, 5), replace=False)
    counts = pd.DataFrame({"period": np.sort(present - back), "count": 2.0, "effort": 2.0})
    whole = Histories("rodent", step, pd.DataFrame(), counts.assign(series=0))
    rows = pd.DataFrame({"number": 0, "period": periods_ahead(catalog, step, int(present))})
    found = ground(catalog, Single(step, counts), catalog.indices["trap_rate"], TODAY)
    assert found == ("pending" if in_season(whole, rows).any() else "off_season")
