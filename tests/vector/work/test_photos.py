"""Photographs of stations: who adds and deletes, what is noted, and what goes with time."""

import io
import shutil
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from PIL import Image
from sqlalchemy import func, select

from vector.errors import StoreError
from vector.intake.photo import photograph
from vector.settings import Keep, Settings
from vector.store import photos as store
from vector.store.engine import connect, session, transaction
from vector.store.tables import Account, Audit, Photo, PhotoFile, Region, Role, Station
from vector.work import photos, retention

NOW = datetime(2026, 6, 20, 4, tzinfo=UTC)
ROLES = ("manager", "staff", "office", "auditor")


def picture(colour=0, taken=None):
    out = io.BytesIO()
    exif = Image.Exif()
    if taken:
        exif[0x010F] = "相机"
        exif.get_ifd(0x8769)[0x9003] = taken
    Image.new("RGB", (40, 30), (colour, 0, 0)).save(out, "PNG", exif=exif)
    return photograph(out.getvalue(), "a.png")


@pytest.fixture
def place(sqlite_template, tmp_path):
    """Two streets with a station each, and people who never sign in."""
    engine = connect(f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path / 'a.sqlite3')}")
    with transaction(engine) as writing:
        root = writing.scalars(select(Region).where(Region.parent_id.is_(None))).one()
        east, west = (_street(writing, root, name) for name in ("东街", "西街"))
        seen = {"office": east.region_id, "auditor": None}
        people = {role: _person(writing, role, seen.get(role, root.id)) for role in ROLES}
    yield SimpleNamespace(engine=engine, east=east.id, west=west.id, **people)
    engine.dispose()


def _street(writing, root, name):
    street = Region(code=name, name=name, level="street", parent_id=root.id)
    writing.add(street)
    writing.flush()
    station = Station(code=name, name=name, region_id=street.id)
    writing.add(station)
    writing.flush()
    return station


def _person(writing, role, region):
    email = f"{role}@example.cn"
    known = writing.scalars(select(Role).where(Role.name == role)).one_or_none()
    person = Account(email=email, fs_uniquifier=email, region_id=region)
    person.roles = [known or Role(name=role)]
    writing.add(person)
    writing.flush()
    return person


def add(place, person, station=None, made=None, **more):
    return photos.add(place.engine, Settings(), station or place.east, made or picture(),
                      person=person, now=NOW, **more)  # fmt: skip


def remove(place, person, photo, reason="拍到人脸"):
    return photos.delete(place.engine, photo, reason=reason, person=person, now=NOW)


def test_a_photograph_is_kept_with_its_day_and_noted(place):
    kept = add(place, place.office, words=" 后厨下水口 ", made=picture(taken="2026:06:18 09:30:00"))
    assert (kept.taken_on, kept.words) == (date(2026, 6, 18), "后厨下水口")
    with session(place.engine) as reading:
        assert [each.id for each in store.of_station(reading, place.staff, place.east)] == [kept.id]
        assert store.content(reading, kept.id, small=True)[:2] == b"\xff\xd8"
        noted = reading.scalars(select(Audit).where(Audit.what == "photo_added")).one()
    assert noted.subject_id == str(kept.id)
    assert noted.after["words"] == "后厨下水口"


def test_the_day_is_the_persons_then_the_cameras_then_today(place):
    days = [
        add(place, place.staff, made=picture(1, "2026:06:18 09:30:00"), day=date(2026, 6, 1)),
        add(place, place.staff, made=picture(2, "2031:01:01 00:00:00")),
        add(place, place.staff, made=picture(3)),
    ]
    assert [each.taken_on for each in days] == [date(2026, 6, 1), NOW.date(), NOW.date()]


def test_what_cannot_be_added_is_refused(place):
    add(place, place.staff)
    refused = [
        (place.staff, {}, "已在该监测点"),
        (place.staff, {"made": picture(9), "words": "字" * 201}, "最多 200 字"),
        (place.staff, {"made": picture(9), "day": date(2026, 6, 21)}, "拍摄日期"),
        (place.auditor, {"made": picture(9)}, "不能添加照片"),
        (place.office, {"made": picture(9), "station": place.west}, "没有这个监测点"),
    ]
    for person, more, words in refused:
        with pytest.raises(StoreError, match=words):
            add(place, person, **more)


def test_own_ones_are_deleted_with_a_reason_and_others_by_the_manager(place):
    first, second = add(place, place.staff), add(place, place.staff, made=picture(2))
    for person, photo, reason, words in [
        (place.staff, first.id, " ", "原因"),
        (place.office, first.id, "不清楚", "自己添加"),
        (place.auditor, first.id, "不清楚", "没有这张照片"),
    ]:
        with pytest.raises(StoreError, match=words):
            remove(place, person, photo, reason)
    remove(place, place.staff, first.id)
    remove(place, place.manager, second.id)
    with session(place.engine) as reading:
        assert not store.of_station(reading, None, place.east)
        kept = reading.scalars(select(Photo).order_by(Photo.id)).all()
        noted = reading.scalars(select(Audit.after).where(Audit.what == "photo_deleted")).all()
    assert [each.deleted_for for each in kept] == ["拍到人脸"] * 2
    assert [each["reason"] for each in noted] == ["拍到人脸"] * 2
    with pytest.raises(StoreError, match="已删除"):
        remove(place, place.manager, first.id)
    assert add(place, place.staff).id > second.id


def test_the_picture_of_a_deleted_one_goes_with_time_and_no_other(place):
    gone, stays = add(place, place.staff), add(place, place.staff, made=picture(2))
    remove(place, place.staff, gone.id)
    settings = Settings(keep=Keep(withdrawn_days=30))
    for days, left in ((29, 2), (31, 1)):
        retention.remove(place.engine, settings, NOW + timedelta(days=days))
        with session(place.engine) as reading:
            assert reading.scalar(select(func.count()).select_from(PhotoFile)) == left
    with session(place.engine) as reading:
        assert reading.scalars(select(PhotoFile.photo_id)).one() == stays.id
        assert reading.get_one(Photo, gone.id).deleted_for == "拍到人脸"
