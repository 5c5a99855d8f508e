"""The judged present beside the open flags: what is beyond its limit, and what flags stand on."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from math import isnan
from typing import Any

import pandas as pd
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.catalog.index import GradedIndex
from vector.report.evidence import Evidence, Window
from vector.store.places import subtree
from vector.store.tables import Flag, Region, Station
from vector.work.bound import Bounds
from vector.work.evidence import Counts, Judged, Witness
from vector.work.limits import ActionLimits
from vector.work.present import (
    WHOLE_STREET,
    Pools,
    Spot,
    at_any_effort,
    companions,
    fresh,
    judged,
    pools,
)


class State:
    """The state of all places on a day.

    Parameters
    ----------
    session : Session
        Any transaction.
    catalog : Catalog
        Indices and limits.
    profile : str
        The band profile.
    on : date
        The day.
    flags : mapping of Spot to Flag
        The open flags.
    """

    def __init__(
        self,
        session: Session,
        catalog: Catalog,
        profile: str,
        on: date,
        flags: Mapping[Spot, Flag],
    ) -> None:
        self._session, self._catalog, self._profile = session, catalog, profile
        chosen = pools(fresh(session, catalog, on), catalog, _streets(flags))
        limits = ActionLimits(session, on)
        frame = judged(chosen, catalog, profile, limits)
        self._rows = _rows(frame, catalog, set(flags))
        self.witness = Witness(
            catalog=catalog,
            bounds=Bounds(catalog, catalog.profiles[profile], limits),
            streets={row.id: row.name for row in session.execute(select(Region.id, Region.name))},
            stations={
                row.id: row.name for row in session.execute(select(Station.id, Station.name))
            },
        )
        self._flagged = {spot: row for spot, row in self._worst() if row is not None}

    def _worst(self) -> Iterator[tuple[Spot, Judged | None]]:
        """Yield the worst row beyond its limit of each spot; several methods may give an index."""
        for spot, rows in self._rows.items():
            beyond = [row for row in rows if row.flag]
            yield spot, max(beyond, key=self._badness, default=None)

    def enough(self, row: Judged, raised: Window) -> bool:
        """Return whether a row rests on effort enough to clear what these surveys raised.

        That is the least effort its index asks for; what is judged at any effort is also
        cleared by as much effort as raised it.
        """
        index = self._catalog.indices[row.index]
        least = index.min_effort
        if at_any_effort(index):
            least = min(least, raised.denominator)
        return row.counts.denominator >= max(least, 1)

    def _badness(self, row: Judged) -> tuple[int, int]:
        evidence = self.witness.evidence(row)
        return (evidence.severity if evidence else 0, row.counts.denominator)

    def flagged(self) -> Mapping[Spot, Judged]:
        """Return the places that are beyond their limit, with effort enough to say so."""
        return self._flagged

    def rows(self, spot: Spot) -> list[Judged]:
        """Return what is known now of a flagged place and index, one row for each method."""
        return self._rows.get(spot, [])

    def pair_known(self, row: Judged) -> bool:
        """Return whether every count per positive unit is known, where units were positive."""
        index = self._catalog.indices[row.index]
        if not isinstance(index, GradedIndex) or not row.counts.numerator:
            return True
        return all(
            name in row.companions and row.companions[name].denominator > 0
            for name in index.paired_with
        )

    def raised(self, flag: Flag) -> Window:
        """Return the surveys on which an open flag was raised."""
        return Evidence.read(flag.evidence).raised

    def standing(self, flags: Mapping[Spot, Flag]) -> set[Spot]:
        """Return the flags whose surveys still stand, or would still raise them.

        Surveys that came to the same sums are taken as unchanged. The others are judged again
        as on the last day of the surveys that raised the flag.
        """
        by_day: dict[date, dict[Spot, Window]] = defaultdict(dict)
        for spot, flag in flags.items():
            window = self.raised(flag)
            by_day[window.end][spot] = window
        found: set[Spot] = set()
        for day, windows in by_day.items():
            same = self._unchanged(day, windows)
            found |= same
            if len(same) < len(windows):
                found |= self._still_raised(day, set(windows) - same)
        return found

    def _unchanged(self, day: date, windows: Mapping[Spot, Window]) -> set[Spot]:
        streets = select(Region.id).where(Region.id.in_({street for street, _, _ in windows}))
        stations = select(Station.id).where(Station.region_id.in_(subtree(streets)))
        sums = _pools(self._session, self._catalog, day, windows, stations).sums()
        totals = zip(sums["numerator"].tolist(), sums["denominator"].tolist(), strict=True)
        kept = {(*key[:3], *total) for key, total in zip(sums.index, totals, strict=True)}
        return {
            spot
            for spot, window in windows.items()
            if all((*spot[:2], *each) in kept for each in _sums(spot[2], window))
        }

    def _still_raised(self, day: date, spots: Collection[Spot]) -> set[Spot]:
        """Judge the day again with all like stations, since they carry the probability."""
        chosen = _pools(self._session, self._catalog, day, spots)
        limits = ActionLimits(self._session, day)
        frame = judged(chosen, self._catalog, self._profile, limits)
        rows = _rows(frame, self._catalog, spots)
        return {
            spot for spot, found in rows.items() if spot in spots and any(row.flag for row in found)
        }


def _sums(index: str, window: Window) -> Iterator[tuple[str, int, int]]:
    """Yield the sums a flag was raised on: those of the rate and of its companions."""
    yield index, window.numerator, window.denominator
    yield from window.companions


def _streets(spots: Collection[Spot]) -> set[Spot]:
    return {spot for spot in spots if spot[1] == WHOLE_STREET}


def _pools(
    session: Session,
    catalog: Catalog,
    day: date,
    spots: Collection[Spot],
    stations: Select[Any] | None = None,
) -> Pools:
    return pools(fresh(session, catalog, day, stations), catalog, _streets(spots))


def _rows(
    frame: pd.DataFrame, catalog: Catalog, wanted: Collection[Spot]
) -> dict[Spot, list[Judged]]:
    """Return the judged rows that are beyond a limit or belong to an open flag."""
    spots = pd.MultiIndex.from_frame(frame[["street_id", "station_id", "index"]])
    effort = frame["denominator"].to_numpy() > 0
    asked = spots.isin(list(wanted)) if wanted else False
    kept = effort & ((frame["flag"] == 1).to_numpy() | asked)
    pairs = companions(catalog)
    kept &= ~frame["index"].isin(pairs).to_numpy()
    counts = _companions(frame, pairs)
    found: dict[Spot, list[Judged]] = defaultdict(list)
    for row in frame[kept].itertuples(index=False):
        each = _judged(row, counts)
        found[each.street_id, each.station_id, each.index].append(each)
    return found


def _companions(frame: pd.DataFrame, pairs: Mapping[str, str]) -> dict[Any, dict[str, Counts]]:
    """Return the counts of companions by place, method and the rate they follow."""
    found: dict[Any, dict[str, Counts]] = defaultdict(dict)
    rows: Iterator[Any] = frame[frame["index"].isin(pairs).to_numpy()].itertuples(index=False)
    for row in rows:
        key = (row.street_id, row.station_id, row.method, pairs[row.index])
        found[key][row.index] = Counts(int(row.numerator), int(row.denominator))
    return found


def _judged(row: Any, companions: Mapping[Any, dict[str, Counts]]) -> Judged:
    place = (row.street_id, row.station_id, row.method, row.index)
    return Judged(
        street_id=row.street_id,
        station_id=row.station_id,
        method=row.method,
        index=row.index,
        start=row.start.date(),
        end=row.end.date(),
        stations=int(row.stations),
        surveys=int(row.surveys),
        counts=Counts(int(row.numerator), int(row.denominator)),
        lower=_number(row.lower),
        upper=_number(row.upper),
        band=None if pd.isna(row.band) else int(row.band),
        p_beyond=_number(row.p_beyond),
        words=str(row.words),
        flag=bool(row.flag),
        companions=companions.get(place, {}),
    )


def _number(value: float) -> float | None:
    return None if isnan(value) else float(value)
