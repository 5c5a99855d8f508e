"""Replies to writes that bring a key 幂等键: a write sent twice is done once and answered alike.

The reply is claimed before the write and kept after it, in one transaction with it. Of two
processes with the same key the second waits for the first, then finds its reply.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from vector.store.tables import Reply

KEPT = timedelta(hours=48)


class Request(NamedTuple):
    """A write as it was asked for: whose, under which key, and the digest of what it asks."""

    account_id: int
    key: str
    fingerprint: str


def find(reading: Session, request: Request, now: datetime) -> Reply | None:
    """Return the reply that was given under a key lately, whatever was asked then.

    Parameters
    ----------
    reading : Session
        Any transaction.
    request : Request
        Whose key, and which.
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
    ...     find(reading, Request(1, "a", "0" * 64), datetime.now(UTC)) is None
    True
    """
    own = Reply.account_id == request.account_id, Reply.key == request.key
    lately = Reply.answered_at >= now - KEPT
    return reading.scalars(select(Reply).where(*own, lately)).one_or_none()


def claim(writing: Session, request: Request, now: datetime) -> Reply | None:
    """Take hold of a key, or return the reply that was given under it; old replies are let go.

    Parameters
    ----------
    writing : Session
        The transaction of the write; to be followed by :func:`keep` in the same.
    request : Request
        What is asked.
    now : datetime
        With zone.

    Returns
    -------
    Reply or None
        None when the key was free, and is held now.
    """
    writing.execute(delete(Reply).where(Reply.answered_at < now - KEPT))
    row = {
        **request._asdict(),
        "status": 0,
        "location": None,
        "body": "",
        "answered_at": now,
    }
    dialect = postgresql if writing.get_bind().dialect.name == "postgresql" else sqlite
    free = dialect.insert(Reply).values(row).on_conflict_do_nothing().returning(Reply.id)
    if writing.scalar(free) is not None:
        return None
    return find(writing, request, now)


def keep(
    writing: Session, request: Request, *, status: int, location: str | None, body: str
) -> None:
    """Keep what is answered under a key that :func:`claim` holds.

    Parameters
    ----------
    writing : Session
        The same transaction.
    request : Request
        What was asked.
    status : int
        Of the answer.
    location : str or None
        Where the thing made is, if there is one.
    body : str
        The answer.
    """
    own = Reply.account_id == request.account_id, Reply.key == request.key
    answered = {"status": status, "location": location, "body": body}
    writing.execute(update(Reply).where(*own).values(answered))
