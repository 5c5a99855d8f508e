"""Makes the database of an earlier state of the service, by that state's own code, as SQL text.

    python scripts/previous.py COMMIT tests/golden/upgrade/REVISION.sql

The same commit gives the same rows: the clock stands, what was drawn by lot is replaced, and the
contents of great files are cut short. Only the order of constraints and indexes may differ.
"""

import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).parents[1]
MADE = """
import sys, time_machine
from datetime import UTC, datetime
from pathlib import Path
folder = Path(sys.argv[1])
with time_machine.travel(datetime(2026, 6, 20, 4, tzinfo=UTC), tick=False):
    import full
    from vector.catalog import load
    from vector.store import migrate
    from vector.store.engine import connect
    empty = connect(f"sqlite:///{folder}/empty.sqlite3")
    migrate.upgrade(empty)
    with empty.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    empty.dispose()
    full.make(folder / "full.sqlite3", folder / "empty.sqlite3", load())
"""
SETTLED = ("UPDATE account SET password = '$argon2id$' || id, fs_uniquifier = 'u' || id",)
GREAT = ("upload_file", "staged_file")
CUT = "UPDATE {name} SET content = substr(content, 1, 512)"


def make(commit: str) -> str:
    """The database of a commit, with rows in every table that there was."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "-q", "--detach", str(tree), commit], check=True)  # noqa: S603
        try:
            path = {"PYTHONPATH": f"{tree}:{tree / 'tests'}", "PYTHONUTF8": "1"}
            subprocess.run([sys.executable, "-c", MADE, folder], env=path, cwd=tree, check=True)  # noqa: S603
        finally:
            subprocess.run([*git, "remove", "--force", str(tree)], check=True)  # noqa: S603
        return _text(Path(folder) / "full.sqlite3")


def _text(path: Path) -> str:
    with closing(sqlite3.connect(path)) as database, database:
        triggers = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        kept = triggers.fetchall()
        for name, _ in kept:
            database.execute(f"DROP TRIGGER {name}")
        there = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
        for statement in (*SETTLED, *(CUT.format(name=name) for name in GREAT if name in there)):
            database.execute(statement)
        for _, statement in kept:
            database.execute(statement)
        return "\n".join(database.iterdump()) + "\n"


if __name__ == "__main__":
    Path(sys.argv[2]).write_bytes(make(sys.argv[1]).encode())
