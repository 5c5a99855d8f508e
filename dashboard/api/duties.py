"""What was asked of stations and whether it came; and the mail to street offices in trouble."""

from datetime import date, datetime
from typing import Any, Literal

import pandas as pd
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.api.operation import Asked, Id, Page, Told, Word, operation
from dashboard.api.paging import Paged, after, by_key, by_part, part_of
from dashboard.api.places import records, seen_region
from dashboard.api.routes import api
from dashboard.api.surveys import Day
from dashboard.declared import needs
from dashboard.service import account, service
from vector.store import completeness, ledger, outbox, places
from vector.store.engine import session
from vector.store.tables import Plan as PlanRow

TAG = "duties"


class Duty(Told):
    """A station and method in a month: what was asked, what came, which kind of empty it is."""

    month: date
    part: int = Field(description="which survey of the month, from 1; 0 where one is asked for")
    times: int = Field(description="how many surveys the month asks for")
    station_id: int
    station: str
    street_id: int
    street: str
    method: str
    group: str
    required: bool
    due: date | None
    surveys: int
    reported_on: date | None
    arrival: str = Field(description="whether it came on time; empty where nothing was asked")
    before: bool = Field(
        description="due before the service began: says nothing of what came in time"
    )
    empty: Literal["", "not_required", "not_due", "not_reported", "zero", "no_effort"] = Field(
        description="empty text where there is a figure"
    )


class DutyFilter(Asked):
    """Which duties."""

    month: Day | None = Field(
        None, description="any day of the month; the present one unless given"
    )
    region: Id | None = Field(None, description="a region and all below it")
    method: Word | None = None


class DutyQuery(DutyFilter, Paged):
    """Which duties, in parts."""


class Plan(Told):
    """That a station is surveyed by a method: in which months, how often, due by which day."""

    id: int
    station_id: int
    method: str
    months: list[int]
    due_day: int
    times: int
    valid_from: date | None
    valid_to: date | None


class PlanQuery(Paged):
    """Which plans."""

    station: Id | None = None
    method: Word | None = None


class Digest(Told):
    """One mail to one street office."""

    id: int
    day: date
    street_id: int
    street: str
    state: str
    due_at: datetime
    sent_at: datetime | None
    attempts: int
    last_error: str | None


class Post(Told):
    """The mail to the offices that the account may see."""

    waiting: int = Field(description="approved alerts that no mail has taken up yet")
    digests: list[Digest]


class PostQuery(Asked):
    """Which mails."""

    state: (
        Literal["waiting", "claimed", "closing", "sent", "failed", "unconfirmed", "empty"] | None
    ) = None


def duties(reading: Session, query: DutyFilter) -> pd.DataFrame:
    """The duties that a query asks for, of stations that the account may see."""
    running = service()
    today, own = running.today(), places.visible_stations(account())
    day = query.month or today
    rows = completeness.month(
        reading, running.catalog, day, today=today, zone=running.settings.timezone, stations=own
    )
    if query.region is not None:
        seen_region(reading, query.region)
        below = reading.scalars(places.subtree(query.region)).all()
        rows = rows[rows["street_id"].isin(below)]
    return rows if query.method is None else rows[rows["method"] == query.method]


def _plan(row: PlanRow) -> dict[str, Any]:
    names = ("id", "station_id", "method", "due_day", "times", "valid_from", "valid_to")
    months = [int(month) for month in row.months.split(",") if month]
    return {name: getattr(row, name) for name in names} | {"months": months}


def _digest(row: Any) -> dict[str, Any]:
    names = ("id", "day", "state", "due_at", "sent_at", "attempts", "last_error")
    where = {"street_id": row.region_id, "street": row.region.name}
    return {name: getattr(row, name) for name in names} | where


@api.get("/completeness")
@needs("see")
@operation(TAG, Page[Duty], query=DutyQuery, problems=(404, 409))
def list_duties(query: DutyQuery) -> Any:
    """Completeness: what was asked and what came."""
    with session(service().engine) as reading:
        state = str(ledger.changes(reading))
        rows = duties(reading, query)
    part = part_of(query, state)
    return by_part(records(rows.iloc[part]), part, len(rows), state)


@api.get("/plans")
@needs("see")
@operation(TAG, Page[Plan], query=PlanQuery)
def plans(query: PlanQuery) -> Any:
    """Plans."""
    own = PlanRow.station_id.in_(places.visible_stations(account()))
    rows = select(PlanRow).where(own, PlanRow.id > after(query)).order_by(PlanRow.id)
    if query.station is not None:
        rows = rows.where(PlanRow.station_id == query.station)
    if query.method is not None:
        rows = rows.where(PlanRow.method == query.method)
    with session(service().engine) as reading:
        part = [_plan(row) for row in reading.scalars(rows.limit(query.limit + 1))]
    return by_key(part, query, lambda row: row["id"], lambda row: row)


@api.get("/mail")
@needs("see")
@operation(TAG, Post, query=PostQuery)
def mail(query: PostQuery) -> Any:
    """Mail to street offices."""
    states = (query.state,) if query.state else None
    with session(service().engine) as reading:
        rows = outbox.digests(reading, account(), states=states)
        told = [_digest(row) for row in rows]
        return {"waiting": outbox.waiting(reading, account()), "digests": told}
