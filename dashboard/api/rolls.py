"""Rolls: regions with their shapes, stations and plans as files, taken as a whole or not at all.

A roll reaches everywhere, so it is for those who administer, or see, all there is.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Response
from pydantic import Field

from dashboard import administered, visible
from dashboard.api.files import XLSX, File, handed_out, sent
from dashboard.api.naming import Named
from dashboard.api.once import once
from dashboard.api.operation import Asked, Told, operation
from dashboard.api.places import Level
from dashboard.api.problem import Refused
from dashboard.api.routes import api
from dashboard.api.surveys import Day
from dashboard.declared import needs
from dashboard.service import author, service
from vector.store.engine import session
from vector.work import plans, region_roll, regions, roll_book, stations

TAG = "rolls"


class Fault(Told):
    """What is wrong in a line of a roll."""

    row: int
    sentence: str


class ListedRegions(Told):
    """How many regions are new and known; faults only in a preview."""

    entered: int
    known: int
    faults: list[Fault]


class ListedStations(Told):
    """How many stations are new, were known, and moved of those; faults only in a preview."""

    entered: int
    updated: int
    moved: int
    faults: list[Fault]


class ListedPlans(Told):
    """How many plans; stations that found their street, new stations, and plans that changed."""

    plans: int
    moved: int
    entered: int
    changed: int


class Drawn(Told):
    """How many regions were read."""

    regions: int


class MapQuery(Asked):
    """The level of features that do not say theirs."""

    level: Level = "street"


class StationRoll(Named):
    """Whether stations may move from one street to another."""

    move: bool = False


class PlanRoll(Named):
    """From when the plans hold, and whether stations that are not known are entered."""

    new_stations: bool = False
    start: Day | None = None
    changed_from: Day | None = Field(None, description="what is different holds from this day on")


def _administered() -> None:
    with session(service().engine) as reading:
        if not administered.everything(reading):
            raise Refused(403, "whole_only")


def _seen() -> None:
    with session(service().engine) as reading:
        if not visible.sees_all(reading):
            raise Refused(403, "whole_only")


def _once(take: Callable[[File], Any], answer: Any, name: str | None) -> Response:
    """Take a file, once."""
    file = sent(name)
    return once(lambda _: take(file), answer, status=200, content=file.content)


def _regions(file: File, *, preview: bool) -> Any:
    running = service()
    return region_roll.take(
        running.engine, file.content, file.name, today=running.today(), preview=preview,
        author=author(),
    )  # fmt: skip


def _stations(file: File, query: StationRoll, *, preview: bool) -> Any:
    running = service()
    return stations.take_roll(
        running.engine, running.catalog, file.content, file.name, move=query.move,
        preview=preview, author=author(),
    )  # fmt: skip


def _plans(file: File, query: PlanRoll) -> Any:
    running = service()
    days: dict[str, date | None] = {"start": query.start, "changed_from": query.changed_from}
    return plans.take_roll(
        running.engine, running.catalog, file.content, file.name,
        new_stations=query.new_stations, author=author(), **days,
    )  # fmt: skip


@api.post("/gazetteer/map")
@needs("regions")
@operation(TAG, Drawn, query=MapQuery, upload=True, keyed=True)
def take_map(query: MapQuery) -> Any:
    """Take the regions of a GeoJSON file with their shapes."""
    _administered()
    engine = service().engine

    def take(file: File) -> dict[str, int]:
        drawn = regions.take_map(engine, file.content, level=query.level, author=author())
        return {"regions": drawn}

    return _once(take, Drawn, "map.geojson")


@api.get("/gazetteer/roll")
@needs("regions")
@operation(TAG, media=(XLSX,))
def region_roll_file() -> Any:
    """The regions as a roll that can be mended and sent back."""
    _administered()
    rows = region_roll.listing(service().engine)
    return handed_out(roll_book.workbook("regions", rows), "regions.xlsx", XLSX)


@api.post("/gazetteer/roll/preview")
@needs("regions")
@operation(TAG, ListedRegions, query=Named, upload=True)
def preview_region_roll(query: Named) -> Any:
    """Look at every line of a roll of regions; nothing is kept."""
    _administered()
    return _regions(sent(query.filename), preview=True)


@api.post("/gazetteer/roll")
@needs("regions")
@operation(TAG, ListedRegions, query=Named, upload=True, keyed=True)
def take_region_roll(query: Named) -> Any:
    """Take a roll of regions."""
    _administered()
    return _once(lambda file: _regions(file, preview=False), ListedRegions, query.filename)


@api.get("/stations/roll")
@needs("plans")
@operation(TAG, media=(XLSX,))
def station_roll_file() -> Any:
    """The stations as a roll that can be mended and sent back."""
    _seen()
    rows = stations.listing(service().engine).rename(columns={"station": "name"})
    return handed_out(roll_book.workbook("stations", rows), "stations.xlsx", XLSX)


@api.post("/stations/roll/preview")
@needs("plans")
@operation(TAG, ListedStations, query=StationRoll, upload=True)
def preview_station_roll(query: StationRoll) -> Any:
    """What a roll of stations would do; nothing is kept."""
    _seen()
    return _stations(sent(query.filename), query, preview=True)


@api.post("/stations/roll")
@needs("plans")
@operation(TAG, ListedStations, query=StationRoll, upload=True, keyed=True)
def take_station_roll(query: StationRoll) -> Any:
    """Take a roll of stations."""
    _seen()
    return _once(lambda file: _stations(file, query, preview=False), ListedStations, query.filename)


@api.get("/plans/roll")
@needs("plans")
@operation(TAG, media=(XLSX,))
def plan_roll_file() -> Any:
    """The plans in force as a roll that can be mended and sent back."""
    _seen()
    running = service()
    rows = plans.listing(running.engine, running.catalog, on=running.today())
    return handed_out(roll_book.workbook("plans", rows.astype(object)), "plans.xlsx", XLSX)


@api.post("/plans/roll")
@needs("plans")
@operation(TAG, ListedPlans, query=PlanRoll, upload=True, keyed=True)
def take_plan_roll(query: PlanRoll) -> Any:
    """Take a roll of plans; a plan that is different is a new version from its day on."""
    _seen()
    return _once(lambda file: _plans(file, query), ListedPlans, query.filename)
