"""Many rows in and out of the database by whole columns.

The drivers' own fast ways are used here and nowhere else: a row at a time through the toolkit
costs more than the database's own work.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    Executable,
    Float,
    Integer,
    Table,
    cast,
    func,
)
from sqlalchemy.exc import DBAPIError

from vector.errors import StoreError
from vector.store.refusal import said

# Rows in flight: enough to hide the cost of a round trip, few enough to cost no memory.
CHUNK = 20_000

Column = Sequence[Any] | np.ndarray[Any, Any]
Rows = Sequence[tuple[Any, ...]]


def insert(connection: Connection, table: Any, columns: dict[str, Column]) -> None:
    """Add rows given as columns; values must already be what the database keeps.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    table : Table or mapped class
        Where the rows go.
    columns : dict of str to sequence
        Column names with their values, all of one length: Python scalars or numpy arrays of
        integers, dates as ISO text, JSON as text.

    Raises
    ------
    StoreError
        When the database refuses, e.g. a key that is there already.

    Examples
    --------
    >>> from sqlalchemy import create_engine, select
    >>> from vector.store.tables import Model, Role
    >>> with create_engine("sqlite://").begin() as connection:
    ...     Model.metadata.create_all(connection)
    ...     insert(connection, Role, {"id": [1, 2], "name": ["staff", "manager"]})
    ...     connection.execute(select(Role.name).order_by(Role.id)).scalars().all()
    ['staff', 'manager']
    """
    pour(connection, table, columns, _chunks(columns))


def pour(connection: Connection, table: Any, names: Iterable[str], chunks: Iterable[Rows]) -> None:
    """Add rows as they come, in one statement where the database has one for it.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    table : Table or mapped class
        Where the rows go.
    names : iterable of str
        The columns, in the order of a row's values.
    chunks : iterable of sequence of tuple
        Rows, some at a time; values must already be what the database keeps.

    Raises
    ------
    StoreError
        When the database refuses, e.g. a key that is there already.

    Examples
    --------
    >>> from sqlalchemy import create_engine, func, select
    >>> from vector.store.tables import Model, Role
    >>> with create_engine("sqlite://").begin() as connection:
    ...     Model.metadata.create_all(connection)
    ...     pour(connection, Role, ["id", "name"], [[(1, "staff")], [(2, "manager")]])
    ...     connection.scalar(select(func.count()).select_from(Role))
    2
    """
    target: Table = getattr(table, "__table__", table)
    # Names come from the table itself, so nothing a user typed gets into the statement.
    quoted = [_quoted(connection, target.c[name].name) for name in names]
    into = f"{_quoted(connection, target.name)} ({', '.join(quoted)})"
    try:
        if connection.dialect.name == "postgresql":
            _copy(connection, into, chunks)
        else:
            _insert(connection, into, len(quoted), chunks)
    except (DBAPIError, connection.dialect.loaded_dbapi.Error) as error:
        reason = str(getattr(error, "orig", error)).partition("\n")[0]
        raise StoreError(*said("bulk_refused", target_name=target.name, reason=reason)) from error


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)


def _chunks(columns: dict[str, Column]) -> Iterator[Rows]:
    length = len(next(iter(columns.values())))
    for start in range(0, length, CHUNK):
        parts = (column[start : start + CHUNK] for column in columns.values())
        lists = [part.tolist() if isinstance(part, np.ndarray) else part for part in parts]
        yield list(zip(*lists, strict=True))


def _insert(connection: Connection, into: str, width: int, chunks: Iterable[Rows]) -> None:
    marks = ", ".join("?" * width)
    for rows in chunks:
        connection.exec_driver_sql(f"INSERT INTO {into} VALUES ({marks})", list(rows))  # noqa: S608


def _copy(connection: Connection, into: str, chunks: Iterable[Rows]) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for rows in chunks:
            for row in rows:
                copy.write_row(row)


def frame(connection: Connection, query: Executable) -> pd.DataFrame:
    """Read a query's rows as a frame, by columns.

    Parameters
    ----------
    connection : Connection
        In any transaction.
    query : Select or compound select
        Of columns of whole numbers, decimals, text and dates; their names become the frame's.

    Returns
    -------
    DataFrame
        Whole numbers as int64 (float64 where one is missing), text as unordered categories,
        dates as datetime64[us].

    Examples
    --------
    >>> from sqlalchemy import create_engine, select
    >>> from vector.store.tables import Model, Role
    >>> with create_engine("sqlite://").begin() as connection:
    ...     Model.metadata.create_all(connection)
    ...     insert(connection, Role, {"id": [1, 2], "name": ["staff", "manager"]})
    ...     frame(connection, select(Role.id, Role.name).order_by(Role.id))["name"].tolist()
    ['staff', 'manager']
    """
    result = connection.execute(query)
    names = tuple(result.keys())
    columns = [_reader(column.type) for column in query.selected_columns]  # type: ignore[attr-defined]
    # The driver's own tuples: the toolkit would first make a date of every date's text.
    cursor: Any = result.cursor
    while rows := cursor.fetchmany(CHUNK):
        for column, values in zip(columns, zip(*rows, strict=True), strict=True):
            column.add(values)
    result.close()
    return pd.DataFrame(
        {name: column.whole() for name, column in zip(names, columns, strict=True)}, copy=False
    )


def total(column: Any) -> ColumnElement[int]:
    """Return the sum of a column of whole numbers as one that :func:`frame` reads at once.

    PostgreSQL's own is a decimal of any length, of which each becomes an object.

    Parameters
    ----------
    column : column or expression
        Whole numbers whose sum fits eight bytes.

    Examples
    --------
    >>> from vector.store.tables import Tally
    >>> str(total(Tally.count))
    'CAST(sum(tally.count) AS BIGINT)'
    """
    return cast(func.sum(column), BigInteger)


def _reader(kind: Any) -> "_Numbers | _Words":
    if isinstance(kind, Integer):
        return _Numbers(np.int64)
    if isinstance(kind, Float):
        return _Numbers(np.float64)
    return _Words(dates=isinstance(kind, Date))


class _Numbers:
    """A column of numbers, gathered chunk by chunk."""

    def __init__(self, kind: type[np.generic]) -> None:
        self.parts: list[np.ndarray[Any, Any]] = [np.empty(0, kind)]
        self.kind = kind

    def add(self, values: tuple[Any, ...]) -> None:
        self.parts.append(np.array(values, np.float64 if None in values else self.kind))

    def whole(self) -> np.ndarray[Any, Any]:
        return np.concatenate(self.parts)


class _Words:
    """A column of text or dates in which values repeat: each is looked at once."""

    def __init__(self, dates: bool) -> None:
        self.dates = dates
        self.codes: list[np.ndarray[Any, Any]] = [np.empty(0, np.int32)]
        self.seen: dict[Any, int] = {}

    def add(self, values: tuple[Any, ...]) -> None:
        for value in dict.fromkeys(values):
            self.seen.setdefault(value, len(self.seen))
        self.codes.append(np.fromiter(map(self.seen.__getitem__, values), np.int32, len(values)))

    def whole(self) -> Any:
        codes, words = np.concatenate(self.codes), list(self.seen)
        if self.dates:
            return np.array(words, "datetime64[us]")[codes] if words else np.array(words, "M8[us]")
        missing = self.seen.get(None)
        if missing is None:
            return pd.Categorical.from_codes(codes, pd.Index(words, dtype="str"))
        kept = pd.Index([word for word in words if word is not None], dtype="str")
        moved = np.where(codes > missing, codes - 1, codes)
        return pd.Categorical.from_codes(np.where(codes == missing, -1, moved), kept)
