"""What the map shows: streets and stations by what is flagged now, or by an index in a month."""

from collections import Counter
from typing import Any

import pandas as pd
from dash import html
from sqlalchemy.orm import Session

from dashboard import county, visible
from dashboard.figures import Figure
from dashboard.figures.county import county_figure
from dashboard.month import Asked
from dashboard.pages.map_list import listed
from dashboard.service import account, service
from dashboard.standing import Standing
from dashboard.text import say
from vector.store import places
from vector.store.engine import session

# Regions of these levels may be seen as outlines by their neighbours: everybody knows them.
PUBLIC = ("province", "city", "county")


def _station_hovers(stations: pd.DataFrame) -> list[str]:
    """What is said of each station; each day and state is put in words but once."""
    ends = {
        (state, day): f"{say(f'state.{state}')}\n"
        + (say("map.never") if day is None else say("map.last", day=day))
        for state, day in set(zip(stations["state"], stations["last"], strict=True))
    }
    columns = (stations[name].tolist() for name in ("station", "street", "state", "last"))
    return [
        f"{station}\n{street}\n{ends[state, day]}"
        for station, street, state, day in zip(*columns, strict=True)
    ]


def _flagged(streets: pd.DataFrame, stations: pd.DataFrame, flags: list[Any]) -> pd.DataFrame:
    known = set(stations.loc[stations["state"] != "unknown", "street_id"])
    street_of = dict(zip(stations["id"], stations["street_id"], strict=True))
    places = {(street_of.get(flag.station_id, flag.region_id), flag.station_id) for flag in flags}
    counts = pd.Series([street for street, _ in places], dtype="int64").value_counts()
    drawn = streets.assign(
        flagged=streets["id"].map(counts).fillna(0).astype(int),
        known=streets["id"].isin(known | set(counts.index)),
    )
    return drawn.assign(
        hover=[
            say("map.hover_street" if row.known else "map.hover_street_unknown",
                name=row.name, flagged=row.flagged)
            for row in drawn.itertuples(index=False)
        ]
    )  # fmt: skip


def _flags(reading: Session, group: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Streets and stations by what is flagged now, of one group or all."""
    catalog = service().catalog
    flags = [
        flag for flag in visible.open_flags()
        if not group or catalog.indices[flag.index_id].group == group
    ]  # fmt: skip
    stations, streets = visible.stations(reading), visible.streets(reading)
    last = visible.last_surveyed(reading, group)
    flagged = {flag.station_id for flag in flags if flag.station_id}
    stations = visible.states(stations, flagged, last)
    stations = stations.assign(hover=_station_hovers(stations))
    return _flagged(streets, stations, flags), stations


def _by_index(reading: Session, asked: Asked) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Streets and stations by an index in a month, with what is flagged of it."""
    standing = Standing(reading, asked)
    stations = county.stations(reading, asked, standing)
    flagged = Counter(stations.loc[stations["state"] == "flagged", "street_id"]) + standing.streets
    return county.streets(reading, asked, flagged), stations


def shown(group: str, asked: Asked | None) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The streets, the stations and the neighbours' outlines of what is asked for."""
    with session(service().engine) as reading:
        if asked is None:
            streets, stations = _flags(reading, group)
        else:
            streets, stations = _by_index(reading, asked)
        return streets, stations, _neighbours(reading)


def _neighbours(reading: Session) -> pd.DataFrame:
    """The regions of the same public level beside the person's own, where they were taken in."""
    regions = places.regions(reading)
    own = regions[regions["id"] == account().region_id]
    level = own["level"].iloc[0] if len(own) else ""
    beside = (regions["level"] == level) & (regions["id"] != account().region_id)
    return regions[beside & regions["geometry"].notna() & (level in PUBLIC)]


def drawn(group: str, asked: Asked | None) -> tuple[Figure, int, html.Details | None, bool]:
    """The map, how many stations have no place on it, its streets as a table to read, and whether
    neighbours are outlined on it.

    Where there is no station and nothing to draw, a table would say nothing either.
    """
    streets, stations, neighbours = shown(group, asked)
    placed = stations[stations["longitude"].notna() & stations["latitude"].notna()]
    bounded = streets[streets["geometry"].notna()]
    figure = county_figure(bounded, placed, say("map.nothing"), neighbours)
    told = listed(streets, asked) if figure["data"] or len(stations) else None
    return figure, len(stations) - len(placed), told, not neighbours.empty
