"""Invitations 邀请 and forgotten passwords: a link that sets a password once.

The link's token is random and kept as its SHA-256. What goes by mail waits as a row that was
written in the transaction that asked for it; the worker makes the token as it sends the mail, so
that it stands readable nowhere. A mail that is sent again brings a new link, and the earlier one
ends.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from vector.errors import StoreError
from vector.settings import Access
from vector.store import audit
from vector.store.engine import transaction
from vector.store.tables import Account, Ticket
from vector.work import passwords, tokens
from vector.work.account_mail import tell
from vector.work.accounts import create_account, find_account
from vector.work.address import mail_address
from vector.work.refusal import said
from vector.work.scope import seen

PATH = "/welcome/"
# Somebody who forgot the password asks once; the same within this time is not mailed again.
ASKED_EVERY = timedelta(minutes=5)


def token_hash(token: str) -> str:
    """Return what is kept of a link's token.

    Examples
    --------
    >>> len(token_hash("x"))
    64
    """
    return sha256(token.encode()).hexdigest()


def lasts(kind: str, rules: Access) -> timedelta:
    """Return how long a link is good for.

    Examples
    --------
    >>> lasts("invitation", Access()), lasts("reset", Access())
    (datetime.timedelta(days=3), datetime.timedelta(seconds=3600))
    """
    if kind == "invitation":
        return timedelta(hours=rules.invitation_hours)
    return timedelta(minutes=rules.reset_minutes)


def invite(
    engine: Engine,
    email: str,
    *,
    roles: Sequence[str],
    region: str = "",
    username: str | None = None,
    by_mail: bool,
    rules: Access,
    now: datetime,
    author: audit.Author | None = None,
) -> str | None:
    """Open an account without a password, which its owner sets by a link.

    Parameters
    ----------
    engine : Engine
        The database.
    email, roles, region, username
        As for :func:`vector.work.enrolment.enrol`.
    by_mail : bool
        Whether the worker mails the link; else it is returned, to be handed over.
    rules : Access
        How long the link is good for.
    now : datetime
        With zone.
    author : Author, optional
        For the audit log; the user of the command line unless given.

    Returns
    -------
    str or None
        The link's path, unless it goes by mail.

    Raises
    ------
    StoreError
        When a name, a role or the region will not do.
    """
    with transaction(engine) as writing:
        region_id = seen(writing, roles, region)
        account = create_account(
            writing, mail_address(email), None, roles=roles, region_id=region_id, username=username
        )
        path = _write(writing, account, "invitation", by_mail, rules, now)
        opened = {**audit.snapshot(account), "roles": sorted(roles), "by_mail": by_mail}
        audit.record(writing, "account_invited", author, ("account", account.id), after=opened)
    return path


def give(
    engine: Engine,
    account_id: int,
    *,
    by_mail: bool,
    rules: Access,
    now: datetime,
    author: audit.Author | None = None,
) -> str | None:
    """Give the owner of an account a link that sets a new password; earlier links end.

    Parameters
    ----------
    engine : Engine
        The database.
    account_id : int
        Whose.
    by_mail, rules, now, author
        As for :func:`invite`.

    Returns
    -------
    str or None
        The link's path, unless it goes by mail.

    Raises
    ------
    StoreError
        When the account is closed.
    """
    with transaction(engine) as writing:
        account = writing.get_one(Account, account_id)
        if not account.active:
            raise StoreError(*said("account_closed"))
        kind = "reset" if account.password else "invitation"
        path = _write(writing, account, kind, by_mail, rules, now)
        told = {"kind": kind, "by_mail": by_mail}
        audit.record(writing, "password_link_given", author, ("account", account_id), after=told)
    return path


def forgotten(engine: Engine, name: str, *, now: datetime, origin: str) -> None:
    """Let the worker mail a link to whoever has that name; nobody learns whether there is one.

    Parameters
    ----------
    engine : Engine
        The database.
    name : str
        E-mail or user name.
    now : datetime
        With zone.
    origin : str
        The visitor's address, for the audit log.
    """
    with transaction(engine) as writing:
        account = find_account(writing, name)
        if account is None or not account.active or _asked_lately(writing, account.id, now):
            return
        kind = "reset" if account.password else "invitation"
        _write(writing, account, kind, True, Access(), now)
        author = audit.Author(account.email, origin)
        audit.record(writing, "password_link_asked", author, ("account", account.id))


def _asked_lately(writing: Session, account_id: int, now: datetime) -> bool:
    own = select(Ticket.id).where(Ticket.account_id == account_id)
    return writing.scalar(own.where(Ticket.created_at > now - ASKED_EVERY).limit(1)) is not None


def _write(
    writing: Session, account: Account, kind: str, by_mail: bool, rules: Access, now: datetime
) -> str | None:
    end_links(writing, account.id)
    ticket = Ticket(account_id=account.id, kind=kind, state="waiting", created_at=now, due_at=now)
    writing.add(ticket)
    if by_mail:
        writing.flush()
        return None
    token = secrets.token_urlsafe(32)
    ticket.state, ticket.token_hash = "given", token_hash(token)
    ticket.expires_at = now + lasts(kind, rules)
    writing.flush()
    return PATH + token


def end_links(writing: Session, account_id: int) -> None:
    """End the links of an account that were not used, within a transaction.

    Parameters
    ----------
    writing : Session
        A transaction that writes.
    account_id : int
        Whose.
    """
    open_ones = Ticket.account_id == account_id, Ticket.state.in_(("waiting", "claimed", "given"))
    writing.execute(update(Ticket).where(*open_ones).values(state="ended", token_hash=None))


def find(reading: Session, token: str, now: datetime) -> Ticket | None:
    """Return the ticket of a link, while it is good.

    Parameters
    ----------
    reading : Session
        Any transaction.
    token : str
        From the link.
    now : datetime
        With zone.
    """
    of_it = Ticket.token_hash == token_hash(token), Ticket.state.in_(("claimed", "given"))
    good = select(Ticket).join(Account, Account.id == Ticket.account_id).where(Account.active)
    return reading.scalar(good.where(*of_it, Ticket.expires_at > now))


def redeem(
    engine: Engine, token: str, password: str, *, rules: Access, now: datetime, origin: str
) -> None:
    """Set the password that a link's owner wants, and end the link, the sessions and the tokens.

    Parameters
    ----------
    engine : Engine
        The database.
    token : str
        From the link.
    password : str
        The new one.
    rules : Access
        What passwords must be.
    now : datetime
        With zone.
    origin : str
        The visitor's address, for the audit log.

    Raises
    ------
    StoreError
        When the link is good no more, or the password will not do; the link stays good then.
    """
    with transaction(engine) as writing:
        ticket = find(writing, token, now)
        if ticket is None:
            raise StoreError(*said("link_over"))
        account = writing.get_one(Account, ticket.account_id)
        passwords.give(writing, account, password, rules, now=now)
        ticket.state, ticket.token_hash = "used", None
        author = audit.Author(account.email, origin)
        tokens.revoke_all(writing, account.id, now, author)
        if ticket.kind == "reset":
            tell(writing, account, "password_set_by_link", author, now=now)
        audit.record(writing, "password_link_used", author, ("account", account.id))
