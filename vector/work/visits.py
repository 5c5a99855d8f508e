"""Sessions 会话: begun at the sign-in, ended by idleness, by age, or by somebody's word.

The browser holds a random key, the database its SHA-256; a session lasts as long as its row does,
so that ending it is seen by every process at the next request.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Engine, bindparam, delete, select, update
from sqlalchemy.orm import Session

from vector.errors import StoreError
from vector.settings import Access
from vector.store import audit
from vector.store.engine import transaction
from vector.store.tables import Account, Visit
from vector.work.passwords import end_sessions
from vector.work.refusal import said

LONGEST_AGENT = 200
# Every request asks this; written once, it is not written and looked through anew each time.
_STANDING = select(Visit).where(
    Visit.key_hash == bindparam("key_hash"),
    Visit.account_id == bindparam("account_id"),
    Visit.seen_at > bindparam("idle"),
    Visit.started_at > bindparam("longest"),
)


def _hash(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def begin(
    writing: Session, account_id: int, *, origin: str, agent: str, rules: Access, now: datetime
) -> str:
    """Begin a session within a transaction, and clear away those of everybody that have run out.

    Parameters
    ----------
    writing : Session
        A transaction that writes.
    account_id : int
        Whose.
    origin, agent : str
        The address, and what the browser calls itself.
    rules : Access
        How long sessions last.
    now : datetime
        With zone.

    Returns
    -------
    str
        The key for the browser.
    """
    idle, longest = _limits(rules, now)
    writing.execute(delete(Visit).where((Visit.seen_at <= idle) | (Visit.started_at <= longest)))
    key = secrets.token_urlsafe(32)
    writing.add(
        Visit(account_id=account_id, key_hash=_hash(key), started_at=now, seen_at=now,
              origin=origin, agent=agent[:LONGEST_AGENT])
    )  # fmt: skip
    return key


def _limits(rules: Access, now: datetime) -> tuple[datetime, datetime]:
    idle, longest = timedelta(minutes=rules.idle_minutes), timedelta(hours=rules.session_hours)
    return now - idle, now - longest


def standing(
    reading: Session, key: str, account_id: int, rules: Access, now: datetime
) -> Visit | None:
    """Return the session that a key is of, while it lasts.

    Parameters
    ----------
    reading : Session
        Any transaction.
    key : str
        From the browser.
    account_id : int
        Whose it must be.
    rules : Access
        How long sessions last.
    now : datetime
        With zone.
    """
    idle, longest = _limits(rules, now)
    asked = {"key_hash": _hash(key), "account_id": account_id, "idle": idle, "longest": longest}
    return reading.scalar(_STANDING, asked)


def see(engine: Engine, visit_id: int, now: datetime) -> None:
    """Put off the end of an idle session.

    Parameters
    ----------
    engine : Engine
        The database.
    visit_id : int
        Which.
    now : datetime
        With zone.
    """
    with transaction(engine) as writing:
        writing.execute(update(Visit).where(Visit.id == visit_id).values(seen_at=now))


def leave(writing: Session, key: str) -> None:
    """End the session of a key, within a transaction; one that is gone is no matter.

    Parameters
    ----------
    writing : Session
        A transaction that writes.
    key : str
        From the browser.
    """
    writing.execute(delete(Visit).where(Visit.key_hash == _hash(key)))


def listing(reading: Session, account_id: int, rules: Access, now: datetime) -> list[Visit]:
    """Return the sessions of an account that last, the latest used first.

    Parameters
    ----------
    reading : Session
        Any transaction.
    account_id : int
        Whose.
    rules : Access
        How long sessions last.
    now : datetime
        With zone.
    """
    idle, longest = _limits(rules, now)
    own = select(Visit).where(Visit.account_id == account_id, Visit.seen_at > idle)
    found = own.where(Visit.started_at > longest).order_by(Visit.seen_at.desc(), Visit.id.desc())
    return list(reading.scalars(found))


def end(engine: Engine, account_id: int, visit_id: int, author: audit.Author | None = None) -> None:
    """End one session of an account.

    Parameters
    ----------
    engine : Engine
        The database.
    account_id, visit_id : int
        Whose, and which.
    author : Author, optional
        For the audit log; the user of the command line unless given.

    Raises
    ------
    StoreError
        When the account has no such session.
    """
    with transaction(engine) as writing:
        row = writing.get(Visit, visit_id)
        if row is None or row.account_id != account_id:
            raise StoreError(*said("no_session"))
        before = {"started_at": row.started_at, "origin": row.origin}
        writing.delete(row)
        subject = ("account", account_id)
        audit.record(writing, "session_ended", author, subject, before=before)


def end_all(engine: Engine, account_id: int, author: audit.Author | None = None) -> None:
    """End every session of an account at once.

    Parameters
    ----------
    engine : Engine
        The database.
    account_id : int
        Whose.
    author : Author, optional
        For the audit log; the user of the command line unless given.
    """
    with transaction(engine) as writing:
        end_sessions(writing, writing.get_one(Account, account_id))
        audit.record(writing, "sessions_ended", author, ("account", account_id))
