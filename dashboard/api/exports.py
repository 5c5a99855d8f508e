"""Exports: tables as csv or workbook, data values for the national platform, forecasts for hubs."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

import pandas as pd
from flask import Response, stream_with_context
from pydantic import Field
from sqlalchemy.orm import Session

from dashboard.api.alerts import FlagFilter, flag_told, standing
from dashboard.api.duties import DutyFilter, duties
from dashboard.api.files import CSV, XLSX, as_file
from dashboard.api.judged import JudgedQuery, densities, whole
from dashboard.api.long_form import long_form
from dashboard.api.operation import Asked, Told, Word, operation
from dashboard.api.outlook import OutlookQuery, rows_of
from dashboard.api.places import StationFilter, matching, records, seen_regions, stations_with_state
from dashboard.api.routes import api
from dashboard.api.surveys import Day, SurveyFilter
from dashboard.declared import needs
from dashboard.service import service
from vector.report import dhis2, hub
from vector.report.streamed import csv_lines, write_workbook
from vector.store.engine import session
from vector.store.tables import Prediction

TAG = "exports"
CHUNK = 2**16
AT_ONCE = 5000
FILES = {"media": (CSV, XLSX)}
FLAG_COLUMNS = (
    *("id", "street", "station", "group", "index", "rule", "early", "severity"),
    *("opened_at", "observed_on", "sentence"),
)


class Form(Asked):
    """In which form a table leaves."""

    form: Literal["csv", "xlsx"] = "csv"


class StationExport(StationFilter, Form):
    """Which stations, in which form."""


class SurveyExport(SurveyFilter, Form):
    """Which surveys, in which form."""


class DensityExport(JudgedQuery, Form):
    """Which densities, in which form."""


class FlagExport(FlagFilter, Form):
    """Which flags, in which form."""


class DutyExport(DutyFilter, Form):
    """Which duties, in which form."""


class ValueQuery(Asked):
    """Which counts, added up by week or month."""

    step: Literal["week", "month"] = "month"
    index: list[Word] | None = Field(None, max_length=50)
    start: Day | None = None
    end: Day | None = None


class HubQuery(Asked):
    """Which forecasts."""

    step: Literal["week", "month"] | None = None
    index: Word | None = None


class DataValue(Told):
    """One number of one place and period."""

    dataElement: str  # noqa: N815 - as the platform writes it
    period: str
    orgUnit: str  # noqa: N815
    value: str


class DataValueSet(Told):
    """Data values, elements and places by code."""

    dataElementIdScheme: Literal["CODE"] = "CODE"  # noqa: N815
    orgUnitIdScheme: Literal["CODE"] = "CODE"  # noqa: N815
    dataValues: list[DataValue]  # noqa: N815


class Element(Told):
    """A data element, to be made on the platform beforehand."""

    code: str
    index: str
    part: Literal["numerator", "denominator", "surveys"]
    zh: str
    unit: str
    times: str = Field(description="the rate is times × numerator ÷ denominator")


class Table(NamedTuple):
    """A table on its way out."""

    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]


def _of_frame(frame: pd.DataFrame) -> Table:
    parts = (frame.iloc[at : at + AT_ONCE] for at in range(0, len(frame), AT_ONCE))
    rows = (row for part in parts for row in records(part))
    plain = ([_cell(value) for value in row.values()] for row in rows)
    return Table([str(name) for name in frame.columns], plain)


def _cell(value: Any) -> Any:
    return value if isinstance(value, int | float | str) or value is None else str(value)


def _streamed(
    name: str, form: str, table: Callable[[Session], Table], *, mark: bool = True
) -> Response:
    """A table as a file, row by row, from one unchanging state of the database."""
    parts = stream_with_context(_csv(table, mark) if form == "csv" else _workbook(table))
    first = next(parts)  # what fails, fails before the answer has begun
    response = Response(_again(first, parts), mimetype=CSV if form == "csv" else XLSX)
    return as_file(response, f"{name}.{form}")


def _again(first: bytes, parts: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from parts


def _csv(table: Callable[[Session], Table], mark: bool) -> Iterator[bytes]:
    with session(service().engine) as reading:
        found = table(reading)
        yield from csv_lines(found.columns, found.rows, mark=mark)


def _workbook(table: Callable[[Session], Table]) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as file:
        with session(service().engine) as reading:
            found = table(reading)
            write_workbook(file, found.columns, found.rows)
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def _flags(reading: Session, query: FlagFilter) -> Table:
    told = (flag_told(row) for row in standing(reading, query))
    rows = ([_cell(row[name]) for name in FLAG_COLUMNS] for row in told)
    return Table(FLAG_COLUMNS, rows)


def _values(reading: Session, query: ValueQuery) -> list[dict[str, Any]]:
    wanted = JudgedQuery(
        by="street", period=query.step, index=query.index, start=query.start, end=query.end
    )
    rows, _ = densities(reading, wanted)
    regions = seen_regions(reading)
    places = {str(row.id): row.code for row in regions.itertuples()}
    named = rows.assign(street=rows["street_id"].astype("Int64").astype(str))
    return dhis2.data_values(named, service().catalog, places, query.step)


def _hub(reading: Session, query: HubQuery) -> Table:
    rows = rows_of(reading, Prediction, OutlookQuery(index=query.index))
    if query.step is not None:
        rows = rows[rows["step"] == query.step]
    stations = stations_with_state(reading)
    codes = {(row.street_id, row.id): row.code for row in stations.itertuples()}
    codes |= {(row.id, 0): row.code for row in seen_regions(reading).itertuples()}
    return _of_frame(hub.table(rows, codes))


@api.get("/exports/stations")
@needs("see")
@operation(TAG, query=StationExport, **FILES)
def export_stations(query: StationExport) -> Any:
    """Export stations."""

    def table(reading: Session) -> Table:
        return _of_frame(matching(stations_with_state(reading), query))

    return _streamed("stations", query.form, table)


@api.get("/exports/surveys")
@needs("see")
@operation(TAG, query=SurveyExport, **FILES)
def export_surveys(query: SurveyExport) -> Any:
    """Export surveys in the long form, which can be read in again."""
    return _streamed("surveys", query.form, lambda reading: Table(*long_form(reading, query)))


@api.get("/exports/densities")
@needs("see")
@operation(TAG, query=DensityExport, problems=(404,), **FILES)
def export_densities(query: DensityExport) -> Any:
    """Export densities."""

    def table(reading: Session) -> Table:
        return _of_frame(whole(densities(reading, query)[0]))

    return _streamed("densities", query.form, table)


@api.get("/exports/flags")
@needs("see")
@operation(TAG, query=FlagExport, **FILES)
def export_flags(query: FlagExport) -> Any:
    """Export flags."""
    return _streamed("flags", query.form, lambda reading: _flags(reading, query))


@api.get("/exports/completeness")
@needs("see")
@operation(TAG, query=DutyExport, problems=(404,), **FILES)
def export_completeness(query: DutyExport) -> Any:
    """Export completeness."""
    return _streamed("completeness", query.form, lambda reading: _of_frame(duties(reading, query)))


@api.get("/exports/hub")
@needs("see")
@operation(TAG, query=HubQuery, media=(CSV,))
def export_hub(query: HubQuery) -> Any:
    """Export forecasts in the form of forecast hubs."""
    return _streamed("forecasts", "csv", lambda reading: _hub(reading, query), mark=False)


@api.get("/exports/dhis2")
@needs("see")
@operation(TAG, DataValueSet, query=ValueQuery)
def export_dhis2(query: ValueQuery) -> Any:
    """Export a DHIS2 data value set."""
    with session(service().engine) as reading:
        return {"dataValues": _values(reading, query)}


@api.get("/exports/dhis2/elements")
@needs("see")
@operation(TAG, list[Element])
def dhis2_elements() -> Any:
    """The data elements for DHIS2."""
    return dhis2.mapping(service().catalog)
