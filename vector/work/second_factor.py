"""The second factor 第二重验证: an authenticator's codes, and recovery codes for a lost one.

A code is good once: the counter of the last one that was taken is kept. Of recovery codes only
their SHA-256 is kept; they are random, so a fast hash does.
"""

import secrets
from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy import Engine, or_, update
from sqlalchemy.orm import Session

from vector.store import audit
from vector.store.engine import transaction
from vector.store.tables import Account
from vector.work.account_mail import tell
from vector.work.passwords import end_sessions

METHOD = "authenticator"
CODES = 10
# Without letters and digits that are taken for one another.
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def fresh_codes() -> list[str]:
    """Return new recovery codes, to be shown once.

    Examples
    --------
    >>> len(fresh_codes()), len(fresh_codes()[0])
    (10, 14)
    """
    return ["-".join(_part() for _ in range(3)) for _ in range(CODES)]


def _part() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(4))


def _hash(code: str) -> str:
    plain = "".join(code.split()).replace("-", "").casefold()
    return sha256(plain.encode()).hexdigest()


def is_set(account: Account) -> bool:
    """Decide whether an account signs in with a second factor.

    Parameters
    ----------
    account : Account
        Whose.

    Examples
    --------
    >>> is_set(Account()), is_set(Account(tf_primary_method=METHOD, tf_totp_secret="..."))
    (False, True)
    """
    return bool(account.tf_primary_method and account.tf_totp_secret)


def begin(
    engine: Engine, account_id: int, sealed: str, codes: Sequence[str], author: audit.Author
) -> None:
    """Set an account's second factor; its sessions end, and its recovery codes are new.

    Parameters
    ----------
    engine : Engine
        The database.
    account_id : int
        Whose.
    sealed : str
        The authenticator's secret, sealed with the service's key.
    codes : sequence of str
        The recovery codes.
    author : Author
        For the audit log.
    """
    with transaction(engine) as writing:
        account = writing.get_one(Account, account_id)
        account.tf_primary_method, account.tf_totp_secret = METHOD, sealed
        account.tf_last_counter = None
        account.mf_recovery_codes = [_hash(code) for code in codes]
        end_sessions(writing, account)
        tell(writing, account, "second_factor_set", author)
        audit.record(writing, "second_factor_set", author, ("account", account_id))


def renew_codes(
    engine: Engine, account_id: int, codes: Sequence[str], author: audit.Author
) -> None:
    """Give an account new recovery codes; the old ones end.

    Parameters
    ----------
    engine : Engine
        The database.
    account_id : int
        Whose.
    codes : sequence of str
        The new ones.
    author : Author
        For the audit log.
    """
    with transaction(engine) as writing:
        account = writing.get_one(Account, account_id)
        account.mf_recovery_codes = [_hash(code) for code in codes]
        tell(writing, account, "recovery_codes_renewed", author)
        audit.record(writing, "recovery_codes_renewed", author, ("account", account_id))


def remove(engine: Engine, account_id: int, author: audit.Author | None = None) -> None:
    """Take an account's second factor away, as when the authenticator is lost.

    Parameters
    ----------
    engine : Engine
        The database.
    account_id : int
        Whose.
    author : Author, optional
        For the audit log; the user of the command line unless given.
    """
    with transaction(engine) as writing:
        account = writing.get_one(Account, account_id)
        account.tf_primary_method = account.tf_totp_secret = None
        account.tf_last_counter = account.mf_recovery_codes = None
        end_sessions(writing, account)
        tell(writing, account, "second_factor_removed", author)
        audit.record(writing, "second_factor_removed", author, ("account", account_id))


def take(engine: Engine, account_id: int, counter: int) -> bool:
    """Take a code, unless it or a later one was taken before.

    Parameters
    ----------
    engine : Engine
        The database.
    account_id : int
        Whose.
    counter : int
        Of the code: the number of its half minute.

    Returns
    -------
    bool
        Whether it was still good.
    """
    earlier = or_(Account.tf_last_counter.is_(None), Account.tf_last_counter < counter)
    with transaction(engine) as writing:
        own = update(Account).where(Account.id == account_id, earlier)
        taken = writing.connection().execute(own.values(tf_last_counter=counter))
        return taken.rowcount == 1


def holds(account: Account, code: str) -> bool:
    """Decide whether a recovery code is one of the account's.

    Parameters
    ----------
    account : Account
        Whose.
    code : str
        As typed; blanks, hyphens and letter case do not matter.
    """
    return _hash(code) in (account.mf_recovery_codes or [])


def spend(engine: Engine, account_id: int, code: str, author: audit.Author) -> bool:
    """Use a recovery code up.

    Parameters
    ----------
    engine : Engine
        The database.
    account_id : int
        Whose.
    code : str
        As typed.
    author : Author
        For the audit log.

    Returns
    -------
    bool
        Whether it was still good.
    """
    with transaction(engine) as writing:
        account = writing.get_one(Account, account_id)
        if not holds(account, code):
            return False
        left = [kept for kept in account.mf_recovery_codes or [] if kept != _hash(code)]
        account.mf_recovery_codes = left
        tell(writing, account, "recovery_code_used", author)
        _note_spent(writing, account_id, len(left), author)
        return True


def replayed(engine: Engine, account_id: int, author: audit.Author) -> None:
    """Tell the holder of a code that was tried again after it was taken.

    Parameters
    ----------
    engine : Engine
        The database.
    account_id : int
        Whose.
    author : Author
        Who tried, and from where.
    """
    with transaction(engine) as writing:
        tell(writing, writing.get_one(Account, account_id), "code_used_again", author)


def _note_spent(writing: Session, account_id: int, left: int, author: audit.Author) -> None:
    subject, after = ("account", account_id), {"left": left}
    audit.record(writing, "recovery_code_used", author, subject, after=after)
