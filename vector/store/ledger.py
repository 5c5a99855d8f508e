"""The ledger: survey ids are given out once, and changes of surveys follow one another.

On PostgreSQL two imports could otherwise each miss the rows that the other has just corrected;
on SQLite the write lock already keeps them apart, and the same statements cost nothing.
"""

from collections.abc import Iterable

from sqlalchemy import select, update

from vector.store.engine import Access, connection_of
from vector.store.tables import Ledger

# Asked several times for every page; written once, it is not looked through anew each time.
_CHANGES = select(Ledger.changes)


def hold(access: Access, ids: int = 0) -> int:
    """Hold the ledger to the end of the transaction, and take survey ids from it.

    Whoever reads places or surveys in order to change them calls this first.

    Parameters
    ----------
    access : Connection or Session
        A transaction that writes.
    ids : int
        How many ids are wanted.

    Returns
    -------
    int
        The first of that many consecutive ids, each greater than any given out before.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, transaction
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with transaction(engine) as session:
    ...     hold(session, 10), hold(session)
    (1, 11)
    """
    taken = (
        update(Ledger)
        .values(last_survey_id=Ledger.last_survey_id + ids, changes=Ledger.changes + 1)
        .returning(Ledger.last_survey_id)
    )
    last: int = connection_of(access).execute(taken).scalar_one()
    return last - ids + 1


def still(access: Access) -> None:
    """Hold the ledger to the end of the transaction, by one who changes no survey.

    What follows from the surveys, flags and what models say, is written by one at a time as well.

    Parameters
    ----------
    access : Connection or Session
        A transaction that writes.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, transaction
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with transaction(engine) as session:
    ...     before, _ = changes(session), still(session)
    ...     changes(session) - before
    0
    """
    # SQLite has no such clause and needs none: whoever writes has the write lock.
    connection_of(access).execute(select(Ledger.id).with_for_update())


def changes(access: Access) -> int:
    """Return how often the surveys have changed: what was computed before may be kept till then.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, transaction
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with transaction(engine) as session:
    ...     before, _ = changes(session), hold(session)
    ...     changes(session) - before
    1
    """
    return connection_of(access).execute(_CHANGES).scalar_one()


def mark(access: Access, methods: Iterable[str]) -> None:
    """Note that surveys by these methods came or went, for the watch to see to.

    Parameters
    ----------
    access : Connection or Session
        A transaction that holds the ledger.
    methods : iterable of str
        Method ids.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, transaction
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with transaction(engine) as session:
    ...     mark(session, ["snap_trap"]), mark(session, ["dipping"])
    ...     settle(session, "seen"), mark(session, ["snap_trap"])
    ...     watched(session)
    (None, None)
    (None, None)
    ('seen', frozenset({'snap_trap'}))
    """
    both = watched(access)[1].union(methods)
    connection_of(access).execute(update(Ledger).values(stale=",".join(sorted(both)) or None))


def watched(access: Access) -> tuple[str | None, frozenset[str]]:
    """Return what the watch last saw, and the methods by which surveys came or went since.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    """
    query = select(Ledger.seen, Ledger.stale)
    seen, stale = connection_of(access).execute(query).one()
    return seen, frozenset((stale or "").split(",")) - {""}


def settle(access: Access, seen: str) -> None:
    """Write down what the watch has seen; from here on nothing came or went.

    Parameters
    ----------
    access : Connection or Session
        A transaction that holds the ledger.
    seen : str
        A digest of all that decides about flags but the surveys.
    """
    connection_of(access).execute(update(Ledger).values(seen=seen, stale=None))
