"""Staged files 暂存: kept with their bytes until somebody takes them in or gives them up."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from vector.errors import UploadError
from vector.store import places
from vector.store.refusal import said
from vector.store.tables import Account, Staged, StagedFile, StagedStep

WAITING = frozenset({"staged", "submitted", "returned"})
# Who did one of these handed the file in, and is not the one who approves it.
OWN = ("staged", "submitted")


def gone(staged_id: int) -> UploadError:
    """Say that a file waits no more."""
    return UploadError(
        *said("not_staged", staged_id=staged_id),
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
        raise gone(staged_id)
    return found


def _visible(account: Account) -> Select[Any]:
    """Select the files brought by the account, or from its region or below."""
    own = select(StagedStep.staged_id).where(
        StagedStep.by == account.email, StagedStep.what.in_(OWN)
    )
    seen = places.visible_regions(account)
    return select(Staged).where(Staged.region_id.in_(seen) | Staged.id.in_(own))


def listed(
    session: Session, account: Account, limit: int = 100, skipped: int = 0
) -> Sequence[Staged]:
    """Return the staged files an account may see: those that wait first, then the latest.

    Parameters
    ----------
    session : Session
        Any transaction.
    account : Account
        Who asks: sees what was brought from its region and below, and what it brought.
    limit, skipped : int
        How many at most, after how many.

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
    return session.scalars(_visible(account).order_by(*order).limit(limit).offset(skipped)).all()


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
        raise gone(staged_id)
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
