"""Mailing links: the worker's unit that sends one invitation, or one link for a forgotten password.

Unlike a digest it may be sent again after a lost answer: a second link does no harm, and the first
ends as the second is made.
"""

import secrets
from datetime import datetime, timedelta
from email.utils import make_msgid

import structlog
from sqlalchemy import CursorResult, Engine, or_, select, update

from vector.errors import MailError, MailRefused, MailUnconfirmed
from vector.report.welcome import compose
from vector.settings import Settings
from vector.store.engine import session, transaction
from vector.store.tables import Account, Ticket
from vector.work.tickets import PATH, lasts, token_hash
from vector.work.transport import Transport

log = structlog.get_logger()


def step(engine: Engine, settings: Settings, now: datetime, transport: Transport) -> bool:
    """Send one link that is due.

    Parameters
    ----------
    engine : Engine
        The database.
    settings : Settings
        The dashboard's address, attempts, back-off.
    now : datetime
        With zone.
    transport : Transport
        The mail server.

    Returns
    -------
    bool
        True when there may be more to do at once.
    """
    taken = _claim(engine, settings, now)
    if taken is None:
        return False
    try:
        _send(engine, settings, now, transport, taken)
    except MailError as error:
        log.warning("link_not_sent", ticket=taken, error=error.sentence)
        _put_off(engine, settings, now, taken, error)
    else:
        _settle(engine, taken, state="given", last_error=None)
        log.info("link_sent", ticket=taken)
    return True


def _claim(engine: Engine, settings: Settings, now: datetime) -> int | None:
    stale = now - timedelta(seconds=settings.mail.lease_seconds)
    left = (Ticket.state == "claimed") & (Ticket.claimed_at <= stale)
    left &= Ticket.attempts < settings.mail.attempts
    due = or_((Ticket.state == "waiting") & (Ticket.due_at <= now), left)
    with session(engine) as reading:
        found = reading.scalar(select(Ticket.id).where(due).order_by(Ticket.id).limit(1))
    if found is None:
        return None
    held = {"state": "claimed", "claimed_at": now, "attempts": Ticket.attempts + 1}
    with transaction(engine) as writing:
        done = writing.execute(update(Ticket).where(Ticket.id == found, due).values(**held))
        assert isinstance(done, CursorResult)
        return found if done.rowcount == 1 else None


def _send(
    engine: Engine, settings: Settings, now: datetime, transport: Transport, ticket_id: int
) -> None:
    """Make the link, keep its hash, and only then send it."""
    if not settings.public_url:
        raise MailRefused("设置 public_url 为空，链接无处可指。")
    token = secrets.token_urlsafe(32)
    with transaction(engine) as writing:
        ticket = writing.get_one(Ticket, ticket_id)
        account = writing.get_one(Account, ticket.account_id)
        until = now + lasts(ticket.kind, settings.access)
        ticket.token_hash, ticket.expires_at = token_hash(token), until
        kind, language, email = ticket.kind, account.language, account.email
    message = compose(
        kind, language, settings, link=settings.public_url.rstrip("/") + PATH + token,
        recipient=email, until=until, now=now, message_id=make_msgid(domain="vector"),
    )  # fmt: skip
    transport.deliver(message, [email], closing=lambda: None)


def _put_off(
    engine: Engine, settings: Settings, now: datetime, ticket_id: int, error: MailError
) -> None:
    with session(engine) as reading:
        attempts = reading.get_one(Ticket, ticket_id).attempts
    if isinstance(error, MailUnconfirmed):
        # It may have arrived: its link stays good, and who got none asks again.
        _settle(engine, ticket_id, state="given", last_error=error.sentence)
    elif isinstance(error, MailRefused) or attempts >= settings.mail.attempts:
        _settle(engine, ticket_id, state="failed", token_hash=None, last_error=error.sentence)
    else:
        wait = timedelta(seconds=settings.mail.backoff_seconds * 2 ** (attempts - 1))
        due = now + min(wait, timedelta(days=1))
        _settle(engine, ticket_id, state="waiting", due_at=due, last_error=error.sentence)


def _settle(engine: Engine, ticket_id: int, **values: object) -> None:
    """Write down what became of it, unless it was used or ended meanwhile."""
    with transaction(engine) as writing:
        own = update(Ticket).where(Ticket.id == ticket_id, Ticket.state == "claimed")
        writing.execute(own.values(**values))
