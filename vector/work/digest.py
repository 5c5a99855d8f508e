"""The states of a digest, each change one conditional UPDATE that either happens or does not.

``waiting → claimed → closing → sent``; aside: ``failed``, ``unconfirmed``, and ``empty`` when its
alerts came to nothing that the office does not know. Why these, and what a
dead worker leaves behind, is told in ``docs/decisions/0003-mail-at-most-once.md``.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Engine, and_, or_, select, update
from sqlalchemy.orm import Session

from vector.store.engine import session, transaction
from vector.store.tables import Digest
from vector.store.tables.mail import DIGEST_KINDS

UNFINISHED = ("waiting", "claimed", "closing")
LONGEST_WAIT = timedelta(days=1)


class Overtaken(Exception):
    """Another worker took the digest over; this one must not send the closing dot."""


@dataclass(frozen=True)
class Claim:
    """A worker's hold on one digest: by whom, at which attempt."""

    digest_id: int
    holder: str
    attempt: int


def _change(engine: Engine, *where: ColumnElement[bool], **values: Any) -> bool:
    with transaction(engine) as writing:
        return _changed(writing, *where, **values)


def _changed(writing: Session, *where: ColumnElement[bool], **values: Any) -> bool:
    done = writing.execute(
        update(Digest).where(*where).values(**values).execution_options(synchronize_session=False)
    )
    assert isinstance(done, CursorResult)
    return done.rowcount > 0


def _claimable(now: datetime, lease: timedelta) -> ColumnElement[bool]:
    return or_(
        and_(Digest.state == "waiting", Digest.due_at <= now),
        and_(Digest.state == "claimed", Digest.claimed_at <= now - lease),
    )


def claim(
    engine: Engine,
    holder: str,
    now: datetime,
    lease: timedelta,
    kinds: Collection[str] = DIGEST_KINDS,
) -> Claim | None:
    """Take hold of one digest that is due, or whose worker is gone before the dot.

    The attempt is counted here, before anything that may fail, so that a digest which kills its
    worker cannot come back for ever.

    Parameters
    ----------
    engine : Engine
        The database.
    holder : str
        A name that no other claim has.
    now : datetime
        With zone.
    lease : timedelta
        How long a claim holds without a sign of life.
    kinds : collection of str
        Those that may leave now.

    Returns
    -------
    Claim or None
        None when nothing is due, or another worker was quicker.
    """
    claimable = and_(_claimable(now, lease), Digest.kind.in_(kinds))
    with session(engine) as reading:
        found = reading.execute(
            select(Digest.id, Digest.attempts).where(claimable).order_by(Digest.due_at).limit(1)
        ).one_or_none()
    if found is None:
        return None
    taken = Claim(found.id, holder, found.attempts + 1)
    held = _change(
        engine,
        Digest.id == taken.digest_id,
        Digest.attempts == found.attempts,
        claimable,
        state="claimed",
        claimed_by=holder,
        claimed_at=now,
        attempts=taken.attempt,
    )
    return taken if held else None


def _held(taken: Claim, *states: str) -> tuple[ColumnElement[bool], ...]:
    return (
        Digest.id == taken.digest_id,
        Digest.claimed_by == taken.holder,
        Digest.state.in_(states),
    )


def close(
    engine: Engine, taken: Claim, now: datetime, keep: Callable[[Session], None] | None = None
) -> None:
    """Write down that the dot comes next, and with it what the digest says.

    Raises
    ------
    Overtaken
        When the claim is no longer ours.
    """
    with transaction(engine) as writing:
        values = {"state": "closing", "claimed_at": now}
        if not _changed(writing, *_held(taken, "claimed"), **values):
            raise Overtaken(f"digest {taken.digest_id}")
        if keep is not None:
            keep(writing)


def sent(
    engine: Engine, taken: Claim, now: datetime, recipients: str, note: str | None = None
) -> bool:
    """Write down that the server took it, even when the answer came late."""
    held = _held(taken, "closing", "unconfirmed")
    return _change(engine, *held, state="sent", sent_at=now, recipients=recipients, last_error=note)


def postpone(engine: Engine, taken: Claim, now: datetime, backoff: float, error: str) -> bool:
    """Try again later, twice as late each time; nothing was delivered."""
    wait = min(timedelta(seconds=backoff) * 2 ** (taken.attempt - 1), LONGEST_WAIT)
    held = _held(taken, "claimed", "closing")
    return _change(engine, *held, state="waiting", due_at=now + wait, last_error=error)


def fail(engine: Engine, taken: Claim, error: str) -> bool:
    """Give up for good, visibly; nothing was delivered."""
    return _change(engine, *_held(taken, "claimed", "closing"), state="failed", last_error=error)


def empty(engine: Engine, taken: Claim) -> bool:
    """Close a digest that has nothing to say; no mail was sent."""
    return _change(engine, *_held(taken, "claimed"), state="empty", last_error=None)


def unconfirm(engine: Engine, taken: Claim, error: str) -> bool:
    """Leave to a person what may have been delivered."""
    return _change(engine, *_held(taken, "closing"), state="unconfirmed", last_error=error)


def settle_closing(engine: Engine, digest_id: int, before: datetime, error: str) -> bool:
    """Leave to a person what a dead worker was closing."""
    return _change(
        engine,
        Digest.id == digest_id,
        Digest.state == "closing",
        Digest.claimed_at <= before,
        state="unconfirmed",
        last_error=error,
    )


def settle_claimed(engine: Engine, digest_id: int, before: datetime, error: str) -> bool:
    """Give up a digest whose workers died at every attempt."""
    return _change(
        engine,
        Digest.id == digest_id,
        Digest.state == "claimed",
        Digest.claimed_at <= before,
        state="failed",
        last_error=error,
    )


def resend(engine: Engine, digest_id: int, now: datetime) -> bool:
    """Send again what failed or is unconfirmed, at a person's word; same Message-ID.

    Returns
    -------
    bool
        False when there is no such digest, or it is neither failed nor unconfirmed.
    """
    return _change(
        engine,
        Digest.id == digest_id,
        Digest.state.in_(("failed", "unconfirmed")),
        state="waiting",
        attempts=0,
        due_at=now,
        claimed_by=None,
        claimed_at=None,
    )
