"""Densities and assessment: counts pooled, divided and judged, as pages and reports do it."""

from datetime import date, timedelta
from typing import Any, Literal

import pandas as pd
from pydantic import Field
from sqlalchemy.orm import Session

from dashboard import visible
from dashboard.api.operation import Asked, Id, Page, Told, Word, operation
from dashboard.api.paging import Paged, by_part, part_of
from dashboard.api.places import records, seen_region
from dashboard.api.routes import api
from dashboard.api.seen import NARROW, Wanted, below_of, shown
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


def densities(
    reading: Session, query: JudgedQuery, part: slice | None = None
) -> tuple[pd.DataFrame, int]:
    """The judged rows that a query asks for, of stations that the account may see; how many.

    With ``part`` only those rows of the list are judged.
    """
    if query.region is not None:
        seen_region(reading, query.region)
    found = _components(reading, query)
    own = set(reading.scalars(places.visible_stations(account())).all())
    below = below_of(reading, query.region, own)
    if query.by not in NARROW:
        found = found[found["station_id"].isin(below)]
    wanted = Wanted(shown(found, own, below, query.by), part)
    rows = _judge(reading, found, query, wanted)
    if part is not None:
        rows = rows.iloc[part.start - wanted.first : part.stop - wanted.first]
    return rows, wanted.count


def _components(reading: Session, query: JudgedQuery) -> pd.DataFrame:
    """What was counted in the time that is asked for; kept for the parts of the list to come."""
    running = service()
    end = query.end or running.today()
    start, indices = query.start or end - A_YEAR, sorted(set(query.index or ()))
    day = query.known_on
    known_on = stored.end_of_day(day, running.settings.timezone) if day else None
    return running.counted.recall(
        reading, (tuple(indices), start, end, day),
        lambda: stored.components(
            reading, indices=indices or None, start=start, end=end, known_on=known_on
        ),
    )  # fmt: skip


def _judge(
    reading: Session, found: pd.DataFrame, query: JudgedQuery, wanted: Wanted
) -> pd.DataFrame:
    running = service()
    kept = found.rename(columns={"region_id": "street_id"})
    named = kept.assign(street=_ids(kept["street_id"]), station=_ids(kept["station_id"]))
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
        only=wanted,
    )
    return _placed(rows, kept)


def _ids(column: "pd.Series[int]") -> "pd.Categorical[str]":
    """Ids as names; there are few of them and many rows."""
    codes, ids = pd.factorize(column)
    return pd.Categorical.from_codes(codes, pd.Index(ids.astype(str), dtype=object))


def _placed(rows: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Judged rows with the places' ids beside their names."""
    streets, stations = (_names(found, place) for place in ("street", "station"))
    ids = {name: pd.to_numeric(rows[name], errors="coerce") for name in ("street", "station")}
    return rows.assign(
        street_id=ids["street"], station_id=ids["station"],
        street=ids["street"].map(streets).fillna(""),
        station=ids["station"].map(stations).fillna(""),
        profile=rows["profile"].fillna(""), edition=rows["edition"].fillna(""),
    ).reset_index(drop=True)  # fmt: skip


def _names(found: pd.DataFrame, place: str) -> dict[int, str]:
    each = found.drop_duplicates(f"{place}_id")
    return dict(zip(each[f"{place}_id"].tolist(), each[place].astype(str), strict=True))


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
        part = part_of(query, state)
        rows, count = densities(reading, query, part)
    return by_part(records(whole(rows)), part, count, state)


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
