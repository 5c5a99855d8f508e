"""The results that are ready each morning: season, quality and hotspots of what people look at.

They are computed for the whole county or city, and for the region of every account that sees
stations: nobody is shown a result that rests on more than they may see.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pandas as pd
import structlog
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.catalog.index import Index
from vector.settings import Settings
from vector.store import places
from vector.store.engine import session
from vector.store.places import SEEING
from vector.store.tables import Account, Component, Role
from vector.work import computations, results
from vector.work.computations import Computation, Parameters
from vector.work.counted import Places, Taken, taken
from vector.work.histories import makes_series
from vector.work.results import Question

log = structlog.get_logger()

SERVICE = "夜间任务"
BY: Places = "store"


@dataclass(frozen=True)
class Ready:
    """What is computed each night.

    Attributes
    ----------
    kind : str
        Of the result.
    contract : str
        The columns that it takes.
    made : callable
        What makes the columns of the store ready.
    compute : callable
        The computation.
    asked : callable
        Which questions are asked of an index.
    """

    kind: str
    contract: str
    made: Callable[[pd.DataFrame], pd.DataFrame]
    compute: Computation
    asked: Callable[[Index], tuple[Parameters, ...]]


READY = (
    Ready("season", "series", computations.unblanked, computations.season, computations.of_season),
    Ready("quality", "quality", pd.DataFrame.copy, computations.quality, computations.of_quality),
    Ready("hotspot", "hotspot", computations.placed, computations.hotspot, computations.of_hotspot),
)


def asks(asked: Parameters) -> dict[str, Any]:
    """Return all that a result of the night is kept under, which no other question has.

    Parameters
    ----------
    asked : mapping
        As :mod:`vector.work.computations` says, such as :func:`~computations.of_season`.

    Examples
    --------
    >>> asks({"show": "season"})
    {'places': 'store', 'language': 'zh', 'show': 'season'}
    """
    return {"places": BY, "language": "zh", **asked}


def refresh(
    engine: Engine,
    catalog: Catalog,
    settings: Settings,
    now: datetime,
    kinds: Collection[str] = (),
) -> int:
    """Compute what is to be ready wherever the counts or the methods have changed.

    Parameters
    ----------
    engine : Engine
        The database.
    catalog : Catalog
        Which indices are watched over the seasons.
    settings : Settings
        How many results are kept, and for how long.
    now : datetime
        With zone.
    kinds : collection of str, optional
        Only results of these kinds.

    Returns
    -------
    int
        How many were computed; the others stand.

    Raises
    ------
    ExceptionGroup
        Of all that went wrong; what went well is kept.
    """
    results.retire(engine, settings, now)
    ready = tuple(each for each in READY if not kinds or each.kind in kinds)
    night = _Night(engine, catalog, settings, now, ready)
    with session(engine) as reading:
        wanted = [
            (index, region) for index in _indices(reading, catalog) for region in _seen(reading)
        ]
    for index, region in wanted:
        night.place(index, region)
    if night.errors:
        raise ExceptionGroup("results", night.errors)
    return night.count


def _indices(reading: Session, catalog: Catalog) -> list[Index]:
    found = reading.scalars(select(Component.index_id).distinct().order_by(Component.index_id))
    return [catalog.indices[name] for name in found if makes_series(catalog, name)]


def _seen(reading: Session) -> list[int]:
    """Return the regions that results are asked of: the root, and those of accounts that see."""
    seeing = Account.roles.any(Role.name.in_(SEEING))
    own = select(Account.region_id).where(Account.active, Account.region_id.is_not(None), seeing)
    return sorted({places.root(reading), *reading.scalars(own)})


@dataclass
class _Night:
    """One night's work, and what came of it."""

    engine: Engine
    catalog: Catalog
    settings: Settings
    now: datetime
    ready: tuple[Ready, ...]
    count: int = 0
    errors: list[Exception] = field(default_factory=list)

    def place(self, index: Index, region: int) -> None:
        with session(self.engine) as reading:
            found = taken(reading, self.catalog, index, region)
        if found is None:
            return
        for each, asked in [(ready, asked) for ready in self.ready for asked in ready.asked(index)]:
            try:
                self.count += self.made(each, index, found, asked)
            except Exception as error:
                # One that fails must not keep the others from being ready.
                log.exception("result_failed", kind=each.kind, index=index.id, region=region)
                self.errors.append(error)

    def made(self, each: Ready, index: Index, found: Taken, asked: Parameters) -> bool:
        counted = found.under(each.contract, BY)
        return results.answer(
            self.engine,
            self.settings,
            Question(each.kind, index.id, found.region, asks(asked)),
            results.rests_on(counted, each.kind, self.catalog),
            lambda: each.compute(each.made(counted.frame), asked, self.catalog),
            now=self.now,
            by=SERVICE,
        ).new
