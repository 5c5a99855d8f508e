"""Re-checks: which stations of a street judged as a whole are still to be looked at again.

Small stations are judged together, so a street's flag must not clear by looking elsewhere in the
street. A station where something was found has been answered when its newest survey found
nothing, or is part of what the street is judged on now, or is judged by itself: then it carries a
flag of its own, or lies at or under the clear line.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from vector.report.evidence import Recheck
from vector.store.components import components
from vector.store.places import subtree
from vector.store.tables import Station
from vector.work.judgement import Judged


class Newest(NamedTuple):
    """A station's newest survey with effort: its day, and whether anything was found."""

    day: date
    found: bool


@dataclass(frozen=True)
class Rechecks:
    """The stations of one street's flag.

    Attributes
    ----------
    session : Session
        Any transaction.
    street : int
        The street's region id.
    index : str
        The flag's index.
    on : date
        The present.
    pooled : sequence of Judged
        What the street is judged on now.
    settled : callable
        Whether a station, by its id, is by now judged by itself and either flagged or clear.
    """

    session: Session
    street: int
    index: str
    on: date
    pooled: Sequence[Judged]
    settled: Callable[[int], bool]

    def open(self, rechecks: Collection[Recheck]) -> tuple[Recheck, ...]:
        """Return those that no later survey has answered."""
        if not rechecks:
            return ()
        newest = self._newest(rechecks)
        watched = self._watched([each.station for each in rechecks])
        return tuple(
            each
            for each in rechecks
            if each.station in watched and not self._answered(each, newest.get(each.station))
        )

    def _answered(self, each: Recheck, newest: Newest | None) -> bool:
        if newest is None or not newest.found:
            return True
        if newest.day == each.found_on:
            return False
        members = {(one.station_id, one.day) for row in self.pooled for one in row.members}
        return (each.station, newest.day) in members or self.settled(each.station)

    def _newest(self, rechecks: Collection[Recheck]) -> dict[int, Newest]:
        found = components(
            self.session,
            indices=[self.index],
            stations=[each.station for each in rechecks],
            start=min(each.found_on for each in rechecks),
            end=self.on,
        )
        looked = found[found["denominator"] > 0]
        daily = looked.groupby(["station_id", "date"], observed=True)["numerator"].sum()
        last = daily.groupby("station_id").tail(1).reset_index()
        days = last["date"].dt.date
        rows = zip(last["station_id"].tolist(), days, last["numerator"] > 0, strict=True)
        return {station: Newest(day, bool(found)) for station, day, found in rows}

    def _watched(self, stations: Collection[int]) -> set[int]:
        """Return the street's stations that are active; one that closed or moved is not awaited."""
        active = or_(Station.active_to.is_(None), Station.active_to >= self.on)
        here = Station.region_id.in_(subtree(self.street))
        found = select(Station.id).where(Station.id.in_(stations), active, here)
        return set(self.session.scalars(found))
