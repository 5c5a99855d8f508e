"""Sending digests: one unit of work at a time, each at most once by itself, failures visible.

:func:`step` does one thing and says whether to go on at once: it settles what a dead worker left
behind, begins an office's digest, or sends one.
"""

import os
import secrets
import socket
from datetime import datetime, timedelta
from email.utils import parseaddr

import structlog
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from vector.catalog import Catalog, load
from vector.errors import MailError, MailPassing, MailRefused, MailUnconfirmed
from vector.report.letter import Letter
from vector.report.mail import compose
from vector.report.notice import Due, Notice
from vector.report.saying import say
from vector.settings import Mail, Reminders, Settings
from vector.store.engine import session
from vector.store.tables import Contact, Digest, Region
from vector.work import digest, news, reminders
from vector.work.digest import Claim, Overtaken
from vector.work.gathering import gather, local, quiet
from vector.work.news import News
from vector.work.refusal import said
from vector.work.transport import Delivery, Transport

log = structlog.get_logger()

Recipient = tuple[str, str]
Said = tuple[News, ...] | tuple[Due, ...]


def step(engine: Engine, settings: Settings, now: datetime, transport: Transport) -> bool:
    """Do one unit of mailing.

    Parameters
    ----------
    engine : Engine
        The database.
    settings : Settings
        Quiet hours, attempts, back-off, zone.
    now : datetime
        With zone.
    transport : Transport
        The mail server.

    Returns
    -------
    bool
        True when there may be more to do at once.
    """
    if _settle(engine, settings, now):
        return True
    kinds = _awake(settings, now)
    if "alert" in kinds and gather(engine, settings, now):
        return True
    return bool(kinds) and _deliver(engine, settings, now, transport, kinds)


def _awake(settings: Settings, now: datetime) -> list[str]:
    """Return the kinds of digests that are not in their quiet hours."""
    hours: dict[str, Mail | Reminders] = {"alert": settings.mail, "reminder": settings.reminders}
    return [kind for kind, own in hours.items() if not quiet(own, local(settings, now))]


def resend(engine: Engine, digest_id: int, now: datetime) -> None:
    """Send a failed or unconfirmed digest again, at a person's word.

    Raises
    ------
    MailError
        When the digest is neither.
    """
    if not digest.resend(engine, digest_id, now):
        raise MailError(*said("mail_not_resent", digest_id=digest_id))


def troubled(engine: Engine) -> set[int]:
    """Return the digests that a person must look at: failed or unconfirmed."""
    with session(engine) as reading:
        found = select(Digest.id).where(Digest.state.in_(("failed", "unconfirmed")))
        return set(reading.scalars(found))


def _lease(settings: Settings) -> timedelta:
    return timedelta(seconds=settings.mail.lease_seconds)


def _settle(engine: Engine, settings: Settings, now: datetime) -> bool:
    """Settle one digest whose worker is gone: closing ones, and those out of attempts."""
    before = now - _lease(settings)
    stale = select(Digest).where(Digest.claimed_at <= before).limit(1)
    spent = (Digest.state == "claimed") & (Digest.attempts >= settings.mail.attempts)
    with session(engine) as reading:
        found = reading.scalar(stale.where((Digest.state == "closing") | spent))
        if found is None:
            return False
        office = found.region.name
    if found.state == "closing":
        sentence = say("failed", "unconfirmed", office=office, id=found.id)
        return digest.settle_closing(engine, found.id, before, sentence)
    sentence = say("failed", "lost", attempts=found.attempts)
    return digest.settle_claimed(engine, found.id, before, sentence)


def _holder() -> str:
    return f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(4)}"


def _deliver(
    engine: Engine, settings: Settings, now: datetime, transport: Transport, kinds: list[str]
) -> bool:
    taken = digest.claim(engine, _holder(), now, _lease(settings), kinds)
    if taken is None:
        return False
    events = log.bind(digest=taken.digest_id, attempt=taken.attempt)
    try:
        delivery = _send(engine, settings, now, transport, taken)
    except Overtaken:
        events.warning("digest_overtaken")
    except MailError as error:
        events.warning("digest_not_sent", error=error.sentence, kind=type(error).__name__)
        _record(engine, settings, now, taken, error)
    except Exception as error:
        # A digest that cannot even be written must neither stop the others nor come back at once.
        events.exception("digest_broken")
        _record_broken(engine, settings, now, taken, error)
    else:
        if delivery is None:
            events.info("digest_empty")
        else:
            counts = {"accepted": len(delivery.accepted), "refused": len(delivery.refused)}
            events.info("digest_sent", **counts)
    return True


