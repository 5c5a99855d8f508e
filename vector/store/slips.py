"""Handing in 暂存: a file is written down with its bytes, and brought from one state to another."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, insert, select, update

from vector.errors import UploadError
from vector.store import ledger
from vector.store.engine import Access, connection_of
from vector.store.refusal import said
from vector.store.staged import WAITING, gone
from vector.store.tables import Staged, StagedFile, StagedStep


@dataclass(frozen=True)
class Slip:
    """What is written down of a file that is to wait; ``region_id`` is its bringer's region."""

    filename: str
    sha256: str
    content: bytes
    kind: str
    surveys: int
    held: int
    hold_bad_rows: bool
    region_id: int | None


def add(access: Access, slip: Slip) -> int:
    """Keep a file; its first step is written by :func:`step`.

    Parameters
    ----------
    access : Connection or Session
        A transaction that writes.
    slip : Slip
        The file.

    Raises
    ------
    UploadError
        When the same bytes wait already.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, transaction
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with transaction(engine) as writing:
    ...     add(writing, Slip("5月.xlsx", "ab" * 32, b"PK", "surveys", 3, 0, False, None))
    1
    """
    connection = connection_of(access)
    ledger.hold(connection)
    same = select(Staged.id).where(Staged.sha256 == slip.sha256, Staged.state.in_(WAITING))
    if (waiting := connection.execute(same).scalar()) is not None:
        raise UploadError(
            *said("staged_twice", waiting=waiting),
        )
    row = {name: value for name, value in vars(slip).items() if name != "content"}
    row |= {"size": len(slip.content), "state": "staged"}
    number: int = connection.execute(insert(Staged).values(row).returning(Staged.id)).scalar_one()
    connection.execute(insert(StagedFile).values(staged_id=number, content=slip.content))
    return number


def step(
    access: Access,
    staged_id: int,
    what: str,
    *,
    by: str,
    at: datetime,
    reason: str = "",
    upload_id: int | None = None,
    region_id: int | None = None,
) -> int:
    """Bring a file that waits to another state, and write down who did it; its bytes go at the end.

    Parameters
    ----------
    access : Connection or Session
        A transaction that writes.
    staged_id : int
        The file.
    what : {"staged", "submitted", "returned", "accepted", "discarded", "approved"}
        The state it comes to; one that a level has approved stays submitted.
    by, at, reason : str, datetime, str
        Who, when, with zone, and why.
    upload_id : int, optional
        What it became, when it is accepted.
    region_id : int, optional
        The level that approves.

    Returns
    -------
    int
        The step's id.

    Raises
    ------
    UploadError
        When there is no such file, or it waits no more.

    Examples
    --------
    >>> from datetime import UTC
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, transaction
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with transaction(engine) as writing:
    ...     step(writing, 7, "discarded", by="王", at=datetime(2026, 6, 1, tzinfo=UTC))
    Traceback (most recent call last):
    vector.errors.UploadError: 暂存 7 不存在，或已经处理。
    """
    connection = connection_of(access)
    waiting = update(Staged).where(Staged.id == staged_id, Staged.state.in_(WAITING))
    state = "submitted" if what == "approved" else what
    marked = connection.execute(waiting.values(state=state, upload_id=upload_id))
    if cast("CursorResult[Any]", marked).rowcount != 1:
        raise gone(staged_id)
    row = {"staged_id": staged_id, "what": what, "by": by, "at": at, "reason": reason}
    written = insert(StagedStep).values(row | {"region_id": region_id}).returning(StagedStep.id)
    number: int = connection.execute(written).scalar_one()
    if state not in WAITING:
        connection.execute(delete(StagedFile).where(StagedFile.staged_id == staged_id))
    return number
