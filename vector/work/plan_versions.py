"""Versions of a plan: a change holds from a day on, and what was asked before stays asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vector.store.tables import Plan


@dataclass(frozen=True)
class Ask:
    """What a plan asks for: month numbers with commas (none: nothing any more), the day, how often.

    ``times`` is how many surveys each of these months asks for.
    """

    months: str
    due_day: int
    times: int = 1


def in_force(versions: Sequence[Plan], day: date) -> Plan | None:
    """Return the version that holds on a day.

    Examples
    --------
    >>> old = Plan(months="5", valid_to=date(2026, 6, 30))
    >>> new = Plan(months="", valid_from=date(2026, 7, 1))
    >>> in_force([old, new], date(2026, 7, 1)).months
    ''
    """
    for each in versions:
        begun = each.valid_from is None or each.valid_from <= day
        if begun and (each.valid_to is None or day <= each.valid_to):
            return each
    return None


def of(session: Session, station: int, method: str) -> Sequence[Plan]:
    """Return all versions of the plan of a station and method."""
    same = select(Plan).where(Plan.station_id == station, Plan.method == method)
    return session.scalars(same.order_by(Plan.id)).all()


def change(
    writing: Session,
    station: int,
    method: str,
    ask: Ask,
    *,
    start: date | None = None,
    changed_from: date | None = None,
) -> bool:
    """Let a plan ask for something from a day on; every version from that day on gives way.

    Parameters
    ----------
    writing : Session
        A transaction that writes.
    station, method : int, str
        Whose plan.
    ask : Ask
        What it asks for.
    start : date, optional
        From when; always unless given, which puts right what was wrong from the beginning.
    changed_from : date, optional
        From when it holds where another plan stood before, instead of ``start``.

    Returns
    -------
    bool
        False when it asked for that already.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, transaction
    >>> from vector.store.register import register
    >>> import pandas as pd
    >>> place = pd.DataFrame({"street": [""], "station": ["东湖"], "habitat": [""]})
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with transaction(engine) as writing:
    ...     [station] = register(writing, place).values()
    ...     one = change(writing, station, "snap_trap", Ask("5,7", 28))
    ...     two = change(writing, station, "snap_trap", Ask("6", 28), start=date(2026, 7, 1))
    ...     [(each.months, str(each.valid_to)) for each in of(writing, station, "snap_trap")]
    [('5,7', '2026-06-30'), ('6', 'None')]
    """
    versions = of(writing, station, method)
    begin = changed_from if versions and changed_from else start
    if _asked_already(versions, ask, begin):
        return False
    for each in versions:
        if begin is None or (each.valid_from is not None and each.valid_from >= begin):
            writing.delete(each)
        elif each.valid_to is None or each.valid_to >= begin:
            each.valid_to = begin - timedelta(days=1)
    writing.flush()
    writing.add(
        Plan(station_id=station, method=method, months=ask.months, due_day=ask.due_day,
             times=ask.times, valid_from=begin)
    )  # fmt: skip
    writing.flush()
    return True


def _asked_already(versions: Sequence[Plan], ask: Ask, begin: date | None) -> bool:
    if begin is None:
        same = len(versions) == 1 and versions[0].valid_from is None
        return same and versions[0].valid_to is None and _asks(versions[0], ask)
    standing = in_force(versions, begin)
    return standing is not None and standing.valid_to is None and _asks(standing, ask)


def _asks(plan: Plan, ask: Ask) -> bool:
    return (plan.months, plan.due_day, plan.times) == (ask.months, ask.due_day, ask.times)
