"""What an open flag stands on follows the surveys that stand, and so does when it may clear."""

from datetime import date, timedelta

import reports
from reports import JULY, JUNE, form, rooms
from sqlalchemy import Engine, select

from vector.catalog import Catalog
from vector.settings import Settings
from vector.store.engine import transaction
from vector.store.tables import ActionLimit, Region
from vector.work import uploads

BEFORE, BETWEEN, LATER = (JUNE + timedelta(days=days) for days in (-7, 3, 8))


def withdraw(engine: Engine, catalog: Catalog, upload: int, on: date) -> None:
    uploads.withdraw(
        engine, catalog, Settings(), upload, reason="填错", by="王", on=on, now=reports.NOW
    )


def test_a_flag_left_to_earlier_surveys_clears_by_what_came_after_those(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    first = reports.accept(sqlite_engine, rooms(LATER, 14), on=LATER).upload_id
    reports.accept(sqlite_engine, rooms(JUNE, 14), on=LATER)
    withdraw(sqlite_engine, catalog, first, LATER)
    [flag] = reports.flags(sqlite_engine)
    assert flag.evidence["raised"]["end"] == str(JUNE)
    reports.accept(sqlite_engine, rooms(BETWEEN, 0), on=LATER)
    assert reports.changes(sqlite_engine) == ["raised", "cleared"]


def test_the_same_counts_of_another_day_are_other_surveys(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    first = reports.accept(sqlite_engine, rooms(JUNE, 14), on=JUNE).upload_id
    reports.accept(sqlite_engine, rooms(BEFORE, 14), on=JUNE)
    withdraw(sqlite_engine, catalog, first, JUNE)
    [flag] = reports.flags(sqlite_engine)
    assert flag.evidence["raised"]["end"] == flag.evidence["worst"]["window"]["end"] == str(BEFORE)


def test_a_correction_of_what_raised_it_says_how_much_effort_clears(sqlite_engine: Engine) -> None:
    """Two of 5 rooms were 20 of 50: five clean rooms are no answer to that."""
    reports.accept(sqlite_engine, rooms(JUNE, 2, 5), on=JUNE)
    reports.accept(sqlite_engine, rooms(JUNE, 20, 50), on=JUNE)
    reports.accept(sqlite_engine, rooms(JULY, 0, 5), on=JULY)
    assert "cleared" not in reports.changes(sqlite_engine)
    reports.accept(sqlite_engine, rooms(JULY, 0, 20), on=JULY)
    assert reports.changes(sqlite_engine)[-1] == "cleared"


def traps(day: date, caught: int, effective: int) -> dict[str, object]:
    return form(day, "snap_trap", effective=effective, caught=caught)


def limit(engine: Engine, until: date) -> None:
    """One per cent of the traps, for the whole county."""
    with transaction(engine) as writing:
        root = writing.scalars(select(Region.id).where(Region.parent_id.is_(None))).one()
        writing.add(
            ActionLimit(
                index_id="trap_rate",
                region_id=root,
                value="1",
                set_by="李科长",
                set_on=BEFORE,
                source="测试",
                valid_from=BEFORE,
                valid_to=until,
            )
        )


def test_a_correction_after_the_limit_ended_keeps_the_worst(sqlite_engine: Engine) -> None:
    limit(sqlite_engine, until=JUNE)
    reports.accept(sqlite_engine, traps(JUNE, 16, 400), on=JUNE)
    reports.accept(sqlite_engine, traps(JUNE, 17, 400), on=JULY)
    [flag] = reports.flags(sqlite_engine)
    assert flag.evidence["worst"]["severity"] == 3
    assert reports.changes(sqlite_engine) == ["raised"]
