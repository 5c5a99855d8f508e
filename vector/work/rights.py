"""Rights 权限: what each role may do, and what an access token leaves of it.

Where somebody may do it is another matter: :func:`vector.store.places.visible_stations`.
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from vector.errors import StoreError
from vector.stats.sentence import either
from vector.store.tables import Account
from vector.work.refusal import said

# 三员分立: nobody administers the system, decides and audits at once.
SEPARATE = frozenset({"administrator", "manager", "auditor"})
# Who administers the system or audits it has no other duty at all.
ALONE = frozenset({"administrator", "auditor"})
_LEFT = "_rights_left"


@cache
def _table() -> dict[str, Any]:
    path = Path(__file__).with_name("rights.toml")
    return _checked(tomllib.loads(path.read_text(encoding="utf-8")))


def _checked(table: dict[str, Any]) -> dict[str, Any]:
    """Refuse a right of an unknown role, or one that joins those who are to be apart."""
    for right, row in table["rights"].items():
        unknown = set(row["roles"]) - table["roles"].keys()
        if unknown:
            raise ValueError(f"rights.toml: {right}: no role {sorted(unknown)}")
        if len(SEPARATE & set(row["roles"])) > 1:
            raise ValueError(f"rights.toml: {right}: joins {sorted(SEPARATE & set(row['roles']))}")
    return table


def words(kind: str, language: str = "zh") -> dict[str, str]:
    """Return the words for every right or role.

    Parameters
    ----------
    kind : {"rights", "roles"}
        Of what.
    language : {"zh", "en"}
        Of the words.

    Examples
    --------
    >>> words("rights")["upload"]
    '上报、撤回自己的上报'
    """
    return {name: row[language] for name, row in _table()[kind].items()}


def _rights() -> Mapping[str, frozenset[str]]:
    rights = _table()["rights"].items()
    return {
        role: frozenset(right for right, row in rights if role in row["roles"])
        for role in _table()["roles"]
    }


RIGHTS = _rights()
ROLES = tuple(RIGHTS)


def rights_of(account: Account) -> frozenset[str]:
    """Return what an account may do: what its roles allow, and a token's limits leave.

    Parameters
    ----------
    account : Account
        With its roles loaded.

    Examples
    --------
    >>> from vector.store.tables import Role
    >>> sorted(rights_of(Account(active=True, roles=[Role(name="auditor")])))
    ['audit']
    >>> sorted(rights_of(Account(active=False, roles=[Role(name="auditor")])))
    []
    """
    if account.active is False:
        return frozenset()
    roles = {role.name for role in account.roles}
    # An account from before this rule keeps the duty that excludes the others.
    standing = roles & ALONE or roles
    allowed = frozenset(right for role in standing for right in RIGHTS.get(role, ()))
    left: frozenset[str] | None = getattr(account, _LEFT, None)
    return allowed if left is None else allowed & left


def narrow(account: Account, rights: Iterable[str]) -> None:
    """Leave an account, as it is held in memory for one request, no more than these rights.

    Parameters
    ----------
    account : Account
        Who asks by an access token.
    rights : iterable of str
        What the token is for.

    Examples
    --------
    >>> from vector.store.tables import Role
    >>> account = Account(active=True, roles=[Role(name="staff")])
    >>> narrow(account, ["see", "audit"])
    >>> sorted(rights_of(account))
    ['see']
    """
    setattr(account, _LEFT, frozenset(rights))


def may(account: Account, right: str) -> bool:
    """Decide whether an account has a right.

    Parameters
    ----------
    account : Account
        Who asks.
    right : str
        Of ``rights.toml``.

    Returns
    -------
    bool
        True when any of its roles has the right, and its token, if it came with one, as well.

    Examples
    --------
    >>> from vector.store.tables import Role
    >>> may(Account(roles=[Role(name="staff")]), "upload")
    True
    >>> may(Account(roles=[Role(name="auditor")]), "upload")
    False
    """
    return right in rights_of(account)


def check_separate(roles: Iterable[str]) -> None:
    """Refuse roles that nobody knows, and those that must not be one person's.

    Parameters
    ----------
    roles : iterable of str
        Of one account.

    Raises
    ------
    StoreError
        Saying which.

    Examples
    --------
    >>> check_separate(["staff", "manager"])
    >>> check_separate(["manager", "auditor"])
    Traceback (most recent call last):
    vector.errors.StoreError: 系统管理员、管理人员、审计员必须由不同的人担任。
    """
    names = set(roles)
    unknown = sorted(names - set(ROLES))
    if unknown:
        raise StoreError(*said("no_such_role", unknown_0=unknown[0], roles=either(ROLES)))
    if len(SEPARATE & names) > 1:
        raise StoreError(*said("duties_apart"))
    if names & ALONE and len(names) > 1:
        raise StoreError(*said("duties_alone"))
