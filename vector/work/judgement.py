"""Judged rows by place and index: the counts, what they came to, and who was pooled."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import Any, NamedTuple

import pandas as pd

from vector.catalog import Catalog
from vector.report.evidence import Window
from vector.work.present import WHOLE_STREET, Pools, Spot, companions

Members = Mapping[tuple[int, str, str], tuple["Member", ...]]


class Counts(NamedTuple):
    """Pooled numerator and denominator, in stored units."""

    numerator: int
    denominator: int


class Member(NamedTuple):
    """A station that was pooled with others: its last survey, and whether anything was found."""

    station_id: int
    day: date
    found: bool


@dataclass(frozen=True)
class Judged:
    """One judged row: a place, a method and an index, with its companions' counts.

    ``members`` are the stations of a street judged as a whole.
    """

    street_id: int
    station_id: int
    method: str
    index: str
    start: date
    end: date
    stations: int
    surveys: int
    counts: Counts
    lower: float | None
    upper: float | None
    band: int | None
    p_beyond: float | None
    words: str
    flag: bool
    companions: Mapping[str, Counts]
    members: tuple[Member, ...] = ()

    @property
    def spot(self) -> Spot:
        """The place and index."""
        return self.street_id, self.station_id, self.index

    @property
    def window(self) -> Window:
        """The surveys pooled."""
        numerator, denominator = self.counts
        return Window(
            start=self.start,
            end=self.end,
            numerator=numerator,
            denominator=denominator,
            companions=tuple((name, *each) for name, each in sorted(self.companions.items())),
        )


def judgements(
    frame: pd.DataFrame, chosen: Pools, catalog: Catalog, wanted: Collection[Spot]
) -> dict[Spot, list[Judged]]:
    """Return the judged rows that are beyond a limit or asked for, by place and index.

    Parameters
    ----------
    frame : DataFrame
        As :func:`vector.work.present.judged` gives.
    chosen : Pools
        What was judged.
    catalog : Catalog
        For the pairs.
    wanted : collection of Spot
        Places and indices whose rows are asked for, beyond their limit or not.

    Returns
    -------
    dict
        One row for each method; only rows with effort, and none for a count per positive unit.
    """
    spots = pd.MultiIndex.from_frame(frame[["street_id", "station_id", "index"]])
    effort = frame["denominator"].to_numpy() > 0
    asked = spots.isin(list(wanted)) if wanted else False
    kept = effort & ((frame["flag"] == 1).to_numpy() | asked)
    pairs = companions(catalog)
    kept &= ~frame["index"].isin(pairs).to_numpy()
    rows = frame[kept]
    counts = _companions(frame, pairs)
    members = _members(chosen.streets) if (rows["station_id"] == WHOLE_STREET).any() else {}
    found: dict[Spot, list[Judged]] = defaultdict(list)
    for row in rows.itertuples(index=False):
        each = _judged(row, counts, members)
        found[each.street_id, each.station_id, each.index].append(each)
    return found


def _members(streets: pd.DataFrame) -> Members:
    """Return the stations pooled in each street, method and index."""
    own = streets[streets["effort"]]
    keys = ["street_id", "method", "index", "member"]
    last = own.groupby(keys, observed=True, sort=True).agg(
        day=("date", "max"), numerator=("numerator", "sum")
    )
    found: dict[tuple[int, str, str], list[Member]] = defaultdict(list)
    for (street, method, index, station), day, numerator in zip(
        last.index, last["day"], last["numerator"], strict=True
    ):
        each = Member(int(station), pd.Timestamp(day).date(), numerator > 0)
        found[int(street), method, index].append(each)
    return {key: tuple(each) for key, each in found.items()}


def _companions(frame: pd.DataFrame, pairs: Mapping[str, str]) -> dict[Any, dict[str, Counts]]:
    """Return the counts of companions by place, method and the rate they follow."""
    found: dict[Any, dict[str, Counts]] = defaultdict(dict)
    rows: Iterator[Any] = frame[frame["index"].isin(pairs).to_numpy()].itertuples(index=False)
    for row in rows:
        key = (row.street_id, row.station_id, row.method, pairs[row.index])
        found[key][row.index] = Counts(int(row.numerator), int(row.denominator))
    return found


def _judged(row: Any, companions: Mapping[Any, dict[str, Counts]], members: Members) -> Judged:
    place = (row.street_id, row.station_id, row.method, row.index)
    whole = row.station_id == WHOLE_STREET
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
        members=members.get((row.street_id, row.method, row.index), ()) if whole else (),
    )


def _number(value: float) -> float | None:
    return None if isnan(value) else float(value)
