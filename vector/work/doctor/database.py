"""Whether the database answers, is at the program's revision, can be written, and is sound."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine, text, update
from sqlalchemy.exc import DBAPIError

from vector.errors import StoreError
from vector.store import migrate, sums
from vector.store.engine import session, transaction
from vector.store.tables import Ledger
from vector.work.doctor.finding import Finding, say

# After these, nothing can be asked of the database.
UNUSABLE = frozenset({"missing", "unreachable", "revision", "damaged"})
INVALID = (
    "SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid"
    " WHERE NOT indisvalid AND relnamespace = current_schema()::regnamespace"
    " UNION ALL SELECT conname FROM pg_constraint WHERE NOT convalidated"
    " AND connamespace = current_schema()::regnamespace"
)
KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def check(engine: Engine) -> Iterator[Finding]:
    """Examine the database; nothing in it changes.

    Parameters
    ----------
    engine : Engine
        As the settings name it.

    Yields
    ------
    Finding
        Up to the first thing that makes the rest pointless, or one that says all is well.
    """
    if not _there(engine):
        name = engine.url.render_as_string()
        yield say("database", "missing", database=name)
        return
    try:
        found = list(_faults(engine))
    except DBAPIError as error:
        found = [say("database", _code(engine), reason=_reason(error))]
    kind = KINDS[engine.dialect.name]
    yield from found or [say("database", "ok", revision=migrate.head(), kind=kind)]


def _there(engine: Engine) -> bool:
    # A SQLite file would be made by asking; a server says itself what is wrong.
    name = engine.url.database
    return engine.dialect.name == "postgresql" or Path(str(name)).exists()


def _code(engine: Engine) -> str:
    return "damaged" if engine.dialect.name == "sqlite" else "unreachable"


def _reason(error: DBAPIError) -> str:
    return str(error.orig).strip().partition("\n")[0]


def _faults(engine: Engine) -> Iterator[Finding]:
    try:
        migrate.check(engine)
    except StoreError as error:
        yield say("database", "revision", reason=error.sentence, expected=migrate.head())
        return
    with session(engine) as reading:
        sound = _sqlite if engine.dialect.name == "sqlite" else _postgresql
        found = list(sound(reading.connection()))
        yield from found
        # What is damaged cannot be added up.
        wrong = 0 if found else sums.differing(reading)
    if wrong:
        yield say("database", "sums", count=wrong)
    differences = migrate.differences(engine)
    if differences:
        yield say("database", "structure", count=len(differences), first=differences[0])
    yield from _writing(engine)


def _sqlite(connection: Connection) -> Iterator[Finding]:
    found = connection.scalars(text("PRAGMA quick_check(1)")).all()
    if found != ["ok"]:
        yield say("database", "damaged", reason="；".join(map(str, found)))
        return
    lost = connection.execute(text("PRAGMA foreign_key_check")).all()
    if lost:
        tables = "、".join(sorted({row[0] for row in lost}))
        yield say("database", "references", count=len(lost), tables=tables)


def _postgresql(connection: Connection) -> Iterator[Finding]:
    names = connection.scalars(text(INVALID)).all()
    if names:
        yield say("database", "indexes", count=len(names), names="、".join(names))


class _TakenBack(Exception):
    """Ends a trial change."""


def _writing(engine: Engine) -> Iterator[Finding]:
    """Change a row and take it back."""
    try:
        with transaction(engine) as writing:
            writing.execute(update(Ledger).values(changes=Ledger.changes))
            raise _TakenBack
    except _TakenBack:
        return
    except DBAPIError as error:
        yield say("database", "readonly", reason=_reason(error))
