"""Telling people of their accounts: a change of what they sign in with, and odd sign-ins.

That somebody is to be told is written in the transaction that changes it; the worker sends it, at
any hour. Nothing secret is in it.
"""

from datetime import UTC, datetime, timedelta
from email.utils import make_msgid

import structlog
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from vector.errors import MailError
from vector.report.account_mail import compose, kinds
from vector.settings import Settings
from vector.store.audit import Author, command_line
from vector.store.engine import session
from vector.store.tables import Account, AccountMail
from vector.work import posting
from vector.work.transport import Transport

log = structlog.get_logger()

# Whoever tries a door again and again must not fill its owner's mailbox.
REPEATED = frozenset({"account_locked", "code_used_again"})
TOLD_EVERY = timedelta(hours=1)


def tell(
    writing: Session,
    account: Account,
    what: str,
    author: Author | None,
    *,
    now: datetime | None = None,
) -> bool:
    """Let a person be told, within the transaction that does what it speaks of.

    Parameters
    ----------
    writing : Session
        A transaction that writes.
    account : Account
        Whose; nobody is told of one that is closed.
    what : str
        One of ``vector.report.account_mail.kinds()``.
    author : Author or None
        Whose deed it is; None for the user of the command line.
    now : datetime, optional
        With zone; the present unless given.

    Returns
    -------
    bool
        Whether a mail waits; what is tried again and again is told once an hour.

    Raises
    ------
    ValueError
        When there is no text for it.
    """
    if what not in kinds():
        raise ValueError(f"people cannot be told of {what!r}")
    moment, by = now or datetime.now(UTC), author or command_line()
    if not account.active or (what in REPEATED and _told_lately(writing, account, what, moment)):
        return False
    writing.add(
        AccountMail(account_id=account.id, what=what, email=account.email, who=by.who,
                    origin=by.origin, at=moment, state="waiting", due_at=moment)
    )  # fmt: skip
    return True


def _told_lately(writing: Session, account: Account, what: str, now: datetime) -> bool:
    own = select(AccountMail.id).where(AccountMail.account_id == account.id)
    lately = own.where(AccountMail.what == what, AccountMail.at > now - TOLD_EVERY)
    return writing.scalar(lately.limit(1)) is not None


def step(engine: Engine, settings: Settings, now: datetime, transport: Transport) -> bool:
    """Send one that is due.

    Parameters
    ----------
    engine : Engine
        The database.
    settings : Settings
        Sender, attempts, back-off.
    now : datetime
        With zone.
    transport : Transport
        The mail server.

    Returns
    -------
    bool
        True when there may be more to do at once.
    """
    taken = posting.claim(engine, AccountMail, settings, now)
    if taken is None:
        return False
    try:
        _send(engine, settings, now, transport, taken)
    except MailError as error:
        log.warning("account_mail_not_sent", mail=taken, error=error.sentence)
        posting.put_off(engine, AccountMail, taken, settings, now, error, done="sent")
    else:
        posting.settle(engine, AccountMail, taken, state="sent", last_error=None)
        log.info("account_mail_sent", mail=taken)
    return True


def _send(
    engine: Engine, settings: Settings, now: datetime, transport: Transport, taken: int
) -> None:
    with session(engine) as reading:
        row = reading.get_one(AccountMail, taken)
        language = reading.get_one(Account, row.account_id).language
    message = compose(
        row.what, language, settings, recipient=row.email, who=row.who, origin=row.origin,
        at=row.at, now=now, message_id=make_msgid(domain="vector"),
    )  # fmt: skip
    transport.deliver(message, [row.email], closing=lambda: None)
