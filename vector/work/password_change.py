"""A new password for an account, by its owner or by an administrator; its sessions end."""

from datetime import UTC, datetime

from sqlalchemy import Engine

from vector.settings import Access
from vector.store import audit
from vector.store.engine import transaction
from vector.store.tables import Account
from vector.work.account_mail import tell
from vector.work.enrolment import named
from vector.work.passwords import give


def change_password(
    engine: Engine,
    name: str,
    password: str,
    *,
    rules: Access | None = None,
    author: audit.Author | None = None,
) -> None:
    """Give an account a new password; whoever is signed in with it is signed out.

    Parameters
    ----------
    engine : Engine
        The database.
    name : str
        E-mail or user name.
    password : str
        The new one.
    rules : Access, optional
        What passwords must be; the defaults unless given.
    author : Author, optional
        For the audit log; the user of the command line unless given.

    Raises
    ------
    StoreError
        When there is no such account, or the password will not do.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> change_password(engine, "li@cdc.example.cn", "battery staple 7")
    Traceback (most recent call last):
    vector.errors.StoreError: 没有账号“li@cdc.example.cn”，见 vector user list。
    """
    with transaction(engine) as writing:
        account = named(writing, name)
        give(writing, account, password, rules or Access(), now=datetime.now(UTC))
        tell(writing, account, "password_changed", author)
        audit.record(writing, "account_password_changed", author, ("account", account.id))


def change_own_password(
    engine: Engine,
    account_id: int,
    password: str,
    rules: Access,
    *,
    now: datetime,
    author: audit.Author,
) -> None:
    """Give an account the password that its owner wants; all its sessions end at once.

    Parameters
    ----------
    engine : Engine
        The database.
    account_id : int
        Whose.
    password : str
        The new one.
    rules : Access
        What it must be.
    now : datetime
        With zone.
    author : Author
        For the audit log.

    Raises
    ------
    StoreError
        When the password will not do.
    """
    with transaction(engine) as writing:
        account = writing.get_one(Account, account_id)
        give(writing, account, password, rules, now=now)
        tell(writing, account, "password_changed", author, now=now)
        audit.record(writing, "account_password_changed", author, ("account", account_id))
