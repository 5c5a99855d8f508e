"""Photographs of stations: add one, list them, get the picture, delete it with a reason."""

from datetime import date, datetime
from typing import Annotated, Any

from flask import Response
from pydantic import Field, StringConstraints

from dashboard.api.answering import tagged
from dashboard.api.files import handed_out, sent
from dashboard.api.once import once
from dashboard.api.operation import GREATEST, Sent, Told, Word, operation
from dashboard.api.places import seen_station
from dashboard.api.problem import Refused
from dashboard.api.routes import api
from dashboard.api.surveys import Day
from dashboard.api.uploads import Named
from dashboard.declared import needs
from dashboard.service import account, author, now, service
from vector.intake.photo import photograph
from vector.store import photos as store
from vector.store.engine import session
from vector.store.tables import Photo as Row
from vector.work import photos

TAG = "photos"
JPEG = "image/jpeg"
OF_STATION = f"/stations/<int(max={GREATEST}):station_id>/photos"
ONE = f"/photos/<int(max={GREATEST}):photo_id>"


class Photo(Told):
    """A photograph; the picture itself is at ``/photos/{id}/picture``."""

    id: int
    station_id: int
    taken_on: date
    words: str
    width: int
    height: int
    size: int = Field(description="bytes of the picture as it is kept")
    added_by: str
    added_at: datetime


class Adding(Named):
    """What is said of a photograph."""

    taken_on: Day | None = Field(
        None, description="the day that the camera wrote down, else today, unless given"
    )
    words: Word = Field("", description="what is to be seen")


class Deleting(Sent):
    """Why a photograph is deleted."""

    reason: Annotated[str, StringConstraints(pattern=r"^[^\x00]*\S[^\x00]*$", max_length=200)]


class Deleted(Told):
    """A photograph that is shown no more."""

    id: int
    deleted_at: datetime
    deleted_for: str


@api.get(OF_STATION)
@needs("see")
@operation(TAG, list[Photo], problems=(404,))
def list_photos(station_id: int) -> Any:
    """Photographs of a station, the latest first."""
    with session(service().engine) as reading:
        seen_station(reading, station_id)
        return store.of_station(reading, account(), station_id)


@api.post(OF_STATION)
@needs("photos")
@operation(TAG, Photo, query=Adding, upload=True, status=201, keyed=True, problems=(404,))
def add_photo(station_id: int, query: Adding) -> Any:
    """Add a photograph: JPEG, PNG or WebP of at most 10 MB; nothing but the picture is kept."""
    running, file = service(), sent(query.filename)
    with session(running.engine) as reading:
        seen_station(reading, station_id)

    def act(picture: Any) -> Any:
        return photos.add(
            running.engine, running.settings, station_id, picture, person=account(), now=now(),
            words=query.words, day=query.taken_on, author=author(),
        )  # fmt: skip

    return once(
        act,
        Photo,
        location=lambda done: f"/photos/{done.id}",
        prepare=lambda: photograph(file.content, file.name),
        content=file.content,
    )


def _seen(reading: Any, photo_id: int) -> Row:
    found = store.find(reading, account(), photo_id)
    if found is None:
        raise Refused(404)
    return found


@api.get(ONE)
@needs("see")
@operation(TAG, Photo, problems=(404,))
def photo(photo_id: int) -> Any:
    """A photograph."""
    with session(service().engine) as reading:
        return _seen(reading, photo_id)


def _picture(photo_id: int, *, small: bool) -> Response:
    with session(service().engine) as reading:
        row = _seen(reading, photo_id)
        response = handed_out(store.content(reading, photo_id, small=small), "", JPEG)
    response.headers.set("Content-Disposition", "inline", filename=f"photo-{photo_id}.jpg")
    return tagged(response, f"{row.sha256[:30]}-{int(small)}")


@api.get(f"{ONE}/picture")
@needs("see")
@operation(TAG, media=(JPEG,), problems=(404,))
def photo_picture(photo_id: int) -> Any:
    """The picture, at most 1600 pixels long."""
    return _picture(photo_id, small=False)


@api.get(f"{ONE}/small")
@needs("see")
@operation(TAG, media=(JPEG,), problems=(404,))
def photo_small(photo_id: int) -> Any:
    """The picture, at most 320 pixels long."""
    return _picture(photo_id, small=True)


@api.post(f"{ONE}/deletion")
@needs("photos")
@operation(TAG, Deleted, body=Deleting, keyed=True, problems=(404,))
def delete_photo(photo_id: int, body: Deleting) -> Any:
    """Delete a photograph, with the reason."""
    running = service()
    with session(running.engine) as reading:
        row = _seen(reading, photo_id)
    if not photos.deletable(account(), row):
        raise Refused(403)

    def act(_: Any) -> Any:
        return photos.delete(running.engine, photo_id, reason=body.reason, person=account(),
                             now=now(), author=author())  # fmt: skip

    return once(act, Deleted, status=200)
