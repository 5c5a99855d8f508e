"""Reminders 到期提醒: before its due day, an office hears once of each survey that has not come.

The nightly job writes, in one transaction, which surveys an office is reminded of and the one
digest of that office and day that will say so; the mail leaves as alerts do, outside its own quiet
hours. What has come by then, or whose day has passed, is left out; a digest with nothing left is
not sent. An office without a recipient is passed over until it has one.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

import pandas as pd
import structlog
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from vector.catalog import Catalog, load
from vector.report.notice import Due
from vector.settings import Settings
from vector.stats import part
from vector.stats.arrival import Arrival
from vector.store import charged, completeness
from vector.store.engine import session, transaction
from vector.store.tables import Contact, Digest, Reminder
from vector.work import jobs
from vector.work.gathering import local, message_id
from vector.work.jobs import Handler

log = structlog.get_logger()

KIND = "reminder"
# A reminder's month is the first day of what is asked for: of the month, or of a part of it.
KEY = ["station_id", "method", "month"]


def handlers(engine: Engine, settings: Settings) -> Mapping[str, Handler]:
    """Return what a worker does for the nightly job."""
    catalog = load()

    def nightly(now: datetime) -> None:
        remind(engine, catalog, settings, now)

    return {KIND: nightly}


def plan(engine: Engine, settings: Settings, now: datetime) -> bool:
    """See to it that the next night's job waits; returns whether it was written."""
    if not settings.reminders.days_before:
        return False
    due = jobs.next_night(local(settings, now), load().outlook.hour)
    with session(engine) as reading:
        if jobs.waits(reading, KIND, due):
            return False
    with transaction(engine) as writing:
        return jobs.ask(writing, KIND, due)


def remind(engine: Engine, catalog: Catalog, settings: Settings, now: datetime) -> int:
    """Write down of what each office is to be reminded today, and its digest.

    Parameters
    ----------
    engine : Engine
        The database.
    catalog : Catalog
        Methods and indices.
    settings : Settings
        How many days before; the zone.
    now : datetime
        With zone.

    Returns
    -------
    int
        Of how many surveys; none that was reminded of before.
    """
    today = local(settings, now)
    if not settings.reminders.days_before:
        return 0
    with transaction(engine) as writing:
        rows = _fresh(writing, _soon(writing, catalog, settings, today.date()))
        reached = rows[rows["street_id"].isin(_free(writing, today.date()))]
        if len(reached) < len(rows):
            log.warning("reminders_without_recipient", surveys=len(rows) - len(reached))
        for street, own in reached.groupby("street_id"):
            assert isinstance(street, int)
            _write(writing, settings, street, own, today)
    return len(reached)


def _soon(
    access: Session, catalog: Catalog, settings: Settings, today: date, only: Digest | None = None
) -> pd.DataFrame:
    """Return the surveys that have not come and are due from today to the days ahead."""
    last = today + timedelta(days=settings.reminders.days_before)
    chosen = None
    if only is not None:
        chosen = select(Reminder.station_id).where(Reminder.digest_id == only.id)
        last = max(last, today + timedelta(days=31))
    rows = completeness.months(
        access, catalog, today, last, today=today, zone=settings.timezone, stations=chosen
    )
    waiting = rows[rows["arrival"] == Arrival.NOT_DUE.value]
    soon = waiting[_mask(waiting, (today <= day <= last for day in waiting["due"]))]
    parts = zip(soon["month"], soon["part"], soon["times"], strict=True)
    begun = [part.first_day(*each) for each in parts]
    return soon.assign(month=pd.Series(begun, soon.index, dtype=object))


def _mask(rows: pd.DataFrame, chosen: Iterable[bool]) -> pd.Series:
    return pd.Series(list(chosen), rows.index, dtype=bool)


def _fresh(access: Session, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the surveys that nobody was reminded of before."""
    known = access.execute(select(*(getattr(Reminder, name) for name in KEY)))
    told = {tuple(row) for row in known}
    keys = zip(*(rows[name] for name in KEY), strict=True)
    return rows[_mask(rows, (key not in told for key in keys))]


def _free(access: Session, today: date) -> set[int]:
    """Return the offices that have a recipient and no reminder of today."""
    served = select(Digest.region_id).where(Digest.kind == KIND, Digest.day == today)
    offices = select(Contact.region_id).where(Contact.active, Contact.region_id.not_in(served))
    return set(access.scalars(offices))


def _write(
    writing: Session, settings: Settings, street: int, rows: pd.DataFrame, today: datetime
) -> None:
    digest = Digest(
        region_id=street,
        kind=KIND,
        day=today.date(),
        message_id=message_id(settings, street, today, KIND),
        state="waiting",
        due_at=today,
    )
    writing.add(digest)
    writing.flush()
    for row in rows[[*KEY, "due"]].to_dict("records"):
        writing.add(Reminder(**{str(name): value for name, value in row.items()}, digest=digest))


def items(
    access: Session, digest: Digest, catalog: Catalog, settings: Settings, now: datetime
) -> tuple[Due, ...]:
    """Return what a reminder has to say, as of now.

    Parameters
    ----------
    access : Session
        Any transaction.
    digest : Digest
        Of kind ``reminder``.
    catalog, settings, now
        As for :func:`remind`.

    Returns
    -------
    tuple of Due
        Without what has come or whose day has passed, and without stations that have moved to
        another office.
    """
    query = select(*(getattr(Reminder, name) for name in KEY))
    told = {tuple(row) for row in access.execute(query.where(Reminder.digest_id == digest.id))}
    today = local(settings, now).date()
    rows = _soon(access, catalog, settings, today, digest)
    own = rows[rows["street_id"] == digest.region_id]
    people = charged.by_station(access, today)
    named = zip(*(own[name] for name in (*KEY, "due", "station", "part", "times")), strict=True)
    found = [
        Due(due, station, method, month, at, times, str(people.get(number, "")))
        for number, method, month, due, station, at, times in named
        if (number, method, month) in told
    ]
    return tuple(sorted(found))
