"""Whether a worker is alive: each leaves word between two units of work, and others ask for it.

A worker at a long job leaves no word meanwhile; its claim on the job, which it renews as long as
it works, speaks for it.
"""

import os
import secrets
import socket
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Engine, delete, func, insert, select, update
from sqlalchemy.orm import Session

from vector.store.engine import transaction
from vector.store.tables import Heartbeat, Job
from vector.work.jobs import LEASE

EVERY = timedelta(seconds=30)
# Longer than any one mail may take, with all its time-outs.
LATE = timedelta(minutes=10)
FORGOTTEN = timedelta(days=7)


class Life(StrEnum):
    """What is known of the workers."""

    ALIVE = "alive"
    SILENT = "silent"
    ABSENT = "absent"


@dataclass
class Heart:
    """The word that one worker leaves.

    Attributes
    ----------
    engine : Engine
        The database.
    holder : str
        Machine, process and a random part: two workers are never taken for one.
    """

    engine: Engine
    holder: str = field(
        default_factory=lambda: f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(4)}"
    )
    beaten: datetime | None = None

    def beat(self, now: datetime) -> None:
        """Leave word, unless that was done a moment ago; the first time, clear away the dead."""
        if self.beaten is not None and now - self.beaten < EVERY:
            return
        with transaction(self.engine) as writing:
            if self.beaten is None:
                writing.execute(delete(Heartbeat).where(Heartbeat.seen_at < now - FORGOTTEN))
            self._write(writing, now)
        self.beaten = now

    def _write(self, writing: Session, now: datetime) -> None:
        mine = update(Heartbeat).where(Heartbeat.holder == self.holder)
        found = writing.execute(mine.values(seen_at=now).returning(Heartbeat.id))
        if found.first() is None:
            row = {"holder": self.holder, "started_at": now, "seen_at": now}
            writing.execute(insert(Heartbeat).values(row))

    def stop(self) -> None:
        """Take the word back: this worker has ended as it should."""
        with transaction(self.engine) as writing:
            writing.execute(delete(Heartbeat).where(Heartbeat.holder == self.holder))


def last_seen(reading: Session) -> datetime | None:
    """Return when any worker left word last, None where there is no word."""
    newest: datetime | None = reading.scalar(select(func.max(Heartbeat.seen_at)))
    return newest


def life(reading: Session, now: datetime) -> Life:
    """Return whether a worker is alive.

    Parameters
    ----------
    reading : Session
        Any transaction.
    now : datetime
        With zone.

    Returns
    -------
    Life
        ``ALIVE`` when one left word in the last ten minutes, or holds a job whose lease runs;
        ``ABSENT`` when there is no word of any; else ``SILENT``.

    Examples
    --------
    >>> from datetime import UTC
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine, now = connect("sqlite://"), datetime(2026, 6, 1, tzinfo=UTC)
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     life(reading, now).value
    'absent'
    >>> Heart(engine).beat(now)
    >>> with session(engine) as reading:
    ...     life(reading, now).value, life(reading, now + timedelta(hours=1)).value
    ('alive', 'silent')
    """
    newest = last_seen(reading)
    if newest is None:
        return Life.ABSENT
    if now - newest <= LATE or _at_a_job(reading, now):
        return Life.ALIVE
    return Life.SILENT


def _at_a_job(reading: Session, now: datetime) -> bool:
    held = select(Job.id).where(Job.done_at.is_(None), Job.claimed_at > now - LEASE)
    return reading.scalar(held.limit(1)) is not None
