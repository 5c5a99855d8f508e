"""Passwords that will soon have to be changed: whose they are hears of it some days before."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Engine, exists, select

from vector.catalog import load
from vector.settings import Settings
from vector.store.engine import session, transaction
from vector.store.tables import Account, AccountMail
from vector.work import jobs
from vector.work.account_mail import tell
from vector.work.gathering import local
from vector.work.jobs import Handler
from vector.work.retention import SERVICE

KIND = "passwords"
AHEAD = timedelta(days=7)
WHAT = "password_expiring"


def handlers(engine: Engine, settings: Settings) -> Mapping[str, Handler]:
    """Return what a worker does for the nightly job."""

    def nightly(now: datetime) -> None:
        remind(engine, settings, now)

    return {KIND: nightly}


def plan(engine: Engine, settings: Settings, now: datetime) -> bool:
    """See to it that the next night's job waits; returns whether it was written."""
    if not settings.access.password_days:
        return False
    due = jobs.next_night(local(settings, now), load().outlook.hour)
    with session(engine) as reading:
        if jobs.waits(reading, KIND, due):
            return False
    with transaction(engine) as writing:
        return jobs.ask(writing, KIND, due)


def remind(engine: Engine, settings: Settings, now: datetime) -> int:
    """Let everybody be told, once, whose password has no more than a week.

    Parameters
    ----------
    engine : Engine
        The database.
    settings : Settings
        How long passwords are good for.
    now : datetime
        With zone.

    Returns
    -------
    int
        How many people.
    """
    good = timedelta(days=settings.access.password_days)
    if not good:
        return 0
    told = exists().where(
        AccountMail.account_id == Account.id,
        AccountMail.what == WHAT,
        AccountMail.at >= Account.password_set_at,
    )
    soon = Account.password_set_at <= now - good + AHEAD
    with transaction(engine) as writing:
        query = select(Account).where(Account.active, soon, Account.password_set_at > now - good)
        people = writing.scalars(query.where(~told)).all()
        return sum(tell(writing, each, WHAT, SERVICE, now=now) for each in people)
