"""Thousands of malformed files through the readers, the verdict and the store.

    python tests/bench/malformed_files.py [--files 2000] [--first 0]

Each file is read; its marked workbook is written; it is taken in with its bad rows held, and taken
back. Counted are tracebacks (warnings are errors here), files over ten seconds of processor time
(on a busy machine the wall clock tells of others), files for which the process grows by over 500 MB
at its peak, and files after which the store is not what it was before.
"""

import argparse
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "vector" / "intake"))

from footprint import Footprint
from mangled import malformed
from sqlalchemy import func, select

from vector.catalog import load
from vector.errors import VectorError
from vector.intake import read
from vector.intake.verdict import marked_workbook
from vector.settings import Settings
from vector.store import migrate
from vector.store.engine import connect, session
from vector.store.tables import Model
from vector.work import uploads

MOST_SECONDS = 10
MOST_MEGABYTES = 500
TODAY = date(2026, 1, 31)
NOW = datetime(2026, 1, 31, 4, tzinfo=UTC)
BAD = ("tracebacks", "hangs", "partial writes", "memory")
STANDING = ("survey", "tally", "component")


class HangError(Exception):
    """A file took longer than it may."""


def hang(*_):
    raise HangError


def counted(engine):
    """Count the rows of every table."""
    with session(engine) as reading:
        return {
            name: reading.scalar(select(func.count()).select_from(table))
            for name, table in Model.metadata.tables.items()
        }


def taken_in(engine, catalog, settings, content, name):
    """Take a file in and back; return what happened and whether the store is whole."""
    before = counted(engine)
    try:
        done = uploads.accept(
            engine, catalog, settings, content, name,
            by="bench", on=TODAY, now=NOW, hold_bad_rows=True,
        )  # fmt: skip
    except VectorError:
        return "refused", counted(engine) == before
    uploads.withdraw(
        engine, catalog, settings, done.upload_id, by="bench", reason="tried", on=TODAY, now=NOW
    )
    after = counted(engine)
    return "taken in", all(after[name] == before[name] for name in STANDING)


def looked_at(engine, catalog, settings, number):
    """Pass one file through everything."""
    name, _, _, content = malformed(number)
    with suppress(VectorError):
        marked_workbook(read(content, name, catalog, today=TODAY))
    return taken_in(engine, catalog, settings, content, name)


def main():
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--files", type=int, default=2000)
    asked.add_argument("--first", type=int, default=0)
    wanted = asked.parse_args()
    warnings.simplefilter("error")
    signal.signal(signal.SIGPROF, hang)
    kinds, results, slowest, heaviest = Counter(), Counter(), 0.0, 0.0
    catalog, settings = load(), Settings()
    with tempfile.TemporaryDirectory() as folder:
        engine = connect(f"sqlite:///{folder}/vector.db")
        migrate.upgrade(engine)
        for number in range(wanted.first, wanted.first + wanted.files):
            _, kind, way, _ = malformed(number)
            kinds[kind, way] += 1
            began, taken = time.process_time(), Footprint()
            signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
            try:
                with taken:
                    answer, whole = looked_at(engine, catalog, settings, number)
                results[answer] += 1
                results["partial writes"] += not whole
            except HangError:
                results["hangs"] += 1
                print("hang", number)
            except Exception:  # what is counted here is whatever escapes
                results["tracebacks"] += 1
                print("traceback", number)
                traceback.print_exc(limit=-4)
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
            slowest = max(slowest, time.process_time() - began)
            heaviest = max(heaviest, taken.megabytes)
            if taken.megabytes > MOST_MEGABYTES:
                results["memory"] += 1
                print("memory", number, f"{taken.megabytes:.0f} MB")
    print("files", wanted.files, dict(sorted((f"{k} {w}", n) for (k, w), n in kinds.items())))
    for word in ("taken in", "refused", "tracebacks", "hangs", "partial writes"):
        print(f"{word}: {results[word]}")
    print(f"over {MOST_MEGABYTES} MB: {results['memory']} (most for one file {heaviest:.0f} MB)")
    print(f"slowest: {slowest:.2f} s")
    return int(any(results[word] for word in BAD))


if __name__ == "__main__":
    sys.exit(main())
