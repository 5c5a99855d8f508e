"""What models say, kept: runs with their versions, forecasts, expectations and scores."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.orm import Session

from vector.store import ledger
from vector.store.engine import Access, connection_of
from vector.store.tables import Expectation, ModelRun, Prediction, Score

Rows = type[Prediction] | type[Expectation] | type[Score]
OF_RUN: dict[str, tuple[Rows, ...]] = {
    "forecast": (Prediction, Score),
    "expectation": (Expectation,),
}


def latest(access: Access, kind: str, group: str, step: str) -> Any | None:
    """Return the latest run of a kind, group and step, None when there is none.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    kind : {"forecast", "expectation"}
        Which model.
    group : str
        A vector group's id.
    step : {"week", "month"}
        Of which series.

    Returns
    -------
    Row or None
        With the columns of :class:`ModelRun`.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     latest(reading, "forecast", "rodent", "month") is None
    True
    """
    table = ModelRun.__table__
    same = (ModelRun.kind == kind, ModelRun.group_id == group, ModelRun.step == step)
    wanted = select(table).where(*same)
    newest = wanted.order_by(ModelRun.period.desc(), ModelRun.id.desc()).limit(1)
    return connection_of(access).execute(newest).one_or_none()


def keep(
    session: Session,
    *,
    kind: str,
    group: str,
    step: str,
    period: int,
    versions: tuple[str, str],
    made_at: datetime,
    frames: Mapping[Rows, pd.DataFrame],
) -> int:
    """Keep a run, in place of one of the same kind, group, step and period or a later one.

    A later period that is no longer the last was withdrawn.

    Parameters
    ----------
    session : Session
        A transaction that writes.
    kind, group, step : str
        As in :class:`ModelRun`.
    period : int
        The last period with data.
    versions : tuple of str
        Of the model and of the data.
    made_at : datetime
        With zone.
    frames : mapping of table to DataFrame
        The rows, with the tables' columns but for ``id`` and ``run_id``; a missing number is NaN
        and a station id of 0 the street as a whole.

    Returns
    -------
    int
        The run's id.
    """
    # Two workers may have computed the same: the second takes the first one's place.
    ledger.still(session)
    same = select(ModelRun.id).where(
        ModelRun.kind == kind,
        ModelRun.group_id == group,
        ModelRun.step == step,
        ModelRun.period >= period,
    )
    for table in OF_RUN[kind]:
        session.execute(delete(table).where(table.run_id.in_(same)))
    session.execute(delete(ModelRun).where(ModelRun.id.in_(same)))
    model, data = versions
    run = ModelRun(
        kind=kind,
        group_id=group,
        step=step,
        period=period,
        model_version=model,
        data_version=data,
        made_at=made_at,
    )
    session.add(run)
    session.flush()
    for table, frame in frames.items():
        if len(frame):
            session.execute(insert(table), _records(frame, run.id))
    return run.id


def _records(frame: pd.DataFrame, run_id: int) -> list[dict[str, Any]]:
    """Return the rows as the database takes them: None where missing or no station."""
    columns = {str(name): frame[name].astype(object) for name in frame.columns}
    columns = {
        name: column.where(column.notna(), None) if name != "quantiles" else column
        for name, column in columns.items()
    }
    columns["station_id"] = columns["station_id"].where(frame["station_id"] != 0, None)
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    return [dict(zip(columns, row, strict=True)) | {"run_id": run_id} for row in rows]


def rows(
    access: Access,
    table: Rows,
    *,
    stations: Sequence[int] | None = None,
    index: str | None = None,
    latest_only: bool = True,
    where: Sequence[ColumnElement[bool]] = (),
    limit: int | None = None,
) -> pd.DataFrame:
    """Return the rows of a table, with ``step``, ``made_at`` and both versions of their run.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    table : type
        :class:`Prediction`, :class:`Expectation` or :class:`Score`.
    stations : sequence of int, optional
        Only of these stations.
    index : str, optional
        Only of this index.
    latest_only : bool
        Only of the latest run of each group and step, else of all that are kept.
    where : sequence of conditions
        Further ones on the table's columns.
    limit : int, optional
        How many at most, by id.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     len(rows(reading, Prediction))
    0
    """
    run = ModelRun.__table__.c
    wanted = select(
        table.__table__, run.step, run.made_at, run.model_version, run.data_version
    ).join(ModelRun, ModelRun.id == table.run_id)
    if latest_only:
        ranked = select(
            ModelRun.id,
            func.row_number()
            .over(
                partition_by=(ModelRun.kind, ModelRun.group_id, ModelRun.step),
                order_by=ModelRun.period.desc(),
            )
            .label("rank"),
        ).subquery()
        wanted = wanted.where(ModelRun.id.in_(select(ranked.c.id).where(ranked.c.rank == 1)))
    if stations is not None:
        wanted = wanted.where(table.station_id.in_(list(stations)))
    if index is not None:
        wanted = wanted.where(table.index_id == index)
    found = connection_of(access).execute(wanted.where(*where).order_by(table.id).limit(limit))
    return pd.DataFrame(found.all(), columns=list(found.keys()))
