"""Opening the database, and the two ways of standing in it: reading and changing.

A reader sees one state from beginning to end, whatever is written meanwhile. A writer on SQLite
takes the write lock when it begins, not at its first change: two processes then wait for each
other, where a transaction that first reads and then writes would be refused at once.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from sqlite3 import OperationalError
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.orm import Session

from vector.errors import StoreError
from vector.store.refusal import said, why

Access = Connection | Session

# An import of a whole city's years holds the lock for seconds; a form must outwait it.
BUSY_SECONDS = 60
WRITING = "vector_writing"
REBUILDING = "vector_rebuilding"
BROKEN = "vector_broken"
KEYS = "vector_keys"
# As many are kept open as threads of the dashboard have at once; more are opened in a rush.
KEPT_OPEN = 10
# Compiling a query took PostgreSQL longer than answering it, of ten million surveys as of few.
WITHOUT_JIT = "-c jit=off"
# The transaction that those begun meanwhile, in the same thread, are a part of.
_TOGETHER: ContextVar[tuple[Engine, Session] | None] = ContextVar("together", default=None)
# FULL keeps a committed upload even through a power cut; one import is one commit, so it is free.
PRAGMAS = (
    "synchronous = FULL",
    "cache_size = -16384",
    "analysis_limit = 1000",
)


def connect(url: str) -> Engine:
    """Open the database.

    A SQLite file's folders are made, the file for its owner alone; it is kept in write-ahead mode
    with foreign keys enforced, so that a killed process leaves nothing half written and readers
    never wait for a writer.

    Parameters
    ----------
    url : str
        An SQLAlchemy URL, e.g. ``sqlite:///vector.sqlite3`` or ``postgresql://host/vector``.

    Returns
    -------
    Engine
        Connections are opened when they are needed, not here.

    Raises
    ------
    StoreError
        When the address is not one of a SQLite or PostgreSQL database.

    Examples
    --------
    >>> connect("sqlite://").dialect.name
    'sqlite'
    """
    address = _address(url)
    # What a statement was given never stands in an error: it may be a password, or a person.
    if address.get_backend_name() == "postgresql":
        given = {} if "options" in address.query else {"options": WITHOUT_JIT}
        return create_engine(
            address, pool_size=KEPT_OPEN, pool_pre_ping=True, hide_parameters=True,
            connect_args=given,
        )  # fmt: skip
    in_file = bool(address.database) and address.database != ":memory:"
    kept = {"pool_size": KEPT_OPEN} if in_file else {}
    engine = create_engine(
        address, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True, **kept
    )
    if in_file:
        _make_folder(Path(address.database or "").parent)
        event.listen(engine, "do_connect", _keep_private)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(*said("no_folder", folder=folder, reason=why(error))) from error


def _keep_private(dialect: Any, record: Any, arguments: list[Any], options: dict[str, Any]) -> None:
    """Make a new file readable by its owner alone; SQLite would let everybody read it."""
    # Only a new one (O_EXCL): whoever closes a file of his loses the locks that he has on it, those
    # of SQLite too, and another process would take away the log that this one still reads.
    # What cannot be made, SQLite refuses with words of its own.
    with suppress(OSError):
        path = os.path.realpath(arguments[0])
        os.close(os.open(path, os.O_RDONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _address(url: str) -> URL:
    try:
        address = make_url(url)
        backend = address.get_backend_name()
        address.get_dialect()
    except (ArgumentError, NoSuchModuleError) as error:
        raise StoreError(*said("engine_address", url=url)) from error
    if backend not in ("sqlite", "postgresql"):
        raise StoreError(*said("engine_kind", backend=backend))
    if "uri" in address.query:
        raise StoreError(*said("engine_uri"))
    return address


def _prepare(connection: Any, record: Any) -> None:
    # The driver's own BEGIN comes too late (not before reads or DDL); _begin sends it instead.
    connection.isolation_level = None
    # The mode is the file's. Where two processes open a new file at once, one of them sets it,
    # and the other is refused without waiting; it finds the mode set when it begins.
    with suppress(OperationalError):
        connection.execute("PRAGMA journal_mode = WAL")
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    # SQLite heeds this between transactions only, and a pooled connection may come from either.
    keys = "OFF" if options.get(REBUILDING, False) else "ON"
    if connection.info.pop(KEYS, None) != keys:
        connection.exec_driver_sql(f"PRAGMA foreign_keys = {keys}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(WRITING, False) else "BEGIN")
    connection.info[KEYS] = keys


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """Change the database: all of it is kept at the end, or nothing when an error leaves it.

    Parameters
    ----------
    engine : Engine
        As given by :func:`connect`.

    Yields
    ------
    Session
        Hand it (or its ``connection()``) to the functions of the store.

    Examples
    --------
    >>> from sqlalchemy import text
    >>> with transaction(connect("sqlite://")) as session:
    ...     session.scalar(text("SELECT 1 + 1"))
    2
    """
    whole = _whole(engine)
    if whole is not None:
        with _part(whole):
            yield whole
        return
    writer = engine.execution_options(**{WRITING: True})
    with Session(writer, expire_on_commit=False) as writing, writing.begin():
        yield writing


def _whole(engine: Engine) -> Session | None:
    """Return the transaction on this database that others are to be a part of, if there is one."""
    found = _TOGETHER.get()
    return found[1] if found is not None and found[0] is engine else None


@contextmanager
def _part(whole: Session) -> Iterator[None]:
    try:
        yield
        whole.flush()
    except BaseException:
        whole.info[BROKEN] = True
        raise


@contextmanager
def together(engine: Engine) -> Iterator[Session]:
    """Make one transaction of several: those begun meanwhile in this thread are parts of it.

    All of them are kept at the end, or none when an error leaves it. What was computed in
    between, such as an answer, can be kept with what it speaks of.

    Parameters
    ----------
    engine : Engine
        As given by :func:`connect`.

    Yields
    ------
    Session
        The whole, as for :func:`transaction`.

    Raises
    ------
    RuntimeError
        When a part failed and its error was swallowed: half a change is not kept.

    Examples
    --------
    >>> from sqlalchemy import text
    >>> engine = connect("sqlite://")
    >>> with together(engine) as whole, transaction(engine) as part:
    ...     part is whole
    True
    """
    with transaction(engine) as whole:
        token = _TOGETHER.set((engine, whole))
        try:
            yield whole
        finally:
            _TOGETHER.reset(token)
        if whole.info.get(BROKEN):
            raise RuntimeError("a part of this transaction failed")


@contextmanager
def rehearsal(engine: Engine) -> Iterator[Session]:
    """Try a change: as :func:`transaction`, but nothing is kept, error or not.

    What was read stays readable afterwards.

    Parameters
    ----------
    engine : Engine
        As given by :func:`connect`.

    Yields
    ------
    Session
        Others who write wait meanwhile, as for any change.

    Examples
    --------
    >>> from sqlalchemy import text
    >>> engine = connect("sqlite://")
    >>> with rehearsal(engine) as session:
    ...     _ = session.execute(text("CREATE TABLE tried (id INTEGER)"))
    >>> with transaction(engine) as session:
    ...     session.scalar(text("SELECT count(*) FROM sqlite_master"))
    0
    """
    writer = engine.execution_options(**{WRITING: True})
    with Session(writer, expire_on_commit=False) as trying:
        try:
            trying.begin()
            yield trying
            trying.flush()
        finally:
            trying.expunge_all()
            trying.rollback()


@contextmanager
def rebuilding(engine: Engine) -> Iterator[Session]:
    """Change the schema: as :func:`transaction`, with references checked at the end.

    SQLite changes a table by making it anew, and would not let go of one that others refer to.

    Parameters
    ----------
    engine : Engine
        As given by :func:`connect`.

    Yields
    ------
    Session
        Its connection is for alembic.

    Raises
    ------
    StoreError
        When a reference leads nowhere at the end; nothing is kept.

    Examples
    --------
    >>> from sqlalchemy import text
    >>> with rebuilding(connect("sqlite://")) as session:
    ...     session.scalar(text("PRAGMA foreign_keys"))
    0
    """
    writer = engine.execution_options(**{WRITING: True, REBUILDING: True})
    with Session(writer) as writing, writing.begin():
        yield writing
        if engine.dialect.name == "sqlite":
            lost = writing.connection().exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if lost:
                tables = "、".join(sorted({row[0] for row in lost}))
                raise StoreError(*said("engine_references", tables=tables))


@contextmanager
def session(engine: Engine) -> Iterator[Session]:
    """Read the database in one unchanging state; whatever is changed here is not kept.

    Within :func:`together` it is the state of that transaction, with its changes.

    Parameters
    ----------
    engine : Engine
        As given by :func:`connect`.

    Yields
    ------
    Session
        For queries only.

    Examples
    --------
    >>> from sqlalchemy import text
    >>> with session(connect("sqlite://")) as reading:
    ...     reading.scalar(text("SELECT 1 + 1"))
    2
    """
    whole = _whole(engine)
    if whole is not None:
        yield whole
        return
    if engine.dialect.name == "postgresql":
        snapshot = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        engine = engine.execution_options(**snapshot)
    with Session(engine) as reading:
        yield reading


def connection_of(access: Access) -> Connection:
    """Return the connection behind a session, with the session's pending rows written.

    Parameters
    ----------
    access : Connection or Session
        What a function of the store was given.

    Returns
    -------
    Connection
        In the same transaction.

    Examples
    --------
    >>> with session(connect("sqlite://")) as reading:
    ...     connection_of(reading) is reading.connection()
    True
    """
    if isinstance(access, Connection):
        return access
    access.flush()
    return access.connection()
