"""Footprints of months: another one for what changed, the same for all else."""

from datetime import date, timedelta
from typing import Any

import pytest
import reports
from sqlalchemy import Engine, update

from vector.catalog import Catalog
from vector.settings import Settings
from vector.store.engine import session, transaction
from vector.store.footprint import footprints
from vector.store.tables import Plan, Region, Station
from vector.work import uploads

DAYS = {date(2026, 5, 1): date(2026, 5, 31), date(2026, 6, 1): date(2026, 6, 30)}
MAY, JUNE = DAYS


def traps(day: date, caught: int) -> dict[str, Any]:
    return reports.form(day, "snap_trap", set=200, effective=200, caught=caught)


def known(engine: Engine) -> dict[date, Any]:
    with session(engine) as reading:
        return footprints(reading, DAYS)


@pytest.fixture
def may(sqlite_engine: Engine) -> Engine:
    reports.accept(sqlite_engine, traps(date(2026, 5, 3), 2), on=date(2026, 5, 4))
    return sqlite_engine


def test_a_survey_changes_its_own_month_only(may: Engine) -> None:
    before = known(may)
    reports.accept(may, traps(date(2026, 6, 3), 2), on=date(2026, 6, 4))
    after = known(may)
    assert after[MAY] == before[MAY]
    assert after[JUNE] != before[JUNE]


def test_a_correction_and_its_withdrawal_change_the_month(may: Engine, catalog: Catalog) -> None:
    before = known(may)
    reports.accept(may, traps(date(2026, 5, 3), 3), on=date(2026, 5, 9))
    corrected = known(may)
    uploads.withdraw(may, catalog, Settings(), 2, reason="填错", by="Zhao", on=date(2026, 5, 9),
                     now=reports.NOW + timedelta(days=9))  # fmt: skip
    withdrawn = known(may)
    assert len({before[MAY], corrected[MAY], withdrawn[MAY]}) == 3
    assert before[JUNE] == corrected[JUNE] == withdrawn[JUNE]


@pytest.mark.parametrize("change", [
    update(Station).values(active_to=date(2026, 1, 1)),
    update(Region).values(level="grid"),
    Plan(station_id=1, method="snap_trap", months="5", due_day=20),
])  # fmt: skip
def test_a_plan_a_station_and_a_region_change_every_month(may: Engine, change: Any) -> None:
    before = known(may)
    with transaction(may) as writing:
        writing.add(change) if isinstance(change, Plan) else writing.execute(change)
    after = known(may)
    assert all(after[month] != before[month] for month in DAYS)
