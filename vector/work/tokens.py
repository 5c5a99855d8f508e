"""Access tokens 访问令牌: a program's key to the interfaces, in the name of an account.

A token is shown once and kept as its SHA-256 only: it is random and long, so a fast hash does. It
never opens more than its account may do at the time, and nothing of the account itself.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from vector.errors import StoreError
from vector.store import audit
from vector.store.engine import transaction
from vector.store.tables import AccessToken, Account
from vector.work.account_mail import tell
from vector.work.refusal import said
from vector.work.rights import rights_of, words

PREFIX = "vst_"
LONGEST_DAYS = 366
# A token in steady use writes when it was used last, but not with every request.
NOTED_EVERY = timedelta(minutes=1)


class Issued(NamedTuple):
    """A new token: its row's id, and the key itself, which is never shown again."""

    id: int
    key: str


@dataclass(frozen=True)
class Recognised:
    """A token that is good: whose, by what name, and what it is for.

    ``noted`` says that its last use was written down a moment ago.
    """

    id: int
    account_id: int
    name: str
    rights: frozenset[str]
    noted: bool


def _hash(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def issue(
    engine: Engine,
    account_id: int,
    name: str,
    rights: Collection[str],
    *,
    days: int,
    now: datetime,
    author: audit.Author | None = None,
) -> Issued:
    """Make a token for an account.

    Parameters
    ----------
    engine : Engine
        The database.
    account_id : int
        In whose name it acts.
    name : str
        What it is for, so that it is known when it has to be revoked.
    rights : collection of str
        Of those that the account has.
    days : int
        How long it is good for, at most ``LONGEST_DAYS``.
    now : datetime
        With zone.
    author : Author, optional
        For the audit log; the user of the command line unless given.

    Returns
    -------
    Issued
        With the key, to be shown once.

    Raises
    ------
    StoreError
        When the account has not all of the rights, or the name or the days will not do.

    Examples
    --------
    >>> from datetime import UTC
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> from vector.work.enrolment import enrol
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> _ = enrol(engine, "li@cdc.example.cn", "correct horse 7", roles=["staff"])
    >>> now = datetime(2026, 6, 1, tzinfo=UTC)
    >>> issue(engine, 1, "诱蚊灯网关", ["see", "upload"], days=90, now=now).key[:4]
    'vst_'
    >>> issue(engine, 1, "诱蚊灯网关", ["accounts"], days=90, now=now)
    Traceback (most recent call last):
    vector.errors.StoreError: 令牌不能有账号没有的权限：管理账号。
    """
    label = name.strip()
    if not label or len(label) > 100:
        raise StoreError(*said("token_name"))
    if not 1 <= days <= LONGEST_DAYS:
        raise StoreError(*said("token_days", longest_days=LONGEST_DAYS))
    key = PREFIX + secrets.token_urlsafe(32)
    with transaction(engine) as writing:
        account = writing.get_one(Account, account_id)
        _check_rights(account, rights)
        row = AccessToken(
            account_id=account_id, name=label, token_hash=_hash(key),
            rights=" ".join(sorted(rights)), created_at=now, expires_at=now + timedelta(days=days),
        )  # fmt: skip
        writing.add(row)
        writing.flush()
        tell(writing, account, "access_granted", author, now=now)
        subject, made = ("access_token", row.id), audit.snapshot(row)
        audit.record(writing, "access_granted", author, subject, after=made)
    return Issued(row.id, key)


def _check_rights(account: Account, rights: Collection[str]) -> None:
    if not rights:
        raise StoreError(*said("token_no_right"))
    beyond = sorted(set(rights) - rights_of(account))
    if beyond:
        known = words("rights")
        named = "、".join(known.get(each, each) for each in beyond)
        raise StoreError(*said("token_beyond", named=named))


def revoke(
    engine: Engine,
    account_id: int,
    token_id: int,
    *,
    now: datetime,
    author: audit.Author | None = None,
) -> None:
    """End a token of an account at once.

    Parameters
    ----------
    engine : Engine
        The database.
    account_id, token_id : int
        Whose, and which.
    now : datetime
        With zone.
    author : Author, optional
        For the audit log; the user of the command line unless given.

    Raises
    ------
    StoreError
        When the account has no such token, or it was revoked before.
    """
    mine = AccessToken.account_id == account_id
    with transaction(engine) as writing:
        row = writing.scalar(select(AccessToken).where(AccessToken.id == token_id, mine))
        if row is None or row.revoked_at is not None:
            raise StoreError(*said("no_token"))
        _end(writing, row, now, author)


def revoke_all(writing: Session, account_id: int, now: datetime, author: audit.Author) -> int:
    """End all tokens of an account, within a transaction; return how many there were.

    Parameters
    ----------
    writing : Session
        A transaction that writes.
    account_id : int
        Whose.
    now : datetime
        With zone.
    author : Author
        For the audit log.
    """
    mine = AccessToken.account_id == account_id, AccessToken.revoked_at.is_(None)
    rows = writing.scalars(select(AccessToken).where(*mine)).all()
    for row in rows:
        _end(writing, row, now, author)
    return len(rows)


def _end(writing: Session, row: AccessToken, now: datetime, author: audit.Author | None) -> None:
    before = audit.snapshot(row)
    row.revoked_at = now
    subject = ("access_token", row.id)
    after = audit.snapshot(row)
    audit.record(writing, "access_revoked", author, subject, before=before, after=after)


def recognise(reading: Session, key: str, now: datetime) -> Recognised | None:
    """Return whom a key stands for.

    Parameters
    ----------
    reading : Session
        Any transaction.
    key : str
        As it was sent.
    now : datetime
        With zone.

    Returns
    -------
    Recognised or None
        None for a key that is unknown, revoked or past its days.
    """
    row = reading.scalar(select(AccessToken).where(AccessToken.token_hash == _hash(key)))
    if row is None or row.revoked_at is not None or row.expires_at <= now:
        return None
    noted = row.last_used_at is not None and now - row.last_used_at < NOTED_EVERY
    rights = frozenset(row.rights.split())
    return Recognised(row.id, row.account_id, row.name, rights, noted)


def note_use(engine: Engine, token: Recognised, now: datetime) -> None:
    """Write down that a token was used, unless that was done a moment ago.

    Parameters
    ----------
    engine : Engine
        The database.
    token : Recognised
        Which.
    now : datetime
        With zone.
    """
    if token.noted:
        return
    with transaction(engine) as writing:
        own = update(AccessToken).where(AccessToken.id == token.id)
        writing.execute(own.values(last_used_at=now))


def listing(reading: Session, account_id: int) -> list[AccessToken]:
    """Return the tokens of an account that were not revoked, the newest first.

    Parameters
    ----------
    reading : Session
        Any transaction.
    account_id : int
        Whose.
    """
    mine = AccessToken.account_id == account_id, AccessToken.revoked_at.is_(None)
    return list(reading.scalars(select(AccessToken).where(*mine).order_by(AccessToken.id.desc())))
