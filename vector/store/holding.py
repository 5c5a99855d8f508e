"""What the tables of a database hold, whichever revision it is at: columns, rows, digests."""

from sqlalchemy import Connection, MetaData, Table, func, inspect, select

from vector.store import contents, migrate
from vector.store.parcel import Holding, Progress
from vector.store.tables import Model

REVISION_TABLE = "alembic_version"


def _quiet(done: int, total: int) -> None:
    """Tell nobody."""


def holdings(connection: Connection, progress: Progress = _quiet) -> dict[str, Holding]:
    """Return what each table holds, those that others refer to first.

    Parameters
    ----------
    connection : Connection
        Any transaction.
    progress : callable, optional
        Takes how many tables are done and how many there are.

    Returns
    -------
    dict of str to Holding
        By table name, of the tables that are in the database.

    Examples
    --------
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     found = holdings(reading.connection())
    >>> found["region"].rows, found["survey"].rows
    (2, 0)
    """
    schema = MetaData()
    schema.reflect(connection)
    tables = [table for table in schema.sorted_tables if table.name != REVISION_TABLE]
    known = migrate.current(connection) == migrate.head()
    found = {}
    for done, table in enumerate(tables):
        progress(done, len(tables))
        found[table.name] = _holding(connection, table, known)
    return found


def _holding(connection: Connection, table: Table, known: bool) -> Holding:
    rows = connection.execute(select(func.count()).select_from(table)).scalar_one()
    digested = known and table.name in Model.metadata.tables
    digest = contents.digests(connection, [table.name])[table.name] if digested else ""
    return Holding(columns=tuple(table.columns.keys()), rows=rows, digest=digest)


def ours(connection: Connection) -> list[str]:
    """Return which of the service's tables are in the database, the revision's own among them."""
    known = {*Model.metadata.tables, REVISION_TABLE}
    return sorted(known & set(inspect(connection).get_table_names()))
