"""What was withdrawn or corrected is told to nobody, and lends a flag neither severity nor life."""

from datetime import timedelta
from typing import Any

import pytest
import reports
from reports import JULY, JUNE, form, rooms
from sqlalchemy import Engine, select

from vector.catalog import Catalog
from vector.settings import Settings
from vector.store.engine import session
from vector.store.tables import Digest, Outbox
from vector.work import gathering, news, uploads


def withdraw(engine: Engine, catalog: Catalog, upload: int, on: Any) -> list[str]:
    found = uploads.withdraw(engine, catalog, Settings(), upload, by="王", on=on, now=reports.NOW)
    return [change.kind for change in found.changes]


def told(engine: Engine, catalog: Catalog) -> list[tuple[str, str]]:
    """What the office's digest would say now: the change and its sentence."""
    gathering.gather(engine, Settings(), reports.NOW)
    with session(engine) as reading:
        digest = reading.scalars(select(Digest)).one()
        assert reading.scalars(select(Outbox.digest_id)).all()
        return [(item.change, item.sentence) for item in news.items(reading, digest, catalog)]


LATER = JUNE + timedelta(days=8)


@pytest.mark.parametrize("corrected", [False, True])
def test_a_worsening_that_was_a_slip_is_not_mailed(
    sqlite_engine: Engine, catalog: Catalog, corrected: bool
) -> None:
    reports.accept(sqlite_engine, rooms(JUNE, 14), on=JUNE)
    slip = reports.accept(sqlite_engine, rooms(LATER, 45), on=LATER).upload_id
    if corrected:
        reports.accept(sqlite_engine, rooms(LATER, 14), on=LATER)
    else:
        assert withdraw(sqlite_engine, catalog, slip, LATER) == []
    [flag] = reports.flags(sqlite_engine)
    assert (flag.severity, "7.00%" in flag.sentence) == (1, True)
    [(change, sentence)] = told(sqlite_engine, catalog)
    assert change == "raised"
    assert "7.00%" in sentence
    assert "22.50%" not in sentence


def test_a_flag_raised_by_a_slip_in_the_companion_goes_with_it(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    def flies(count: int) -> dict[str, Any]:
        return form(JUNE, "fly_rooms", rooms=200, positive_rooms=2, flies=count)

    reports.accept(sqlite_engine, flies(5), on=JUNE)
    slip = reports.accept(sqlite_engine, flies(40), on=JUNE)
    assert [change.kind for change in slip.changes] == ["raised"]
    assert withdraw(sqlite_engine, catalog, slip.upload_id, JUNE) == ["cleared"]


def test_the_past_is_no_present_state(sqlite_engine: Engine) -> None:
    reports.accept(sqlite_engine, rooms(JUNE, 14), on=JUNE)
    reports.accept(sqlite_engine, rooms(JULY, 0), on=JULY)
    late = reports.accept(
        sqlite_engine, rooms(JUNE, 0, station="小店"), on=JUNE + timedelta(days=1)
    )
    assert late.changes == []
    assert reports.changes(sqlite_engine) == ["raised", "cleared"]
