"""Taking a backup while the service runs: one state of the whole database, into one file.

SQLite: the database's own copier, inside a reading transaction, makes a second file, which becomes
the member ``database.sqlite3``. PostgreSQL: one read-only snapshot, each table by COPY into the
member ``tables/NAME.copy``. Writers wait for neither.
"""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text

from vector.errors import StoreError
from vector.store import migrate
from vector.store.engine import connect, session
from vector.store.holding import holdings
from vector.store.parcel import Manifest, Packing, Progress, packing
from vector.store.refusal import said

DATABASE = "database.sqlite3"
COPYING = ".vector-copy-"
LEFT_BEHIND = timedelta(days=1)
PAGES = 2048
READ = 1 << 20
SEQUENCES = (
    "SELECT sequencename, last_value FROM pg_sequences"
    " WHERE schemaname = current_schema() AND last_value IS NOT NULL"
)


def _quiet(done: int, total: int) -> None:
    """Tell nobody."""


def take(
    engine: Engine,
    path: Path,
    made_at: datetime,
    *,
    passphrase: str | None = None,
    progress: Progress = _quiet,
) -> Manifest:
    """Write a backup of the whole database.

    Parameters
    ----------
    engine : Engine
        As given by :func:`vector.store.engine.connect`; others may go on writing to it.
    path : Path
        The file; it appears there when it is complete.
    made_at : datetime
        With zone.
    passphrase : str, optional
        Seals the file.
    progress : callable, optional
        Takes how much is done and how much there is, in steps of its own.

    Returns
    -------
    Manifest
        Of the file; a table's digest is empty when the database is at another revision than the
        program's, whose tables it does not know.

    Raises
    ------
    StoreError
        When there is no database, or the file cannot be written.

    Examples
    --------
    >>> take(connect("sqlite://"), Path("kept.zip"), datetime.now().astimezone())
    Traceback (most recent call last):
    vector.errors.StoreError: 没有可备份的数据库：sqlite://
    """
    with packing(path, passphrase) as file:
        if engine.dialect.name == "postgresql":
            _snapshot(engine, file, made_at, progress)
        else:
            _copied(sqlite_file(engine), file, made_at, progress)
    assert file.manifest is not None
    return file.manifest


def sqlite_file(engine: Engine) -> Path:
    """Return a SQLite database's file.

    Raises
    ------
    StoreError
        When there is none.
    """
    name = engine.url.database
    if name in (None, "", ":memory:") or not Path(str(name)).exists():
        raise StoreError(*said("backup_no_database", url=engine.url.render_as_string()))
    return Path(str(name))


def _copied(origin: Path, file: Packing, made_at: datetime, progress: Progress) -> None:
    # Beside the database, where its contents lie open anyway, and not where backups are kept.
    sweep(origin.parent, f"{COPYING}*", made_at)
    with tempfile.TemporaryDirectory(prefix=COPYING, dir=origin.parent) as beside:
        copy = Path(beside) / DATABASE
        copy_file(origin, copy, progress)
        engine = connect(f"sqlite:///{copy}")
        with session(engine) as reading:
            manifest = _manifest(reading.connection(), made_at, progress)
        engine.dispose()
        settle(copy)
        with copy.open("rb") as stream, file.member(DATABASE) as add:
            while part := stream.read(READ):
                add(part)
    file.close(manifest)


def sweep(folder: Path, pattern: str, now: datetime) -> None:
    """Remove what backups that were killed left behind more than a day ago.

    Parameters
    ----------
    folder : Path
        Where to look.
    pattern : str
        The names of what may be left there.
    now : datetime
        With zone.
    """
    for left in folder.glob(pattern):
        if left.stat().st_mtime < (now - LEFT_BEHIND).timestamp():
            shutil.rmtree(left) if left.is_dir() else left.unlink()


def copy_file(origin: Path, copy: Path, progress: Progress = _quiet) -> None:
    """Copy a SQLite database in use into a file of its own.

    Parameters
    ----------
    origin, copy : Path
        The database, and where its copy goes.
    progress : callable, optional
        Takes how many pages are done and how many there are.

    Raises
    ------
    StoreError
        When the database cannot be read.
    """
    try:
        with (
            closing(sqlite3.connect(origin, isolation_level=None)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            # Holding the state: without it, every change by others would begin the copy anew.
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(
                target, pages=PAGES, progress=lambda _, left, total: progress(total - left, total)
            )
    except sqlite3.Error as error:
        raise StoreError(*said("backup_unreadable", origin=origin, error=error)) from error


def settle(path: Path) -> None:
    """Bring a SQLite database that nobody uses into its one file, without files beside it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()


def _snapshot(engine: Engine, file: Packing, made_at: datetime, progress: Progress) -> None:
    with session(engine) as reading:
        connection = reading.connection()
        manifest = _manifest(connection, made_at, progress)
        for done, (name, table) in enumerate(manifest.tables.items()):
            progress(done, len(manifest.tables))
            with file.member(member(name)) as add:
                _copy_out(connection, name, table.columns, add)
        found = connection.execute(text(SEQUENCES)).all()
    sequences = {str(name): int(last) for name, last in found}
    file.close(manifest.model_copy(update={"sequences": sequences}))


def member(table: str) -> str:
    """Return the name of the member that holds a table's rows.

    Examples
    --------
    >>> member("survey")
    'tables/survey.copy'
    """
    return f"tables/{table}.copy"


def copy_statement(connection: Connection, table: str, columns: tuple[str, ...], way: str) -> str:
    """Return the COPY statement of a table; ``way`` is ``TO STDOUT`` or ``FROM STDIN``."""
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(map(quote, columns))
    return f"COPY {quote(table)} ({names}) {way} WITH (FORMAT text, ENCODING 'UTF8')"


def _copy_out(connection: Connection, table: str, columns: tuple[str, ...], add: Any) -> None:
    driver: Any = connection.connection.driver_connection
    statement = copy_statement(connection, table, columns, "TO STDOUT")
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for part in copy:
            add(bytes(part))


def _manifest(connection: Connection, made_at: datetime, progress: Progress) -> Manifest:
    revision = migrate.current(connection)
    if revision is None:
        raise StoreError(*said("backup_no_tables"))
    return Manifest(
        program=version("vector-surveillance"),
        database="postgresql" if connection.dialect.name == "postgresql" else "sqlite",
        revision=revision,
        made_at=made_at,
        tables=holdings(connection, progress),
    )
