"""Jobs: work in the background, written with what caused it, done by one worker at a time.

A job of a kind waits at most once: asking again for what already waits changes nothing. A worker
takes one by a conditional UPDATE, and none of a kind that another worker is at: two of a kind would
only do the same twice. A worker renews its hold while it works, however long that takes; a job
whose worker is gone is taken again when the lease has run out. One that fails comes back later each
time, and after the last attempt it stays, visible, with its error.
"""

import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from time import monotonic
from typing import Any

import structlog
from sqlalchemy import ColumnElement, CursorResult, Engine, and_, func, or_, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, aliased

from vector.store.engine import session, transaction
from vector.store.tables import Job

log = structlog.get_logger()

NIGHTLY, AFTER_CHANGE, RESULTS = "outlook", "expectation", "results"
RETENTION = "retention"
LEASE = timedelta(minutes=30)
# Several may fail, while a database is away, before the lease is over.
RENEWED_EVERY = LEASE / 6
BACKOFF = timedelta(minutes=1)
ATTEMPTS = 5
# Any number will do, as long as every process uses the same one, and nothing else does.
QUEUE = 27771

Handler = Callable[[datetime], None]


@dataclass(frozen=True)
class Claim:
    """A worker's hold on one job."""

    job_id: int
    kind: str
    holder: str
    attempt: int


def ask(access: Session, kind: str, due_at: datetime) -> bool:
    """Ask for work, unless it already waits to be done by then.

    Parameters
    ----------
    access : Session
        A transaction that writes; the job is kept with what caused it.
    kind : str
        What is to be done.
    due_at : datetime
        Not before then, with zone.

    Returns
    -------
    bool
        Whether a job was written.
    """
    _queue(access)
    if waits(access, kind, due_at):
        return False
    access.add(Job(kind=kind, payload={}, due_at=due_at, attempts=0))
    access.flush()
    return True


def _queue(access: Session) -> None:
    """Let whoever asks for work, or takes it, follow one another to the end of the transaction.

    Else two could each find nothing that waits, and write it twice. SQLite's write lock does this.
    """
    if access.get_bind().dialect.name == "postgresql":
        access.execute(select(func.pg_advisory_xact_lock(QUEUE)))


def waits(access: Session, kind: str, due_at: datetime) -> bool:
    """Return whether a job of a kind waits to be done by a time."""
    waiting = select(Job.id).where(
        Job.kind == kind, Job.done_at.is_(None), Job.claimed_at.is_(None), Job.due_at <= due_at
    )
    return access.scalar(waiting.limit(1)) is not None


def next_night(now: datetime, hour: int) -> datetime:
    """Return the next time the clock shows an hour, in the zone of ``now``.

    Examples
    --------
    >>> from datetime import UTC
    >>> next_night(datetime(2026, 11, 22, 3, 0, tzinfo=UTC), 2).isoformat()
    '2026-11-23T02:00:00+00:00'
    """
    today = datetime.combine(now.date(), time(hour), now.tzinfo)
    return today if today > now else today + timedelta(days=1)


def _now() -> datetime:
    return datetime.now(UTC)


def step(
    engine: Engine,
    handlers: Mapping[str, Handler],
    now: datetime,
    clock: Callable[[], datetime] = _now,
) -> bool:
    """Do one job that is due.

    Parameters
    ----------
    engine : Engine
        The database.
    handlers : mapping of str to callable
        What is done for each kind; given the time.
    now : datetime
        With zone.
    clock : callable
        Gives the time, with zone, at which the hold on the job is renewed.

    Returns
    -------
    bool
        True when there may be more to do at once.
    """
    taken = _claim(engine, handlers, now)
    if taken is None:
        return False
    events = log.bind(job=taken.job_id, kind=taken.kind, attempt=taken.attempt)
    began = monotonic()
    try:
        with _renewed(engine, taken, clock):
            handlers[taken.kind](now)
    except Exception as error:
        # One job that fails must stop neither the mail nor the other jobs.
        events.exception("job_failed", ms=_since(began))
        _postpone(engine, taken, now, f"{type(error).__name__}: {error}")
    else:
        _change(engine, *_held(taken), done_at=now, last_error=None)
        events.info("job_done", ms=_since(began))
    return True


@contextmanager
def _renewed(engine: Engine, taken: Claim, clock: Callable[[], datetime]) -> Iterator[None]:
    """Renew a hold from time to time, beside the work, until the work is done."""
    done = threading.Event()

    def renew() -> None:
        while not done.wait(RENEWED_EVERY.total_seconds()) and _hold_on(engine, taken, clock()):
            pass

    beside = threading.Thread(target=renew, name=f"job-{taken.job_id}", daemon=True)
    beside.start()
    try:
        yield
    finally:
        done.set()
        beside.join()


def _hold_on(engine: Engine, taken: Claim, now: datetime) -> bool:
    """Renew a hold; returns whether to go on: not where another worker has the job by now."""
    try:
        return _change(engine, *_held(taken), Job.done_at.is_(None), claimed_at=now)
    except DBAPIError:
        # The work itself will meet the same trouble, or it passes before the lease is over.
        log.exception("job_not_renewed", job=taken.job_id, kind=taken.kind)
        return True


def _since(began: float) -> float:
    return round((monotonic() - began) * 1000, 1)


def _claimable(kinds: Mapping[str, Handler], now: datetime) -> ColumnElement[bool]:
    free = or_(Job.claimed_at.is_(None), Job.claimed_at <= now - LEASE)
    open_ = and_(Job.done_at.is_(None), Job.attempts < ATTEMPTS)
    return and_(open_, free, _nobody_at(now), Job.due_at <= now, Job.kind.in_(list(kinds)))


def _nobody_at(now: datetime) -> ColumnElement[bool]:
    """Whether no other job of the kind is being done."""
    other = aliased(Job)
    held = and_(other.done_at.is_(None), other.claimed_at > now - LEASE, other.id != Job.id)
    return ~select(other.id).where(other.kind == Job.kind, held).exists()


def _claim(engine: Engine, kinds: Mapping[str, Handler], now: datetime) -> Claim | None:
    claimable = _claimable(kinds, now)
    with session(engine) as reading:
        wanted = select(Job.id, Job.kind, Job.attempts).where(claimable)
        found = reading.execute(wanted.order_by(Job.due_at, Job.id).limit(1)).one_or_none()
    if found is None:
        return None
    holder = f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(4)}"
    taken = Claim(found.id, found.kind, holder, found.attempts + 1)
    unchanged = (Job.id == found.id, Job.attempts == found.attempts, claimable)
    values = {"claimed_by": holder, "claimed_at": now, "attempts": taken.attempt}
    with transaction(engine) as writing:
        _queue(writing)
        return taken if _changed(writing, *unchanged, **values) else None


def _held(taken: Claim) -> tuple[ColumnElement[bool], ...]:
    return Job.id == taken.job_id, Job.claimed_by == taken.holder


def _postpone(engine: Engine, taken: Claim, now: datetime, error: str) -> None:
    due = now + BACKOFF * 2 ** (taken.attempt - 1)
    free = {"claimed_by": None, "claimed_at": None}
    _change(engine, *_held(taken), due_at=due, last_error=error, **free)


def _change(engine: Engine, *where: ColumnElement[bool], **values: Any) -> bool:
    with transaction(engine) as writing:
        return _changed(writing, *where, **values)


def _changed(writing: Session, *where: ColumnElement[bool], **values: Any) -> bool:
    done = writing.execute(
        update(Job).where(*where).values(**values).execution_options(synchronize_session=False)
    )
    assert isinstance(done, CursorResult)
    return done.rowcount > 0
