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
    _refuse_unless(may(person, "photos"), "您的账号不能添加照片。", "You may not add photographs.")
    today, words = local(settings, now).date(), words.strip()
    _refuse_unless(len(words) <= LONGEST, f"照片说明最多 {LONGEST} 字，现为 {len(words)} 字。",
                   f"At most {LONGEST} letters of words; there are {len(words)}.")  # fmt: skip
    taken = day or _believed(picture.taken_on, today)
    _refuse_unless(OLDEST <= taken <= today, f"拍摄日期 {taken} 不对，应在 {OLDEST} 到今天之间。",
                   f"It cannot have been taken on {taken}; say a day up to today.")  # fmt: skip
    with transaction(engine) as writing:
        own = visible_stations(person).where(Station.id == station)
        _refuse_unless(writing.scalar(select(own.exists())), "没有这个监测点。", "No such station.")
        count, known = store.held(writing, station, picture.sha256)
        _refuse_unless(not known, "这张照片已在该监测点，没有再保存。",
                       "This station has this very photograph already.")  # fmt: skip
        _refuse_unless(count < MOST, f"该监测点已有 {count} 张照片，请先删除不需要的。",
                       f"This station has {count} photographs; delete some first.")  # fmt: skip
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
    _refuse_unless(0 < len(reason) <= LONGEST, f"请写明删除照片的原因（最多 {LONGEST} 字）。",
                   f"Say why the photograph is deleted, in at most {LONGEST} letters.")  # fmt: skip
    with transaction(engine) as writing:
        found = store.find(writing, person, photo)
        if found is None:
            raise StoreError("没有这张照片，或已删除。", "There is no such photograph any more.")
        _refuse_unless(deletable(person, found), "只能删除自己添加的照片。",
                       "You may only delete photographs that you added.")  # fmt: skip
        found.deleted_at, found.deleted_by, found.deleted_for = now, person.email, reason
        told = {"station": found.station_id, "reason": reason}
        audit.record(writing, "photo_deleted", author, ("photo", found.id), after=told)
        writing.flush()
    return found
