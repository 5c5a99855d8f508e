"""What the map shows of one index in one month: streets judged, or why not, and stations.

A street is pooled from its stations, first summed, then divided. One without a value says which
kind of empty it is; of several kinds the one that asks for most is told.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd
from sqlalchemy.orm import Session

from dashboard import visible
from dashboard.flagged import effort, interval, quantity
from dashboard.service import account, service
from dashboard.text import language, name, say
from vector.catalog import Index
from vector.catalog.index import GradedIndex
from vector.report.numeral import half_up
from vector.stats.empty import Empty
from vector.stats.judge import judge
from vector.store import completeness, places, plans
from vector.store import components as stored
from vector.work.limits import ActionLimits

MEASURES = ("flags", "level", "chance")
# The first of these that a station of the street has is what the street is told to be.
URGENT = (Empty.NO_EFFORT, Empty.NOT_REPORTED, Empty.NOT_DUE, Empty.NOT_REQUIRED)
CHANCES = (0.05, 0.2, 0.5, 0.8)


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
    def last(self) -> date:
        """The last day of the month."""
        return plans.last_day(self.month)


def together(index: Index) -> tuple[str, ...]:
    """The index with the ones its level hangs on."""
    paired = index.paired_with if isinstance(index, GradedIndex) else ()
    return tuple(each for each in (index.id, index.needs_positive, *paired) if each)


def judged(reading: Session, asked: Asked, by: Literal["street", "station"]) -> pd.DataFrame:
    """The judged rows of one month; ``place`` is the id of the street or station."""
    running, index = service(), asked.index
    found = stored.components(
        reading,
        indices=together(index),
        stations=places.visible_stations(account()),
        start=asked.month,
        end=asked.last,
    )
    found = found[found["method"].isin(asked.methods)]
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
    own = rows[(rows["index"] == index.id) & rows["value"].notna()]
    # Several methods of one index are told by the worst.
    own = own.sort_values(["flag", "p_beyond"], na_position="first")
    own = own.drop_duplicates(by, keep="last")
    return own.assign(place=own[by].astype(str).astype(int))


def empties(reading: Session, asked: Asked) -> dict[int, str]:
    """The kind of empty of each street in which no method of the index has a value."""
    running, today = service(), service().today()
    everything = running.memory.recall(
        reading,
        ("completeness", asked.month, today),
        lambda: completeness.month(reading, running.catalog, asked.month, today=today),
    )
    rows = visible.only_visible(reading, everything, "station_id")
    rows = rows[rows["method"].isin(asked.methods)]
    ranks = {kind.value: rank for rank, kind in enumerate(URGENT)}
    ranked = rows.assign(rank=rows["empty"].astype(object).map(ranks)).dropna(subset=["rank"])
    most = ranked.sort_values("rank").drop_duplicates("street_id")
    return dict(zip(most["street_id"], most["empty"].astype(str), strict=True))


def streets(reading: Session, asked: Asked) -> pd.DataFrame:
    """The streets with ``look`` (a key of the figure's looks), ``told`` (short) and ``hover``."""
    own = visible.streets(reading)
    rows = {row.place: row for row in judged(reading, asked, "street").itertuples()}
    missing = empties(reading, asked)
    looks = [
        look_of(rows[street], asked) if street in rows
        else f"empty.{missing.get(street, Empty.NOT_REQUIRED.value)}"
        for street in own["id"]
    ]  # fmt: skip
    told = [
        short(rows[street], asked) if street in rows else say(look)
        for street, look in zip(own["id"], looks, strict=True)
    ]
    hovers = [
        hover(place, rows.get(street), asked, said)
        for street, place, said in zip(own["id"], own["name"], told, strict=True)
    ]
    return own.assign(look=looks, told=told, hover=hovers, row=[rows.get(i) for i in own["id"]])


def look_of(row: Any, asked: Asked) -> str:
    """The look of a judged place: its level, band or probability; ``plain`` where it has none."""
    if asked.measure == "chance":
        if pd.isna(row.p_beyond):
            return "plain"
        return f"chance.{sum(row.p_beyond >= each for each in CHANCES)}"
    if row.level:
        return f"level.{row.level}"
    return "plain" if pd.isna(row.band) else f"band.{int(row.band)}"


def short(row: Any, asked: Asked) -> str:
    """What stands under the street's name, so that colour never speaks alone."""
    look = look_of(row, asked)
    if look == "plain":
        return quantity(half_up(row.value), asked.index.unit)
    if asked.measure == "chance":
        percent = round(row.p_beyond * 100)
        return f"{min(max(percent, 1), 99)}%"
    return say(look)


def hover(place: str, row: Any | None, asked: Asked, said: str) -> str:
    """The numbers under the mouse: value, interval, effort, judgement, month."""
    head = say("map.hover_of", name=place, index=name(asked.index), month=f"{asked.month:%Y-%m}")
    if row is None:
        return f"{head}\n{said}"
    unit = asked.index.unit
    lines = [
        head,
        quantity(half_up(row.value), unit),
        f"{say('number.interval_name')} {interval(row.lower, row.upper, unit)}",
        effort(asked.index, row.denominator),
        said,
        row.words or "",
    ]
    return "\n".join(filter(None, lines))


def stations(reading: Session, asked: Asked) -> pd.DataFrame:
    """The stations with ``state``, ``effort`` (0 to 1 of the most) and ``hover``."""
    own = visible.stations(reading)
    rows = {row.place: row for row in judged(reading, asked, "station").itertuples()}
    most = max((row.denominator for row in rows.values()), default=0) or 1
    found = [rows.get(station) for station in own["id"]]
    states = ["unknown" if row is None else "flagged" if row.flag else "calm" for row in found]
    hovers = [
        hover(place, row, asked, say("map.not_surveyed") if row is None else short(row, asked))
        for place, row in zip(own["station"], found, strict=True)
    ]
    shares = [0.0 if row is None else float(row.denominator) / float(most) for row in found]
    return own.assign(state=states, effort=shares, hover=hovers)
