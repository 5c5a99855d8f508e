"""Photographs 照片: somebody adds one to a station, somebody deletes it and says why."""

from datetime import date, datetime

from sqlalchemy import Engine, select

from vector.errors import StoreError
from vector.intake.photo import Photograph
from vector.settings import Settings
from vector.store import audit
from vector.store import photos as store
from vector.store.engine import transaction
from vector.store.places import visible_stations
from vector.store.tables import Account, Photo, Station
from vector.work.gathering import local
from vector.work.refusal import said
from vector.work.rights import may

LONGEST = 200
MOST = 300
OLDEST = date(2000, 1, 1)


def add(
    engine: Engine,
    settings: Settings,
    station: int,
    picture: Photograph,
    *,
    person: Account,
    now: datetime,
    words: str = "",
    day: date | None = None,
    author: audit.Author | None = None,
) -> Photo:
    """Add a photograph to a station.

    Parameters
    ----------
    engine, settings : Engine, Settings
        The database; the zone of days.
    station : int
        The station's id.
    picture : Photograph
        As :func:`vector.intake.photo.photograph` has drawn it.
    person : Account
        Who adds it, and whose eyes.
    now : datetime
        With zone.
    words : str
        What is to be seen.
    day : date, optional
        When it was taken; unless given, the day that the camera wrote down, else today.
    author : Author, optional
        For the audit log; the user of the command line unless given.

    Returns
    -------
    Photo

    Raises
    ------
    StoreError
        When the person may not, there is no such station to them, the day lies ahead, the words
        are too many, or the station has this very file, or too many already.
    """
    _refuse_unless(may(person, "photos"), *said("photo_right"))
    today, words = local(settings, now).date(), words.strip()
    _refuse_unless(
        len(words) <= LONGEST, *said("photo_words", longest=LONGEST, len_words=len(words))
    )
    taken = day or _believed(picture.taken_on, today)
    _refuse_unless(OLDEST <= taken <= today, *said("photo_day", taken=taken, oldest=OLDEST))
    with transaction(engine) as writing:
        own = visible_stations(person).where(Station.id == station)
        _refuse_unless(writing.scalar(select(own.exists())), *said("no_station"))
        count, known = store.held(writing, station, picture.sha256)
        _refuse_unless(not known, *said("photo_twice"))
        _refuse_unless(count < MOST, *said("photo_many", count=count))
        kept = store.add(writing, station, picture, day=taken, words=words, by=person.email, at=now)
        told = {"station": station, "day": taken, "words": words, "sha256": picture.sha256}
        audit.record(writing, "photo_added", author, ("photo", kept.id), after=told)
    return kept


def _refuse_unless(holds: object, sentence: str, english: str) -> None:
    if not holds:
        raise StoreError(sentence, english)


def _believed(day: date | None, today: date) -> date:
    """Return the camera's day, unless its clock was not set."""
    return day if day is not None and OLDEST <= day <= today else today


def deletable(person: Account, photo: Photo) -> bool:
    """Whether a photograph that somebody sees is theirs to delete."""
    own = photo.added_by == person.email and may(person, "photos")
    return own or may(person, "delete_photos")


def delete(
    engine: Engine,
    photo: int,
    *,
    reason: str,
    person: Account,
    now: datetime,
    author: audit.Author | None = None,
) -> Photo:
    """Delete a photograph: it is shown no more, and its file goes when its time is over.

    Parameters
    ----------
    engine : Engine
        The database.
    photo : int
        Its id.
    reason : str
        Why; it is kept.
    person, now, author
        As for :func:`add`.

    Raises
    ------
    StoreError
        When there is no such photograph to the person, it is not theirs to delete, or no reason
        is given.
    """
    reason = reason.strip()
    _refuse_unless(0 < len(reason) <= LONGEST, *said("photo_reason", longest=LONGEST))
    with transaction(engine) as writing:
        found = store.find(writing, person, photo)
        if found is None:
            raise StoreError(*said("no_photo"))
        _refuse_unless(deletable(person, found), *said("photo_others"))
        found.deleted_at, found.deleted_by, found.deleted_for = now, person.email, reason
        told = {"station": found.station_id, "reason": reason}
        audit.record(writing, "photo_deleted", author, ("photo", found.id), after=told)
        writing.flush()
    return found
