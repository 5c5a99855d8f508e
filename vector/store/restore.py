"""Putting a backup back: loaded at its own revision, compared, upgraded, and only then in place.

SQLite: the file is made beside the old one and takes its place at the end; the old one is kept
under another name. PostgreSQL: everything happens in one transaction.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, delete, text
from sqlalchemy.exc import DBAPIError

from vector.errors import StoreError
from vector.store import audit, migrate
from vector.store.backup import DATABASE, copy_statement, member, settle
from vector.store.engine import connect, rebuilding, session
from vector.store.holding import REVISION_TABLE, holdings, ours
from vector.store.parcel import Manifest, Parcel, Progress
from vector.store.refusal import said, why

# The functions by which tables guard their rows outlive the tables.
GUARDS = (
    "SELECT DISTINCT proname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
    " WHERE NOT tgisinternal AND tgrelid IN"
    " (SELECT oid FROM pg_class WHERE relname = ANY(:tables)"
    " AND relnamespace = current_schema()::regnamespace)"
)


def put_back(
    parcel: Parcel, engine: Engine, now: datetime, progress: Progress, *, replace: bool = False
) -> Path | None:
    """Restore a database from a backup.

    Parameters
    ----------
    parcel : Parcel
        An opened backup, verified by the caller.
    engine : Engine
        The database to be; of the same kind as the backup's.
    now : datetime
        Names the old SQLite database that is kept aside.
    progress : callable
        Takes how much is done and how much there is.
    replace : bool
        Whether a database that is there already may give way.

    Returns
    -------
    Path or None
        Where the old SQLite database is kept, if there was one.

    Raises
    ------
    StoreError
        When the backup is of another kind or a newer revision, the target is in use or not empty,
        or what was restored is not what was kept; nothing is changed then.
    """
    manifest, kind = parcel.manifest, engine.dialect.name
    if manifest.database != kind:
        raise StoreError(
            *said("restore_other_kind", manifest_database=manifest.database, kind=kind)
        )
    if not migrate.knows(manifest.revision):
        raise StoreError(*said("restore_newer", manifest_revision=manifest.revision))
    if kind == "postgresql":
        _restore_tables(parcel, engine, progress, replace)
        return None
    return _restore_file(parcel, engine, now, progress, replace)


def _restore_file(
    parcel: Parcel, engine: Engine, now: datetime, progress: Progress, replace: bool
) -> Path | None:
    if engine.url.database in (None, "", ":memory:"):
        raise StoreError(*said("restore_no_file"))
    target = Path(str(engine.url.database))
    if target.exists() and not replace:
        raise StoreError(*said("restore_exists", target=target))
    beside = target.with_name(f".{target.name}.restoring")
    try:
        with _in_order(parcel.manifest):
            _unpack(parcel, beside)
            _bring_up(beside, parcel.manifest, progress)
        aside = _put_aside(target, now) if target.exists() else None
        beside.replace(target)
    except OSError as error:
        raise StoreError(*said("restore_unwritable", target=target, reason=why(error))) from error
    finally:
        for suffix in ("", "-wal", "-shm"):
            beside.with_name(beside.name + suffix).unlink(missing_ok=True)
    return aside


@contextmanager
def _in_order(manifest: Manifest) -> Iterator[None]:
    """Say in a sentence that the database itself refused what the backup holds."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        reason = str(getattr(error, "orig", error)).partition("\n")[0]
        raise StoreError(
            *said("restore_failed", manifest_made_at=manifest.made_at, reason=reason)
        ) from error


def _unpack(parcel: Parcel, path: Path) -> None:
    path.touch(mode=0o600)
    with path.open("wb") as stream:
        for part in parcel.parts(DATABASE):
            stream.write(part)
        stream.flush()
        os.fsync(stream.fileno())


def _bring_up(path: Path, manifest: Manifest, progress: Progress) -> None:
    engine = connect(f"sqlite:///{path}")
    try:
        with session(engine) as reading:
            _compare(reading.connection(), manifest, progress)
        with rebuilding(engine) as writing:
            _climb(writing.connection(), manifest)
    finally:
        engine.dispose()
    settle(path)


def _climb(connection: Connection, manifest: Manifest) -> None:
    """Bring the restored database to this program's revision, and note in its log what it is."""
    migrate.climb(connection)
    kept = {"made_at": manifest.made_at.isoformat(), "revision": manifest.revision}
    audit.record(connection, "database_restored", None, after=kept)


