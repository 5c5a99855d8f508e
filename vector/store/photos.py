"""Photographs 照片 by station: those that stand, to whom may see the station."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from vector.intake.photo import Photograph
from vector.store.places import visible_stations
from vector.store.tables import Account, Photo, PhotoFile


def add(
    session: Session, station: int, picture: Photograph, *, day: date, words: str, by: str,
    at: datetime,
) -> Photo:  # fmt: skip
    """Keep a photograph.

    Parameters
    ----------
    session : Session
        A transaction that writes.
    station : int
        The station's id.
    picture : Photograph
        As it was drawn anew.
    day : date
        When it was taken.
    words : str
        What is to be seen.
    by : str
        Who adds it.
    at : datetime
        With zone.
    """
    row = Photo(
        station_id=station, taken_on=day, words=words, sha256=picture.sha256, width=picture.width,
        height=picture.height, size=len(picture.content), added_by=by, added_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add(PhotoFile(photo_id=row.id, content=picture.content, small=picture.small))
    session.flush()
    return row


def _standing(account: Account | None) -> Select[Photo]:
    seen = Photo.station_id.in_(visible_stations(account))
    return select(Photo).where(Photo.deleted_at.is_(None), seen)


def of_station(session: Session, account: Account | None, station: int) -> Sequence[Photo]:
    """Return a station's photographs, the latest first; none of a station that is not seen."""
    newest = Photo.taken_on.desc(), Photo.id.desc()
    return session.scalars(
        _standing(account).where(Photo.station_id == station).order_by(*newest)
    ).all()


def find(session: Session, account: Account | None, photo: int) -> Photo | None:
    """Return a photograph that stands and may be seen."""
    return session.scalars(_standing(account).where(Photo.id == photo)).one_or_none()


def held(session: Session, station: int, sha256: str) -> tuple[int, bool]:
    """Return how many photographs stand at a station, and whether this file is among them."""
    here = (Photo.station_id == station) & Photo.deleted_at.is_(None)
    same = func.sum((Photo.sha256 == sha256).cast(Photo.size.type))
    count, twins = session.execute(select(func.count(), same).where(here)).one()
    return count, bool(twins)


def content(session: Session, photo: int, *, small: bool) -> bytes:
    """Return the picture, or the small one."""
    column = PhotoFile.small if small else PhotoFile.content
    found: bytes = session.execute(select(column).where(PhotoFile.photo_id == photo)).scalar_one()
    return found
