"""Surveys as they stand, and a station's history of an index as the station page shows it."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard import history as shown
from dashboard.api.operation import GREATEST, Asked, Id, Page, Told, Word, operation
from dashboard.api.paging import Paged, after, by_key
from dashboard.api.places import records, seen_station
from dashboard.api.problem import Refused
from dashboard.api.routes import api
from dashboard.declared import needs
from dashboard.service import account, service
from vector.store import places
from vector.store.engine import session
from vector.store.tables import Station, Tally
from vector.store.tables import Survey as Row

TAG = "surveys"
EARLIEST, LATEST = date(1950, 1, 1), date(2099, 12, 31)
Day = Annotated[date, Field(ge=EARLIEST, le=LATEST)]


class Survey(Told):
    """One survey that stands; ``fields`` are the form's numbers in natural units."""

    id: int
    station_id: int
    method: str
    date: date
    habitat: str
    fields: dict[str, float | None]
    species: dict[str, int]
    note: str | None
    upload_id: int


class SurveyFilter(Asked):
    """Which surveys."""

    station: Id | None = None
    region: Id | None = Field(None, description="a region and all below it")
    method: Word | None = None
    upload: Id | None = None
    start: Day | None = Field(None, description="the first day")
    end: Day | None = Field(None, description="the last day")


class SurveyQuery(SurveyFilter, Paged):
    """Which surveys, in parts."""


class Judged(Told):
    """One period of an index at a station."""

    start: date
    end: date
    surveys: int
    numerator: int | None
    denominator: int | None
    value: float | None
    lower: float | None = Field(description="of the 95 % interval")
    upper: float | None
    level: str = Field(description="A, B, C or worse; empty where there is none")
    band: int | None
    p_beyond: float | None = Field(
        description="probability that the true value is beyond its limit"
    )
    words: str
    flag: bool
    reason: str


class Gap(Told):
    """A month without a value above zero, and which of the five kinds of empty it is."""

    start: date
    kind: Literal["not_due", "not_reported", "zero", "no_effort"]


class Line(Told):
    """A limit in the index's unit, with where it stands."""

    value: float
    label: str
    note: str


class History(Told):
    """An index at a station, period by period."""

    station_id: int
    index: str
    unit: str
    period: Literal["month", "survey"]
    judged: list[Judged]
    gaps: list[Gap]
    lines: list[Line]
    warning: str
    as_flagged: bool = Field(description="the last verdict is the one that flags rest on")


class HistoryQuery(Asked):
    """Which index, by which period."""

    index: Word
    period: Literal["month", "survey"] = "month"


def chosen(query: SurveyFilter) -> Any:
    """The surveys that a query asks for, of those that the account may see, by id."""
    rows = select(Row).where(Row.station_id.in_(places.visible_stations(account())))
    if query.region is not None:
        below = select(Station.id).where(Station.region_id.in_(places.subtree(query.region)))
        rows = rows.where(Row.station_id.in_(below))
    wanted = {Row.station_id: query.station, Row.method: query.method, Row.upload_id: query.upload}
    rows = rows.where(*(column == each for column, each in wanted.items() if each is not None))
    if query.start is not None:
        rows = rows.where(Row.date >= query.start)
    if query.end is not None:
        rows = rows.where(Row.date <= query.end)
    return rows.order_by(Row.id)


def told(reading: Session, rows: list[Row]) -> list[dict[str, Any]]:
    """Surveys with their catches by species."""
    catches: dict[int, dict[str, int]] = {row.id: {} for row in rows}
    for each in reading.scalars(select(Tally).where(Tally.survey_id.in_(list(catches)))):
        catches[each.survey_id][each.species] = each.count
    return [_told(row, catches[row.id]) for row in rows]


def _told(row: Row, species: dict[str, int]) -> dict[str, Any]:
    method = service().catalog.methods[row.method]
    numbers = {
        each.id: None if (kept := row.fields.get(each.id)) is None
        else float(Decimal(int(kept)).scaleb(-each.decimals))
        for each in method.fields
    }  # fmt: skip
    names = ("id", "station_id", "method", "date", "habitat", "note", "upload_id")
    return {name: getattr(row, name) for name in names} | {"fields": numbers, "species": species}


def dated(rows: Any) -> Any:
    """Rows with days instead of moments."""
    days = {name: rows[name].dt.date for name in ("start", "end") if name in rows}
    return rows.assign(**days)


@api.get("/surveys")
@needs("see")
@operation(TAG, Page[Survey], query=SurveyQuery)
def surveys(query: SurveyQuery) -> Any:
    """Surveys that stand."""
    with session(service().engine) as reading:
        wanted = chosen(query).where(Row.id > after(query))
        rows = reading.scalars(wanted.limit(query.limit + 1)).all()
        part = told(reading, list(rows))
    return by_key(part, query, lambda row: row["id"], lambda row: row)


@api.get(f"/stations/<int(max={GREATEST}):station_id>/indices")
@needs("see")
@operation(TAG, list[str], problems=(404,))
def station_indices(station_id: int) -> Any:
    """The indices surveyed at a station."""
    with session(service().engine) as reading:
        seen_station(reading, station_id)
        return [index.id for index in shown.indices_of(reading, station_id)]


@api.get(f"/stations/<int(max={GREATEST}):station_id>/history")
@needs("see")
@operation(TAG, History, query=HistoryQuery, problems=(404,))
def station_history(station_id: int, query: HistoryQuery) -> Any:
    """The history of an index at a station: interval, level, probability."""
    index = service().catalog.indices.get(query.index)
    with session(service().engine) as reading:
        station = seen_station(reading, station_id)
        if index is None:
            raise Refused(404)
        counted = shown.components_of(reading, station_id)
        found = shown.history(reading, station, index, counted, query.period)
    return {
        "station_id": station_id, "index": index.id, "unit": index.unit,
        "period": query.period, "judged": records(dated(found.judged)),
        "gaps": records(dated(found.gaps)), "lines": found.lines, "warning": found.warning,
        "as_flagged": found.watched,
    }  # fmt: skip
