"""Assays in and out of the store: an upload supersedes, a withdrawal restores, as with surveys.

An assay is the same assay when all its words are the same: species, strain, site, year, day,
insecticide, unit, exposure and method, and both are by dose or both by time. It is superseded
whole, with all its doses.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection, Select, func, or_, select, union_all

from vector.stats.bioassay.identity import TEXTS, spelling
from vector.store import archive, bulk, ledger
from vector.store.engine import Access, connection_of
from vector.store.tables import Assay, AssayArchive, AssayDose, AssayDoseArchive, Upload

MEASURED = ("dose", "minute", "number", "dead", "replicate", "row")
COLUMNS = ("assay_id", "region_id", "station_id", *TEXTS, "tested_on", *MEASURED)
TWINS = ((Assay, AssayDose), (AssayArchive, AssayDoseArchive))
# Keys asked for in one query; databases limit how many values one statement may carry.
KEYS = 500


class Inserted(NamedTuple):
    """How many assays were stored, and how many of an earlier upload they superseded."""

    assays: int
    superseded: int


def keys(rows: pd.DataFrame) -> "pd.Series[Any]":
    """Return, for each row of a table of assays, what is the same for one assay.

    Parameters
    ----------
    rows : DataFrame
        With the columns of ``TEXTS`` (str), tested_on (datetime64) and minute (NaN: by dose).

    Examples
    --------
    >>> silent = dict.fromkeys(TEXTS, "") | {"tested_on": pd.NaT, "minute": float("nan")}
    >>> rows = pd.DataFrame([silent | {"strain": "东街"}, silent | {"strain": " 东街 "}])
    >>> keys(rows).nunique()
    1
    """
    days = pd.to_datetime(rows["tested_on"]).dt.strftime("%Y-%m-%d").fillna("")
    timed = rows["minute"].notna().map({True: "minute", False: "dose"})
    parts = [*(rows[name].map(spelling) for name in TEXTS), days, timed]
    return pd.Series(
        ["\t".join(words) for words in zip(*parts, strict=True)], rows.index, dtype=object
    )


def insert(access: Access, upload_id: int, rows: pd.DataFrame) -> Inserted:
    """Store the assays of an upload.

    Parameters
    ----------
    access : Connection or Session
        A transaction that writes; all is kept or nothing.
    upload_id : int
        The upload they came with.
    rows : DataFrame
        One row for each dose: the columns of ``COLUMNS`` without assay_id; texts
        without None, dose or minute NaN, region_id and station_id None where the site is no place
        of the county.

    Returns
    -------
    Inserted
        The counts.

    Raises
    ------
    StoreError
        When the database refuses a row, e.g. more dead than exposed.
    """
    connection = connection_of(access)
    codes, found = pd.factorize(keys(rows))
    first = ledger.hold(connection, len(found))
    standing = _standing(connection, found.tolist())
    archive.put_away(connection, standing, archive.ASSAYS)
    ids = np.arange(first, first + len(found))
    if len(found):
        _add(connection, upload_id, rows, (codes, found.tolist()), ids)
    return Inserted(len(found), len(standing))


def _add(
    connection: Connection,
    upload_id: int,
    rows: pd.DataFrame,
    keyed: tuple[NDArray[np.intp], list[str]],
    ids: NDArray[np.int64],
) -> None:
    codes, names = keyed
    one = rows.assign(code=codes).drop_duplicates("code")
    words: dict[str, Any] = {name: one[name].tolist() for name in TEXTS}
    places = {name: _whole(one[name]) for name in ("region_id", "station_id")}
    days = [None if day != day else f"{day:%Y-%m-%d}" for day in one["tested_on"]]
    upload: dict[str, Any] = {"id": ids, "upload_id": [upload_id] * len(ids), "key": names}
    bulk.insert(connection, Assay, upload | words | places | {"tested_on": days})
    bulk.insert(
        connection,
        AssayDose,
        {
            "assay_id": ids[codes],
            "position": pd.Series(codes).groupby(codes).cumcount().to_numpy(),
            **{name: _real(rows[name]) for name in ("dose", "minute")},
            **{name: rows[name].astype("int64").to_numpy() for name in ("number", "dead", "row")},
            "replicate": rows["replicate"].tolist(),
        },
    )


def _whole(column: "pd.Series[Any]") -> list[int | None]:
    return [None if pd.isna(value) else int(value) for value in column]


def _real(column: "pd.Series[Any]") -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in column]


def _standing(connection: Connection, wanted: Sequence[str]) -> NDArray[np.int64]:
    found: list[int] = []
    for start in range(0, len(wanted), KEYS):
        query = select(Assay.id).where(Assay.key.in_(wanted[start : start + KEYS]))
        found += connection.execute(query).scalars()
    return np.array(found, np.int64)


def superseded(access: Access, rows: pd.DataFrame) -> int:
    """Count the standing assays that an upload of these rows would supersede.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    rows : DataFrame
        As for :func:`insert`.
    """
    return len(_standing(connection_of(access), keys(rows).unique().tolist()))


def withdraw(access: Access, upload_id: int) -> tuple[int, int]:
    """Take an upload's assays back: what stood before each of them stands again.

    The upload's row is marked by :func:`vector.store.uploads.withdraw`, in the same transaction.

    Parameters
    ----------
    access : Connection or Session
        A transaction that writes.
    upload_id : int
        The upload.

    Returns
    -------
    left, came : int
        How many assays no longer stand, and how many stand again.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, transaction
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with transaction(engine) as session:
    ...     withdraw(session, 1)
    (0, 0)
    """
    connection = connection_of(access)
    ledger.hold(connection)
    return archive.withdraw(connection, upload_id, archive.ASSAYS)


def rows(access: Access, *, known_on: datetime | None = None) -> pd.DataFrame:
    """Return the doses of all assays, in the order in which they came to be known.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    known_on : datetime, optional
        The moment whose knowledge is wanted, with its zone; the present when left out.

    Returns
    -------
    DataFrame
        ``COLUMNS``: texts as str, tested_on as datetime64 (NaT), numbers as float64 (dose or
        minute NaN), region_id and station_id as Int64.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     len(rows(reading))
    0
    """
    queries = [_rows(Assay, AssayDose)] if known_on is None else list(_known(known_on))
    found = union_all(*queries).subquery()
    query = select(found).order_by(found.c.assay_id, found.c.position)
    table = pd.DataFrame(
        connection_of(access).execute(query).all(), columns=pd.Index([*COLUMNS, "position"])
    ).drop(columns="position")
    table["tested_on"] = pd.to_datetime(table["tested_on"]).astype("datetime64[us]")
    numbers = dict.fromkeys(("dose", "minute", "number", "dead"), "float64")
    ids = dict.fromkeys(("region_id", "station_id"), "Int64")
    return table.astype({**numbers, **ids, "row": "int64"})


def _rows(assay: Any, dose: Any) -> Select[Any]:
    named = [getattr(assay, name) for name in ("region_id", "station_id", *TEXTS, "tested_on")]
    counted = [getattr(dose, name) for name in (*MEASURED, "position")]
    joined = select(assay.id.label("assay_id"), *named, *counted)
    return joined.join(dose, dose.assay_id == assay.id)


def _known(moment: datetime) -> Iterator[Select[Any]]:
    """Select, of each assay's versions known at the moment, the latest."""
    versions = union_all(
        *(
            select(assay.id, assay.key)
            .join(Upload, Upload.id == assay.upload_id)
            .where(Upload.accepted_at <= moment)
            .where(or_(Upload.withdrawn_at.is_(None), Upload.withdrawn_at > moment))
            for assay, _ in TWINS
        )
    ).cte("versions")
    latest = select(func.max(versions.c.id)).group_by(versions.c.key)
    for assay, dose in TWINS:
        yield _rows(assay, dose).where(assay.id.in_(latest))
