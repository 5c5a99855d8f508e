"""A whole database copied into another, of the same kind or the other, with equal contents.

The source is read in one state, whatever is written to it meanwhile. The target is empty before
and is filled in one transaction, which is kept only when every table's digest equals the
source's: a copy that is interrupted leaves it empty.
"""

from collections.abc import Callable, Generator
from contextlib import closing
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Engine,
    Table,
    Text,
    cast,
    func,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError

from vector.errors import StoreError
from vector.store import bulk, contents, counters, migrate, vacancy
from vector.store.engine import session, transaction
from vector.store.refusal import said
from vector.store.tables import Model

Progress = Callable[[int, int], None]
# Every row is read to be copied, and again on both sides to be compared.
READINGS = 3


def _nothing(done: int, total: int) -> None:
    """Tell nobody."""


def copy(source: Engine, target: Engine, *, progress: Progress = _nothing) -> dict[str, int]:
    """Copy all tables, with the counters that give out ids.

    Parameters
    ----------
    source : Engine
        At this program's revision.
    target : Engine
        At the same revision and as empty as a new database; one without tables gets them.
    progress : callable, optional
        Takes how much is done and how much there is.

    Returns
    -------
    dict of str to int
        How many rows each table has.

    Raises
    ------
    StoreError
        When one of them is at another revision, the target holds anything, or the copy does not
        equal the source; nothing is kept then.

    Examples
    --------
    >>> from vector.store.engine import connect
    >>> source, target = connect("sqlite://"), connect("sqlite://")
    >>> migrate.upgrade(source)
    >>> copy(source, target)["region"]
    2
    """
    if source.url == target.url and source.url.database not in (None, "", ":memory:"):
        raise StoreError(*said("copy_same"))
    migrate.check(source)
    if migrate.revision(target) is None:
        migrate.upgrade(target)
    migrate.check(target)
    with session(source) as reading, transaction(target) as writing:
        return _Copy(reading.connection(), writing.connection(), progress).run()


class _Copy:
    """One copy under way: from where, to where, and how far it is."""

    def __init__(self, source: Connection, target: Connection, progress: Progress) -> None:
        self.source, self.target, self.progress = source, target, progress
        self.counts = {table.name: _count(source, table) for table in _tables()}
        self.done, self.total = 0, READINGS * sum(self.counts.values())

    def run(self) -> dict[str, int]:
        with vacancy.emptied(self.target):
            for table in _tables():
                names = [column.name for column in table.columns]
                with closing(self._rows(table)) as rows:
                    bulk.pour(self.target, table, names, rows)
        self._compare()
        counters.go_on(self.target, counters.last_given(self.source))
        self._describe()
        return self.counts

    def _describe(self) -> None:
        """Let the database know what it holds, so that its first queries are planned well."""
        for table in _tables():
            self.target.execute(text(f"ANALYZE {vacancy.named(self.target, table)}"))

    def _advance(self, rows: int) -> None:
        self.done += rows
        self.progress(self.done, self.total)

    def _rows(self, table: Table) -> Generator[bulk.Rows]:
        keep = _keepers(table, self.target)
        query = select(*map(_read, table.columns)).order_by(*table.primary_key.columns)
        options = {"yield_per": contents.batch(table)}
        try:
            with self.source.execute(query, execution_options=options) as result:
                for rows in result.partitions():
                    columns = zip(keep, zip(*rows, strict=True), strict=True)
                    yield list(zip(*(each(values) for each, values in columns), strict=True))
                    self._advance(len(rows))
        except DBAPIError as error:
            reason = str(error.orig).partition("\n")[0]
            raise StoreError(
                *said("copy_unreadable", table_name=table.name, reason=reason)
            ) from error

    def _compare(self) -> None:
        kept = contents.digests(self.target, progress=self._advance)
        meant = contents.digests(self.source, progress=self._advance)
        differing = "、".join(name for name in meant if meant[name] != kept[name])
        if differing:
            raise StoreError(*said("copy_differs", differing=differing))


def _tables() -> list[Table]:
    return Model.metadata.sorted_tables


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _read(column: Column[Any]) -> Any:
    # JSON as the text it is: taken apart and put together, it would no longer be the same.
    return cast(column, Text) if isinstance(column.type, JSON) else column


def _keepers(table: Table, target: Connection) -> list[Callable[[tuple[Any, ...]], Any]]:
    """Return what makes each column's values those that the target's driver takes."""
    return [_keeper(_read(column).type, target) for column in table.columns]


def _keeper(kind: Any, target: Connection) -> Callable[[tuple[Any, ...]], Any]:
    change = kind.dialect_impl(target.dialect).bind_processor(target.dialect)
    return (lambda values: values) if change is None else lambda values: map(change, values)
