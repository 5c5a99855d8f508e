"""Views 视图: a page with its filters that a person keeps under a name, for themselves alone.

A view is an address and nothing more: what it shows is decided anew each time, by what the person
may see then. One of a person's views may be the page they begin with.
"""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from vector.errors import StoreError
from vector.store.engine import transaction
from vector.store.tables import SavedView
from vector.work.refusal import said

MOST = 40
LONGEST_NAME, LONGEST_ADDRESS = 40, 2000


def listing(reading: Session, account_id: int) -> Sequence[SavedView]:
    """Return the views of an account by name, the one it begins with first.

    Parameters
    ----------
    reading : Session
        Any transaction.
    account_id : int
        Whose.
    """
    own = select(SavedView).where(SavedView.account_id == account_id)
    return reading.scalars(own.order_by(SavedView.starts.desc(), SavedView.name)).all()


def start(reading: Session, account_id: int) -> str | None:
    """Return the address that an account begins with, None where it chose none.

    Parameters
    ----------
    reading : Session
        Any transaction.
    account_id : int
        Whose.
    """
    own = select(SavedView.address).where(SavedView.account_id == account_id, SavedView.starts)
    return reading.scalar(own)


def save(engine: Engine, account_id: int, name: str, address: str, *, now: datetime) -> int:
    """Keep an address of this service under a name; a view of that name is replaced.

    Parameters
    ----------
    engine : Engine
        The database.
    account_id : int
        Whose.
    name : str
        What the person calls it, at most ``LONGEST_NAME`` letters.
    address : str
        Path and query of a page, e.g. ``/map?group=rodent``.
    now : datetime
        With zone.

    Returns
    -------
    int
        The view's number.

    Raises
    ------
    StoreError
        When the name or the address will not do, or there are ``MOST`` already.

    Examples
    --------
    >>> from datetime import UTC
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> from vector.work.enrolment import enrol
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> _ = enrol(engine, "li@cdc.example.cn", "correct horse 7", roles=["staff"])
    >>> number = save(engine, 1, "东街鼠", "/map?street=2", now=datetime(2026, 6, 1, tzinfo=UTC))
    >>> choose_start(engine, 1, number)
    >>> with session(engine) as reading:
    ...     start(reading, 1)
    '/map?street=2'
    """
    called, where = _named(name), _local(address)
    with transaction(engine) as writing:
        kept = listing(writing, account_id)
        row = next((each for each in kept if each.name == called), None)
        if row is None:
            if len(kept) >= MOST:
                raise StoreError(*said("view_many", most=MOST))  # fmt: skip
            row = SavedView(account_id=account_id, name=called, starts=False)
            writing.add(row)
        row.address, row.saved_at = where, now
        writing.flush()
        return row.id


def _named(name: str) -> str:
    called = " ".join(name.split())
    if not called or len(called) > LONGEST_NAME or not called.isprintable():
        raise StoreError(
            *said("view_name", longest_name=LONGEST_NAME),
        )
    return called


def _local(address: str) -> str:
    """An address that a browser cannot take for one of another site."""
    parts = urlsplit(address)
    strange = parts.scheme or parts.netloc or parts.fragment or "\\" in address
    if strange or not address.startswith("/") or address.startswith("//"):
        raise StoreError(*said("view_elsewhere"))
    if len(address) > LONGEST_ADDRESS or not address.isprintable() or " " in address:
        raise StoreError(*said("view_address"))  # fmt: skip
    return address


def rename(engine: Engine, account_id: int, view_id: int, name: str) -> None:
    """Call a view of an account by another name.

    Parameters
    ----------
    engine : Engine
        The database.
    account_id, view_id : int
        Whose, and which.
    name : str
        The new name.

    Raises
    ------
    StoreError
        When the account has no such view, another has that name, or the name will not do.
    """
    called = _named(name)
    with transaction(engine) as writing:
        row = _own(writing, account_id, view_id)
        others = [each for each in listing(writing, account_id) if each.id != view_id]
        if any(each.name == called for each in others):
            raise StoreError(*said("view_exists", called=called))
        row.name = called


def remove(engine: Engine, account_id: int, view_id: int) -> None:
    """Keep a view of an account no longer.

    Parameters
    ----------
    engine : Engine
        The database.
    account_id, view_id : int
        Whose, and which.

    Raises
    ------
    StoreError
        When the account has no such view.
    """
    with transaction(engine) as writing:
        writing.delete(_own(writing, account_id, view_id))


def choose_start(engine: Engine, account_id: int, view_id: int | None) -> None:
    """Let an account begin with one of its views, or with the usual page again.

    Parameters
    ----------
    engine : Engine
        The database.
    account_id : int
        Whose.
    view_id : int or None
        Which; None for the usual page.

    Raises
    ------
    StoreError
        When the account has no such view.
    """
    with transaction(engine) as writing:
        chosen = None if view_id is None else _own(writing, account_id, view_id)
        own = update(SavedView).where(SavedView.account_id == account_id)
        writing.execute(own.values(starts=False))
        if chosen is not None:
            chosen.starts = True


def _own(writing: Session, account_id: int, view_id: int) -> SavedView:
    mine = SavedView.account_id == account_id
    row = writing.scalar(select(SavedView).where(SavedView.id == view_id, mine))
    if row is None:
        raise StoreError(*said("no_view"))
    return row
