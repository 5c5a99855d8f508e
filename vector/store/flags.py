"""Flags 需消杀 that stand, as far as an account may see them, and what became of each."""

from collections.abc import Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from vector.store import places
from vector.store.tables import Account, Alert, Flag, Station


def standing(
    session: Session,
    account: Account | None,
    *,
    street: int | None = None,
    station: int | None = None,
) -> Sequence[Flag]:
    """Return the open flags on places that an account may see, with street and station loaded.

    Parameters
    ----------
    session : Session
        Any transaction.
    account : Account or None
        Who asks; ``None`` is the service itself.
    street : int, optional
        Only those on this street or other region, and on what is below it.
    station : int, optional
        Only those on this station.

    Returns
    -------
    sequence of Flag
        The most severe first, then the oldest.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     standing(reading, None)
    []
    """
    # Of the few flags each is asked for: all stations of the county would be listed first.
    of_station = places.visible_stations(account).where(Station.id == Flag.station_id).exists()
    of_street = and_(Flag.station_id.is_(None), Flag.region_id.in_(places.visible_regions(account)))
    query = (
        select(Flag)
        .options(joinedload(Flag.region), joinedload(Flag.station))
        .where(Flag.cleared_at.is_(None))
        .where(or_(of_station, of_street))
        .order_by(Flag.severity.desc(), Flag.opened_at, Flag.id)
    )
    if street is not None:
        query = query.where(Flag.region_id.in_(places.subtree(street)))
    if station is not None:
        query = query.where(Flag.station_id == station)
    return session.scalars(query).all()


def changes(session: Session, flag_id: int) -> Sequence[Alert]:
    """Return what became of a flag: raised, worsened, cleared, in order.

    Parameters
    ----------
    session : Session
        Any transaction.
    flag_id : int
        The flag.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     changes(reading, 1)
    []
    """
    query = select(Alert).where(Alert.flag_id == flag_id).order_by(Alert.raised_at, Alert.id)
    return session.scalars(query).all()


def of_station(session: Session, station: int) -> Sequence[Alert]:
    """Return every change of every flag that a station ever had, the oldest first.

    Parameters
    ----------
    session : Session
        Any transaction.
    station : int
        The station; who may see it is for the caller to know.

    Returns
    -------
    sequence of Alert
        Each with its flag loaded.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     of_station(reading, 1)
    []
    """
    query = select(Alert).join(Alert.flag).options(contains_eager(Alert.flag))
    query = query.where(Flag.station_id == station).order_by(Alert.raised_at, Alert.id)
    return session.scalars(query).all()
