"""A city's ovitrap readings in and out of a fresh store, without reading or validating a file.

    python tests/bench/storing.py READINGS.csv.gz TRAPS.csv.gz [--database URL]

Prints wall and processor seconds of this process and its greatest memory after each step: insert,
read all components, read one month, insert all again (every survey superseded), withdraw that.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

from filled import take_in, withdraw
from tainan import long_form

from vector.catalog import load
from vector.store import migrate, surveys
from vector.store.engine import connect, session, transaction

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def validated(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the long form as intake would hand it over."""
    numbers = ["set", "recovered", "positive", "eggs"]
    words = ["sheet", "street", "station", "habitat"]
    table = rows.drop(columns="method").assign(
        sheet="", habitat="", note="", row=range(2, len(rows) + 2)
    )
    table["date"] = pd.to_datetime(table["date"])
    return table.astype(dict.fromkeys(words, "category") | dict.fromkeys(numbers, "float64"))


@contextmanager
def measured(step: str) -> Iterator[None]:
    """Print what a step took."""
    wall, processor = time.perf_counter(), time.process_time()
    yield
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{step:<28}{wall:7.2f} s {processor:7.2f} s processor {memory:7.0f} MB", flush=True)


def main() -> None:
    """Store, read, supersede and withdraw."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("readings", type=Path)
    parser.add_argument("traps", type=Path)
    parser.add_argument("--database", default="", help="a fresh SQLite file unless given")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        engine = connect(options.database or f"sqlite:///{scratch}/storing.sqlite3")
        migrate.upgrade(engine)
        with measured("(the readings themselves)"):
            tables = {"ovitrap": validated(long_form(options.readings, options.traps))}
        with measured("insert"), transaction(engine) as writing:
            take_in(writing, load(), tables, name="first", at=NOW)
        with measured("all components"), session(engine) as reading:
            print(len(surveys.components(reading)), "components")
        with measured("one month"), session(engine) as reading:
            surveys.components(reading, start=date(2023, 6, 1), end=date(2023, 6, 30))
        with measured("all, as known then"), session(engine) as reading:
            surveys.components(reading, known_on=NOW)
        with measured("insert again"), transaction(engine) as writing:
            second = take_in(writing, load(), tables, name="second", at=NOW)
        with measured("withdraw"), transaction(engine) as writing:
            withdraw(writing, second, at=NOW)
        engine.dispose()


if __name__ == "__main__":
    main()
