"""Moving surveys between what stands and the archive, with their catches and components.

Rows move unchanged, id and all, so what comes back is what went.
"""

from typing import Any

import numpy as np
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    MetaData,
    Select,
    Table,
    and_,
    delete,
    func,
    insert,
    select,
    text,
)

from vector.store import bulk
from vector.store.tables import (
    Component,
    ComponentArchive,
    Survey,
    SurveyArchive,
    Tally,
    TallyArchive,
    Upload,
)

STANDING = (Survey, Tally, Component)
ARCHIVED = (SurveyArchive, TallyArchive, ComponentArchive)
KEY = ("station_id", "method", "date", "habitat")

_metadata = MetaData()
_leaving, _restored = (
    Table(name, _metadata, Column("id", BigInteger, primary_key=True), prefixes=["TEMPORARY"])
    for name in ("leaving", "restored")
)


def put_away(connection: Connection, ids: np.ndarray[Any, np.dtype[np.int64]]) -> None:
    """Move standing surveys into the archive, because others take their place.

    Parameters
    ----------
    connection : Connection
        In a transaction that holds the ledger.
    ids : int64 array
        Of surveys that stand.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, transaction
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with transaction(engine) as session:
    ...     put_away(session.connection(), np.array([], dtype=np.int64))
    """
    if len(ids) == 0:
        return
    _leaving.create(connection)
    bulk.insert(connection, _leaving, {"id": ids})
    _count(connection, _leaving)
    _move(connection, STANDING, ARCHIVED, _leaving)
    _leaving.drop(connection)


def withdraw(connection: Connection, upload_id: int) -> tuple[int, int]:
    """Move an upload's standing surveys into the archive and bring back what stood before.

    Of each survey, the latest other version comes back whose own upload is not withdrawn.
    Surveys of the upload that were corrected since are in the archive and stay there.

    Parameters
    ----------
    connection : Connection
        In a transaction that holds the ledger.
    upload_id : int
        The upload.

    Returns
    -------
    left, came : int
        How many surveys no longer stand, and how many stand again.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, transaction
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with transaction(engine) as session:
    ...     withdraw(session.connection(), 1)
    (0, 0)
    """
    left = _choose(connection, _leaving, select(Survey.id).where(Survey.upload_id == upload_id))
    came = _choose(connection, _restored, _before(upload_id))
    _move(connection, STANDING, ARCHIVED, _leaving)
    _move(connection, ARCHIVED, STANDING, _restored)
    _leaving.drop(connection)
    _restored.drop(connection)
    return left, came


def _before(upload_id: int) -> Select[Any]:
    """Select, for each survey of the upload that stands, the version that stood before it."""
    same = and_(*(getattr(SurveyArchive, name) == getattr(Survey, name) for name in KEY))
    return (
        select(func.max(SurveyArchive.id))
        .join(Survey, same)
        .join(Upload, Upload.id == SurveyArchive.upload_id)
        .where(Survey.upload_id == upload_id, SurveyArchive.upload_id != upload_id)
        .where(Upload.withdrawn_at.is_(None))
        .group_by(*(getattr(Survey, name) for name in KEY))
    )


def _choose(connection: Connection, chosen: Table, ids: Select[Any]) -> int:
    chosen.create(connection)
    connection.execute(insert(chosen).from_select(["id"], ids))
    _count(connection, chosen)
    return connection.execute(select(func.count()).select_from(chosen)).scalar_one()


def _count(connection: Connection, chosen: Table) -> None:
    """Let the database see how many rows move; it would plan for a handful."""
    connection.execute(text(f"ANALYZE {chosen.name}"))


def _move(
    connection: Connection, origins: tuple[Any, ...], targets: tuple[Any, ...], chosen: Table
) -> None:
    """Copy surveys first and delete them last, since catches and components refer to them."""
    ids = select(chosen.c.id)
    for origin, target in zip(origins, targets, strict=True):
        names = [column.name for column in target.__table__.columns]
        rows = select(*(origin.__table__.c[name] for name in names)).where(_id(origin).in_(ids))
        connection.execute(insert(target).from_select(names, rows))
    for origin in reversed(origins):
        connection.execute(delete(origin).where(_id(origin).in_(ids)))


def _id(table: Any) -> Any:
    return table.id if table in (Survey, SurveyArchive) else table.survey_id
