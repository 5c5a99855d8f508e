"""Staged files 暂存: kept with their bytes until somebody takes them in or gives them up."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Select, delete, func, insert, select, update
from sqlalchemy.orm import Session

from vector.errors import UploadError
from vector.store import ledger, places
from vector.store.engine import Access, connection_of
from vector.store.tables import Account, Staged, StagedFile, StagedStep

WAITING = frozenset({"staged", "submitted", "returned"})
# Who did one of these handed the file in, and is not the one who approves it.
OWN = ("staged", "submitted")


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
            f"同一个文件已在等待入库（暂存 {waiting}），不用再交。",
            f"The same file is waiting already (staged file {waiting}).",
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
) -> None:
    """Bring a file that waits to another state, and write down who did it; its bytes go at the end.

    Parameters
    ----------
    access : Connection or Session
        A transaction that writes.
    staged_id : int
        The file.
    what : {"staged", "submitted", "returned", "accepted", "discarded"}
        The state it comes to.
    by, at, reason : str, datetime, str
        Who, when, with zone, and why.
    upload_id : int, optional
        What it became, when it is accepted.

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
    marked = connection.execute(waiting.values(state=what, upload_id=upload_id))
    if cast("CursorResult[Any]", marked).rowcount != 1:
        raise _gone(staged_id)
    row = {"staged_id": staged_id, "what": what, "by": by, "at": at, "reason": reason}
    connection.execute(insert(StagedStep).values(row))
    if what not in WAITING:
        connection.execute(delete(StagedFile).where(StagedFile.staged_id == staged_id))


def _gone(staged_id: int) -> UploadError:
    return UploadError(
        f"暂存 {staged_id} 不存在，或已经处理。",
        f"There is no staged file {staged_id}, or it has been dealt with.",
    )


def waiting(session: Session, staged_id: int, account: Account) -> Staged:
    """Return a file that waits, as far as it is the account's to see.

    Raises
    ------
    UploadError
        When there is none.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     waiting(reading, 7, Account(roles=[]))
    Traceback (most recent call last):
    vector.errors.UploadError: 暂存 7 不存在，或已经处理。
    """
    query = _visible(account).where(Staged.id == staged_id, Staged.state.in_(WAITING))
    found: Staged | None = session.scalars(query).one_or_none()
    if found is None:
        raise _gone(staged_id)
    return found


def _visible(account: Account) -> Select[Any]:
    """Select the files brought by the account, or from its region or below."""
    own = select(StagedStep.staged_id).where(
        StagedStep.by == account.email, StagedStep.what.in_(OWN)
    )
    seen = places.visible_regions(account)
    return select(Staged).where(Staged.region_id.in_(seen) | Staged.id.in_(own))


def listed(session: Session, account: Account, limit: int = 100) -> Sequence[Staged]:
    """Return the staged files an account may see: those that wait first, then the latest.

    Parameters
    ----------
    session : Session
        Any transaction.
    account : Account
        Who asks: sees what was brought from its region and below, and what it brought.
    limit : int
        How many at most.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     listed(reading, Account(roles=[]))
    []
    """
    order = (Staged.state.in_(WAITING).desc(), Staged.id.desc())
    return session.scalars(_visible(account).order_by(*order).limit(limit)).all()


def one(session: Session, staged_id: int, account: Account) -> Staged | None:
    """Return a staged file, waiting or not, as far as it is the account's to see.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     one(reading, 7, Account(roles=[])) is None
    True
    """
    return session.scalars(_visible(account).where(Staged.id == staged_id)).one_or_none()


def after(
    session: Session, account: Account, staged_id: int, limit: int, *, state: str | None = None
) -> Sequence[Staged]:
    """Return the staged files an account may see that follow one, by id.

    Parameters
    ----------
    session, account, limit
        As for :func:`listed`.
    staged_id : int
        The last one that is known; 0 for the first.
    state : str, optional
        Only those in it.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     after(reading, Account(roles=[]), 0, 10)
    []
    """
    query = _visible(account).where(Staged.id > staged_id)
    if state is not None:
        query = query.where(Staged.state == state)
    return session.scalars(query.order_by(Staged.id).limit(limit)).all()


def steps(session: Session, staged: Collection[int]) -> Sequence[StagedStep]:
    """Return what was done with staged files, in order.

    Parameters
    ----------
    session : Session
        Any transaction.
    staged : collection of int
        The files.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     steps(reading, [1])
    []
    """
    query = select(StagedStep).where(StagedStep.staged_id.in_(staged))
    return session.scalars(query.order_by(StagedStep.id)).all()


def content(session: Session, staged_id: int) -> bytes:
    """Return the bytes of a file that waits.

    Raises
    ------
    UploadError
        When it waits no more.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     content(reading, 7)
    Traceback (most recent call last):
    vector.errors.UploadError: 暂存 7 不存在，或已经处理。
    """
    found = session.get(StagedFile, staged_id)
    if found is None:
        raise _gone(staged_id)
    return found.content


def bringers(session: Session, staged_id: int) -> frozenset[str]:
    """Return who handed a file in: they are not the ones who approve it.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     bringers(reading, 7)
    frozenset()
    """
    own = select(func.lower(StagedStep.by)).where(StagedStep.what.in_(OWN))
    return frozenset(session.scalars(own.where(StagedStep.staged_id == staged_id)))
