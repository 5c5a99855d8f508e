"""Densities and assessment: counts pooled, divided and judged, as pages and reports do it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Literal

import pandas as pd
from pydantic import Field
from sqlalchemy.orm import Session

from dashboard import visible
from dashboard.api.operation import Asked, Id, Page, Told, Word, operation
from dashboard.api.paging import Paged, by_place
from dashboard.api.places import records, seen_region
from dashboard.api.routes import api
from dashboard.api.surveys import Day, dated
from dashboard.declared import needs
from dashboard.service import account, service
from dashboard.text import language
from vector.stats.judge import judge
from vector.store import components as stored
from vector.store import ledger, places
from vector.store.engine import session
from vector.work.limits import ActionLimits

TAG = "judged"
A_YEAR = timedelta(days=366)
NARROW = frozenset({"station", "street"})


class Density(Told):
    """One index at one place in one period; the columns of `vector assess`, places by id too."""

    group: str
    method: str
    index: str
    kind: str
    station_id: int | None
    street_id: int | None
    street: str
    station: str
    habitat: str
    start: date
    end: date
    surveys: int
    numerator: int | None
    denominator: int | None
    value: float | None
    unit: str
    lower: float | None
    upper: float | None
    edition: str
    level: str
    profile: str
    band: int | None
    p_beyond: float | None
    words: str
    flag: bool
    reason: str


class JudgedQuery(Asked):
    """What is pooled and judged; a year back from today unless days are given."""

    by: Literal["station", "street", "habitat", "all"] = "street"
    period: Literal["survey", "week", "month", "year", "all"] = "month"
    index: list[Word] | None = Field(
        None, description="indices by id; all unless given", max_length=50
    )
    region: Id | None = Field(None, description="a region and all below it")
    start: Day | None = None
    end: Day | None = None
    known_on: Day | None = Field(None, description="as known at the end of this day")


class DensityQuery(JudgedQuery, Paged):
    """Which densities."""


class Verdict(Told):
    """Whether a vector group meets level C where it was inspected."""

    group: str
    level: str
    start: date
    end: date
    reason: str


class AssessmentQuery(Asked):
    """Where, and on which day; what was inspected up to then counts while it is fresh."""

    region: Id | None = None
    on: Day | None = None


def densities(reading: Session, query: JudgedQuery) -> pd.DataFrame:
    """The judged rows that a query asks for, of stations that the account may see."""
    if query.region is not None:
        seen_region(reading, query.region)
    found = _components(reading, query)
    own = set(reading.scalars(places.visible_stations(account())).all())
    if query.by not in NARROW:
        return _judge(reading, found[found["station_id"].isin(own)], query)
    # A probability leans on like stations, seen or not; what is shown is seen.
    rows = _judge(reading, found, query)
    if query.by == "station":
        return rows[rows["station_id"].isin(own)]
    return rows[rows["street_id"].isin(set(_whole_streets(found, own)))]


def _whole_streets(found: pd.DataFrame, own: set[int]) -> Sequence[int]:
    """The streets of whose stations the account sees every one."""
    unseen = found.loc[~found["station_id"].isin(own), "region_id"].unique()
    return [street for street in found["region_id"].unique().tolist() if street not in unseen]


def _components(reading: Session, query: JudgedQuery) -> pd.DataFrame:
    running = service()
    end = query.end or running.today()
    day = query.known_on
    return stored.components(
        reading,
        indices=query.index or None,
        region=query.region,
        start=query.start or end - A_YEAR,
        end=end,
        known_on=stored.end_of_day(day, running.settings.timezone) if day else None,
    )


def _judge(reading: Session, found: pd.DataFrame, query: JudgedQuery) -> pd.DataFrame:
    running = service()
    kept = found.rename(columns={"region_id": "street_id"})
    named = kept.assign(
        street=kept["street_id"].astype(str).astype("category"),
        station=kept["station_id"].astype(str).astype("category"),
    )
    limits = ActionLimits(reading, query.end or running.today()).keys(named)
    rows = judge(
        named,
        running.catalog,
        by=query.by,
        period=query.period,
        profile=running.settings.profile,
        city_rule=None,
        action_limits=limits if query.by in NARROW else None,
        verdicts=False,
        language=language(),
    )
    return _placed(rows, kept)


def _placed(rows: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Judged rows with the places' ids beside their names."""
    streets = dict(zip(found["street_id"].tolist(), found["street"].astype(str), strict=True))
    stations = dict(zip(found["station_id"].tolist(), found["station"].astype(str), strict=True))
    ids = {name: pd.to_numeric(rows[name], errors="coerce") for name in ("street", "station")}
    return rows.assign(
        street_id=ids["street"], station_id=ids["station"],
        street=ids["street"].map(streets).fillna(""),
        station=ids["station"].map(stations).fillna(""),
        profile=rows["profile"].fillna(""), edition=rows["edition"].fillna(""),
    ).reset_index(drop=True)  # fmt: skip


def whole(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows whose counts and ids are whole numbers or missing, and whose days are days."""
    numbers = ("station_id", "street_id", "numerator", "denominator", "band")
    return dated(rows.astype(dict.fromkeys(numbers, "Int64")))


@api.get("/densities")
@needs("see")
@operation(TAG, Page[Density], query=DensityQuery, problems=(404, 409))
def list_densities(query: DensityQuery) -> Any:
    """Densities: rows pooled and judged."""
    with session(service().engine) as reading:
        state = str(ledger.changes(reading))
        rows = records(whole(densities(reading, query)))
    return by_place(rows, query, lambda row: row, state)


@api.get("/assessment")
@needs("see")
@operation(TAG, list[Verdict], query=AssessmentQuery, problems=(404,))
def assessment(query: AssessmentQuery) -> Any:
    """Whether each group meets level C."""
    running = service()
    day = query.on or running.today()
    with session(running.engine) as reading:
        if query.region is not None:
            seen_region(reading, query.region)
        found = stored.components(
            reading, stations=places.visible_stations(account()), region=query.region,
            start=visible.fresh_since(day), end=day,
        )  # fmt: skip
    rows = judge(
        found, running.catalog, by="all", period="all", profile=running.settings.profile,
        city_rule=None, language=language(),
    )  # fmt: skip
    return records(dated(rows[rows["index"] == "group_level"]))
