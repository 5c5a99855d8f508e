"""Revisions of a station: what it was, and that it is different from a day on."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Annotated, Any

from flask import Response
from pydantic import Field, StringConstraints

from dashboard.api.once import once
from dashboard.api.operation import GREATEST, Sent, Told, Word, operation
from dashboard.api.places import records, seen_region, seen_station
from dashboard.api.problem import Refused
from dashboard.api.routes import api
from dashboard.api.surveys import Day
from dashboard.declared import needs
from dashboard.service import author, now, service
from vector.store.engine import session
from vector.work import revisions
from vector.work.gazetteer import Gazetteer
from vector.work.revised import Revision

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
    ground: str


class NewRevision(Sent):
    """What is different from a day on; what is empty stays as it was."""

    day: Day
    street: Word = Field("", description="or a finer region, by name or code")
    habitat: Word = ""
    method: Word = ""
    equipment: Word = ""
    longitude: Word = ""
    latitude: Word = ""
    ground: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=500)] = ""


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
    return _changed(station_id, body, revisions.revise, status=201)


@api.put(f"{ONE}/<day>")
@needs("plans")
@operation(TAG, Revised, body=NewRevision, keyed=True, problems=(404,))
def correct_revision(station_id: int, day: str, body: NewRevision) -> Any:
    """Put a change that was written down wrongly right."""
    return _changed(station_id, body, partial(_corrected, _day(day)), status=200)


@api.delete(f"{ONE}/<day>")
@needs("plans")
@operation(TAG, Revised, keyed=True, problems=(404,))
def remove_revision(station_id: int, day: str) -> Any:
    """Take a change back that was written down wrongly."""
    return _changed(station_id, None, partial(_corrected, _day(day)), status=200)


def _corrected(day: date, *given: Any, **named: Any) -> tuple[str, ...]:
    *common, revision = given
    return revisions.correct(*common, day, revision, **named)


def _day(written: str) -> date:
    """The day in an address; what is none is no change's."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Refused(404) from None


def _changed(
    station_id: int, body: NewRevision | None, change: Callable[..., tuple[str, ...]], status: int
) -> Response:
    """Change what a station was, once; what is different by it."""
    running = service()

    def act(_: object) -> dict[str, list[str]]:
        with session(running.engine) as reading:
            code = seen_station(reading, station_id).code
        if body is not None:
            _refuse_beyond(body)
        revision = None if body is None else Revision(**body.model_dump())
        found = change(
            running.engine, running.catalog, running.settings, code, revision, now=now(),
            author=author(),
        )  # fmt: skip
        return {"changed": list(found)}

    return once(act, Revised, status=status)