def _send(
    engine: Engine, settings: Settings, now: datetime, transport: Transport, taken: Claim
) -> Delivery | None:
    """Send a digest; None when its alerts came to nothing that the office does not know."""
    catalog = load()
    letter, recipients, message_id, said = _read(engine, settings, catalog, taken.digest_id, now)
    if not letter.items:
        digest.empty(engine, taken)
        return None
    if not recipients:
        raise MailRefused(say("failed", "no_contact", office=letter.office, id=taken.digest_id))
    message = compose(
        letter, catalog, settings.mail, recipients=recipients, message_id=message_id, now=now
    )
    delivery = transport.deliver(
        message,
        [address for _, address in recipients],
        closing=lambda: digest.close(
            engine, taken, now, lambda writing: _keep(writing, settings, catalog, taken, said, now)
        ),
    )
    digest.sent(engine, taken, now, ", ".join(delivery.accepted), _refusals(delivery))
    return delivery


def _keep(
    writing: Session,
    settings: Settings,
    catalog: Catalog,
    taken: Claim,
    said: Said,
    now: datetime,
) -> None:
    """Write down what the digest says, unless that is no longer so: then it is written anew."""
    row = writing.get_one(Digest, taken.digest_id)
    if _said(writing, settings, catalog, row, now) != said:
        raise MailPassing(say("failed", "outdated"))
    told = [each for each in said if isinstance(each, News)]
    if told:
        news.keep(writing, taken.digest_id, told, now)


def _said(
    access: Session, settings: Settings, catalog: Catalog, row: Digest, now: datetime
) -> Said:
    if row.kind == "reminder":
        return reminders.items(access, row, catalog, settings, now)
    return news.items(access, row, catalog)


def _refusals(delivery: Delivery) -> str | None:
    if not delivery.refused:
        return None
    refused = "；".join(f"{address}（{why}）" for address, why in delivery.refused.items())
    return say("failed", "partly", refused=refused)


def _record(
    engine: Engine, settings: Settings, now: datetime, taken: Claim, error: MailError
) -> None:
    if isinstance(error, MailUnconfirmed):
        sentence = say("failed", "unconfirmed", office=_office(engine, taken), id=taken.digest_id)
        digest.unconfirm(engine, taken, f"{sentence}（{error.sentence}）")
    elif isinstance(error, MailPassing) and taken.attempt < settings.mail.attempts:
        digest.postpone(engine, taken, now, settings.mail.backoff_seconds, error.sentence)
    elif isinstance(error, MailPassing):
        sentence = say("failed", "attempts", attempts=taken.attempt, error=error.sentence)
        digest.fail(engine, taken, sentence)
    else:
        digest.fail(engine, taken, error.sentence)


def _record_broken(
    engine: Engine, settings: Settings, now: datetime, taken: Claim, error: Exception
) -> None:
    """Record an error nobody foresaw; once the dot may be out, only a person can judge it."""
    sentence = say("failed", "broken", error=f"{type(error).__name__}: {error}")
    if digest.unconfirm(engine, taken, sentence):
        return
    _record(engine, settings, now, taken, MailPassing(sentence))


def _office(engine: Engine, taken: Claim) -> str:
    with session(engine) as reading:
        return reading.scalars(
            select(Region.name)
            .join(Digest, Digest.region_id == Region.id)
            .where(Digest.id == taken.digest_id)
        ).one()


def _read(
    engine: Engine, settings: Settings, catalog: Catalog, digest_id: int, now: datetime
) -> tuple[Letter | Notice, list[Recipient], str, Said]:
    """Read what the digest says, to whom, its name, and what it answers."""
    with session(engine) as reading:
        row = reading.get_one(Digest, digest_id)
        contacts = reading.execute(
            select(Contact.name, Contact.email)
            .where(Contact.region_id == row.region_id, Contact.active)
            .order_by(Contact.id)
        )
        said = _said(reading, settings, catalog, row, now)
        letter = _letter(settings, row, said)
        return letter, [(contact.name, contact.email) for contact in contacts], row.message_id, said


def _letter(settings: Settings, row: Digest, said: Said) -> Letter | Notice:
    office, day, url = row.region.name, row.day, settings.public_url
    contact = settings.mail.contact or parseaddr(settings.mail.sender)[1]
    if row.kind == "reminder":
        due = tuple(each for each in said if isinstance(each, Due))
        return Notice(office=office, day=day, items=due, contact=contact, url=url)
    items = tuple(each.item for each in said if isinstance(each, News))
    return Letter(office=office, day=day, items=items, contact=contact, url=url)
