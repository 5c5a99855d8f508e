"""Whether a database is as empty as a new one, and standing it open to be filled from another.

A new database is not without rows: its migrations begin the tree of regions, the ledger and the
chain of the audit log. A copy brings its own of these.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Table, delete, text

from vector.errors import StoreError
from vector.store import contents, migrate
from vector.store.engine import connect, session
from vector.store.refusal import said
from vector.store.tables import Model

TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"


@contextmanager
def emptied(target: Connection) -> Iterator[None]:
    """Take away what a new database begins with, and let rows come in any order and as they are.

    The triggers that keep a log from being changed would also refuse one that is brought along;
    they stand again at the end.

    Parameters
    ----------
    target : Connection
        In a transaction that writes.

    Raises
    ------
    StoreError
        When the database holds anything that a new one does not; nothing is changed then.

    Examples
    --------
    >>> from vector.store.engine import transaction
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with transaction(engine) as writing, emptied(writing.connection()):
    ...     writing.scalar(text("SELECT count(*) FROM region"))
    0
    """
    opened = _on_postgresql if target.dialect.name == "postgresql" else _on_sqlite
    with opened(target):
        _refuse_contents(target)
        for table in reversed(_tables()):
            target.execute(delete(table))
        yield


@contextmanager
def _on_postgresql(target: Connection) -> Iterator[None]:
    for table in _tables():
        target.execute(text(f"LOCK TABLE {named(target, table)} IN EXCLUSIVE MODE"))
        target.execute(text(f"ALTER TABLE {named(target, table)} DISABLE TRIGGER USER"))
    yield
    for table in _tables():
        target.execute(text(f"ALTER TABLE {named(target, table)} ENABLE TRIGGER USER"))


@contextmanager
def _on_sqlite(target: Connection) -> Iterator[None]:
    triggers = target.execute(text(TRIGGERS)).all()
    for name, _ in triggers:
        target.exec_driver_sql(f'DROP TRIGGER "{name}"')
    # A region may come before the one it belongs to.
    target.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    yield
    for _, made in triggers:
        target.exec_driver_sql(made)


def _tables() -> list[Table]:
    return Model.metadata.sorted_tables


def named(connection: Connection, table: Table) -> str:
    """Return the table's name as a statement of the database wants it.

    Examples
    --------
    >>> with connect("sqlite://").connect() as connection:
    ...     named(connection, Model.metadata.tables["role"])
    'role'
    """
    return connection.dialect.identifier_preparer.format_table(table)


def _refuse_contents(target: Connection) -> None:
    for name, digest in _of_a_new_database().items():
        if contents.digests(target, [name])[name] != digest:
            raise StoreError(*said("target_not_empty", name=name))


def _of_a_new_database() -> dict[str, str]:
    fresh = connect("sqlite://")
    try:
        migrate.upgrade(fresh)
        with session(fresh) as reading:
            found = contents.digests(reading)
    finally:
        fresh.dispose()
    # The ledger tells at once of surveys; a great table then need not be read to be refused.
    return dict(sorted(found.items(), key=lambda each: each[0] != "ledger"))
