"""Mailing links: the worker's unit that sends one invitation, or one link for a forgotten password.

Unlike a digest it may be sent again after a lost answer: a second link does no harm, and the first
ends as the second is made.
"""

import secrets
from datetime import datetime
from email.utils import make_msgid

import structlog
from sqlalchemy import Engine

from vector.errors import MailError, MailRefused
from vector.report.welcome import compose
from vector.settings import Settings
from vector.store.engine import transaction
from vector.store.tables import Account, Ticket
from vector.work import posting
from vector.work.refusal import said
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
    taken = posting.claim(engine, Ticket, settings, now)
    if taken is None:
        return False
    try:
        _send(engine, settings, now, transport, taken)
    except MailError as error:
        log.warning("link_not_sent", ticket=taken, error=error.sentence)
        posting.put_off(engine, Ticket, taken, settings, now, error, done="given", token_hash=None)
    else:
        posting.settle(engine, Ticket, taken, state="given", last_error=None)
        log.info("link_sent", ticket=taken)
    return True


def _send(
    engine: Engine, settings: Settings, now: datetime, transport: Transport, ticket_id: int
) -> None:
    """Make the link, keep its hash, and only then send it."""
    if not settings.public_url:
        raise MailRefused(*said("no_public_url"))
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
