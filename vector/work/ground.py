"""The ground of flags: whether the surveys they rest on still stand, and what they come to now.

A window of surveys is intact when the same days come to the same sums. Where it is not, the last
of its days is judged again, as the watch would have judged it with the data of today.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.report.evidence import Window
from vector.store.places import subtree
from vector.store.tables import Region, Station
from vector.work.judgement import Judged, judgements
from vector.work.limits import ActionLimits
from vector.work.present import Pools, Spot, fresh, judged, pools


class Ground:
    """What flags stand on.

    Parameters
    ----------
    session : Session
        Any transaction.
    catalog : Catalog
        Indices and limits.
    profile : str
        The band profile.
    windows : mapping of Spot to collection of Window
        The surveys each open flag rests on.
    indices : collection of str, optional
        Theirs, with all that are judged together with them; all of the catalogue unless given.
    """

    def __init__(
        self,
        session: Session,
        catalog: Catalog,
        profile: str,
        windows: Mapping[Spot, Collection[Window]],
        indices: Collection[str] | None = None,
    ) -> None:
        self._session, self._catalog, self._profile = session, catalog, profile
        self._windows, self._indices = windows, indices
        self._judged: dict[date, Mapping[Spot, list[Judged]]] = {}
        by_day: dict[date, set[Spot]] = defaultdict(set)
        for spot, each in windows.items():
            for window in each:
                by_day[window.end].add(spot)
        self._sums = {day: self._standing(day, spots) for day, spots in by_day.items()}

    def intact(self, spot: Spot, window: Window) -> bool:
        """Return whether a window's days come to the same sums as when it was written."""
        kept = self._sums[window.end]
        return all((*spot[:2], *each) in kept for each in _sums(spot[2], window))

    def rows(self, spot: Spot, day: date) -> list[Judged]:
        """Return what a place is judged to have been on a day, by the data of today."""
        if day not in self._judged:
            self._judged[day] = self._judge(day)
        return self._judged[day].get(spot, [])

    def _standing(self, day: date, spots: Collection[Spot]) -> set[tuple[Any, ...]]:
        """Return street, station, index, sums and days of all around the places."""
        streets = select(Region.id).where(Region.id.in_({street for street, _, _ in spots}))
        stations = select(Station.id).where(Station.region_id.in_(subtree(streets)))
        sums = self._pools(day, stations).sums()
        totals = sums[["numerator", "denominator"]].itertuples(index=False, name=None)
        days = zip(sums["start"].dt.date, sums["end"].dt.date, strict=True)
        rows = zip(sums.index, totals, days, strict=True)
        found: set[tuple[Any, ...]] = set()
        for key, total, first_and_last in rows:
            found |= {(*key[:3], *total), (*key[:3], *total, *first_and_last)}
        return found

    def _judge(self, day: date) -> Mapping[Spot, list[Judged]]:
        """Judge a day with all like stations, since they carry the probability."""
        chosen = self._pools(day)
        frame = judged(chosen, self._catalog, self._profile, ActionLimits(self._session, day))
        return judgements(frame, chosen, self._catalog, self._windows.keys())

    def _pools(self, day: date, stations: Select[Any] | None = None) -> Pools:
        found = fresh(self._session, self._catalog, day, stations, self._indices)
        return pools(found, self._catalog)


def _sums(index: str, window: Window) -> Iterator[tuple[Any, ...]]:
    """Yield the sums of a window: those of the rate with its days, and of its companions."""
    yield index, window.numerator, window.denominator, window.start, window.end
    yield from window.companions
