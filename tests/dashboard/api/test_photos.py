"""What programs do with photographs: add, list, get and delete them."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from vector.store.tables import Station


def png(colour=0):
    out = io.BytesIO()
    Image.new("RGB", (400, 300), (colour, 90, 40)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def ids(app):
    with app.extensions["vector"].engine.connect() as reading:
        return dict(reading.execute(select(Station.name, Station.id)).all())


@pytest.fixture
def market(ids):
    return ids["东街菜市场"]


def test_a_picture_is_seen_by_who_sees_its_station_and_nobody_else(program, app, ids, market):
    hospital, manager = ids["西街医院"], program("manager")
    for place in (market, hospital):
        added = manager.post(f"/stations/{place}/photos?filename=a.png", data=png(place))
        assert added.status_code == 201
    wanted = {"manager": (200, 200), "staff": (200, 200), "office": (200, 404),
              "administrator": (403, 403), "auditor": (403, 403)}  # fmt: skip
    adding = {"manager": 422, "staff": 422, "office": 404, "administrator": 403, "auditor": 403}
    people = {role: program(role) for role in wanted}
    for role, one in people.items():
        for photo, place, status in zip((1, 2), (market, hospital), wanted[role], strict=True):
            for path in (f"/photos/{photo}", f"/photos/{photo}/small", f"/photos/{photo}/picture",
                         f"/stations/{place}/photos"):  # fmt: skip
                assert one.get(path).status_code == status, (role, path)
        again = one.post(f"/stations/{hospital}/photos?filename=a.png", data=png(hospital))
        assert again.status_code == adding[role], role
    assert app.test_client().get("/api/v1/photos/1/picture").status_code == 401


def test_a_picture_goes_out_as_a_picture_only(program, market):
    staff = program("staff")
    staff.post(f"/stations/{market}/photos?filename=a.png", data=png())
    answer = staff.get("/photos/1/picture")
    assert answer.get_data()[:2] == b"\xff\xd8"
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    tag = answer.headers["ETag"]
    assert staff.get("/photos/1/picture", If_None_Match=tag).status_code == 304
    assert staff.get("/photos/1/small", If_None_Match=tag).status_code == 200


def test_programs_add_list_and_delete(program, market):
    staff, manager = program("staff"), program("manager")
    path = f"/stations/{market}/photos"
    sent = {"data": png(), "headers": {"Idempotency-Key": "k1"}}
    done = staff.post(f"{path}?filename=a.png&taken_on=2026-06-18&words=灶台", **sent)
    assert done.status_code == 201, done.get_json()
    assert done.headers["Location"] == "/api/v1/photos/1"
    again = staff.post(f"{path}?filename=a.png&taken_on=2026-06-18&words=灶台", **sent)
    assert again.get_json() == done.get_json()
    assert staff.post(f"{path}?filename=a.png", data=png()).status_code == 422
    refused = staff.post(f"{path}?filename=a.png", data=b"PK")
    assert (refused.status_code, refused.get_json()["code"]) == (422, "refused")
    assert staff.post("/stations/999/photos?filename=a.png", data=png(3)).status_code == 404
    (listed,) = staff.get(path).get_json()
    assert (listed["words"], listed["taken_on"]) == ("灶台", "2026-06-18")
    office = program("office").post("/photos/1/deletion", {"reason": "不清楚"})
    assert office.status_code == 403
    gone = manager.post("/photos/1/deletion", {"reason": "不清楚"})
    assert (gone.status_code, gone.get_json()["deleted_for"]) == (200, "不清楚")
    assert staff.get(path).get_json() == []
