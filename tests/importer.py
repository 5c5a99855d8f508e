"""An importer that kills itself at a wanted point: a process of its own, forked from a warm one.

The points: after so many statements of the database, inside a statement (rows of a COPY, steps of
SQLite's machine), or so long after the commit has begun. All but the last are reached at the same
place on any machine, without a clock.
"""

import multiprocessing
import os
import signal
import sqlite3
import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection

import psycopg
from filled import snap, table, take_in
from sqlalchemy import event

from vector.catalog import load
from vector.store.engine import connect, transaction

STATIONS = 40
DAYS = [f"2026-{month:02d}-{day:02d}" for month in range(1, 13) for day in range(1, 29)]
ROWS = STATIONS * len(DAYS)
WARM = multiprocessing.get_context("forkserver")
WARM.set_forkserver_preload(["psycopg", "vector.catalog", "vector.store.surveys"])


@dataclass(frozen=True)
class Ended:
    """How an importer ended, and how many points it passed if it came to its end."""

    status: int | None
    points: int


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def run(url: str, kind: str, last: float) -> Ended:
    """Import in a process of its own that dies at this point."""
    reading, writing = WARM.Pipe(duplex=False)
    process = WARM.Process(target=_take_in, args=(url, kind, last, writing))
    process.start()
    writing.close()
    try:
        points = reading.recv()
    except EOFError:
        points = 0
    process.join()
    reading.close()
    return Ended(process.exitcode, points)


class Counter:
    """Counts the points that are passed; the last one is the end."""

    def __init__(self, last: float) -> None:
        self.seen, self.last = 0, last

    def __call__(self, *_: object) -> None:
        self.seen += 1
        if self.seen == self.last:
            die()


def _take_in(url: str, kind: str, last: float, told: Connection) -> None:
    engine, count = connect(url), Counter(last)
    rows = [
        snap(f"站{at}", day, 2, **{"species:褐家鼠": 2}) for at in range(STATIONS) for day in DAYS
    ]
    timer = threading.Timer(last, die)
    with transaction(engine) as writing:
        if kind == "statement":
            for name in ("after_cursor_execute", "commit"):
                event.listen(engine, name, count)
        elif kind == "inside":
            _count_inside(writing.connection().connection.driver_connection, count)
        else:
            event.listen(engine, "commit", lambda _: timer.start())
        take_in(writing, load(), {"snap_trap": table(rows)})
    if kind == "commit":
        timer.join()
    told.send(count.seen)


def _count_inside(driver: object, count: Counter) -> None:
    if isinstance(driver, sqlite3.Connection):
        driver.set_progress_handler(count, 10_000)
        return
    write = psycopg.Copy.write_row
    psycopg.Copy.write_row = lambda copy, row: (write(copy, row), count())  # type: ignore[method-assign, assignment, func-returns-value]
