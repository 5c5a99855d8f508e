"""The schema's revision: bringing a database to the one this program was written for.

The steps are alembic migrations inside the package, so a user needs no file of alembic's.
"""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from vector.errors import StoreError
from vector.store import audit
from vector.store.engine import rebuilding, session
from vector.store.refusal import said
from vector.store.tables import Model

DIRECTORY = Path(__file__).parent / "migrations"
# Any number will do, as long as every process that upgrades a database uses the same one.
LOCK = 27770


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(DIRECTORY).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@cache
def head() -> str:
    """Return the revision that this program expects.

    Examples
    --------
    >>> len(head())
    4
    """
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def upgrade(engine: Engine, target: str = "head", *, author: audit.Author | None = None) -> None:
    """Bring the database to a revision, in one transaction; a new database is made from nothing.

    Two processes that start together do not hinder each other: the second waits and finds the
    work done.

    Parameters
    ----------
    engine : Engine
        As given by :func:`vector.store.engine.connect`.
    target : str
        A revision, the newest unless said otherwise.
    author : Author, optional
        Who upgrades, for the audit log; the user of the command line unless given.

    Raises
    ------
    StoreError
        When the database is at a revision that this program does not know.

    Examples
    --------
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> upgrade(engine)
    >>> revision(engine) == head()
    True
    """
    with rebuilding(engine) as writing:
        climb(writing.connection(), target, author=author)


def climb(
    connection: Connection, target: str = "head", *, author: audit.Author | None = None
) -> None:
    """Bring the database to a revision, within a transaction that changes its schema.

    Parameters
    ----------
    connection : Connection
        Of :func:`vector.store.engine.rebuilding`.
    target : str
        A revision, the newest unless said otherwise.
    author : Author, optional
        As for :func:`upgrade`.

    Raises
    ------
    StoreError
        When the database is at a revision that this program does not know.

    Examples
    --------
    >>> from vector.store.engine import connect
    >>> with rebuilding(connect("sqlite://")) as writing:
    ...     climb(writing.connection(), "0001")
    ...     current(writing.connection())
    '0001'
    """
    config = _config()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    before = current(connection)
    _refuse_unknown(before)
    config.attributes["connection"] = connection
    command.upgrade(config, target)
    _note(connection, before, author)


def _note(connection: Connection, before: str | None, author: audit.Author | None) -> None:
    """Note a step from an earlier revision; a new database begins with an empty audit log."""
    after = current(connection)
    if before is not None and after != before and after == head():
        was, became = {"revision": before}, {"revision": after}
        audit.record(connection, "database_upgraded", author, before=was, after=became)


def current(connection: Connection) -> str | None:
    """Return the revision that a connection sees, None where there are no tables.

    Parameters
    ----------
    connection : Connection
        In any transaction.
    """
    return MigrationContext.configure(connection).get_current_revision()


@cache
def knows(wanted: str) -> bool:
    """Return whether a revision is one of this program's.

    Examples
    --------
    >>> knows("0001"), knows("9999")
    (True, False)
    """
    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    return wanted in {script.revision for script in scripts}


def _refuse_unknown(found: str | None) -> None:
    if found is not None and not knows(found):
        raise StoreError(*said("revision_newer", found=found))


def revision(engine: Engine) -> str | None:
    """Return the database's revision, None for a database without tables.

    Parameters
    ----------
    engine : Engine
        As given by :func:`vector.store.engine.connect`.

    Examples
    --------
    >>> from vector.store.engine import connect
    >>> revision(connect("sqlite://")) is None
    True
    """
    with session(engine) as reading:
        return current(reading.connection())


def check(engine: Engine) -> None:
    """Refuse a database that is not at the revision this program expects.

    Parameters
    ----------
    engine : Engine
        As given by :func:`vector.store.engine.connect`.

    Raises
    ------
    StoreError
        Saying which revision was found, which is expected, and what to do.

    Examples
    --------
    >>> from vector.store.engine import connect
    >>> check(connect("sqlite://"))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    vector.errors.StoreError: 数据库版本为 空，本程序需要 ...：请运行 vector db upgrade。
    """
    found = revision(engine)
    _refuse_unknown(found)
    if found != head():
        raise StoreError(*said("revision_other", found=found or said("no_revision"), head=head()))


def differences(engine: Engine) -> list[str]:
    """Return how the database's tables differ from those the program describes.

    Parameters
    ----------
    engine : Engine
        As given by :func:`vector.store.engine.connect`.

    Returns
    -------
    list of str
        One line for each difference, none when the tables agree.

    Examples
    --------
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> upgrade(engine)
    >>> differences(engine)
    []
    """
    with session(engine) as reading:
        context = MigrationContext.configure(
            reading.connection(), opts={"compare_type": True, "compare_server_default": True}
        )
        return [str(step) for step in compare_metadata(context, Model.metadata)]
