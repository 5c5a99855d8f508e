"""Whether there is a database at an address, and making one on a PostgreSQL server.

A SQLite database is its file, made when it is first opened. A PostgreSQL database is made by its
server, which is asked through the database ``postgres`` that every server has.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from vector.errors import StoreError
from vector.store.refusal import said

# Text is sorted by code points, as SQLite does, whatever language the server was set up in.
MAKING = "CREATE DATABASE {name} ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0"
KNOWN = "SELECT count(*) FROM pg_database WHERE datname = :name"


def exists(engine: Engine) -> bool:
    """Return whether the database is there; nothing is made by asking.

    Parameters
    ----------
    engine : Engine
        As given by :func:`vector.store.engine.connect`.

    Raises
    ------
    StoreError
        When the server cannot be reached or does not let us in.

    Examples
    --------
    >>> from vector.store.engine import connect
    >>> exists(connect("sqlite:///no-such-database.sqlite3"))
    False
    """
    name = engine.url.database
    if engine.dialect.name == "sqlite":
        return name in (None, "", ":memory:") or Path(str(name)).exists()
    with _server(engine) as connection:
        return bool(connection.scalar(text(KNOWN), {"name": name}))


def create(engine: Engine) -> bool:
    """Make the database if it is not there, without tables yet.

    Parameters
    ----------
    engine : Engine
        As given by :func:`vector.store.engine.connect`.

    Returns
    -------
    bool
        Whether it was made; a SQLite file is made when it is first opened.

    Raises
    ------
    StoreError
        When the server cannot be reached, or does not let this user make a database.

    Examples
    --------
    >>> from vector.store.engine import connect
    >>> create(connect("sqlite://"))
    False
    """
    if engine.dialect.name == "sqlite" or exists(engine):
        return False
    with _server(engine) as connection:
        name = engine.dialect.identifier_preparer.quote(str(engine.url.database))
        connection.exec_driver_sql(MAKING.format(name=name))
    return True


@contextmanager
def _server(engine: Engine) -> Iterator[Connection]:
    address = engine.url.set(database="postgres")
    server = create_engine(address, isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            yield connection
    except DBAPIError as error:
        reason = str(error.orig).strip().partition("\n")[0]
        raise StoreError(
            *said("creation_failed", url=engine.url.render_as_string(), reason=reason)
        ) from error
    finally:
        server.dispose()
