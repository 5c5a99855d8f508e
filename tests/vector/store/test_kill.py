"""A process killed at any point of an import leaves nothing of it, and the database opens."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from vector.store import contents, migrate
from vector.store.engine import connect, session, transaction

# The importer counts the database's statements and kills itself at the wanted one: every point of
# the import can be reached, on any machine, without a clock.
IMPORTER = """
import os, signal, sys
sys.path.insert(0, sys.argv[3])
from filled import snap, table, take_in
from sqlalchemy import event
from vector.catalog import load
from vector.store.engine import connect, transaction
engine, last = connect(sys.argv[1]), int(sys.argv[2])
seen = 0
def count(*_):
    global seen
    seen += 1
    if seen == last:
        os.kill(os.getpid(), signal.SIGKILL)
for name in ("after_cursor_execute", "commit"):
    event.listen(engine, name, count)
days = [f"2026-{month:02d}-{day:02d}" for month in range(1, 13) for day in range(1, 29)]
rows = [snap(f"站{at}", day, 2, **{"species:褐家鼠": 2}) for at in range(40) for day in days]
with transaction(engine) as writing:
    take_in(writing, load(), {"snap_trap": table(rows)})
print(seen)
"""
TESTS = Path(__file__).parents[2]


def _import(url: str, last: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", IMPORTER, url, str(last), str(TESTS)]
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


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a POSIX signal")
def test_a_killed_import_leaves_nothing(seeded: str) -> None:
    before = _digests(seeded)
    points = random.Random(27770).sample(range(2, 24), 4)
    for last in [1, *points]:
        killed = _import(seeded, last)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        assert _digests(seeded) == before
    whole = _import(seeded, 10**6)
    assert whole.returncode == 0, whole.stderr
    assert int(whole.stdout) >= max(points)
    assert _digests(seeded) != before
