"""A digest of what the database holds, table by table: equal digests, equal contents.

For tests ("withdrawing restores") and for doctors who compare a backup with its origin.
"""

import hashlib
from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, String, Table, collate, select

from vector.store.bulk import CHUNK
from vector.store.engine import Access, connection_of
from vector.store.tables import Model

STANDING = ("survey", "tally", "component")


def _nothing(rows: int) -> None:
    """Tell nobody."""


def digests(
    access: Access,
    tables: Collection[str] | None = None,
    *,
    progress: Callable[[int], None] = _nothing,
) -> dict[str, str]:
    """Return a SHA-256 of each table's rows, read in the order of their keys.

    Both kinds of database give the same digest for the same rows.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    tables : collection of str, optional
        Table names, e.g. ``STANDING``; all when left out.
    progress : callable, optional
        Told how many rows were read since it was told last.

    Returns
    -------
    dict of str to str
        By table name, in hexadecimal.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     first, again = digests(reading), digests(reading, STANDING)
    ...     first["survey"] == again["survey"], first["survey"] == first["region"]
    (True, False)
    """
    connection = connection_of(access)
    chosen = Model.metadata.tables if tables is None else tables
    return {
        name: _digest(connection, Model.metadata.tables[name], progress) for name in sorted(chosen)
    }


def batch(table: Table) -> int:
    """Return how many of the table's rows are held at once: whole files one by one.

    Parameters
    ----------
    table : Table
        Any of the store's.

    Examples
    --------
    >>> batch(Model.metadata.tables["survey"]), batch(Model.metadata.tables["upload_file"])
    (20000, 1)
    """
    large = any(isinstance(column.type, LargeBinary) for column in table.columns)
    return 1 if large else CHUNK


def _digest(connection: Connection, table: Table, progress: Callable[[int], None]) -> str:
    # Columns by name: a later migration may add one elsewhere than a new database has it.
    columns = sorted(table.columns, key=lambda column: column.name)
    total = hashlib.sha256(repr([column.name for column in columns]).encode())
    keys = [_in_order(connection, column) for column in table.primary_key.columns]
    query = select(*columns).order_by(*keys)
    options = {"yield_per": batch(table)}
    with connection.execute(query, execution_options=options) as result:
        for rows in result.partitions():
            for row in rows:
                total.update(repr(tuple(row)).encode())
            progress(len(rows))
    return total.hexdigest()


def _in_order(connection: Connection, column: Column[Any]) -> Any:
    # PostgreSQL sorts text as its language does, SQLite by code points.
    by_language = connection.dialect.name == "postgresql" and isinstance(column.type, String)
    return collate(column, "C") if by_language else column
