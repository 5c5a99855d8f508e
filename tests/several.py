"""Several servers and workers on one PostgreSQL: the processes, and the streets they serve."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from typing import Any

import reports
from smtp import Post
from sqlalchemy import Engine, func, make_url, select, text

from vector.store import geography, places
from vector.store.engine import session, transaction
from vector.store.tables import (
    Contact,
    Digest,
    Job,
    Outbox,
    Station,
)
from vector.work import tokens
from vector.work.accounts import create_account

PASSWORD = "county-staff-22"
STATIONS = 5
DAY = datetime.now(UTC).date() - timedelta(days=3)
# A worker looks for work every five seconds; a test has no time for that.
RUN = "from vector.work import worker; worker.POLL_SECONDS = 0.3; from vector.cli import run; run()"
PATIENCE = 60.0


def until(reached: Callable[[], Any], what: str) -> Any:
    """Wait for something that processes are about; the time is a guard, not a measure."""
    pause = threading.Event()
    for _ in range(int(PATIENCE / 0.05)):
        found = reached()
        if found:
            return found
        pause.wait(0.05)
    raise AssertionError(f"waited in vain: {what}")


def street(number: int) -> str:
    return f"第{number:03d}街道"


def sheet(number: int, *, found: int = 20, day: date = DAY, size: int = STATIONS) -> bytes:
    """A street's inspections; the first station of it is far beyond the limit unless said."""
    rows = (
        reports.rooms(
            day, 0 if at else found, 60, street=street(number), station=f"点{number:03d}-{at}"
        )
        for at in range(size)
    )
    return reports.sheet(*rows)


def settle(
    engine: Engine, streets: int, people: int, rights: Sequence[str] = ("see",)
) -> list[str]:
    """Write streets with their offices and some staff; return a token for each of these."""
    import pandas as pd

    with transaction(engine) as writing:
        named = [(street(at), f"点{at:03d}-0", "") for at in range(streets)]
        frame = pd.DataFrame(named, columns=["street", "station", "habitat"])
        places.register(writing, frame.astype("category"))
        for station in writing.scalars(select(Station)).all():
            number = station.name[1:4]
            email = f"s{number}@street.example.cn"
            writing.add(Contact(region_id=station.region_id, name=number, email=email))
        top = geography.root(writing)
        accounts = [
            create_account(
                writing,
                f"p{at}@cdc.example.cn",
                PASSWORD,
                roles=["staff"],
                region_id=top,
                username=f"p{at}",
            )
            for at in range(people)
        ]
        writing.flush()
        ids = [account.id for account in accounts]
    now = datetime.now(UTC)
    return [tokens.issue(engine, each, "网关", rights, days=1, now=now).key for each in ids]


class Service:
    """The processes of a service on one database; all that are left are killed at the end."""

    def __init__(self, url: str, post: Post, lease: str = "900") -> None:
        self.url, self._stack = url, ExitStack()
        self._settings = {
            "VECTOR_SECRET": "several-processes-share-one-secret-0",
            "VECTOR_MAIL_PORT": str(post.port),
            "VECTOR_MAIL_LEASE_SECONDS": lease,
            "VECTOR_MAIL_QUIET_FROM": "0",
            "VECTOR_MAIL_QUIET_TO": "0",
        }

    def __enter__(self) -> "Service":
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def start(self, name: str, *command: str) -> subprocess.Popen[str]:
        """Start a command; the database's server knows it by the name."""
        url = make_url(self.url).update_query_dict({"application_name": name})
        given = {"VECTOR_DATABASE": url.render_as_string(hide_password=False)}
        process = subprocess.Popen(
            [sys.executable, "-c", RUN, *command],
            env={**os.environ, **self._settings, **given},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._stack.callback(_end, process)
        return process

    def serve(self, name: str) -> subprocess.Popen[str]:
        return self.start(name, "serve", "--port", "0")

    def work(self, name: str) -> subprocess.Popen[str]:
        process = self.start(name, "worker")
        _drain(process)
        return process


def address(process: subprocess.Popen[str]) -> str:
    """Wait until a server says where it is."""
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        said += line
        if found := re.search(r"http://(\S+?:\d+)", line):
            _drain(process)
            return found[1]
    raise AssertionError(said)


def _drain(process: subprocess.Popen[str]) -> None:
    """Read on, so that a full pipe stops nobody."""
    assert process.stderr is not None
    threading.Thread(target=lambda: [None for _ in process.stderr or ()], daemon=True).start()


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    if process.stderr is not None:
        process.stderr.close()


def waits_for_a_lock(engine: Engine, name: str, words: str) -> bool:
    """Return whether a process stands still in a statement, because somebody holds a table."""
    asked = text(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = :name"
        " AND wait_event_type = 'Lock' AND query ILIKE :words"
    )
    with engine.connect() as connection:
        return bool(connection.scalar(asked, {"name": name, "words": f"%{words}%"}))


def all_done(engine: Engine) -> bool:
    """Return whether no mail and no job is due, however it ended."""
    now = datetime.now(UTC)
    with session(engine) as reading:
        open_jobs = select(func.count(Job.id)).where(Job.done_at.is_(None), Job.due_at <= now)
        under_way = select(func.count(Digest.id)).where(
            Digest.state.in_(("waiting", "claimed", "closing"))
        )
        served = select(Digest.region_id)
        waiting = select(func.count(Outbox.id)).where(
            Outbox.digest_id.is_(None), Outbox.region_id.not_in(served)
        )
        return not any(reading.scalar(each) for each in (open_jobs, under_way, waiting))
