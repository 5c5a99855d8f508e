"""A process killed at any point of an import leaves nothing of it, and the database opens."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from vector.store import contents, ledger, migrate
from vector.store.engine import connect, session, transaction
from vector.store.tables import Component, Survey, SurveyArchive, Tally, Upload

# The importer kills itself at the wanted point: after so many statements of the database, inside
# a statement (rows of a COPY, steps of SQLite's machine), or so long after the commit has begun.
# All but the last reach the same point on any machine, without a clock.
IMPORTER = """
import os, signal, sqlite3, sys, threading
sys.path.insert(0, sys.argv[4])
import psycopg
from filled import snap, table, take_in
from sqlalchemy import event
from vector.catalog import load
from vector.store.engine import connect, transaction

url, kind, last = sys.argv[1], sys.argv[2], float(sys.argv[3])
seen = 0

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def count(*_):
    global seen
    seen += 1
    if seen == last:
        die()

engine = connect(url)
days = [f"2026-{month:02d}-{day:02d}" for month in range(1, 13) for day in range(1, 29)]
rows = [snap(f"站{at}", day, 2, **{"species:褐家鼠": 2}) for at in range(40) for day in days]
catalog = load()
with transaction(engine) as writing:
    driver = writing.connection().connection.driver_connection
    if kind == "statement":
        for name in ("after_cursor_execute", "commit"):
            event.listen(engine, name, count)
    elif kind == "inside" and isinstance(driver, sqlite3.Connection):
        driver.set_progress_handler(count, 10_000)
    elif kind == "inside":
        write = psycopg.Copy.write_row
        psycopg.Copy.write_row = lambda copy, row: (write(copy, row), count())
    elif kind == "commit":
        timer = threading.Timer(last, die)
        event.listen(engine, "commit", lambda _: timer.start())
    take_in(writing, catalog, {"snap_trap": table(rows)})
if kind == "commit":
    timer.join()
print(seen)
"""
TESTS = Path(__file__).parents[2]


def _import(url: str, kind: str, last: float) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", IMPORTER, url, kind, str(last), str(TESTS)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def seeded(database_url: str) -> str:
    """A database that already holds an upload, a part of which the import would supersede."""
    from filled import snap, table, take_in

    from vector.catalog import load

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
        killed = _import(seeded, "statement", last)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        assert _digests(seeded) == before
    whole = _import(seeded, "statement", 10**6)
    assert whole.returncode == 0, whole.stderr
    assert int(whole.stdout) >= max(points)
    assert _digests(seeded) != before


def test_an_import_killed_inside_a_statement_leaves_nothing(seeded: str) -> None:
    before = _digests(seeded)
    for last in (1, 77):
        killed = _import(seeded, "inside", last)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
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
    whole = (2, 40 * 336, 40 * 336, 40 * 336, 40)
    for delay in (0, 0.0005, 0.003, 0.02, 1):
        killed = _import(seeded, "commit", delay)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        after = _counts(seeded)
        assert after in (before, whole)
        if after == whole:
            return
    pytest.fail("no import came to its end")
