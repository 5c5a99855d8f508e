"""The audit log 审计日志 as an auditor uses it: read, verified, and cleared of its oldest rows."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Engine, select

from vector.errors import StoreError
from vector.store import audit, chain
from vector.store.chain import Walk
from vector.store.engine import session, transaction
from vector.store.tables import Audit
from vector.work.refusal import said

COLUMNS = (
    *("sequence", "at", "who", "origin", "what", "zh"),
    *("subject", "subject_id", "before", "after", "hash"),
)


def verify(engine: Engine, *, author: audit.Author | None = None) -> Walk:
    """Follow the chain, and note in the log that this was done and what was found.

    Parameters
    ----------
    engine : Engine
        The database.
    author : Author, optional
        Who verifies; the user of the command line unless given.

    Returns
    -------
    Walk
        What holds, and the first row that does not; without the row this adds.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> verify(engine).rows, verify(engine).rows
    (0, 1)
    """
    with session(engine) as reading:
        found = chain.walk(reading)
    broken = found.broken and {"sequence": found.broken.sequence, "kind": found.broken.kind}
    told = {"rows": found.rows, "last": found.last, "last_hash": found.last_hash, "broken": broken}
    with transaction(engine) as writing:
        audit.record(writing, "audit_verified", author, after=told)
    return found


def retire(engine: Engine, days: int, *, author: audit.Author | None = None) -> int:
    """Remove the rows older than so many days, and note that.

    Parameters
    ----------
    engine : Engine
        The database.
    days : int
        At least 180.
    author : Author, optional
        Who removes them; the user of the command line unless given.

    Returns
    -------
    int
        How many rows were removed.

    Raises
    ------
    StoreError
        When it is fewer days, or the log was tampered with.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> retire(engine, 90)
    Traceback (most recent call last):
    vector.errors.StoreError: 审计日志至少保留 180 天，不能清理更近的。
    """
    before = datetime.now(UTC) - timedelta(days=days)
    with transaction(engine) as writing:
        count = chain.retire(writing, before)
        if count:
            audit.record(writing, "audit_retired", author, after={"rows": count, "before": before})
    return count


def note_export(engine: Engine, rows: int, author: audit.Author) -> None:
    """Note that rows of the log were taken along.

    Parameters
    ----------
    engine : Engine
        The database.
    rows : int
        How many.
    author : Author
        By whom.
    """
    with transaction(engine) as writing:
        audit.record(writing, "audit_exported", author, after={"rows": rows})


def listing(
    engine: Engine,
    *,
    since: datetime | None = None,
    who: str = "",
    what: str = "",
    after: int = 0,
    limit: int | None = None,
) -> pd.DataFrame:
    """Return rows of the log, the oldest first.

    Parameters
    ----------
    engine : Engine
        The database.
    since : datetime, optional
        From this time on, with zone.
    who : str
        Part of the account's or user's name, whatever its letter case.
    what : str
        A code or its Chinese words.
    after : int
        From the row behind this one.
    limit : int, optional
        How many at most.

    Returns
    -------
    DataFrame
        sequence, at (UTC), who, origin, what (its code), zh, subject (a table), subject_id,
        before and after (JSON or None) and hash.

    Raises
    ------
    StoreError
        When there is no such code.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> _ = verify(engine)
    >>> listing(engine, what="核对审计日志")["what"].tolist()
    ['audit_verified']
    """
    query = select(Audit).where(Audit.sequence > after).order_by(Audit.sequence).limit(limit)
    if since is not None:
        query = query.where(Audit.at >= since)
    if who:
        query = query.where(Audit.who.icontains(who, autoescape=True))
    if what:
        query = query.where(Audit.what == _code(what))
    with session(engine) as reading:
        rows = [_row(each) for each in reading.scalars(query)]
    return pd.DataFrame(rows, columns=pd.Index(COLUMNS), dtype=object)


def _code(word: str) -> str:
    known = audit.words("what")
    found = word if word in known else {zh: code for code, zh in known.items()}.get(word)
    if found is None:
        listed = "、".join(f"{code}（{zh}）" for code, zh in known.items())
        raise StoreError(*said("audit_kind", word=word, listed=listed))
    return found


def _row(entry: Audit) -> dict[str, Any]:
    row = {name: getattr(entry, name) for name in COLUMNS if name != "zh"}
    for name in ("before", "after"):
        if row[name] is not None:
            row[name] = json.dumps(row[name], ensure_ascii=False)
    return row | {"zh": audit.words("what").get(entry.what, entry.what)}
