"""The chain of the audit log: how a row is sealed to the one before, and how that is checked.

Each row's hash covers its contents and the hash before it. Whoever alters, removes or reorders
rows behind the database's back breaks the chain at the first row concerned; the chain's own row
remembers its end, so that the newest rows cannot vanish unseen either.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from vector.errors import StoreError
from vector.store.engine import Access, connection_of
from vector.store.refusal import said
from vector.store.tables import Audit, AuditChain

START = "0" * 64
KEPT = timedelta(days=180)
BATCH = 1000
SEALED = (
    *("sequence", "at", "who", "origin", "what"),
    *("subject", "subject_id", "before", "after", "previous"),
)
Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Break:
    """The first row at which the chain does not hold, and how: a key of ``[broken]``."""

    sequence: int
    kind: str


@dataclass(frozen=True)
class Walk:
    """What was found along the chain: rows that hold, the last of them, and where it breaks."""

    rows: int
    last: int
    last_hash: str
    broken: Break | None


def seal(row: Entry) -> str:
    """Return the hash of a row: SHA-256 of its canonical JSON, the previous hash within.

    Parameters
    ----------
    row : mapping
        With the columns of ``SEALED``; ``at`` is a time with zone.

    Returns
    -------
    str
        64 hexadecimal digits.

    Notes
    -----
    Keys sorted, no spaces, text as UTF-8, the time in UTC to the microsecond. Source of the hash:
    FIPS 180-4.

    Examples
    --------
    >>> row = dict.fromkeys(SEALED, "") | {"sequence": 1, "at": datetime(2026, 6, 1, tzinfo=UTC)}
    >>> seal(row)[:8], seal(row | {"who": "li"})[:8]
    ('939bd3cb', '0fde8539')
    """
    values = {name: row[name] for name in SEALED}
    values["at"] = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps(
        values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return sha256(text.encode()).hexdigest()


def append(access: Access, entries: Iterable[Entry]) -> int:
    """Add rows at the end of the chain, in the order given; other writers wait for this one.

    Parameters
    ----------
    access : Connection or Session
        A transaction that writes.
    entries : iterable of mapping
        Rows without sequence, previous and hash.

    Returns
    -------
    int
        The sequence number of the newest row.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, transaction
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> entry = dict.fromkeys(SEALED, "") | {"at": datetime.now(UTC), "before": None, "after": {}}
    >>> with transaction(engine) as writing:
    ...     append(writing, [entry, entry]) - append(writing, [])
    0
    """
    connection, rows = connection_of(access), list(entries)
    # Holding the row comes first: what it says is read only when no other writer can change it.
    held = update(AuditChain).values(last=AuditChain.last + len(rows))
    last, previous = connection.execute(held.returning(AuditChain.last, AuditChain.last_hash)).one()
    sealed = []
    for sequence, entry in enumerate(rows, start=last - len(rows) + 1):
        row = {**entry, "sequence": sequence, "previous": previous}
        previous = row["hash"] = seal(row)
        sealed.append(row)
    if sealed:
        connection.execute(insert(Audit), sealed)
        connection.execute(update(AuditChain).values(last_hash=previous))
    return int(last)


def walk(access: Access) -> Walk:
    """Follow the chain from its beginning to the first row that does not hold.

    Parameters
    ----------
    access : Connection or Session
        Any transaction that sees one state.

    Returns
    -------
    Walk
        ``broken`` is None when all of it holds.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     walk(reading).broken is None
    True
    """
    connection = connection_of(access)
    chain = _chain(connection)
    rows, last, previous = 0, chain.removed, chain.removed_hash
    query = select(Audit.__table__).order_by(Audit.sequence)
    with connection.execute(query, execution_options={"yield_per": BATCH}) as found:
        for row in found:
            kind = _fault(row, last, previous)
            if kind is not None:
                at = last + 1 if kind == "missing" else row.sequence
                return Walk(rows, last, previous, Break(at, kind))
            rows, last, previous = rows + 1, row.sequence, row.hash
    return Walk(rows, last, previous, _end(chain, last, previous))


def _chain(connection: Connection) -> Row[Any]:
    found = connection.execute(select(AuditChain.__table__)).one_or_none()
    if found is None:
        raise StoreError(*said("chain_ends_missing"))
    return found


def _fault(row: Row[Any], last: int, previous: str) -> str | None:
    """Return how a row fails to be the one that follows, None when it is."""
    if row.sequence <= last:
        return "surplus"
    if row.sequence > last + 1:
        return "missing"
    if seal(row._asdict()) != row.hash:
        return "altered"
    return None if row.previous == previous else "unlinked"


def _end(chain: Row[Any], last: int, previous: str) -> Break | None:
    if chain.last > last:
        return Break(last + 1, "missing")
    return None if (chain.last, chain.last_hash) == (last, previous) else Break(last, "end")


def retire(access: Access, before: datetime) -> int:
    """Remove the oldest rows, all from before a time; the chain begins after them from then on.

    Parameters
    ----------
    access : Connection or Session
        A transaction that writes.
    before : datetime
        With zone, at least 180 days ago; the first row that is younger stays, and all after it.

    Returns
    -------
    int
        How many were removed.

    Raises
    ------
    StoreError
        When it is less than 180 days ago, or the chain does not hold: evidence is not removed.

    Notes
    -----
    Network logs are kept for six months at least: 中华人民共和国网络安全法 (2016), 第二十一条
    第（三）项.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, transaction
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with transaction(engine) as writing:
    ...     retire(writing, datetime.now(UTC) - timedelta(days=365))
    0
    """
    if before > datetime.now(UTC) - KEPT:
        raise StoreError(*said("chain_kept", kept_days=KEPT.days))
    connection = connection_of(access)
    append(connection, [])
    if walk(connection).broken is not None:
        raise StoreError(*said("chain_altered"))
    return _remove(connection, before)


def _remove(connection: Connection, before: datetime) -> int:
    # Not simply the rows from before: where the clock was once set back, later ones stay.
    younger = select(Audit.sequence).where(Audit.at >= before).order_by(Audit.sequence).limit(1)
    stays = connection.scalar(younger)
    query = select(Audit.sequence, Audit.hash).order_by(Audit.sequence.desc()).limit(1)
    if stays is not None:
        query = query.where(Audit.sequence < stays)
    newest = connection.execute(query).one_or_none()
    if newest is None:
        return 0
    connection.execute(update(AuditChain).values(removed=newest.sequence, removed_hash=newest.hash))
    return connection.execute(delete(Audit).where(Audit.sequence <= newest.sequence)).rowcount
