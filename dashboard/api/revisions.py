"""Revisions of a station: what it was, and that it is different from a day on."""

from datetime import date
from typing import Any

from pydantic import Field

from dashboard.api.once import once
from dashboard.api.operation import GREATEST, Sent, Told, Word, operation
from dashboard.api.places import records, seen_region, seen_station
from dashboard.api.routes import api
from dashboard.api.surveys import Day
from dashboard.declared import needs
from dashboard.service import author, now, service
from vector.store.engine import session
from vector.work import revisions
from vector.work.gazetteer import Gazetteer
from vector.work.revisions import Revision, revise

TAG = "places"
ONE = f"/stations/<int(max={GREATEST}):station_id>/revisions"


class Span(Told):
    """What a station was, from when to when; ``changed`` is what differs from the row before."""

    valid_from: date | None
    valid_to: date | None
    name: str
    street: str
    habitat: str | None
    method: str | None
    equipment: str | None
    longitude: float | None
    latitude: float | None
    changed: str


class NewRevision(Sent):
    """What is different from a day on; what is empty stays as it was."""

    day: Day
    street: Word = Field("", description="or a finer region, by name or code")
    habitat: Word = ""
    method: Word = ""
    equipment: Word = ""
    longitude: Word = ""
    latitude: Word = ""


class Revised(Told):
    """What changed: of `site`, `habitat`, `method` and `equipment`."""

    changed: list[str]


def _refuse_beyond(body: NewRevision) -> None:
    """Refuse to move a station to where the account sees nothing."""
    if body.street.strip():
        with session(service().engine) as reading:
            seen_region(reading, Gazetteer(reading).region(body.street.strip()))


@api.get(ONE)
@needs("see")
@operation(TAG, list[Span], problems=(404,))
def station_revisions(station_id: int) -> Any:
    """What a station was, from when to when."""
    running = service()
    with session(running.engine) as reading:
        seen_station(reading, station_id)
        return records(revisions.spans(reading, running.catalog, station_id))


@api.post(ONE)
@needs("plans")
@operation(TAG, Revised, body=NewRevision, status=201, keyed=True, problems=(404,))
def revise_station(station_id: int, body: NewRevision) -> Any:
    """Write down that a station is different from a day on."""
    running = service()

    def act(_: object) -> dict[str, list[str]]:
        with session(running.engine) as reading:
            code = seen_station(reading, station_id).code
        _refuse_beyond(body)
        found = revise(
            running.engine, running.catalog, running.settings, code,
            Revision(**body.model_dump()), now=now(), author=author(),
        )  # fmt: skip
        return {"changed": list(found)}

    return once(act, Revised)
