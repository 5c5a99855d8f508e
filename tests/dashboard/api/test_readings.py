"""Batches of device readings: each bad one has its own problem; the good ones by choice."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from vector.store.tables import Survey, Upload

TIME = "2026-06-19T20:00:00+08:00"


def trap(station="p3", caught=1, **more):
    read = {"station": station, "method": "snap_trap", "time": TIME,
            "effort": {"set": 50, "effective": 50}, "counts": {"caught": caught}}  # fmt: skip
    return read | more


def surveys(program):
    with Session(program.engine) as session:
        rows = session.scalars(select(Survey).where(Survey.upload_id > 1)).all()
        return [(row.station_id, str(row.date), row.fields["caught"]) for row in rows]


@pytest.fixture
def gateway(program):
    return program("staff", "upload")


def test_readings_become_surveys_of_one_upload(gateway):
    answer = gateway.post("/readings", {"items": [trap(), trap("p4", 2)]})
    assert answer.status_code == 201, answer.get_json()
    told = answer.get_json()
    assert (told["stored"], told["problems"]) == (2, [])
    assert surveys(gateway) == [(4, "2026-06-19", 1), (5, "2026-06-19", 2)]


def test_a_later_reading_of_the_same_day_is_a_new_version(gateway):
    gateway.post("/readings", {"items": [trap()]})
    told = gateway.post("/readings", {"items": [trap(caught=5)]}).get_json()
    assert told["upload"]["superseded"] == 1
    assert surveys(gateway) == [(4, "2026-06-19", 5)]
    where = f"/uploads/{told['upload']['upload_id']}/withdrawal?reason=错填"
    assert gateway.post(where).status_code == 200
    assert surveys(gateway) == [(4, "2026-06-19", 1)]


def test_the_day_is_that_of_the_service(gateway):
    late = trap(time="2026-06-18T20:00:00Z")
    assert gateway.post("/readings", {"items": [late]}).status_code == 201
    assert surveys(gateway)[0][1] == "2026-06-19"


BAD = [
    trap(),
    trap("nowhere"),
    trap("p4", caught=51),
    trap("p5", method="telepathy"),
    trap("p6", counts={"caught": 1, "ghosts": 2}),
    trap("p6", time="2026-07-01T00:00:00+08:00"),
    trap(),
]


def test_each_bad_reading_has_its_own_problem_and_none_is_stored(gateway):
    answer = gateway.post("/readings", {"items": BAD})
    assert (answer.status_code, answer.get_json()["code"]) == (422, "bad_readings")
    wrong = {each["item"] for each in answer.get_json()["errors"]}
    assert wrong == {1, 2, 3, 4, 5, 6}
    assert surveys(gateway) == []
    with Session(gateway.engine) as session:
        assert len(session.scalars(select(Upload)).all()) == 1


def test_the_good_ones_are_stored_by_choice(gateway):
    answer = gateway.post("/readings", {"items": BAD, "partial": True})
    told = answer.get_json()
    assert (answer.status_code, told["stored"]) == (201, 1)
    assert [each["pointer"] for each in told["problems"]] == [f"/items/{n}" for n in range(1, 7)]
    assert surveys(gateway) == [(4, "2026-06-19", 1)]


def test_problems_are_told_in_english_as_well(gateway):
    sent = {"items": [trap("p4", caught=51), trap("nowhere")]}
    answer = gateway.post("/readings", sent, headers={"Accept-Language": "en"})
    said = " ".join(each["detail"] for each in answer.get_json()["errors"])
    assert said.isascii() or "“nowhere”" in said
    assert "no station" in said


def test_a_gateway_that_sends_again_does_no_harm(gateway):
    batch = {"items": [trap()]}
    first, again = (
        gateway.post("/readings", batch, headers={"Idempotency-Key": "7"}) for _ in range(2)
    )
    assert first.get_data() == again.get_data()
    assert len(surveys(gateway)) == 1


def test_a_zero_is_confirmed_once_and_only_where_one_sees(gateway, program):
    body = {"station_id": 7, "method": "snap_trap", "day": "2026-06-15",
            "effort": {"set": "100", "effective": "98"}}  # fmt: skip
    done = gateway.post("/zeros", body)
    assert (done.status_code, done.get_json()["surveys"]) == (201, 1)
    assert surveys(gateway) == [(7, "2026-06-15", 0)]
    again = gateway.post("/zeros", body)
    assert (again.status_code, again.get_json()["code"]) == (422, "refused")
    assert gateway.post("/zeros", body | {"effort": {}}).status_code == 422
    assert program("office").post("/zeros", body).status_code == 403


def test_a_body_is_no_file(gateway):
    answer = gateway.send("POST", "/readings", data=b" " * (4 * 2**20 + 1),
                          content_type="application/json")  # fmt: skip
    assert (answer.status_code, answer.get_json()["code"]) == (413, "too_large")


def test_a_number_that_is_none_is_refused_with_its_place(gateway):
    answer = gateway.post("/readings", {"items": [trap(caught=-1)]})
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["pointer"].startswith("/items/0/counts/caught")
