"""A process killed at any point of an import leaves nothing of it, and the database opens."""

import os
import random
import signal

import importer
import pytest
from filled import snap, table, take_in
from sqlalchemy import func, select

from vector.catalog import load
from vector.store import contents, ledger, migrate
from vector.store.engine import connect, session, transaction
from vector.store.tables import Component, Survey, SurveyArchive, Tally, Upload


@pytest.fixture
def seeded(database_url: str) -> str:
    """A database that already holds an upload, a part of which the import would supersede."""
    engine = connect(database_url)
    with transaction(engine) as writing:
        rows = [snap(f"站{at}", "2026-03-01", 1) for at in range(40)]
        take_in(writing, load(), {"snap_trap": table(rows)}, name="早.csv")
    engine.dispose()
    return database_url


def _digests(url: str) -> dict[str, str]:
    engine = connect(url)
    migrate.check(engine)
    with session(engine) as reading:
        found = contents.digests(reading)
    engine.dispose()
    return found


pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a POSIX signal")


def test_an_import_killed_between_statements_leaves_nothing(seeded: str) -> None:
    before = _digests(seeded)
    points = random.Random(27770).sample(range(2, 24), 4)
    for last in [1, *points]:
        killed = importer.run(seeded, "statement", last)
        assert killed.status == -signal.SIGKILL
        assert _digests(seeded) == before
    whole = importer.run(seeded, "statement", 10**6)
    assert whole.status == 0
    assert whole.points >= max(points)
    assert _digests(seeded) != before


def test_an_import_killed_inside_a_statement_leaves_nothing(seeded: str) -> None:
    before = _digests(seeded)
    for last in (1, 77):
        killed = importer.run(seeded, "inside", last)
        assert killed.status == -signal.SIGKILL
        assert _digests(seeded) == before


def _counts(url: str) -> tuple[int, ...]:
    engine = connect(url)
    migrate.check(engine)
    with transaction(engine) as reading:
        # A server goes on committing for a client that died: the hold waits for it.
        ledger.hold(reading)
        tables = (Upload, Survey, Tally, Component, SurveyArchive)
        found = tuple(reading.scalar(select(func.count()).select_from(each)) for each in tables)
    engine.dispose()
    return found


def test_an_import_killed_in_its_commit_is_whole_or_nothing(seeded: str) -> None:
    before = _counts(seeded)
    assert before[:2] == (1, 40)
    whole = (2, *(importer.ROWS,) * 3, importer.STATIONS)
    for delay in (0, 0.0005, 0.003, 0.02, 1):
        killed = importer.run(seeded, "commit", delay)
        assert killed.status == -signal.SIGKILL
        after = _counts(seeded)
        assert after in (before, whole)
        if after == whole:
            return
    pytest.fail("no import came to its end")
