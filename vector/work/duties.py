"""Duties: who has which role, and which region they see; each change is noted."""

from collections.abc import Sequence

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from vector.errors import StoreError
from vector.store import audit
from vector.store.engine import transaction
from vector.store.tables import Account, Role
from vector.work.accounts import roles_named
from vector.work.passwords import end_sessions
from vector.work.refusal import said
from vector.work.scope import seen


def reassign(
    engine: Engine,
    account_id: int,
    *,
    roles: Sequence[str],
    region: str = "",
    by: int | None = None,
    author: audit.Author | None = None,
) -> None:
    """Give an account other roles, or another region; its sessions end at once.

    Parameters
    ----------
    engine : Engine
        The database.
    account_id : int
        Whose.
    roles : sequence of str
        All that it has from now on.
    region : str
        As for :func:`vector.work.enrolment.enrol`.
    by : int, optional
        The account of who changes it, which must be another.
    author : Author, optional
        For the audit log; the user of the command line unless given.

    Raises
    ------
    StoreError
        When the roles must not be one person's, the region will not do, it is one's own account,
        or nobody would be left to administer the accounts.
    """
    if not roles:
        raise StoreError(*said("no_role"))
    with transaction(engine) as writing:
        account = writing.get_one(Account, account_id)
        check_other(writing, account, by, stays="administrator" in roles)
        before = _duties(account)
        account.region_id = seen(writing, roles, region)
        account.roles = roles_named(writing, roles)
        end_sessions(writing, account)
        writing.flush()
        after, subject = _duties(account), ("account", account_id)
        audit.record(writing, "duties_changed", author, subject, before=before, after=after)


def _duties(account: Account) -> dict[str, object]:
    return {"roles": sorted(role.name for role in account.roles), "region_id": account.region_id}


def check_other(writing: Session, account: Account, by: int | None, *, stays: bool) -> None:
    """Refuse to change one's own account, or to leave nobody who administers the accounts.

    Parameters
    ----------
    writing : Session
        The transaction.
    account : Account
        Whose account is changed.
    by : int or None
        Who changes it; None for the command line.
    stays : bool
        Whether it administers afterwards.

    Raises
    ------
    StoreError
        Saying which.
    """
    if by == account.id:
        raise StoreError(*said("own_duties"))
    administers = any(role.name == "administrator" for role in account.roles)
    if administers and not stays and _others(writing, account.id) == 0:
        raise StoreError(*said("last_administrator"))


def _others(writing: Session, account_id: int) -> int:
    others = select(func.count(Account.id)).where(Account.id != account_id, Account.active)
    found = writing.scalar(others.where(Account.roles.any(Role.name == "administrator")))
    return int(found or 0)
