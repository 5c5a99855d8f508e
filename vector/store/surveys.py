"""Surveys in and out of the store: an upload supersedes, a withdrawal restores.

A survey is the same survey when station, method, date and habitat are the same. The newer upload
stands; the older row goes to the archive, and comes back when the newer upload is withdrawn.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection, select, text

from vector.catalog import Catalog
from vector.store import archive, bulk, ledger, sums
from vector.store.components import components
from vector.store.engine import Access, connection_of
from vector.store.forms import Forms, StationIds, stored
from vector.store.tables import Component, MonthSum, Survey, Tally

__all__ = ["Inserted", "Withdrawn", "components", "insert", "superseded", "withdraw"]

# Stations asked for in one query; databases limit how many values one statement may carry.
STATIONS = 1_000
# An upload this large may change how the tables are best read.
MANY = 10_000


class Inserted(NamedTuple):
    """How many surveys were stored, and how many of an earlier upload they superseded."""

    surveys: int
    superseded: int


class Withdrawn(NamedTuple):
    """How many surveys no longer stand, and how many earlier ones stand again."""

    left: int
    restored: int


def insert(
    access: Access,
    upload_id: int,
    tables: Mapping[str, pd.DataFrame],
    station_ids: StationIds,
    catalog: Catalog,
) -> Inserted:
    """Store the surveys of an upload with their catches and the components of every index.

    Parameters
    ----------
    access : Connection or Session
        A transaction that writes; all is kept or nothing.
    upload_id : int
        The upload they came with.
    tables : mapping of method id to DataFrame
        Validated surveys, as in :class:`vector.intake.Reading`.
    station_ids : mapping of (street, station) to int
        As returned by :func:`vector.store.places.register`.
    catalog : Catalog
        Its indices say which components a survey gives.

    Returns
    -------
    Inserted
        The counts.

    Raises
    ------
    KeyError
        When a station or a method is unknown; nothing is stored.

    Examples
    --------
    >>> from vector.catalog import load
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, transaction
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with transaction(engine) as session:
    ...     insert(session, 1, {}, {}, load())
    Inserted(surveys=0, superseded=0)
    """
    connection = connection_of(access)
    size = sum(len(table) for table in tables.values())
    first, superseded = ledger.hold(connection, size), 0
    ledger.mark(connection, tables)
    for method, table in tables.items():
        forms = stored(catalog.methods[method], table, station_ids)
        standing = _standing(connection, forms)
        archive.put_away(connection, standing)
        _add(connection, upload_id, forms, np.arange(first, first + len(forms)), catalog)
        first, superseded = first + len(forms), superseded + len(standing)
    if size >= MANY:
        _count(connection)
    return Inserted(size, superseded)


def _count(connection: Connection) -> None:
    """Let the database look at how its rows lie, so that it reads them in the right order."""
    for table in (Survey, Component, MonthSum):
        connection.execute(text(f"ANALYZE {table.__tablename__}"))


def _add(
    connection: Connection,
    upload_id: int,
    forms: Forms,
    ids: NDArray[np.int64],
    catalog: Catalog,
) -> None:
    uploads = [upload_id] * len(ids)
    bulk.insert(connection, Survey, {"id": ids, "upload_id": uploads, **forms.surveys})
    for columns in forms.tallies(ids):
        bulk.insert(connection, Tally, columns)
    for columns in forms.components(ids, catalog):
        came = [upload_id] * len(columns["survey_id"])
        bulk.insert(connection, Component, {**columns, "upload_id": came})
        sums.add(connection, columns)


def _standing(connection: Connection, forms: Forms) -> NDArray[np.int64]:
    """Return the ids of the surveys that stand where the forms are about to."""
    keys = forms.keys()
    found = [part.merge(keys)["id"] for part in _candidates(connection, forms, keys["date"])]
    return np.concatenate([np.empty(0, np.int64), *(ids.to_numpy(np.int64) for ids in found)])


def _candidates(connection: Connection, forms: Forms, dates: pd.Series) -> Iterator[pd.DataFrame]:
    stations = np.unique(forms.stations).tolist()
    for start in range(0, len(stations), STATIONS):
        query = select(Survey.id, Survey.station_id, Survey.date, Survey.habitat).where(
            Survey.station_id.in_(stations[start : start + STATIONS]),
            Survey.method == forms.method.id,
            Survey.date.between(dates.min().date(), dates.max().date()),
        )
        yield bulk.frame(connection, query).astype({"habitat": object})


def superseded(
    access: Access,
    tables: Mapping[str, pd.DataFrame],
    station_ids: StationIds,
    catalog: Catalog,
) -> int:
    """Count the standing surveys that an upload of these tables would supersede.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    tables, station_ids, catalog
        As for :func:`insert`; surveys of stations without an id are new and supersede nothing.

    Returns
    -------
    int
        How many.

    Examples
    --------
    >>> from vector.catalog import load
    >>> from vector.store.engine import connect, session
    >>> with session(connect("sqlite://")) as reading:
    ...     superseded(reading, {}, {}, load())
    0
    """
    connection, count = connection_of(access), 0
    for method, table in tables.items():
        known = table[_known(table, station_ids)]
        forms = stored(catalog.methods[method], known, station_ids)
        count += len(_standing(connection, forms))
    return count


def _known(table: pd.DataFrame, station_ids: StationIds) -> NDArray[np.bool_]:
    return pd.MultiIndex.from_frame(table[["street", "station"]]).isin(list(station_ids))


def withdraw(access: Access, upload_id: int) -> Withdrawn:
    """Take an upload's surveys back: what stood before each of them stands again.

    The upload's row is marked by :func:`vector.store.uploads.withdraw`, in the same transaction.

    Parameters
    ----------
    access : Connection or Session
        A transaction that writes.
    upload_id : int
        The upload.

    Returns
    -------
    Withdrawn
        The counts.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, transaction
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with transaction(engine) as session:
    ...     withdraw(session, 1)
    Withdrawn(left=0, restored=0)
    """
    connection = connection_of(access)
    ledger.hold(connection)
    own = select(Survey.method).where(Survey.upload_id == upload_id).distinct()
    ledger.mark(connection, connection.scalars(own))
    return Withdrawn(*archive.withdraw(connection, upload_id))
