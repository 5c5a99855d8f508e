"""Enrolment: accounts opened, given a new password or closed, each in one transaction."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from vector.errors import StoreError
from vector.settings import Access
from vector.store import audit
from vector.store.engine import session, transaction
from vector.store.tables import Account, Region
from vector.work.accounts import create_account, find_account
from vector.work.address import mail_address
from vector.work.duties import check_other
from vector.work.passwords import end_sessions
from vector.work.refusal import said
from vector.work.scope import seen
from vector.work.tickets import end_links

COLUMNS = ("email", "username", "roles", "region", "active", "last_login_at")


def enrol(
    engine: Engine,
    email: str,
    password: str,
    *,
    roles: Sequence[str],
    region: str = "",
    username: str | None = None,
    rules: Access | None = None,
    author: audit.Author | None = None,
) -> str:
    """Open an account.

    Parameters
    ----------
    engine : Engine
        The database.
    email : str
        Signs the person in.
    password : str
        The first one.
    roles : sequence of str
        As for :func:`vector.work.accounts.create_account`.
    region : str
        Name or code of what the account sees, with all below it. Staff and managers see the
        whole unless it is given; a street officer needs a street; administrators and auditors,
        who take no part in surveillance, may have none.
    username : str, optional
        A shorter name that signs the person in as well.
    rules : Access, optional
        What passwords must be; the defaults unless given.
    author : Author, optional
        For the audit log; the user of the command line unless given.

    Returns
    -------
    str
        The name of the region it sees, "" for none.

    Raises
    ------
    StoreError
        When a name, a role, the region or the password will not do.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> enrol(engine, "li@cdc.example.cn", "correct horse 7", roles=["manager"])
    '本辖区'
    """
    with transaction(engine) as writing:
        region_id = seen(writing, roles, region)
        account = create_account(
            writing,
            mail_address(email),
            password,
            roles=roles,
            region_id=region_id,
            username=username,
            rules=rules,
        )
        opened = {**audit.snapshot(account), "roles": sorted(roles)}
        audit.record(writing, "account_opened", author, ("account", account.id), after=opened)
        return "" if region_id is None else writing.get_one(Region, region_id).name


def admit(
    engine: Engine,
    name: str,
    *,
    active: bool,
    by: int | None = None,
    author: audit.Author | None = None,
) -> None:
    """Close an account to its owner, or open it again; closing ends its sessions.

    Parameters
    ----------
    engine : Engine
        The database.
    name : str
        E-mail or user name.
    active : bool
        Whether it may sign in.
    by : int, optional
        The account of who changes it, which must be another.
    author : Author, optional
        For the audit log; the user of the command line unless given.

    Raises
    ------
    StoreError
        When there is no such account.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> _ = enrol(engine, "li@cdc.example.cn", "correct horse 7", roles=["staff"])
    >>> admit(engine, "li@cdc.example.cn", active=False)
    >>> bool(listing(engine).loc[0, "active"])
    False
    """
    with transaction(engine) as writing:
        account = named(writing, name)
        if not active:
            check_other(writing, account, by, stays=False)
            end_links(writing, account.id)
        was, what = audit.snapshot(account), "account_reopened" if active else "account_closed"
        account.active = active
        end_sessions(writing, account)
        became, subject = audit.snapshot(account), ("account", account.id)
        audit.record(writing, what, author, subject, before=was, after=became)


def named(session: Session, name: str) -> Account:
    """Return the account of a name.

    Raises
    ------
    StoreError
        When there is none.
    """
    found = find_account(session, name)
    if found is None:
        raise StoreError(*said("no_account", name=name))
    return found


def find(engine: Engine, name: str) -> int:
    """Return the id of an account.

    Parameters
    ----------
    engine : Engine
        The database.
    name : str
        E-mail or user name.

    Raises
    ------
    StoreError
        When there is no such account.
    """
    with session(engine) as reading:
        return named(reading, name).id


def listing(engine: Engine) -> pd.DataFrame:
    """Return the accounts by e-mail.

    Parameters
    ----------
    engine : Engine
        The database.

    Returns
    -------
    DataFrame
        email, username, roles (with spaces), region (its name or None), active, last_login_at.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> len(listing(engine))
    0
    """
    with session(engine) as reading:
        rows = [
            (
                account.email,
                account.username,
                " ".join(sorted(role.name for role in account.roles)),
                region,
                account.active,
                account.last_login_at,
            )
            for account, region in reading.execute(
                select(Account, Region.name)
                .outerjoin(Region, Region.id == Account.region_id)
                .order_by(Account.email)
            )
        ]
    return pd.DataFrame(rows, columns=pd.Index(COLUMNS), dtype=object)
