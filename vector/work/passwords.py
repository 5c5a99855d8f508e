"""Passwords 密码: how one is kept and given, and how long it is good for.

What a new one must be is in :mod:`vector.work.password_rules`.
"""

import secrets
import unicodedata
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vector.errors import StoreError
from vector.settings import Access
from vector.store.tables import Account, FormerPassword, Region, Visit
from vector.work.password_rules import check
from vector.work.refusal import said

COST = {"time_cost": 3, "memory_cost": 2**16, "parallelism": 4}
"""What one hash costs, in passes, KiB and lanes: RFC 9106, second recommended option."""


def _same(password: str) -> str:
    """Return the one form of what every keyboard types."""
    return unicodedata.normalize("NFKD", password)


def password_hash(password: str) -> str:
    """Hash a password with argon2id, after Unicode NFKD so that every keyboard's form agrees.

    Parameters
    ----------
    password : str
        The password as typed.

    Returns
    -------
    str
        The hash in PHC string form, with its salt and parameters.

    Notes
    -----
    Source: RFC 9106 (Argon2), second recommended option (``COST``).

    Examples
    --------
    >>> password_hash("correct horse 7").startswith("$argon2id$")
    True
    """
    hasher = PasswordHasher(COST["time_cost"], COST["memory_cost"], COST["parallelism"])
    return hasher.hash(_same(password))


def matches(password: str, hashed: str | None) -> bool:
    """Decide whether a password is the one that was hashed.

    Parameters
    ----------
    password : str
        As typed.
    hashed : str or None
        As kept; nothing matches None.

    Examples
    --------
    >>> matches("x", None), matches("x", "no hash")
    (False, False)
    """
    try:
        return hashed is not None and PasswordHasher().verify(hashed, _same(password))
    except (VerificationError, InvalidHashError):
        return False


def give(
    writing: Session, account: Account, password: str, rules: Access, *, now: datetime
) -> None:
    """Give an account a new password, within a transaction; all its sessions end at once.

    Parameters
    ----------
    writing : Session
        A transaction that writes.
    account : Account
        Whose.
    password : str
        The new one.
    rules : Access
        The settings.
    now : datetime
        With zone.

    Raises
    ------
    StoreError
        When the rules do not allow it, or it was used lately.
    """
    check(password, (account.email, account.username), rules, near=_near(writing, account))
    _check_new(writing, account, password, rules)
    if account.password is not None:
        writing.add(FormerPassword(account_id=account.id, password=account.password, ended_at=now))
    account.password, account.password_set_at = password_hash(password), now
    account.failures, account.locked_until = 0, None
    end_sessions(writing, account)
    writing.flush()
    _forget(writing, account, rules)


def _near(writing: Session, account: Account) -> list[str]:
    """Return the names about a person that others know as well."""
    region = writing.get(Region, account.region_id) if account.region_id else None
    return [region.name] if region else []


def end_sessions(writing: Session, account: Account) -> None:
    """End every session of an account at once, on every machine and process.

    Parameters
    ----------
    writing : Session
        A transaction that writes.
    account : Account
        Whose.
    """
    account.fs_uniquifier = secrets.token_hex(32)
    writing.execute(delete(Visit).where(Visit.account_id == account.id))


def _former(writing: Session, account: Account) -> list[FormerPassword]:
    own = select(FormerPassword).where(FormerPassword.account_id == account.id)
    return list(writing.scalars(own.order_by(FormerPassword.id.desc())))


def _check_new(writing: Session, account: Account, password: str, rules: Access) -> None:
    former = [row.password for row in _former(writing, account)]
    latest = [account.password, *former][: rules.password_history]
    if any(matches(password, hashed) for hashed in latest):
        raise StoreError(*said("password_former", count=rules.password_history))


def _forget(writing: Session, account: Account, rules: Access) -> None:
    for row in _former(writing, account)[rules.password_history :]:
        writing.delete(row)


def expired(account: Account, rules: Access, now: datetime) -> bool:
    """Decide whether an account's password must be changed before anything else.

    Parameters
    ----------
    account : Account
        Whose.
    rules : Access
        The settings.
    now : datetime
        With zone.

    Examples
    --------
    >>> from datetime import UTC
    >>> account = Account(password_set_at=datetime(2026, 1, 1, tzinfo=UTC))
    >>> now = datetime(2026, 4, 1, tzinfo=UTC)
    >>> expired(account, Access(), now), expired(account, Access(password_days=0), now)
    (True, False)
    """
    given = account.password_set_at
    if not rules.password_days or given is None:
        return False
    return now - given >= timedelta(days=rules.password_days)
