"""Action limits 行动限值: those in force on a day, and how a manager sets a new one.

A limit is never edited: a new one ends the one before it, so that what was judged on an earlier
day can be judged again by what held then. One that is to begin later stays: the new one ends the
day before it.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from vector.errors import StoreError
from vector.store import geography
from vector.store.refusal import said
from vector.store.tables import ActionLimit, Station

DAY = timedelta(days=1)


def in_force(session: Session, on: date) -> Sequence[ActionLimit]:
    """Return the limits in force on a day, the one set last at the end.

    Parameters
    ----------
    session : Session
        Any transaction.
    on : date
        The day.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     in_force(reading, date(2026, 6, 1))
    []
    """
    query = (
        select(ActionLimit)
        .where(ActionLimit.valid_from <= on)
        .where(or_(ActionLimit.valid_to.is_(None), ActionLimit.valid_to >= on))
        .order_by(ActionLimit.valid_from, ActionLimit.set_on, ActionLimit.id)
    )
    return session.scalars(query).all()


def history(session: Session, index: str, station: int) -> list[Sequence[ActionLimit]]:
    """Return the limits that ever held at a station, place by place, the narrowest place first.

    Parameters
    ----------
    session : Session
        Any transaction.
    index : str
        A monitoring density's id.
    station : int
        The station: its own limits come first, then those of its region, and of each above.

    Returns
    -------
    list of sequences of ActionLimit
        Of each place the latest first; what is to begin later is among them.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     history(reading, "trap_rate", 1)
    [[]]
    """
    own = session.scalar(select(Station.region_id).where(Station.id == station))
    chain = [] if own is None else [own, *geography.above(session, own)]
    places = [ActionLimit.station_id == station, *(ActionLimit.region_id == each for each in chain)]
    query = select(ActionLimit).where(ActionLimit.index_id == index)
    latest = (ActionLimit.valid_from, ActionLimit.set_on, ActionLimit.id)
    query = query.order_by(*(column.desc() for column in latest))
    return [session.scalars(query.where(place)).all() for place in places]


def put(session: Session, limit: ActionLimit) -> ActionLimit:
    """Set a limit; the one that held at the same place for the same index ends the day before.

    It replaces the one that begins on the same day, and holds until the next begins.

    Parameters
    ----------
    session : Session
        A transaction that writes.
    limit : ActionLimit
        For a station or for a region, with its value as decimal text.

    Returns
    -------
    ActionLimit
        The same, with its id and, where another follows, its last day.

    Raises
    ------
    StoreError
        When the value is no number greater than 0.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, transaction
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with transaction(engine) as writing:
    ...     limit = ActionLimit(index_id="trap_rate", region_id=1, value="1.5", set_by="李",
    ...         set_on=date(2026, 6, 1), source="县爱卫办", valid_from=date(2026, 6, 1))
    ...     put(writing, limit).id
    1
    """
    _refuse_no_number(limit.value)
    same = (
        ActionLimit.index_id == limit.index_id,
        ActionLimit.region_id.is_not_distinct_from(limit.region_id),
        ActionLimit.station_id.is_not_distinct_from(limit.station_id),
    )
    session.execute(delete(ActionLimit).where(*same, ActionLimit.valid_from == limit.valid_from))
    earlier = ActionLimit.valid_from < limit.valid_from
    open_ = or_(ActionLimit.valid_to.is_(None), ActionLimit.valid_to >= limit.valid_from)
    ended = limit.valid_from - DAY
    session.execute(update(ActionLimit).where(*same, earlier, open_).values(valid_to=ended))
    later = ActionLimit.valid_from > limit.valid_from
    following = session.scalar(select(func.min(ActionLimit.valid_from)).where(*same, later))
    limit.valid_to = following - DAY if following else None
    session.add(limit)
    session.flush()
    return limit


def _refuse_no_number(value: str) -> None:
    try:
        fits = Fraction(value) > 0
    except (ValueError, ZeroDivisionError):
        fits = False
    if not fits:
        raise StoreError(*said("limit_positive", value=value))
