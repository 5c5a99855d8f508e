"""Attempts 尝试: counted in the database, so that a brake holds across server processes.

A stretch of time begins with the first attempt; when it is over, counting begins anew.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from vector.store.tables import Attempts


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def add(writing: Session, key: str, lasts: timedelta, now: datetime, amount: int = 1) -> int:
    """Count an attempt, and return how many there were in the stretch that it falls into.

    Parameters
    ----------
    writing : Session
        A transaction that writes.
    key : str
        What is tried by whom; only its digest is kept.
    lasts : timedelta
        How long a stretch is.
    now : datetime
        With zone.
    amount : int
        How many attempts this one stands for.

    Examples
    --------
    >>> from datetime import UTC
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, transaction
    >>> engine, now = connect("sqlite://"), datetime(2026, 6, 1, tzinfo=UTC)
    >>> migrate.upgrade(engine)
    >>> for late in (0, 30, 60):
    ...     with transaction(engine) as writing:
    ...         at = now + timedelta(seconds=late)
    ...         add(writing, "door", timedelta(minutes=1), at)
    1
    2
    1
    """
    writing.execute(delete(Attempts).where(Attempts.ends_at <= now))
    dialect = postgresql if writing.get_bind().dialect.name == "postgresql" else sqlite
    row = {"key_hash": _digest(key), "count": amount, "ends_at": now + lasts}
    counted = (
        dialect.insert(Attempts)
        .values(row)
        .on_conflict_do_update(
            index_elements=[Attempts.key_hash], set_={"count": Attempts.count + amount}
        )
    )
    return int(writing.execute(counted.returning(Attempts.count)).scalar_one())


def standing(reading: Session, key: str, now: datetime) -> tuple[int, datetime]:
    """Return how many attempts count at present, and when they count no more.

    Examples
    --------
    >>> from datetime import UTC
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine, now = connect("sqlite://"), datetime(2026, 6, 1, tzinfo=UTC)
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     standing(reading, "door", now) == (0, now)
    True
    """
    query = select(Attempts.count, Attempts.ends_at)
    found = reading.execute(query.where(Attempts.key_hash == _digest(key))).one_or_none()
    if found is None or found[1] <= now:
        return 0, now
    return found[0], found[1]


def forget(writing: Session, key: str = "") -> int:
    """Begin anew for one key, or for all; return how many were kept.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, transaction
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with transaction(engine) as writing:
    ...     forget(writing)
    0
    """
    gone = delete(Attempts).returning(Attempts.id)
    if key:
        gone = gone.where(Attempts.key_hash == _digest(key))
    return len(writing.execute(gone).all())
