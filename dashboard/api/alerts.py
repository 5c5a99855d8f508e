"""Flags that stand, the alerts they gave rise to, and a second person's approval."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field, TypeAdapter
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from dashboard import visible
from dashboard.api.answering import match, written
from dashboard.api.once import once
from dashboard.api.operation import GREATEST, Asked, Id, Page, Told, Word, operation
from dashboard.api.paging import Paged, after, by_key
from dashboard.api.problem import Refused
from dashboard.api.routes import api
from dashboard.declared import needs
from dashboard.flagged import why
from dashboard.service import account, author, now, service
from vector.report.evidence import Evidence
from vector.store import flags as store
from vector.store import places
from vector.store.engine import session
from vector.store.tables import Alert as Row
from vector.store.tables import Flag as Standing
from vector.work.approval import approve

TAG = "alerts"
ONE = f"/alerts/<int(max={GREATEST}):alert_id>"
Rule = Literal["graded", "banded", "action_limit", "absolute", "expected", "forecast"]
Kind = Literal["raised", "worsened", "corrected", "cleared"]


class Flag(Told):
    """That a place needs treatment; without a station it is the whole street."""

    id: int
    street_id: int
    street: str
    station_id: int | None
    station: str
    group: str
    index: str
    rule: Rule
    early: bool = Field(description="a forecast alone has raised it")
    severity: int
    opened_at: datetime
    observed_on: date
    sentence: str
    evidence: dict[str, Any]


class Alert(Told):
    """A change of a flag's state."""

    id: int
    flag_id: int
    change: Kind
    severity: int
    raised_at: datetime
    approved_at: datetime | None
    approved_by: str | None
    street: str
    station: str
    index: str
    sentence: str


class FlagAndChanges(Flag):
    """A flag with what became of it."""

    changes: list[Alert]


class Approved(Told):
    """How many alerts go out by this approval."""

    approved: int


class FlagFilter(Asked):
    """Which flags."""

    street: Id | None = Field(None, description="a region and all below it")
    station: Id | None = None
    group: Word | None = None
    index: Word | None = None
    rule: Rule | None = None


class FlagQuery(FlagFilter, Paged):
    """Which flags, in parts."""


class AlertQuery(Paged):
    """Which alerts."""

    state: Literal["waiting", "approved"] | None = None
    flag: Id | None = None


def flag_told(flag: Standing) -> dict[str, Any]:
    """A flag as it is answered."""
    evidence, catalog = Evidence.read(flag.evidence), service().catalog
    return {
        "id": flag.id, "street_id": flag.region_id, "street": evidence.street,
        "station_id": flag.station_id, "station": evidence.station,
        "group": catalog.indices[flag.index_id].group, "index": flag.index_id,
        "rule": flag.rule, "early": flag.rule == "forecast", "severity": flag.severity,
        "opened_at": flag.opened_at, "observed_on": flag.observed_on,
        "sentence": why(flag, evidence), "evidence": flag.evidence,
    }  # fmt: skip


def alert_told(alert: Row) -> dict[str, Any]:
    """An alert as it is answered."""
    names = (
        *("id", "flag_id", "change", "severity", "raised_at"),
        *("approved_at", "approved_by", "sentence"),
    )
    kept = {name: getattr(alert, name) for name in names}
    where = {name: alert.evidence.get(name) or "" for name in ("street", "station")}
    return kept | where | {"index": alert.flag.index_id}


def standing(reading: Session, query: FlagFilter) -> list[Standing]:
    """The flags that a query asks for, by id."""
    rows = store.standing(reading, account(), street=query.street, station=query.station)
    group = service().catalog.indices
    found = [
        row
        for row in rows
        if query.index in {None, row.index_id}
        and query.rule in {None, row.rule}
        and query.group in {None, group[row.index_id].group}
    ]
    return sorted(found, key=lambda row: row.id)


def _seen() -> Any:
    """The alerts of flags on places that the account may see."""
    person = account()
    of_street = Standing.station_id.is_(None) & Standing.region_id.in_(
        places.visible_regions(person)
    )
    of_station = Standing.station_id.in_(places.visible_stations(person))
    query = select(Row).join(Standing, Standing.id == Row.flag_id).options(joinedload(Row.flag))
    return query.where(or_(of_station, of_street)).order_by(Row.id)


def one_seen(reading: Session, alert_id: int) -> Row:
    """An alert that the account may see; there is no other."""
    found = reading.scalars(_seen().where(Row.id == alert_id)).one_or_none()
    if found is None:
        raise Refused(404)
    return found


def _approve(alert_id: int) -> dict[str, int]:
    with session(service().engine) as writing:
        alert = one_seen(writing, alert_id)
        match(written(alert_told(alert), TypeAdapter(Alert)))
        done = approve(writing, [alert_id], by=account().email, now=now(), author=author())
    return {"approved": done}


@api.get("/flags")
@needs("see")
@operation(TAG, Page[Flag], query=FlagQuery)
def flags(query: FlagQuery) -> Any:
    """Flags that stand."""
    with session(service().engine) as reading:
        rows = [row for row in standing(reading, query) if row.id > after(query)]
        part = [flag_told(row) for row in rows[: query.limit + 1]]
    return by_key(part, query, lambda row: row["id"], lambda row: row)


@api.get(f"/flags/<int(max={GREATEST}):flag_id>")
@needs("see")
@operation(TAG, FlagAndChanges, problems=(404,))
def flag(flag_id: int) -> Any:
    """A flag with what became of it."""
    flags = (each for told in visible.all_flags() for each in told)
    found = next((each for each in flags if each.id == flag_id), None)
    if found is None:
        raise Refused(404)
    with session(service().engine) as reading:
        changes = [alert_told(each) for each in store.changes(reading, flag_id)]
    return flag_told(found) | {"changes": changes}


@api.get("/alerts")
@needs("see")
@operation(TAG, Page[Alert], query=AlertQuery)
def alerts(query: AlertQuery) -> Any:
    """Alerts."""
    rows = _seen().where(Row.id > after(query))
    if query.flag is not None:
        rows = rows.where(Row.flag_id == query.flag)
    if query.state is not None:
        waiting = Row.approved_at.is_(None)
        rows = rows.where(waiting if query.state == "waiting" else ~waiting)
    with session(service().engine) as reading:
        found = reading.scalars(rows.limit(query.limit + 1)).all()
        part = [alert_told(row) for row in found]
    return by_key(part, query, lambda row: row["id"], lambda row: row)


@api.get(ONE)
@needs("see")
@operation(TAG, Alert, problems=(404,))
def alert(alert_id: int) -> Any:
    """An alert."""
    with session(service().engine) as reading:
        return alert_told(one_seen(reading, alert_id))


@api.post(f"{ONE}/approval")
@needs("approve")
@operation(TAG, Approved, keyed=True, matched=True, problems=(404,))
def approve_alert(alert_id: int) -> Any:
    """Approve an alert, as a second person."""
    return once(lambda _: _approve(alert_id), Approved, status=200)
