"""Which rows of densities an account is shown; all are judged, since each leans on the others."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from vector.stats.series import Series
from vector.store import places
from vector.store.tables import Station

NARROW = frozenset({"station", "street"})


class Wanted:
    """Of pooled rows those that an account may see, or one part of them in their order.

    ``first`` is where the rows that are judged begin in the whole list, ``count`` how long it is.
    """

    def __init__(self, seen: Callable[[Series], NDArray[np.bool_]], part: slice | None) -> None:
        self.first, self.count = 0, 0
        self._seen, self._part = seen, part

    def __call__(self, series: Series) -> NDArray[np.int64]:
        """The positions of the rows to judge: whole places and periods."""
        rows = np.flatnonzero(self._seen(series))
        self.count = len(rows)
        if self._part is None:
            return rows
        places = np.sort(series.place[rows])
        of_part = places[self._part]
        if not len(of_part):
            return rows[:0]
        self.first = int(np.searchsorted(places, of_part[0]))
        return rows[(series.place[rows] >= of_part[0]) & (series.place[rows] <= of_part[-1])]


def below_of(reading: Session, region: int | None, own: set[int]) -> set[int]:
    """Of the stations that the account may see those of a region."""
    if region is None:
        return own
    inside = select(Station.id).where(Station.region_id.in_(places.subtree(region)))
    return own & set(reading.scalars(inside))


def shown(
    found: pd.DataFrame, own: set[int], below: set[int], by: str
) -> Callable[[Series], NDArray[np.bool_]]:
    """Which rows are shown; a probability leans on like stations, seen and asked for or not."""
    if by not in NARROW:
        return lambda series: np.ones(len(series), np.bool_)
    streets = set(found.loc[found["station_id"].isin(below), "region_id"])
    seen = below if by == "station" else streets & set(_whole_streets(found, own))
    known = {str(each) for each in seen}

    def known_to_them(series: Series) -> NDArray[np.bool_]:
        names = np.array([name in known for name in series.names[by]])
        return np.asarray(names[series.codes[by]], np.bool_)

    return known_to_them


def _whole_streets(found: pd.DataFrame, own: set[int]) -> Sequence[int]:
    """The streets of whose stations the account sees every one."""
    unseen = set(found.loc[~found["station_id"].isin(own), "region_id"].unique().tolist())
    return [street for street in found["region_id"].unique().tolist() if street not in unseen]
