"""Which alerts go into which digest: one digest per office and day, outside the quiet hours.

An alert waits in the outbox until it is approved. The first due alert of an office starts the
digest of the day and takes every other due one along; what comes later waits for the next day,
unless the day's digest was closed without a mail because there was nothing to say.
While a digest of the office is still under way, no other is begun.
"""

from datetime import date, datetime, time
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Engine, and_, exists, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vector.settings import Mail, Reminders, Settings
from vector.store.engine import session, transaction
from vector.store.tables import Alert, Digest, Outbox
from vector.work.digest import UNFINISHED


def local(settings: Settings, now: datetime) -> datetime:
    """Return the time in the service's zone, in which days and quiet hours are counted."""
    return now.astimezone(ZoneInfo(settings.timezone))


def quiet(mail: Mail | Reminders, at: datetime) -> bool:
    """Return whether no mail may leave at this local time.

    Parameters
    ----------
    mail : Mail or Reminders
        ``quiet_from`` and ``quiet_to`` in full hours; equal ones mean no quiet hours.
    at : datetime
        Local time.

    Examples
    --------
    >>> night = datetime(2026, 11, 22, 23, 5)
    >>> quiet(Mail(quiet_from=22, quiet_to=7), night), quiet(Mail(quiet_from=0, quiet_to=0), night)
    (True, False)
    """
    if mail.quiet_from <= mail.quiet_to:
        return mail.quiet_from <= at.hour < mail.quiet_to
    return at.hour >= mail.quiet_from or at.hour < mail.quiet_to


def message_id(settings: Settings, region_id: int, at: datetime, kind: str = "digest") -> str:
    """Name the one digest of an office, day and kind, the same at every attempt.

    Examples
    --------
    >>> message_id(Settings(), 7, datetime(2026, 11, 22))
    '<digest.20261122.7@localhost>'
    """
    domain = parseaddr(settings.mail.sender)[1].rpartition("@")[2] or "localhost"
    return f"<{kind}.{at:%Y%m%d}.{region_id}@{domain}>"


def _free(today: datetime) -> ColumnElement[bool]:
    """Whether the outbox row's office may get a digest today."""
    midnight = datetime.combine(today.date(), time(), today.tzinfo)
    taken = and_(
        Digest.region_id == Outbox.region_id,
        Digest.kind == "alert",
        Digest.state != "empty",
        or_(
            Digest.day >= today.date(),
            Digest.state.in_(UNFINISHED),
            Digest.sent_at >= midnight,
        ),
    )
    return ~exists().where(taken)


def _due(now: datetime) -> ColumnElement[bool]:
    approved = select(Alert.id).where(Alert.approved_at.is_not(None))
    return and_(Outbox.digest_id.is_(None), Outbox.due_at <= now, Outbox.alert_id.in_(approved))


def gather(engine: Engine, settings: Settings, now: datetime) -> bool:
    """Begin the digest of one office whose alerts are due.

    Returns
    -------
    bool
        True when there was an office to serve, whoever served it.
    """
    today = local(settings, now)
    with session(engine) as reading:
        region_id = reading.scalar(select(Outbox.region_id).where(_due(now), _free(today)).limit(1))
    if region_id is None:
        return False
    try:
        _begin(engine, settings, now, region_id)
    except IntegrityError:
        # Another worker began the same office's day; its digest holds the alerts.
        return True
    return True


def _begin(engine: Engine, settings: Settings, now: datetime, region_id: int) -> None:
    today = local(settings, now)
    with transaction(engine) as writing:
        digest_id = _reopened(writing, region_id, today.date(), now)
        if digest_id is None:
            digest = Digest(
                region_id=region_id,
                day=today.date(),
                message_id=message_id(settings, region_id, today),
                state="waiting",
                due_at=now,
            )
            writing.add(digest)
            writing.flush()
            digest_id = digest.id
        writing.execute(
            update(Outbox)
            .where(_due(now), Outbox.region_id == region_id)
            .values(digest_id=digest_id)
            .execution_options(synchronize_session=False)
        )


def _reopened(writing: Session, region_id: int, day: date, now: datetime) -> int | None:
    """Take up again the office's digest of the day, if it was closed without a mail."""
    return writing.scalar(
        update(Digest)
        .where(Digest.region_id == region_id, Digest.day == day, Digest.state == "empty")
        .where(Digest.kind == "alert")
        .values(state="waiting", due_at=now, attempts=0, claimed_by=None, claimed_at=None)
        .returning(Digest.id)
        .execution_options(synchronize_session=False)
    )
