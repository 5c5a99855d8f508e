"""What is ahead and what was expected: forecasts, their past scores, seasonal expectations."""

from datetime import date, datetime
from typing import Any, Literal

import pandas as pd
from pydantic import Field
from sqlalchemy.orm import Session

from dashboard.api.operation import Id, Page, Told, Word, operation
from dashboard.api.paging import Paged, after, by_key
from dashboard.api.places import records
from dashboard.api.routes import api
from dashboard.declared import needs
from dashboard.service import account, service
from vector.store import outlook, places
from vector.store.engine import session
from vector.store.tables import Expectation as ExpectationRow
from vector.store.tables import Prediction, Score

TAG = "outlook"


class Series(Told):
    """Of which place, method and index; without a station the street as a whole."""

    id: int
    street_id: int
    station_id: int | None
    method: str
    index: str
    step: Literal["week", "month"]
    made_at: datetime
    model_version: str
    data_version: str


class Forecast(Series):
    """The forecast of one period; ``quantiles`` are 23 of the count at ``effort``."""

    start: date
    horizon: int
    effort: float
    mean: float
    density: float
    lower: float
    upper: float
    quantiles: list[float]
    limit: str | None
    p_beyond: float | None
    model: str


class Expectation(Series):
    """What the years before let expect of a period, and whether it was beyond that."""

    start: date
    count: float
    effort: float
    expected: float | None
    lower: float | None
    upper: float | None
    p: float | None
    alarm: bool
    reason: str = Field(description="why there is no answer; empty where there is one")
    years: int


class PastScore(Series):
    """How well a model forecast a series before; horizon 0 is over all horizons."""

    model: str
    horizon: int
    targets: int
    log_crps: float
    wis: float
    coverage80: float
    coverage95: float
    skill_climatology: float | None
    skill_last_year: float | None
    chosen: bool


class OutlookQuery(Paged):
    """Of which series."""

    station: Id | None = None
    street: Id | None = None
    index: Word | None = None


def rows_of(
    reading: Session, table: Any, query: OutlookQuery, limit: int | None = None
) -> pd.DataFrame:
    """The rows of the latest runs on places that the account may see, after the cursor, by id."""
    of_station = table.station_id.in_(places.visible_stations(account()))
    streets = table.region_id.in_(places.visible_regions(account()))
    where = [of_station | (table.station_id.is_(None) & streets), table.id > after(query)]
    named = {table.station_id: query.station, table.region_id: query.street}
    where += [column == wanted for column, wanted in named.items() if wanted is not None]
    return outlook.rows(reading, table, index=query.index, where=where, limit=limit)


def _part(table: Any, query: OutlookQuery) -> dict[str, Any]:
    with session(service().engine) as reading:
        rows = rows_of(reading, table, query, query.limit + 1)
    named = rows.rename(columns={"region_id": "street_id", "index_id": "index"})
    part = records(named.astype({"station_id": "Int64"}))
    return by_key(part, query, lambda row: row["id"], lambda row: row)


@api.get("/forecasts")
@needs("see")
@operation(TAG, Page[Forecast], query=OutlookQuery)
def forecasts(query: OutlookQuery) -> Any:
    """Forecasts."""
    return _part(Prediction, query)


@api.get("/expectations")
@needs("see")
@operation(TAG, Page[Expectation], query=OutlookQuery)
def expectations(query: OutlookQuery) -> Any:
    """Seasonal expectations."""
    return _part(ExpectationRow, query)


@api.get("/scores")
@needs("see")
@operation(TAG, Page[PastScore], query=OutlookQuery)
def scores(query: OutlookQuery) -> Any:
    """How well forecasts did before."""
    return _part(Score, query)
