"""Passwords 密码: what a new one must be, how it is kept, and how long it is good for.

After 等保 2.0 (GB/T 22239-2019, 8.1.4.1 身份鉴别) level 3, which asks for complexity and regular
change without figures; the figures are settings.
"""

import re
import secrets
import tomllib
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vector.errors import StoreError
from vector.settings import Access
from vector.store.tables import Account, FormerPassword, Visit

LONGEST = 128
# A shorter piece of a name, such as "li", stands in too many words.
NAME_FROM = 3
PIECE = 3


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("passwords.toml").read_text(encoding="utf-8"))


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
    Source: RFC 9106 (Argon2), second recommended option.

    Examples
    --------
    >>> password_hash("correct horse 7").startswith("$argon2id$")
    True
    """
    return PasswordHasher().hash(_same(password))


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


def check(password: str, names: Iterable[str | None], rules: Access) -> None:
    """Refuse a password that the rules do not allow.

    Parameters
    ----------
    password : str
        The wanted one.
    names : iterable of str or None
        The account's e-mail and user name, which it must not hold.
    rules : Access
        The settings.

    Raises
    ------
    StoreError
        Saying what is missing.

    Examples
    --------
    >>> check("correct horse 7", ["li@cdc.example.cn"], Access())
    >>> check("Password@123", [], Access())
    Traceback (most recent call last):
    vector.errors.StoreError: 密码太常见，容易被猜中。
    """
    if len(password) < rules.password_length:
        least, found = rules.password_length, len(password)
        raise StoreError(f"密码太短：至少 {least} 个字符，实际 {found} 个。")
    if len(password) > LONGEST:
        raise StoreError(f"密码太长：至多 {LONGEST} 个字符。")
    if len(kinds(password)) < rules.password_classes:
        raise StoreError(
            "密码太单一：大写字母、小写字母、数字、符号（汉字算一类）中"
            f"至少要有 {rules.password_classes} 类。"
        )
    if _names_in(password, names):
        raise StoreError("密码不能含有账号的名称。")
    if is_common(password):
        raise StoreError("密码太常见，容易被猜中。")


def kinds(password: str) -> set[str]:
    """Return of which kinds a password's characters are.

    Parameters
    ----------
    password : str
        The password.

    Examples
    --------
    >>> sorted(kinds("Ab1-鼠"))
    ['digit', 'lower', 'other', 'sign', 'upper']
    """
    return {_kind(letter) for letter in password}


def _kind(letter: str) -> str:
    if letter.isalpha():
        return "upper" if letter.isupper() else "lower" if letter.islower() else "other"
    return "digit" if letter.isdigit() else "sign"


def _names_in(password: str, names: Iterable[str | None]) -> bool:
    found = password.casefold()
    pieces = (name.casefold().partition("@")[0] for name in names if name)
    return any(len(piece) >= NAME_FROM and piece in found for piece in pieces)


def is_common(password: str) -> bool:
    """Decide whether a password is one of those that are guessed first.

    Parameters
    ----------
    password : str
        The password.

    Examples
    --------
    >>> [is_common(each) for each in ("P@ssw0rd2026!", "1qaz2wsx!QAZ", "澜山-Zeli 81")]
    [True, True, False]
    """
    small = password.casefold()
    return _bare(small) in _table()["words"] or _in_rows(small)


def _bare(small: str) -> str:
    core = re.sub(r"[^a-z]+$", "", small)
    read = "".join(_table()["read"].get(letter, letter) for letter in core)
    return re.sub(r"^[^a-z]+|[^a-z]+$", "", read)


def _in_rows(small: str) -> bool:
    """Tell whether nothing is left of it when the longest pieces of rows are taken away."""
    place = 0
    while place < len(small):
        length = next(
            (size for size in range(len(small) - place, PIECE - 1, -1)
             if any(small[place : place + size] in row for row in _table()["rows"])),
            0,
        )  # fmt: skip
        if not length:
            return False
        place += length
    return True


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
    check(password, (account.email, account.username), rules)
    _check_new(writing, account, password, rules)
    if account.password is not None:
        writing.add(FormerPassword(account_id=account.id, password=account.password, ended_at=now))
    account.password, account.password_set_at = password_hash(password), now
    account.failures, account.locked_until = 0, None
    end_sessions(writing, account)
    writing.flush()
    _forget(writing, account, rules)


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
        raise StoreError(f"不能再用最近 {rules.password_history} 个用过的密码。")


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
