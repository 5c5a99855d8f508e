"""Action limits: those in force where the account may see, and a manager's new one."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field, StringConstraints
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from dashboard.api.once import once
from dashboard.api.operation import Asked, Id, Sent, Told, Word, operation
from dashboard.api.places import seen_region, seen_station
from dashboard.api.problem import Refused
from dashboard.api.routes import api
from dashboard.api.surveys import Day
from dashboard.api.uploaded import Change
from dashboard.declared import needs
from dashboard.service import account, author, now, service
from vector.store import geography, places
from vector.store.engine import session
from vector.store.tables import ActionLimit as Row
from vector.work import within
from vector.work.action_limits import Wish, set_limit

TAG = "limits"
Decimal = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,9}(\.[0-9]{1,6})?$")]


class Limit(Told):
    """An action limit of a monitoring density, for a station or for a region and all below."""

    id: int
    index: str
    region_id: int | None
    station_id: int | None
    value: str = Field(description="a decimal in the index's unit")
    set_by: str
    set_on: date
    source: str
    valid_from: date
    valid_to: date | None


class Set(Told):
    """The limit as kept, and the flags that it changed."""

    limit: Limit
    changes: list[Change]


class LimitQuery(Asked):
    """Which limits."""

    index: Word | None = None
    on: Day | None = Field(None, description="those in force on this day; all unless given")


class NewLimit(Sent):
    """A limit as a manager states it; for the account's whole region unless a place is named."""

    index: Word
    value: Decimal
    source: Annotated[str, StringConstraints(pattern=r"^[^\x00]*\S[^\x00]*$", max_length=500)]
    region_id: Id | None = None
    station_id: Id | None = None
    valid_from: Day | None = None


def _told(row: Row) -> dict[str, Any]:
    names = ("id", "region_id", "station_id", "value", "set_by", "set_on", "source")
    kept = {name: getattr(row, name) for name in names}
    return kept | {"index": row.index_id, "valid_from": row.valid_from, "valid_to": row.valid_to}


def _place(reading: Session, body: NewLimit) -> dict[str, str]:
    """The place that is meant, by the words that the use case knows; only one that is seen."""
    if body.station_id is not None:
        return {"station": seen_station(reading, body.station_id).code}
    wanted = body.region_id or account().region_id
    if wanted is None:
        raise Refused(404)
    region = seen_region(reading, wanted)
    return {} if region.id == geography.root(reading) else {"street": region.code}


def _set(body: NewLimit) -> dict[str, Any]:
    running = service()
    with session(running.engine) as reading:
        place = _place(reading, body)
    wish = Wish(body.index, body.value, body.source, account().email, **place)
    done = set_limit(
        running.engine, running.catalog, running.settings, wish,
        start=body.valid_from, now=now(), author=author(),
    )  # fmt: skip
    with session(running.engine) as reading:
        changes = within.told(reading, done.changes, account())
    return {"limit": _told(done.limit), "changes": changes}


@api.get("/limits")
@needs("see")
@operation(TAG, list[Limit], query=LimitQuery)
def limits(query: LimitQuery) -> Any:
    """Action limits."""
    person = account()
    seen = or_(
        Row.station_id.in_(places.visible_stations(person)),
        Row.region_id.in_(places.visible_regions(person)),
    )
    rows = select(Row).where(seen).order_by(Row.id)
    if query.index is not None:
        rows = rows.where(Row.index_id == query.index)
    if query.on is not None:
        ended = or_(Row.valid_to.is_(None), Row.valid_to >= query.on)
        rows = rows.where(Row.valid_from <= query.on, ended)
    with session(service().engine) as reading:
        return [_told(row) for row in reading.scalars(rows)]


@api.post("/limits")
@needs("limits")
@operation(TAG, Set, body=NewLimit, status=201, keyed=True, problems=(404,))
def new_limit(body: NewLimit) -> Any:
    """Set an action limit."""
    if body.region_id is not None and body.station_id is not None:
        raise Refused(422, "two_places")
    return once(lambda _: _set(body), Set)
