"""A filled store kept and put back: how long, how large, how much memory, and what writers feel.

    python tests/bench/keeping.py SURVEYS [--postgresql] [--encrypt]

Prints wall seconds of filling, backup, proof and restore, the size of the file, and the longest
that a writer beside the backup waited for one small transaction.
"""

import argparse
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))

import databases
from filled import take_in

from vector.catalog import load
from vector.store import ledger, migrate
from vector.store.engine import connect, transaction
from vector.work import backups

NOW = datetime.now(UTC)
DAYS = 2000


def nights(surveys: int) -> pd.DataFrame:
    """Return that many nights of snap traps."""
    at = np.arange(surveys)
    caught = np.random.default_rng(1).poisson(2.0, surveys).astype(float)
    return pd.DataFrame(
        {
            "sheet": pd.Categorical.from_codes(np.zeros(surveys, np.int8), ["长表"]),
            "street": pd.Categorical([f"街道{each}" for each in at // DAYS % 20]),
            "station": pd.Categorical([f"站{each}" for each in at // DAYS]),
            "habitat": pd.Categorical.from_codes(np.zeros(surveys, np.int8), ["居民区"]),
            "date": pd.Timestamp("2020-01-01") + pd.to_timedelta(at % DAYS, unit="D"),
            "note": "",
            "row": at + 2,
            "set": 100.0,
            "effective": 98.0,
            "caught": caught,
            "species:褐家鼠": caught,
        }
    )


@contextmanager
def measured(step: str) -> Iterator[None]:
    """Print what a step took."""
    wall = time.perf_counter()
    yield
    wall = time.perf_counter() - wall
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{step:<12}{wall:8.2f} s {memory:7.0f} MB", flush=True)


@contextmanager
def writing_beside(url: str) -> Iterator[list[float]]:
    """Write small transactions one after another; what is yielded takes how long each took."""
    stop, took = threading.Event(), []

    def write() -> None:
        engine = connect(url)
        while not stop.wait(0.05):
            begun = time.perf_counter()
            with transaction(engine) as session:
                ledger.hold(session)
            took.append(time.perf_counter() - begun)
        engine.dispose()

    thread = threading.Thread(target=write)
    thread.start()
    yield took
    stop.set()
    thread.join()


def keep(url: str, other: str, folder: Path, surveys: int, passphrase: str | None) -> None:
    """Fill, back up beside a writer, prove, and restore into another database."""
    engine, target = connect(url), connect(other)
    migrate.upgrade(engine)
    with measured("fill"), transaction(engine) as session:
        take_in(session, load(), {"snap_trap": nights(surveys)})
    with measured("backup"), writing_beside(url) as took:
        made = backups.make(engine, folder, NOW + timedelta(seconds=1), passphrase=passphrase)
    print(f"writer: {len(took)} transactions, longest {max(took) * 1000:.0f} ms")
    print(f"{made.manifest.rows} rows, {made.path.stat().st_size / 1e6:.1f} MB")
    with measured("proof"):
        backups.verify(made.path, passphrase)
    with measured("restore"):
        backups.put_back(target, made.path, NOW, passphrase=passphrase)
    engine.dispose()
    target.dispose()


def main() -> None:
    """Keep a store of the wished size and kind."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("surveys", type=int)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--encrypt", action="store_true")
    options = parser.parse_args()
    server = databases.cluster() if options.postgresql else nullcontext("")
    with server as address, tempfile.TemporaryDirectory() as scratch:
        url, other = (f"sqlite:///{scratch}/{name}.sqlite3" for name in ("first", "second"))
        if options.postgresql:
            url, other = (f"{address}/{name}" for name in ("first", "second"))
            for name in ("first", "second"):
                databases.execute(address, f"CREATE DATABASE {name}")
        passphrase = "correct horse battery" if options.encrypt else None
        keep(url, other, Path(scratch) / "kept", options.surveys, passphrase)


if __name__ == "__main__":
    main()
