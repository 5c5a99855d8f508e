"""Accounts: who may sign in, in which role, and which region they see.

Passwords are hashed by :mod:`vector.work.passwords` rather than by the web's sign-in library, so
that the command line can create an account without starting a web service; the library verifies
the same hashes.
"""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from vector.errors import StoreError
from vector.settings import Access
from vector.store.tables import Account, Role
from vector.work.password_rules import check
from vector.work.passwords import password_hash
from vector.work.refusal import said
from vector.work.rights import check_separate


def roles_named(session: Session, names: Sequence[str]) -> list[Role]:
    """Return the roles of these names, which must be such as one person may have.

    Parameters
    ----------
    session : Session
        An open session.
    names : sequence of str
        Of ``vector.work.rights.ROLES``.

    Raises
    ------
    StoreError
        When one is unknown, or they exclude each other.
    """
    check_separate(names)
    known = {role.name: role for role in session.scalars(select(Role).where(Role.name.in_(names)))}
    return [known.get(name) or Role(name=name) for name in dict.fromkeys(names)]


def find_account(session: Session, name: str) -> Account | None:
    """Return the account whose e-mail or user name this is, whatever its letter case.

    Parameters
    ----------
    session : Session
        An open session.
    name : str
        An e-mail address or a user name.

    Returns
    -------
    Account or None
        None when nobody has that name.

    Examples
    --------
    >>> from sqlalchemy import create_engine
    >>> from vector.store.tables import Model
    >>> engine = create_engine("sqlite://")
    >>> Model.metadata.create_all(engine)
    >>> find_account(Session(engine), "nobody") is None
    True
    """
    wanted = name.strip().lower()
    return session.scalar(
        select(Account).where(
            or_(func.lower(Account.email) == wanted, func.lower(Account.username) == wanted)
        )
    )


def create_account(
    session: Session,
    email: str,
    password: str | None,
    *,
    roles: Sequence[str],
    region_id: int | None = None,
    username: str | None = None,
    language: str = "zh",
    rules: Access | None = None,
    now: datetime | None = None,
) -> Account:
    """Add an account; the caller commits.

    Parameters
    ----------
    session : Session
        An open session.
    email, username : str
        Either signs the person in; both are kept in lower case and must be new.
    password : str or None
        As :func:`vector.work.passwords.check` wants it; None until its owner sets one.
    roles : sequence of str
        Of ``vector.work.rights.ROLES``; administrator, manager and auditor exclude each other.
    region_id : int, optional
        The region the account sees, with all below it; without one it sees no station.
    language : {"zh", "en"}
        The language of its pages.
    rules : Access, optional
        What passwords must be; the defaults unless given.
    now : datetime, optional
        With zone; the present unless given.

    Returns
    -------
    Account
        The new row, flushed.

    Raises
    ------
    StoreError
        When a name is taken, a role unknown or forbidden, or the password will not do.

    Examples
    --------
    >>> from sqlalchemy import create_engine
    >>> from vector.store.tables import Model
    >>> engine = create_engine("sqlite://")
    >>> Model.metadata.create_all(engine)
    >>> session = Session(engine)
    >>> create_account(session, "Li@cdc.cn", "correct horse 7", roles=["staff"]).email
    'li@cdc.cn'
    """
    if password is not None:
        check(password, (email, username), rules or Access())
    for name in filter(None, (email, username)):
        if find_account(session, name) is not None:
            raise StoreError(*said("account_exists", name=name))
    account = Account(
        email=email.strip().lower(),
        username=username.strip().lower() if username else None,
        password=None if password is None else password_hash(password),
        password_set_at=None if password is None else now or datetime.now(UTC),
        active=True,
        fs_uniquifier=secrets.token_hex(32),
        region_id=region_id,
        language=language,
        roles=roles_named(session, roles),
    )
    session.add(account)
    session.flush()
    return account
