"""One index in one month, judged for everybody alike.

A probability leans on what like stations show. So every station and street is judged, seen or not,
once for all who look; who sees which of them is decided afterwards. A street with one station is
that station, and is told as it is.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd
from sqlalchemy.orm import Session

from dashboard.service import service
from dashboard.text import language
from vector.catalog import Index
from vector.stats.judge import judge
from vector.store import components as stored
from vector.store import plans
from vector.work.limits import ActionLimits

By = Literal["street", "station"]
VERDICT = ["p_beyond", "words", "flag", "reason"]


@dataclass(frozen=True)
class Asked:
    """What is looked at: an index, in which month, told by level or band, or by probability."""

    index: Index
    month: date
    measure: Literal["level", "chance"]
    method: str = ""

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods by which the index was counted: the chosen one, else all."""
        return tuple(each for each in self.index.methods if self.method in ("", each))

    @property
    def present(self) -> bool:
        """Whether it is the month that runs."""
        return self.month == service().today().replace(day=1)

    @property
    def last(self) -> date:
        """The last day of the month."""
        return plans.last_day(self.month)


def judged(reading: Session, asked: Asked, by: By) -> pd.DataFrame:
    """The judged rows of one month, seen or not; ``place`` is the id of the street or station.

    Methods are never summed: of several by which a place was counted it is told by the worst.
    """
    running = service()
    key = ("month", asked.index.id, asked.month, asked.method, by, running.today(), language())
    return running.memory.recall(
        reading, key, lambda: _of_each(_all(reading, asked, by), asked.index, by)
    )


def _of_each(rows: pd.DataFrame, index: Index, by: By) -> pd.DataFrame:
    kept = worst(rows, index, by)
    return kept.assign(place=kept[by].astype(str).astype(int))


def worst(rows: pd.DataFrame, index: Index, of: str) -> pd.DataFrame:
    """The worst row of each place, or of what else there is one for each method of: flagged, then
    likeliest, then furthest to the bad side."""
    bad = rows["value"] if index.worse == "high" else -rows["value"]
    ordered = rows.assign(bad=bad).sort_values(["flag", "p_beyond", "bad"], na_position="first")
    return ordered.drop_duplicates(of, keep="last").drop(columns="bad")


def _all(reading: Session, asked: Asked, by: By) -> pd.DataFrame:
    found = stored.components(
        reading, indices=asked.index.together, start=asked.month, end=asked.last
    )
    found = found[found["method"].isin(asked.methods)]
    rows = _judge(reading, found, asked, by)
    if by == "station" or rows.empty:
        return rows
    lone = found.groupby(["region_id", "method"], observed=True)["station_id"].nunique() == 1
    streets = rows["street"].astype(str).astype(int)
    alone = pd.MultiIndex.from_arrays([streets, rows["method"]]).isin(lone.index[lone])
    return _as_stations(rows, _judge(reading, found, asked, "station"), alone)


def _as_stations(rows: pd.DataFrame, stations: pd.DataFrame, alone: object) -> pd.DataFrame:
    """Streets of one station with that station's verdict."""
    place = ["street", "method"]
    own = stations[[*place, *VERDICT]].astype(dict.fromkeys(place, str))
    verdict = own.drop_duplicates(place).set_index(place)
    at = pd.MultiIndex.from_frame(rows[place].astype(str))
    told = rows.copy()
    for name in VERDICT:
        told[name] = told[name].astype(object).mask(alone, verdict[name].reindex(at).to_numpy())
    return told.astype({"p_beyond": float, "flag": bool})


def _judge(reading: Session, found: pd.DataFrame, asked: Asked, by: By) -> pd.DataFrame:
    """The rows of the index that have a value; places are named by their ids."""
    running = service()
    ids = found.assign(street_id=found["region_id"])
    named = {"street": ids["street_id"], "station": ids["station_id"]}
    texts = {place: ids_.astype(str).astype("category") for place, ids_ in named.items()}
    rows = judge(
        found.assign(**texts),
        running.catalog,
        by=by,
        period="all",
        profile=running.settings.profile,
        city_rule=None,
        action_limits=ActionLimits(reading, asked.last).keys(ids),
        verdicts=False,
        language=language(),
    )
    return rows[(rows["index"] == asked.index.id) & rows["value"].notna()]
