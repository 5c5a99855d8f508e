"""Moving surveys, and assays, between what stands and the archive, with the rows they own.

Rows move unchanged, id and all, so what comes back is what went.
"""

from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
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

from vector.store import bulk, sums
from vector.store.tables import (
    Assay,
    AssayArchive,
    AssayDose,
    AssayDoseArchive,
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


class Twins(NamedTuple):
    """Tables of what stands, and their twins, the owning table first.

    ``key`` are its columns in which versions of one thing agree; ``owner`` is the column by which
    the other tables name what they belong to.
    """

    standing: tuple[Any, ...]
    archived: tuple[Any, ...]
    key: tuple[str, ...]
    owner: str


SURVEYS = Twins(STANDING, ARCHIVED, KEY, "survey_id")
ASSAYS = Twins((Assay, AssayDose), (AssayArchive, AssayDoseArchive), ("key",), "assay_id")

_metadata = MetaData()
_leaving, _restored = (
    Table(name, _metadata, Column("id", BigInteger, primary_key=True), prefixes=["TEMPORARY"])
    for name in ("leaving", "restored")
)


def put_away(
    connection: Connection,
    ids: np.ndarray[Any, np.dtype[np.int64]],
    twins: Twins = SURVEYS,
) -> None:
    """Move standing surveys (or assays) into the archive, because others take their place.

    Parameters
    ----------
    connection : Connection
        In a transaction that holds the ledger.
    ids : int64 array
        Of surveys that stand.
    twins : Twins
        Whether they are surveys or assays.

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
    _move(connection, twins, _leaving)
    _leaving.drop(connection)


def withdraw(connection: Connection, upload_id: int, twins: Twins = SURVEYS) -> tuple[int, int]:
    """Move an upload's standing surveys into the archive and bring back what stood before.

    Of each survey, the latest other version comes back whose own upload is not withdrawn.
    Surveys of the upload that were corrected since are in the archive and stay there.

    Parameters
    ----------
    connection : Connection
        In a transaction that holds the ledger.
    upload_id : int
        The upload.
    twins : Twins
        Whether its surveys are moved or its assays.

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
    standing = twins.standing[0]
    own = select(standing.id).where(standing.upload_id == upload_id)
    left = _choose(connection, _leaving, own)
    came = _choose(connection, _restored, before(twins, upload_id))
    _move(connection, twins, _leaving)
    _move(connection, twins._replace(standing=twins.archived, archived=twins.standing), _restored)
    _leaving.drop(connection)
    _restored.drop(connection)
    return left, came


def before(twins: Twins, upload_id: int) -> Select[Any]:
    """Select, for each survey of an upload that stands, the version that stood before it.

    Of its other versions the latest whose own upload is not withdrawn.

    Parameters
    ----------
    twins : Twins
        Whether surveys or assays are meant.
    upload_id : int
        The upload.

    Examples
    --------
    >>> "withdrawn_at IS NULL" in str(before(SURVEYS, 1))
    True
    """
    now, then = twins.standing[0], twins.archived[0]
    same = and_(*(getattr(then, name) == getattr(now, name) for name in twins.key))
    return (
        select(func.max(then.id))
        .join(now, same)
        .join(Upload, Upload.id == then.upload_id)
        .where(now.upload_id == upload_id, then.upload_id != upload_id)
        .where(Upload.withdrawn_at.is_(None))
        .group_by(*(getattr(now, name) for name in twins.key))
    )


def _choose(connection: Connection, chosen: Table, ids: Select[Any]) -> int:
    chosen.create(connection)
    connection.execute(insert(chosen).from_select(["id"], ids))
    _count(connection, chosen)
    return connection.execute(select(func.count()).select_from(chosen)).scalar_one()


def _count(connection: Connection, chosen: Table) -> None:
    """Let the database see how many rows move; it would plan for a handful."""
    connection.execute(text(f"ANALYZE {chosen.name}"))


def _move(connection: Connection, twins: Twins, chosen: Table) -> None:
    """Copy what owns first and delete it last, since the other rows refer to it."""
    first, last = connection.execute(select(func.min(chosen.c.id), func.max(chosen.c.id))).one()
    if first is None:
        return

    def own(table: Any) -> ColumnElement[bool]:
        # An upload's ids follow one another: by the range alone the database knows that it need
        # not read the surveys of all years to find them.
        key = _id(twins, table)
        return and_(key.between(first, last), key.in_(select(chosen.c.id)))

    if Component in twins.standing:
        sums.change(connection, own(Component), -1)
    for origin, target in zip(twins.standing, twins.archived, strict=True):
        names = [column.name for column in target.__table__.columns]
        rows = select(*(origin.__table__.c[name] for name in names))
        rows = rows.where(own(origin))
        connection.execute(insert(target).from_select(names, rows))
    for origin in reversed(twins.standing):
        connection.execute(delete(origin).where(own(origin)))
    if Component in twins.archived:
        sums.change(connection, own(Component), 1)


def _id(twins: Twins, table: Any) -> Any:
    return table.id if table is twins.standing[0] else getattr(table, twins.owner)
