"""The roster 账号名册: everybody who has an account, for the administrator."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from vector.store import geography
from vector.store.tables import Account, Region
from vector.work import lockout, second_factor


@dataclass(frozen=True)
class Entry:
    """One account as the roster shows it."""

    id: int
    email: str
    username: str | None
    roles: tuple[str, ...]
    region: str
    region_code: str
    active: bool
    locked: bool
    invited: bool
    second_factor: bool
    last_login_at: datetime | None


def people(reading: Session, now: datetime) -> list[Entry]:
    """Return everybody by e-mail.

    Parameters
    ----------
    reading : Session
        Any transaction.
    now : datetime
        With zone; decides who is locked.
    """
    query = (
        select(Account, Region.name, Region.code)
        .outerjoin(Region, Region.id == Account.region_id)
        .options(selectinload(Account.roles))
        .order_by(Account.email)
    )
    return [_entry(row, name, code, now) for row, name, code in reading.execute(query)]


def _entry(row: Account, name: str | None, code: str | None, now: datetime) -> Entry:
    return Entry(
        row.id, row.email, row.username, tuple(sorted(role.name for role in row.roles)),
        name or "", code or "", row.active, lockout.locked(row, now), row.password is None,
        second_factor.is_set(row), row.last_login_at,
    )  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """A region to choose: by which word, its name unless several have that; and the other one."""

    code: str
    level: str
    word: str
    other: str


def regions(reading: Session) -> list[Choice]:
    """Return the regions that an account may see, by code; closed ones are not among them.

    Parameters
    ----------
    reading : Session
        Any transaction.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     [(each.word, each.other) for each in regions(reading)]
    [('本辖区', '0'), ('未划分街道', '0-0')]
    """
    found = geography.regions(reading)
    several = found["name"].duplicated(keep=False)
    word = found["name"].where(~several, found["code"])
    other = found["code"].where(~several, found["name"])
    rows = zip(found["code"], found["level"], word, other, strict=True)
    return [Choice(*row) for row in rows]
