"""Plans: which station is asked for which method, in which months, and by which day."""

import calendar
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from vector.store.tables import Plan


def of_station(
    session: Session, station_id: int, methods: Sequence[str] | None = None
) -> Sequence[Plan]:
    """Return the plans of a station, the oldest first.

    Parameters
    ----------
    session : Session
        Any transaction.
    station_id : int
        The station.
    methods : sequence of str, optional
        Only for these methods.

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
    query = select(Plan).where(Plan.station_id == station_id).order_by(Plan.valid_from, Plan.id)
    if methods is not None:
        query = query.where(Plan.method.in_(list(methods)))
    return session.scalars(query).all()


def last_day(month: date) -> date:
    """Return the last day of a month.

    Examples
    --------
    >>> last_day(date(2024, 2, 1))
    datetime.date(2024, 2, 29)
    """
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def due(plan: Plan, month: date) -> date | None:
    """Return the day by which a plan asks for a survey in a month.

    Parameters
    ----------
    plan : Plan
        Its months, day and validity.
    month : date
        Any day of the month.

    Returns
    -------
    date or None
        None when the plan asks for none in that month; the month's last day when it is shorter.

    Examples
    --------
    >>> plan = Plan(station_id=1, method="snap_trap", months="2,4", due_day=30)
    >>> due(plan, date(2026, 2, 1)), due(plan, date(2026, 3, 1))
    (datetime.date(2026, 2, 28), None)
    """
    first, last = month.replace(day=1), last_day(month)
    begun = plan.valid_from is None or plan.valid_from <= last
    ended = plan.valid_to is not None and plan.valid_to < first
    months = {int(number) for number in plan.months.split(",") if number}
    if not begun or ended or month.month not in months:
        return None
    return first.replace(day=min(plan.due_day, last.day))
