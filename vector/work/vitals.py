"""The service's vital figures: what waits, since when, and what stands; for those who watch it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from vector.store.tables import Alert, Digest, Flag, Job, Outbox, Survey
from vector.work import heartbeat
from vector.work.jobs import ATTEMPTS

JOBS = ("waiting", "claimed", "done", "spent")
# The state of a digest, and of alerts that are in none yet.
OUTBOX = ("unapproved", "ungathered")


@dataclass(frozen=True)
class Vitals:
    """The figures at one moment.

    Attributes
    ----------
    jobs, digests, outbox : mapping of str to int
        How many in each state; of the outbox only what no digest holds yet.
    oldest_job, oldest_mail : float
        Seconds since the oldest that is due should have been done; 0 where nothing is.
    open_flags : int
        Flags that have not been cleared.
    heartbeat : float or None
        Seconds since a worker left word; None where there is no word.
    """

    jobs: Mapping[str, int]
    digests: Mapping[str, int]
    outbox: Mapping[str, int]
    oldest_job: float
    oldest_mail: float
    open_flags: int
    heartbeat: float | None


def vitals(reading: Session, now: datetime) -> Vitals:
    """Return the figures that cost little to read.

    Parameters
    ----------
    reading : Session
        Any transaction that sees one state.
    now : datetime
        With zone.

    Examples
    --------
    >>> from datetime import UTC
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     found = vitals(reading, datetime(2026, 6, 1, tzinfo=UTC))
    >>> found.jobs["waiting"], found.oldest_job, found.heartbeat
    (0, 0.0, None)
    """
    seen = heartbeat.last_seen(reading)
    flags = select(func.count()).select_from(Flag).where(Flag.cleared_at.is_(None))
    return Vitals(
        jobs=_jobs(reading),
        digests=_counts(reading, select(Digest.state, func.count()).group_by(Digest.state)),
        outbox=_outbox(reading),
        oldest_job=_age(reading, _due_job(), now),
        oldest_mail=max(_age(reading, each, now) for each in _due_mail()),
        open_flags=reading.scalar(flags) or 0,
        heartbeat=None if seen is None else (now - seen).total_seconds(),
    )


def surveys(reading: Session) -> int:
    """Return how many surveys stand; on millions this takes a while."""
    return reading.scalar(select(func.count()).select_from(Survey)) or 0


def _counts(reading: Session, query: Select[str, int]) -> dict[str, int]:
    return {row[0]: row[1] for row in reading.execute(query)}


def _jobs(reading: Session) -> dict[str, int]:
    state = case(
        (Job.done_at.is_not(None), "done"),
        (Job.claimed_at.is_not(None), "claimed"),
        (Job.attempts >= ATTEMPTS, "spent"),
        else_="waiting",
    )
    return dict.fromkeys(JOBS, 0) | _counts(reading, select(state, func.count()).group_by(state))


def _outbox(reading: Session) -> dict[str, int]:
    state = case((Alert.approved_at.is_(None), "unapproved"), else_="ungathered")
    query = (
        select(state, func.count())
        .select_from(Outbox)
        .join(Alert, Alert.id == Outbox.alert_id)
        .where(Outbox.digest_id.is_(None))
        .group_by(state)
    )
    return dict.fromkeys(OUTBOX, 0) | _counts(reading, query)


def _due_job() -> Select[datetime]:
    return select(func.min(Job.due_at)).where(Job.done_at.is_(None), Job.attempts < ATTEMPTS)


def _due_mail() -> tuple[Select[datetime], ...]:
    """Return when the oldest digest, and the oldest approved alert in none, were due."""
    open_ = Digest.state.in_(("waiting", "claimed", "closing"))
    ungathered = (
        select(func.min(Outbox.due_at))
        .join(Alert, Alert.id == Outbox.alert_id)
        .where(Outbox.digest_id.is_(None), Alert.approved_at.is_not(None))
    )
    return select(func.min(Digest.due_at)).where(open_), ungathered


def _age(reading: Session, query: Select[datetime], now: datetime) -> float:
    due = reading.scalar(query)
    return 0.0 if due is None else max(0.0, (now - due).total_seconds())
