"""What flags rest on beside the surveys, and which indices are to be judged after a change.

The watch leaves behind, in the ledger, what it saw: the day, the limits, the places, the catalogue,
the open flags. While all that is unchanged, the state of an index can differ only where one of its
surveys does, so only the indices of the methods that surveys came or went by are judged. They are
judged at all stations, because a probability leans on what like stations show.
"""

import json
from collections.abc import Collection
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from vector import __version__
from vector.catalog import Catalog
from vector.catalog.index import Index
from vector.settings import Settings
from vector.store import ledger
from vector.store.tables import ActionLimit, Flag, Region, Station
from vector.work.flags import OUTLOOK


def touched(
    session: Session, catalog: Catalog, settings: Settings, on: date
) -> frozenset[str] | None:
    """Return the indices whose state may differ from what the watch last saw.

    Parameters
    ----------
    session : Session
        A transaction that holds the ledger.
    catalog, settings, on
        As for :func:`vector.work.watch.evaluate`.

    Returns
    -------
    frozenset of str, or None
        Index ids, with all that are judged together with them; None where everything is to be
        judged, because something else than surveys has changed or nothing was ever seen to.
    """
    seen, methods = ledger.watched(session)
    if seen is None or seen != _of(session, catalog, settings, on):
        return None
    own = {index.id for method in methods for index in catalog.indices_of(method)}
    return together(catalog, own)


def settle(session: Session, catalog: Catalog, settings: Settings, on: date) -> None:
    """Write down what the watch has just seen; ``session`` is its transaction."""
    ledger.settle(session, _of(session, catalog, settings, on))


def together(catalog: Catalog, indices: Collection[str]) -> frozenset[str]:
    """Return indices with all that are judged together with one of them, however far around.

    Examples
    --------
    >>> from vector.catalog import load
    >>> sorted(together(load(), {"trap_rate"}))
    ['trap_rate']
    """
    found = set(indices)
    for _ in catalog.indices:
        more = {each for index in catalog.indices.values() for each in _bound(index, found)}
        if more <= found:
            break
        found |= more
    return frozenset(found)


def _bound(index: Index, found: Collection[str]) -> set[str]:
    """Return an index with those it hangs on, where any of them is among the found."""
    own = set(index.together)
    return own if own & set(found) else set()


def _of(session: Session, catalog: Catalog, settings: Settings, on: date) -> str:
    """Return a digest of all that decides about flags but the surveys."""
    told = [str(on), settings.profile, *(_rows(session, each) for each in _asked())]
    words = json.dumps(told, ensure_ascii=False, default=str)
    return sha256(f"{_facts(catalog)}{words}".encode()).hexdigest()


@cache
def _asked() -> tuple[Any, ...]:
    measured = (Flag.cleared_at.is_(None), Flag.rule.not_in(OUTLOOK))
    flag = (Flag.id, Flag.region_id, Flag.station_id, Flag.index_id, Flag.rule, Flag.severity)
    return (
        # A limit that has ended still says what a flag's earlier days came to.
        select(*ActionLimit.__table__.columns).order_by(ActionLimit.id),
        select(Region.id, Region.name, Region.parent_id, Region.level).order_by(Region.id),
        select(Station.id, Station.name, Station.region_id, Station.active_to).order_by(Station.id),
        select(*flag).where(*measured).order_by(Flag.id),
    )


def _rows(session: Session, query: Select[Any]) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.execute(query)]


@lru_cache(maxsize=4)
def _facts(catalog: Catalog) -> str:
    """Return a digest of the catalogue, and of the program that reads it."""
    return sha256(f"{__version__}{catalog!r}".encode()).hexdigest()