def _put_aside(target: Path, now: datetime) -> Path:
    """Give the old database another name, with the files beside it that belong to it."""
    _refuse_use(target)
    aside = target.with_name(f"{target.name}.before-{now:%Y%m%dT%H%M%S%f}")
    for suffix in ("", "-wal", "-shm"):
        part = target.with_name(target.name + suffix)
        if part.exists():
            part.replace(aside.with_name(aside.name + suffix))
    return aside


def _refuse_use(target: Path) -> None:
    """Refuse a database that a process has open: it would go on writing to the one kept aside."""
    with closing(sqlite3.connect(target, timeout=0, isolation_level=None)) as connection:
        try:
            # Leaving the write-ahead mode needs the database to oneself.
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
        except sqlite3.OperationalError as error:
            raise StoreError(*said("restore_in_use", target=target)) from error
        except sqlite3.DatabaseError:
            # Damaged: that is why it is being replaced.
            return


def _restore_tables(parcel: Parcel, engine: Engine, progress: Progress, replace: bool) -> None:
    manifest = parcel.manifest
    with _in_order(manifest), rebuilding(engine) as writing:
        connection = writing.connection()
        _make_room(connection, replace)
        migrate.climb(connection, manifest.revision)
        schema = _emptied(connection)
        _refuse_strangers(schema, manifest)
        for done, name in enumerate(manifest.tables):
            progress(done, len(manifest.tables))
            _copy_in(connection, parcel, name)
        _guard(connection, schema, "ENABLE")
        for name, last in manifest.sequences.items():
            values = {"name": name, "last": last}
            connection.execute(text("SELECT setval(quote_ident(:name)::regclass, :last)"), values)
        _compare(connection, manifest, progress)
        _climb(connection, manifest)
        connection.execute(text("ANALYZE"))


def _make_room(connection: Connection, replace: bool) -> None:
    found = ours(connection)
    if found and not replace:
        raise StoreError(*said("restore_not_empty", len_found=len(found)))
    if found:
        functions = connection.scalars(text(GUARDS), {"tables": found}).all()
        quote = connection.dialect.identifier_preparer.quote
        connection.execute(text(f"DROP TABLE {', '.join(map(quote, found))}"))
        for name in functions:
            connection.execute(text(f"DROP FUNCTION {quote(name)}()"))


def _emptied(connection: Connection) -> MetaData:
    """Take away the rows that a new database begins with; the backup holds its own.

    Tables that guard their rows against change let them go, and others in, until
    :func:`_guard` stands them up again.
    """
    schema = MetaData()
    schema.reflect(connection)
    schema.remove(schema.tables[REVISION_TABLE])
    _guard(connection, schema, "DISABLE")
    for table in reversed(schema.sorted_tables):
        connection.execute(delete(table))
    return schema


def _guard(connection: Connection, schema: MetaData, way: str) -> None:
    quote = connection.dialect.identifier_preparer.quote
    for name in schema.tables:
        connection.execute(text(f"ALTER TABLE {quote(name)} {way} TRIGGER USER"))


def _refuse_strangers(schema: MetaData, manifest: Manifest) -> None:
    """Names in the statements come from the database's own tables, never from a file alone."""
    for name, held in manifest.tables.items():
        if name not in schema.tables or set(held.columns) != set(schema.tables[name].c.keys()):
            raise StoreError(
                *said("restore_columns", name=name, manifest_revision=manifest.revision)
            )


def _copy_in(connection: Connection, parcel: Parcel, name: str) -> None:
    driver: Any = connection.connection.driver_connection
    columns = parcel.manifest.tables[name].columns
    statement = copy_statement(connection, name, columns, "FROM STDIN")
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for part in parcel.parts(member(name)):
                copy.write(part)
    except connection.dialect.loaded_dbapi.Error as error:
        reason = str(error).partition("\n")[0]
        raise StoreError(*said("restore_table", name=name, reason=reason)) from error


def _compare(connection: Connection, manifest: Manifest, progress: Progress) -> None:
    found = holdings(connection, progress)
    for name, told in manifest.tables.items():
        held = found.get(name)
        same = held and held.rows == told.rows
        # Without both digests, the members' sums and the rows' number speak for the contents.
        if held and held.digest and told.digest:
            same = same and held.digest == told.digest
        if not same:
            raise StoreError(*said("restore_differs", name=name))
