"""What the map shows of one index in one month: streets judged, or why not, and stations.

A street without a value says which kind of empty it is; of several kinds the one that asks for
most is told. A station or street that is flagged is drawn so, whatever rule has flagged it.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy.orm import Session

from dashboard import visible
from dashboard.flagged import effort, interval, percent, quantity
from dashboard.month import Asked, By, judged
from dashboard.service import service
from dashboard.standing import Standing
from dashboard.text import name, say
from vector.catalog import Index
from vector.report.numeral import half_up
from vector.stats.empty import Empty
from vector.store import completeness

MEASURES = ("flags", "level", "chance")
# The first of these that a station of the street has is what the street is told to be.
URGENT = (Empty.NO_EFFORT, Empty.NOT_REPORTED, Empty.NOT_DUE, Empty.NOT_REQUIRED)
CHANCES = (0.05, 0.2, 0.5, 0.8)


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


def streets(reading: Session, asked: Asked, flagged: Mapping[int, int]) -> pd.DataFrame:
    """The streets with ``look`` (a key of the figure's looks), ``told`` (short) and ``hover``.

    ``flagged`` is how many of their places are flagged.
    """
    own = visible.streets(reading)
    found = rows_of(reading, asked, "street", own["id"])
    missing = empties(reading, asked)
    looks = [
        f"empty.{missing.get(street, Empty.NOT_REQUIRED.value)}" if row is None
        else look_of(row, asked)
        for street, row in zip(own["id"], found, strict=True)
    ]  # fmt: skip
    told = [
        say(look) if row is None else short(row, asked)
        for look, row in zip(looks, found, strict=True)
    ]
    many = [flagged.get(street, 0) for street in own["id"]]
    hovers = [
        "\n".join([hover(place, row, asked, said), *_flags(count)])
        for place, row, said, count in zip(own["name"], found, told, many, strict=True)
    ]
    return own.assign(look=looks, told=told, hover=hovers, row=found, flagged=many)


def rows_of(reading: Session, asked: Asked, by: By, ids: "pd.Series[int]") -> list[Any | None]:
    """The judged row of each place; None where it has no value."""
    rows = {row.place: row for row in judged(reading, asked, by).itertuples()}
    return [rows.get(each) for each in ids]


def _flags(count: int) -> list[str]:
    return [say("map.hover_flagged", flagged=count)] if count else []


def look_of(row: Any, asked: Asked) -> str:
    """The look of a judged place: its level, band or probability; ``plain`` where it has none."""
    if asked.measure == "chance":
        if pd.isna(row.p_beyond):
            return "free"
        return f"chance.{sum(row.p_beyond >= each for each in CHANCES)}"
    if row.level:
        return f"level.{row.level}"
    return "plain" if pd.isna(row.band) else f"band.{int(row.band)}"


def short(row: Any, asked: Asked) -> str:
    """What stands under the street's name, so that colour never speaks alone."""
    look = look_of(row, asked)
    if look in ("plain", "free"):
        return quantity(half_up(row.value), asked.index.unit)
    if asked.measure == "chance":
        return percent(row.p_beyond)
    return say(look)


def hover(place: str, row: Any | None, asked: Asked, said: str) -> str:
    """The numbers under the mouse: method, value, interval, effort, judgement, month."""
    head = say("map.hover_of", name=place, index=name(asked.index), month=f"{asked.month:%Y-%m}")
    if row is None:
        return f"{head}\n{said}"
    unit = asked.index.unit
    lines = [
        head,
        _method(row.method, asked.index),
        quantity(half_up(row.value), unit),
        f"{say('number.interval_name')} {interval(row.lower, row.upper, unit)}",
        effort(asked.index, row.denominator, row.method),
        said,
        row.words or "",
    ]
    return "\n".join(filter(None, lines))


def _method(method: str, index: Index) -> str:
    called = name(service().catalog.methods[method])
    return say("map.by_method", method=called) if len(index.methods) > 1 else called


def stations(reading: Session, asked: Asked, standing: Standing) -> pd.DataFrame:
    """The stations with ``state``, ``effort`` (0 to 1 of the most seen) and ``hover``."""
    own = visible.stations(reading)
    found = rows_of(reading, asked, "station", own["id"])
    told = [say("map.not_surveyed") if row is None else short(row, asked) for row in found]
    states = [
        standing.of(row, standing.flagged(station, row), street, station)
        for station, street, row in zip(own["id"], own["street_id"], found, strict=True)
    ]
    hovers = [
        "\n".join([hover(place, row, asked, said), *standing.said(state, station)])
        for place, station, row, said, state in zip(
            own["station"], own["id"], found, told, states, strict=True
        )
    ]
    amounts = pd.Series([0 if row is None else row.denominator for row in found], own.index, float)
    shares = amounts / max(amounts.max(), 1.0) if len(own) else amounts
    return own.assign(state=states, effort=shares, hover=hovers, told=told, row=found)
