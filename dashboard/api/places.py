"""Where: regions and stations that the account may see, and each station's state."""

import json
from datetime import date
from typing import Any, Literal

import pandas as pd
from pydantic import Field
from sqlalchemy.orm import Session

from dashboard import visible
from dashboard.api.operation import GREATEST, Asked, Id, Page, Told, Word, operation
from dashboard.api.paging import Paged, after, by_key
from dashboard.api.problem import Refused
from dashboard.api.routes import api
from dashboard.declared import needs
from dashboard.service import account, service
from vector.store import places
from vector.store.engine import session

TAG = "places"
Level = Literal["province", "city", "county", "street", "community", "grid"]


class Region(Told):
    """An administrative region."""

    id: int
    code: str
    name: str
    level: Level
    parent_id: int | None
    population: int | None
    street_id: int = Field(description="the street it is or belongs to, itself where none is above")


class RegionShape(Region):
    """A region with its shape."""

    geometry: dict[str, Any] | None = Field(description="GeoJSON, outer rings clockwise")


class Station(Told):
    """A monitoring station; ``state`` is that of its latest surveys."""

    id: int
    code: str
    name: str
    region_id: int
    street_id: int
    street: str
    habitat: str | None
    longitude: float | None
    latitude: float | None
    active_from: date | None
    active_to: date | None
    last_surveyed: date | None
    state: Literal["flagged", "calm", "unknown"]


class RegionQuery(Asked):
    """Which regions."""

    level: Level | None = None
    parent: Id | None = None


class StationFilter(Asked):
    """Which stations."""

    street: Id | None = Field(None, description="a street's id")
    search: Word | None = Field(None, description="part of the name or code")
    state: Literal["flagged", "calm", "unknown"] | None = None


class StationQuery(StationFilter, Paged):
    """Which stations, in parts."""


def seen_regions(reading: Session) -> pd.DataFrame:
    """The regions whose stations the account may see."""
    own = reading.scalars(places.visible_regions(account())).all()
    rows = places.regions(reading)
    return rows[rows["id"].isin(own)].sort_values("id")


def seen_region(reading: Session, region_id: int) -> Any:
    """A region that the account may see; there is no other."""
    rows = seen_regions(reading)
    found = next(rows[rows["id"] == region_id].itertuples(), None)
    if found is None:
        raise Refused(404)
    return found


def seen_station(reading: Session, station_id: int) -> Any:
    """A station that the account may see; there is no other."""
    rows = visible.stations(reading)
    found = next(rows[rows["id"] == station_id].itertuples(), None)
    if found is None:
        raise Refused(404)
    return found


def plain(value: Any) -> Any:
    """A value of a table as JSON knows it: what is missing is null."""
    if isinstance(value, list | dict | str):
        return value
    if value is None or pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as JSON knows them."""
    return [
        {str(name): plain(value) for name, value in row.items()} for row in rows.to_dict("records")
    ]


def stations_with_state(reading: Session) -> pd.DataFrame:
    """The stations that the account may see, with their states, by id."""
    rows, last = visible.stations(reading), visible.last_surveyed(reading)
    raised = {flag.station_id for flag in visible.open_flags() if flag.station_id}
    named = {"station": "name", "last": "last_surveyed"}
    return visible.states(rows, raised, last).rename(columns=named).sort_values("id")


def matching(rows: pd.DataFrame, query: StationFilter) -> pd.DataFrame:
    """Of stations those that a query asks for."""
    if query.street is not None:
        rows = rows[rows["street_id"] == query.street]
    if query.state is not None:
        rows = rows[rows["state"] == query.state]
    if query.search:
        names = rows["name"].str.lower() + "\n" + rows["code"].str.lower()
        rows = rows[names.str.contains(query.search.lower(), regex=False)]
    return rows


@api.get("/regions")
@needs("see")
@operation(TAG, list[Region], query=RegionQuery)
def regions(query: RegionQuery) -> Any:
    """Regions."""
    with session(service().engine) as reading:
        rows = seen_regions(reading).drop(columns="geometry")
    if query.level is not None:
        rows = rows[rows["level"] == query.level]
    if query.parent is not None:
        rows = rows[rows["parent_id"] == query.parent]
    return records(rows)


@api.get(f"/regions/<int(max={GREATEST}):region_id>")
@needs("see")
@operation(TAG, RegionShape, problems=(404,))
def region(region_id: int) -> Any:
    """A region with its shape."""
    with session(service().engine) as reading:
        row = seen_region(reading, region_id)
    told = {name: plain(getattr(row, name)) for name in Region.model_fields}
    shape = plain(row.geometry)
    return told | {"geometry": json.loads(shape) if shape else None}


@api.get("/stations")
@needs("see")
@operation(TAG, Page[Station], query=StationQuery)
def stations(query: StationQuery) -> Any:
    """Stations with their states."""
    with session(service().engine) as reading:
        rows = matching(stations_with_state(reading), query)
    part = records(rows[rows["id"] > after(query)].head(query.limit + 1))
    return by_key(part, query, lambda row: row["id"], lambda row: row)


@api.get(f"/stations/<int(max={GREATEST}):station_id>")
@needs("see")
@operation(TAG, Station, problems=(404,))
def station(station_id: int) -> Any:
    """A station."""
    with session(service().engine) as reading:
        seen_station(reading, station_id)
        rows = stations_with_state(reading)
    return records(rows[rows["id"] == station_id])[0]
