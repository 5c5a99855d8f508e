"""Lock-out 锁定: after some refusals in a row, an account is closed for a while.

It is counted in the database, so that it holds for all processes and over restarts. Wrong codes of
the second factor count as wrong passwords do.
"""

from datetime import datetime, timedelta

from sqlalchemy import Engine, update

from vector.errors import StoreError
from vector.settings import Access
from vector.store import audit
from vector.store.engine import transaction
from vector.store.tables import Account
from vector.work.account_mail import tell
from vector.work.refusal import said


def locked(account: Account, now: datetime) -> bool:
    """Decide whether an account is locked.

    Parameters
    ----------
    account : Account
        Whose.
    now : datetime
        With zone.

    Examples
    --------
    >>> from datetime import UTC
    >>> now = datetime(2026, 6, 1, tzinfo=UTC)
    >>> locked(Account(locked_until=now), now), locked(Account(), now)
    (False, False)
    >>> locked(Account(locked_until=now + timedelta(minutes=1)), now)
    True
    """
    return account.locked_until is not None and account.locked_until > now


def refuse(
    engine: Engine,
    account_id: int,
    what: str,
    rules: Access,
    *,
    now: datetime,
    author: audit.Author,
) -> bool:
    """Note and count a refusal, and lock the account when it is one too many.

    Parameters
    ----------
    engine : Engine
        The database.
    account_id : int
        Whose.
    what : str
        The code of the audit log: what was refused.
    rules : Access
        After how many, and for how long.
    now : datetime
        With zone.
    author : Author
        Who tried, and from where.

    Returns
    -------
    bool
        Whether this one locked it.
    """
    subject = ("account", account_id)
    with transaction(engine) as writing:
        counted = update(Account).where(Account.id == account_id)
        writing.execute(counted.values(failures=Account.failures + 1))
        account = writing.get_one(Account, account_id)
        audit.record(writing, what, author, subject, after={"failures": account.failures})
        if account.failures < rules.lock_after or locked(account, now):
            return False
        account.failures = 0
        account.locked_until = now + timedelta(minutes=rules.lock_minutes)
        until = {"locked_until": account.locked_until}
        tell(writing, account, "account_locked", author, now=now)
        audit.record(writing, "account_locked", author, subject, after=until)
        return True


def unlock(
    engine: Engine, account_id: int, *, now: datetime, author: audit.Author | None = None
) -> None:
    """Open a locked account before its time.

    Parameters
    ----------
    engine : Engine
        The database.
    account_id : int
        Whose.
    now : datetime
        With zone.
    author : Author, optional
        For the audit log; the user of the command line unless given.

    Raises
    ------
    StoreError
        When it is not locked.
    """
    with transaction(engine) as writing:
        account = writing.get_one(Account, account_id)
        if not locked(account, now):
            raise StoreError(*said("not_locked"))
        before = {"locked_until": account.locked_until}
        account.failures, account.locked_until = 0, None
        audit.record(writing, "account_unlocked", author, ("account", account_id), before=before)
