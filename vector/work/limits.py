"""Which action limit holds where: a station's own, else that of the nearest region above it."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from vector.stats.threshold import LimitKey
from vector.store.limits import in_force
from vector.store.tables import ActionLimit, Region, Station


def _pairs(session: Session, one: Any, other: Any) -> list[tuple[int, Any]]:
    return [(row[0], row[1]) for row in session.execute(select(one, other))]


class ActionLimits:
    """The action limits in force on a day.

    Parameters
    ----------
    session : Session
        Any transaction.
    on : date
        The day; of several limits in force for one place, the one set last holds.
    """

    def __init__(self, session: Session, on: date) -> None:
        rows = in_force(session, on)
        self._regions = {(row.index_id, row.region_id): row for row in rows if row.region_id}
        self._stations = {(row.index_id, row.station_id): row for row in rows if row.station_id}
        self._indices = sorted({row.index_id for row in rows})
        self._parents: dict[int, int | None] = {}
        self._home: dict[int, int] = {}
        if rows:
            self._parents = dict(_pairs(session, Region.id, Region.parent_id))
            self._home = dict(_pairs(session, Station.id, Station.region_id))

    def find(self, index: str, street: int, station: int) -> ActionLimit | None:
        """Return the limit that holds for a station, or for a street where station is 0."""
        own = self._stations.get((index, station))
        return own or self._above(index, self._home.get(station, street))

    def _above(self, index: str, region: int | None) -> ActionLimit | None:
        for each in self._chain(region):
            if (index, each) in self._regions:
                return self._regions[index, each]
        return None

    def _chain(self, region: int | None) -> Iterator[int]:
        while region is not None:
            yield region
            region = self._parents.get(region)

    def keys(self, frame: pd.DataFrame) -> dict[LimitKey, Fraction]:
        """Return the limits as the judge takes them, with places named by their ids."""
        found: dict[LimitKey, Fraction] = {}
        for index in self._indices:
            found |= self._of_streets(index)
            found |= self._of_stations(index, frame)
        return found

    def _of_streets(self, index: str) -> dict[LimitKey, Fraction]:
        each = ((region, self._above(index, region)) for region in self._parents)
        return {(index, str(region)): Fraction(row.value) for region, row in each if row}

    def _of_stations(self, index: str, frame: pd.DataFrame) -> dict[LimitKey, Fraction]:
        """Return the limits of stations whose own differs from their street's."""
        places = frame.loc[frame["index"] == index, ["street_id", "station_id"]].drop_duplicates()
        found: dict[LimitKey, Fraction] = {}
        for street, station in places.itertuples(index=False):
            row = self.find(index, street, station)
            if row is not None and row is not self._above(index, street):
                found[index, str(street), str(station)] = Fraction(row.value)
        return found
