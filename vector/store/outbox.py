"""The outbox: which alerts wait for which office, and what became of each day's digest."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from vector.store import places
from vector.store.engine import Access, connection_of
from vector.store.tables import Account, Alert, Digest, Outbox


def waiting(access: Access, account: Account | None = None) -> int:
    """Count the approved alerts that no digest has taken up yet.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    account : Account, optional
        Only for offices that it may see; ``None`` is the service itself.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     waiting(reading)
    0
    """
    query = (
        select(func.count(Outbox.id))
        .join(Alert, Alert.id == Outbox.alert_id)
        .where(Outbox.digest_id.is_(None), Alert.approved_at.is_not(None))
        .where(Outbox.region_id.in_(places.visible_regions(account)))
    )
    return connection_of(access).execute(query).scalar_one()


def digests(
    session: Session,
    account: Account | None,
    *,
    states: Sequence[str] | None = None,
    limit: int = 100,
) -> Sequence[Digest]:
    """Return the latest digests with their offices' regions, newest first.

    Parameters
    ----------
    session : Session
        Any transaction.
    account : Account or None
        Only of offices that it may see; ``None`` is the service itself.
    states : sequence of str, optional
        Only in these states, e.g. ``("failed", "unconfirmed")``.
    limit : int
        How many at most.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     digests(reading, None, states=["failed"])
    []
    """
    query = (
        select(Digest)
        .options(joinedload(Digest.region))
        .where(Digest.region_id.in_(places.visible_regions(account)))
        .order_by(Digest.day.desc(), Digest.id.desc())
        .limit(limit)
    )
    if states is not None:
        query = query.where(Digest.state.in_(list(states)))
    return session.scalars(query).all()
