"""A digest of what the database holds, table by table: equal digests, equal contents.

For tests ("withdrawing restores") and for doctors who compare a backup with its origin.
"""

import hashlib
from collections.abc import Collection

from sqlalchemy import Connection, Table, select

from vector.store.engine import Access, connection_of
from vector.store.tables import Model

STANDING = ("survey", "tally", "component")


def digests(access: Access, tables: Collection[str] | None = None) -> dict[str, str]:
    """Return a SHA-256 of each table's rows, read in the order of their keys.

    Both kinds of database give the same digest for the same rows.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    tables : collection of str, optional
        Table names, e.g. ``STANDING``; all when left out.

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
    return {name: _digest(connection, Model.metadata.tables[name]) for name in sorted(chosen)}


def _digest(connection: Connection, table: Table) -> str:
    # Columns by name: a later migration may add one elsewhere than a new database has it.
    columns = sorted(table.columns, key=lambda column: column.name)
    total = hashlib.sha256(repr([column.name for column in columns]).encode())
    for row in connection.execute(select(*columns).order_by(*table.primary_key.columns)):
        total.update(repr(tuple(row)).encode())
    return total.hexdigest()
