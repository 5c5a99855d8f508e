"""What is noted in the audit log 审计日志, in the same transaction as what it speaks of.

No secret is: columns named like one are left out of what a row was and became, and a value that is
handed over under such a name is a slip of the program.
"""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from getpass import getuser
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from vector.store import chain, ledger
from vector.store.engine import Access, connection_of
from vector.store.tables import Model

SECRET = re.compile("password|secret|token|uniquifier|recovery", re.IGNORECASE)
COMMAND_LINE = "命令行"
UNKNOWN = "未知账号"  # never what was typed: it may be a password in the wrong field
# A longer text, such as a region's shape, is noted by its digest.
LONGEST = 1000
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Author:
    """Who did something, an account or a user of the command line, and from where."""

    who: str
    origin: str


def command_line() -> Author:
    """Return the author of what is done on the command line: the user of the machine.

    Behind ``sudo`` it is the person who called it, as the user they became.

    Examples
    --------
    >>> command_line().origin
    '命令行'
    """
    try:
        user = getuser()
    except (KeyError, OSError):
        user = f"uid {os.getuid()}"
    caller = os.environ.get("SUDO_USER")
    return Author(f"{caller} → {user}" if caller else user, COMMAND_LINE)


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(Path(__file__).with_name("audit.toml").read_text(encoding="utf-8"))


def words(kind: str, language: str = "zh") -> dict[str, str]:
    """Return the words for every code of a kind.

    Parameters
    ----------
    kind : {"what", "subject", "broken"}
        What was done, to what, or how the chain breaks.
    language : {"zh", "en"}
        Of the words.

    Examples
    --------
    >>> words("what")["sign_in_failed"]
    '登录失败'
    """
    return {code: said[language] for code, said in _words()[kind].items()}


def record(
    access: Access,
    what: str,
    author: Author | None,
    subject: tuple[str, object] = ("", ""),
    *,
    before: Values | None = None,
    after: Values | None = None,
) -> int:
    """Note what was done; call it last, because other writers of the log wait from here on.

    Parameters
    ----------
    access : Connection or Session
        The transaction in which it is done.
    what : str
        A code of ``audit.toml``.
    author : Author or None
        Who, and from where; None for the user of the command line.
    subject : tuple of (str, object)
        The table and the id of what was changed.
    before, after : mapping, optional
        What it was and what it became.

    Returns
    -------
    int
        The sequence number in the log.

    Raises
    ------
    ValueError
        When a value's name says that it is a secret.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, transaction
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with transaction(engine) as writing:
    ...     record(writing, "sign_out", Author("li@cdc.example.cn", "10.0.0.7"))
    1
    """
    return chain.append(access, [_entry(what, author, subject, before, after)])


def _entry(
    what: str,
    author: Author | None,
    subject: tuple[str, object],
    before: Values | None,
    after: Values | None,
) -> dict[str, Any]:
    if what not in words("what"):
        raise ValueError(f"the audit log has no code {what!r}")
    by = author or command_line()
    return {
        "at": datetime.now(UTC),
        "who": by.who,
        "origin": by.origin,
        "what": what,
        "subject": subject[0],
        "subject_id": str(subject[1]),
        "before": _plain(before),
        "after": _plain(after),
    }


def _plain(value: Any) -> Any:
    """Return values as JSON knows them, refusing secrets at any depth."""
    if isinstance(value, Mapping):
        named = [name for name in value if SECRET.search(str(name))]
        if named:
            raise ValueError(f"a secret must not reach the audit log: {named}")
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and len(value) > LONGEST:
        return f"sha256:{sha256(value.encode()).hexdigest()}"
    return value


def snapshot(row: Model) -> dict[str, Any]:
    """Return what a row is, without its secrets.

    Examples
    --------
    >>> from vector.store.tables import Account
    >>> snapshot(Account(id=3, email="li@cdc.example.cn", password="...", active=True))["active"]
    True
    """
    names = [column.name for column in row.__table__.columns]
    return {name: getattr(row, name) for name in names if not SECRET.search(name)}


@contextmanager
def changes(writing: Session, author: Author | None, *tables: type[Model]) -> Iterator[None]:
    """Note every row of some tables that is new, different or gone at the end.

    The ledger is held meanwhile, so that nobody else's changes are noted as this author's.

    Parameters
    ----------
    writing : Session
        A transaction that writes.
    author : Author or None
        As for :func:`record`.
    *tables : type of Model
        Small tables: each is read before and after.
    """
    ledger.hold(writing)
    found = [table.metadata.tables[table.__tablename__] for table in tables]
    earlier = [_rows(writing, table) for table in found]
    yield
    entries = []
    for table, before in zip(found, earlier, strict=True):
        after = _rows(writing, table)
        for key in sorted(before.keys() | after.keys()):
            old, new = before.get(key), after.get(key)
            if old != new:
                what = _code(table.name, old, new)
                entries.append(_entry(what, author, (table.name, key), old, new))
    chain.append(writing, entries)


def _rows(access: Access, table: Table) -> dict[int, dict[str, Any]]:
    columns = [column for column in table.columns if not SECRET.search(column.name)]
    rows = connection_of(access).execute(select(*columns)).mappings()
    return {row["id"]: dict(row) for row in rows}


def _code(table: str, old: Values | None, new: Values | None) -> str:
    """Return the code for a change; a limit is never edited, only set or ended."""
    if table != "action_limit":
        return f"{table}_changed"
    ended = new is None or (old is not None and {**old, "valid_to": new["valid_to"]} == new)
    return "limit_ended" if ended else "limit_set"
