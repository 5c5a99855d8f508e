"""Results, kept: found again when the same was asked of the same counts, and shown to who may see.

A result is seen by an account only when all it rests on is: its region, and every station whose
counts went in. Readers therefore always say for whom they ask; ``None`` is the service itself.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, and_, delete, func, insert, select
from sqlalchemy.orm import Session

from vector.errors import StoreError
from vector.store import columnar
from vector.store.engine import Access, connection_of
from vector.store.places import visible_regions, visible_stations
from vector.store.refusal import said
from vector.store.tables import Account, Result, ResultStation, ResultTable

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Question:
    """What is asked of the store.

    Attributes
    ----------
    kind : str
        The computation, such as ``season``.
    subject : str
        The index's id, or what else is looked at.
    region : int
        The id of the region whose counts go in.
    parameters : mapping
        Everything else that the answer depends on, as JSON knows it.
    """

    kind: str
    subject: str
    region: int
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The same for the same question, whatever the order of its parameters.

        Examples
        --------
        >>> one = Question("season", "trap_rate", 1, {"a": 1, "b": [2]})
        >>> one.digest == Question("season", "trap_rate", 1, {"b": [2], "a": 1}).digest
        True
        """
        asked = [self.kind, self.subject, self.region, dict(self.parameters)]
        return sha256(json.dumps(asked, sort_keys=True, allow_nan=False).encode()).hexdigest()


@dataclass(frozen=True)
class Basis:
    """What an answer rests on.

    Attributes
    ----------
    model, data : str
        Version of the method, and fingerprint of the counts and efforts.
    rows : int
        How many rows of them went in.
    stations : collection of int
        Whose they are.
    """

    model: str
    data: str
    rows: int
    stations: Collection[int]


@dataclass(frozen=True)
class Kept:
    """A result as it was kept, without its tables; the attributes are those of :class:`Result`."""

    id: int
    kind: str
    subject: str
    region_id: int
    parameters: dict[str, Any]
    question: str
    model_version: str
    data_version: str
    rows: int
    made_at: datetime
    made_by: str


def keep(
    session: Session,
    question: Question,
    basis: Basis,
    tables: Tables,
    *,
    made_at: datetime,
    made_by: str,
    most: int,
) -> int:
    """Keep a result; of the same question only the newest so many stay.

    Parameters
    ----------
    session : Session
        A transaction that writes: the result is there whole or not at all.
    question, basis
        What was asked, and of what.
    tables : mapping of str to DataFrame
        As :func:`vector.store.columnar.written` takes them.
    made_at : datetime
        With zone.
    made_by : str
        Who.
    most : int
        How many results of one question are kept, this one included.

    Returns
    -------
    int
        The result's id.
    """
    made = Result(
        kind=question.kind,
        subject=question.subject,
        region_id=question.region,
        parameters=dict(question.parameters),
        question=question.digest,
        model_version=basis.model,
        data_version=basis.data,
        rows=basis.rows,
        made_at=made_at,
        made_by=made_by,
    )
    session.add(made)
    session.flush()
    _insert(session, ResultStation, [{"station_id": each} for each in basis.stations], made.id)
    shown = [
        {"name": name, "position": at, "columns": columnar.written(frame)}
        for at, (name, frame) in enumerate(tables.items())
    ]
    _insert(session, ResultTable, shown, made.id)
    older = select(Result.id).where(Result.question == made.question)
    _remove(session, session.scalars(older.order_by(Result.id.desc()).offset(most)).all())
    return made.id


def _insert(session: Session, table: Any, rows: list[dict[str, Any]], result: int) -> None:
    if rows:
        session.execute(insert(table), [row | {"result_id": result} for row in rows])


def _remove(session: Session, results: Iterable[int]) -> int:
    gone = list(results)
    for table in (ResultStation, ResultTable):
        session.execute(delete(table).where(table.result_id.in_(gone)))
    session.execute(delete(Result).where(Result.id.in_(gone)))
    return len(gone)


def retire(session: Session, before: datetime) -> int:
    """Remove the results made before a time; returns how many."""
    return _remove(session, session.scalars(select(Result.id).where(Result.made_at < before)).all())


def _seen(account: Account | None) -> ColumnElement[bool]:
    """Return that an account may see all that a result rests on."""
    if account is None:
        return Result.id.is_not(None)
    hidden = select(ResultStation.result_id).where(
        ResultStation.result_id == Result.id,
        ResultStation.station_id.not_in(visible_stations(account)),
    )
    return and_(Result.region_id.in_(visible_regions(account)), ~hidden.exists())


def same(
    access: Access, question: Question, basis: Basis, *, account: Account | None
) -> Kept | None:
    """Return the newest result of a question that rests on the same versions, None without one."""
    wanted = (
        Result.question == question.digest,
        Result.model_version == basis.model,
        Result.data_version == basis.data,
    )
    return next(iter(listing(access, *wanted, account=account)), None)


def latest(
    access: Access,
    kind: str,
    *,
    account: Account | None,
    subject: str | None = None,
    region: int | None = None,
    **parameters: Any,
) -> Kept | None:
    """Return the newest result of a kind that an account may see, None when there is none.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    kind : str
        The computation.
    account : Account or None
        For whom; ``None`` is the service itself.
    subject : str, optional
        Of this index.
    region : int, optional
        Of exactly this region.
    **parameters
        Only with these parameters, whatever the others are.

    Returns
    -------
    Kept or None
        Its tables are those of :func:`tables`.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     latest(reading, "season", account=None, subject="trap_rate", show="curve") is None
    True
    """
    wanted: list[ColumnElement[bool]] = [Result.kind == kind]
    wanted += [Result.subject == subject] if subject is not None else []
    wanted += [Result.region_id == region] if region is not None else []
    for each in listing(access, *wanted, account=account):
        if all(each.parameters.get(name) == value for name, value in parameters.items()):
            return each
    return None


def listing(access: Access, *where: ColumnElement[bool], account: Account | None) -> list[Kept]:
    """Return the results that an account may see, the newest first.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    *where : ColumnElement
        Only these.
    account : Account or None
        For whom; ``None`` is the service itself.
    """
    query = select(Result.__table__).where(*where, _seen(account))
    rows = connection_of(access).execute(query.order_by(Result.made_at.desc(), Result.id.desc()))
    return [Kept(**row) for row in rows.mappings()]


def one(access: Access, result: int, *, account: Account | None) -> Kept:
    """Return a result without its tables; raises as :func:`tables`."""
    found = listing(access, Result.id == result, account=account)
    if not found:
        raise StoreError(*said("no_result", result=result))
    return found[0]


def stations(access: Access) -> dict[int, int]:
    """Return how many stations' counts went into each result, by its id."""
    query = select(ResultStation.result_id, func.count()).group_by(ResultStation.result_id)
    return {row[0]: row[1] for row in connection_of(access).execute(query)}


def tables(access: Access, result: int, *, account: Account | None) -> dict[str, pd.DataFrame]:
    """Return the tables of a result exactly as they were kept.

    Raises
    ------
    StoreError
        When there is no such result, or the account may not see it, which are not told apart.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     tables(reading, 7, account=None)
    Traceback (most recent call last):
    vector.errors.StoreError: 没有编号为 7 的计算结果，或无权查看。全部结果见 vector results list。
    """
    one(access, result, account=account)
    query = select(ResultTable.name, ResultTable.columns).where(ResultTable.result_id == result)
    rows = connection_of(access).execute(query.order_by(ResultTable.position))
    return {name: columnar.read(columns) for name, columns in rows}
