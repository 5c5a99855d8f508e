"""Accounts: who may sign in, in which role, and which region they see.

Passwords are kept as argon2id hashes only. They are hashed here rather than by the web's sign-in
library, so that the command line can create an account without starting a web service; the
library verifies the same hashes.
"""

import secrets
import unicodedata
from collections.abc import Sequence

from argon2 import PasswordHasher
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from vector.errors import StoreError
from vector.store.tables import Account, Role
from vector.work.rights import check_separate

LEAST_LENGTH = 8


def password_hash(password: str) -> str:
    """Hash a password with argon2id, after Unicode NFKD so that every keyboard's form agrees.

    Parameters
    ----------
    password : str
        The password as typed.

    Returns
    -------
    str
        The hash in PHC string form, with its salt and parameters.

    Raises
    ------
    StoreError
        When the password is shorter than ``LEAST_LENGTH`` characters.

    Notes
    -----
    Source: RFC 9106 (Argon2), second recommended option.

    Examples
    --------
    >>> password_hash("correct horse").startswith("$argon2id$")
    True
    """
    if len(password) < LEAST_LENGTH:
        raise StoreError(f"密码太短：至少 {LEAST_LENGTH} 个字符，实际 {len(password)} 个。")
    return PasswordHasher().hash(unicodedata.normalize("NFKD", password))


def _roles(session: Session, names: Sequence[str]) -> list[Role]:
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
    password: str,
    *,
    roles: Sequence[str],
    region_id: int | None = None,
    username: str | None = None,
    language: str = "zh",
) -> Account:
    """Add an account; the caller commits.

    Parameters
    ----------
    session : Session
        An open session.
    email, username : str
        Either signs the person in; both are kept in lower case and must be new.
    password : str
        At least ``LEAST_LENGTH`` characters.
    roles : sequence of str
        Of ``vector.work.rights.ROLES``; administrator, manager and auditor exclude each other.
    region_id : int, optional
        The region the account sees, with all below it; without one it sees no station.
    language : {"zh", "en"}
        The language of its pages.

    Returns
    -------
    Account
        The new row, flushed.

    Raises
    ------
    StoreError
        When a name is taken, a role unknown or forbidden, or the password too short.

    Examples
    --------
    >>> from sqlalchemy import create_engine
    >>> from vector.store.tables import Model
    >>> engine = create_engine("sqlite://")
    >>> Model.metadata.create_all(engine)
    >>> session = Session(engine)
    >>> create_account(session, "Li@cdc.cn", "correct horse", roles=["staff"]).email
    'li@cdc.cn'
    """
    for name in filter(None, (email, username)):
        if find_account(session, name) is not None:
            raise StoreError(f"账号“{name}”已存在。")
    account = Account(
        email=email.strip().lower(),
        username=username.strip().lower() if username else None,
        password=password_hash(password),
        active=True,
        fs_uniquifier=secrets.token_hex(32),
        region_id=region_id,
        language=language,
        roles=_roles(session, roles),
    )
    session.add(account)
    session.flush()
    return account
