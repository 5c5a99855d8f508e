"""The counters that give out ids: where they stand, so that a copy goes on where its origin was.

PostgreSQL keeps one for every table whose ids it gives out. SQLite takes the greatest id there
is, and remembers more only for a table that asks never to give an id twice.
"""

from sqlalchemy import Connection, Table, func, select, text

from vector.store.tables import Model

POSTGRESQL = "SELECT pg_sequence_last_value(pg_get_serial_sequence(:name, :id)::regclass)"
SQLITE = "SELECT max(seq) FROM sqlite_sequence WHERE name = :name"


def last_given(connection: Connection) -> dict[str, int]:
    """Return the last id that each table gave out, 0 where none was.

    Parameters
    ----------
    connection : Connection
        Any transaction.

    Returns
    -------
    dict of str to int
        By name, for the tables that give out ids.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     found = last_given(reading.connection())
    >>> found["region"], found["upload"]
    (2, 0)
    """
    return {
        table.name: max(_remembered(connection, table), _greatest(connection, table))
        for table in _counted()
    }


def go_on(connection: Connection, last: dict[str, int]) -> None:
    """Let the next id of each table be the one after the last that was given out.

    PostgreSQL does not take this back with the transaction: do it last.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    last : dict of str to int
        As :func:`last_given` found it, perhaps in another database.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, transaction
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with transaction(engine) as writing:
    ...     go_on(writing.connection(), {"upload": 7})
    ...     last_given(writing.connection())["upload"]
    7
    """
    for table in _counted():
        if table.name in last:
            _set(connection, table, last[table.name])


def _counted() -> list[Table]:
    tables = Model.metadata.sorted_tables
    return [table for table in tables if table.autoincrement_column is not None]


def _remembers(table: Table) -> bool:
    return bool(table.dialect_options["sqlite"]["autoincrement"])


def _remembered(connection: Connection, table: Table) -> int:
    name = {"name": table.name}
    if connection.dialect.name == "postgresql":
        return connection.scalar(text(POSTGRESQL), name | {"id": _key(table)}) or 0
    return (connection.scalar(text(SQLITE), name) or 0) if _remembers(table) else 0


def _greatest(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.max(table.c[_key(table)]))) or 0


def _key(table: Table) -> str:
    assert table.autoincrement_column is not None
    return table.autoincrement_column.name


def _set(connection: Connection, table: Table, last: int) -> None:
    if connection.dialect.name == "postgresql":
        counter = func.pg_get_serial_sequence(table.name, _key(table))
        connection.execute(select(func.setval(counter, max(last, 1), last > 0)))
    elif _remembers(table):
        here = {"name": table.name, "last": last}
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), here)
        connection.execute(text("INSERT INTO sqlite_sequence VALUES (:name, :last)"), here)
