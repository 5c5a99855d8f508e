"""What programs write: once, whole, by the same rules as on the pages."""

import io
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vector.store import contents
from vector.store.engine import transaction
from vector.store.tables import AccessToken, ActionLimit, Alert, Audit, Reply, Survey, Upload

HEAD = "station,street,date,method,effective,caught\n"
GOOD = f"{HEAD}北街养老院,北街,2026-06-18,snap_trap,200,12\n".encode()
BAD = GOOD + "西街学校,西街,2026-06-18,snap_trap,200,201\n".encode()
TAKE = "/uploads?filename=a.csv"


def counted(program, table):
    with Session(program.engine) as session:
        return session.scalar(select(func.count()).select_from(table))


def standing(program):
    with Session(program.engine) as session:
        return contents.digests(session, contents.STANDING)


@pytest.fixture
def staff(program):
    return program("staff")


def test_a_preview_says_what_storing_would_do_and_stores_nothing(staff):
    before = counted(staff, Survey)
    told = staff.post("/uploads/preview?filename=a.csv", data=BAD).get_json()
    assert (told["surveys"], told["held"], told["recognised"]) == (1, 1, None)
    assert [fault["row"] for fault in told["faults"]] == [3]
    assert counted(staff, Survey) == before


@pytest.mark.parametrize("form", [False, True], ids=["body", "form"])
def test_a_file_is_stored_and_taken_back(staff, form):
    before = standing(staff)
    sent = {"data": {"file": (io.BytesIO(GOOD), "六月.csv")}} if form else {"data": GOOD}
    answer = staff.post("/uploads" if form else TAKE, **sent)
    assert answer.status_code == 201
    told = answer.get_json()
    assert (told["surveys"], [each["kind"] for each in told["changes"]]) == (1, ["raised"])
    assert answer.headers["Location"] == f"/api/v1/uploads/{told['upload_id']}"
    assert standing(staff) != before
    where = f"/uploads/{told['upload_id']}/withdrawal"
    assert "撤回须写明原因" in staff.post(f"{where}?reason=%20").get_data(as_text=True)
    assert standing(staff) != before
    back = staff.post(f"{where}?reason=填错")
    assert (back.status_code, back.get_json()["left"]) == (200, 1)
    assert standing(staff) == before
    again = staff.post(f"{where}?reason=填错")
    assert (again.status_code, again.get_json()["code"]) == (409, "withdrawn_before")


def test_bad_rows_hold_a_file_up_unless_the_program_says_otherwise(staff):
    refused = staff.post(TAKE, data=BAD)
    assert (refused.status_code, refused.get_json()["code"]) == (422, "refused")
    done = staff.post(f"{TAKE}&hold_bad_rows=true", data=BAD).get_json()
    assert (done["surveys"], done["held"]) == (1, 1)
    twice = staff.post(f"{TAKE}&hold_bad_rows=true", data=BAD)
    assert (twice.status_code, twice.get_json()["code"]) == (409, "recognised")


def test_a_file_comes_back_as_it_was_and_marked(staff):
    marked = staff.post("/uploads/marked?filename=a.csv", data=BAD)
    assert marked.get_data().startswith(b"PK")
    number = staff.post(TAKE, data=GOOD).get_json()["upload_id"]
    assert staff.get(f"/uploads/{number}/file").get_data() == GOOD
    assert staff.get(f"/uploads/{number}/marked").get_data().startswith(b"PK")


@pytest.mark.parametrize(
    ("path", "data", "status", "code"),
    [(TAKE, b"", 400, "no_file"), ("/uploads", GOOD, 400, "no_name"),
     (TAKE, b"x" * (5 * 2**20 + 1), 413, "too_large"), (TAKE, b"PK\x03\x04no", 422, "refused")],
    ids=["empty", "nameless", "great", "broken"],
)  # fmt: skip
def test_what_is_no_file_is_refused(staff, path, data, status, code):
    answer = staff.post(path, data=data)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert counted(staff, Upload) == 1


def test_others_uploads_are_not_a_staff_members(staff, program):
    number = program("manager").post(TAKE, data=GOOD).get_json()["upload_id"]
    assert staff.get(f"/uploads/{number}").status_code == 404
    assert staff.post(f"/uploads/{number}/withdrawal?reason=填错").status_code == 404
    assert program("office").post(TAKE, data=GOOD).status_code == 403


def test_a_change_of_what_has_changed_is_refused(staff):
    number = staff.post(TAKE, data=GOOD).get_json()["upload_id"]
    mark = staff.get(f"/uploads/{number}").headers["ETag"]
    where = f"/uploads/{number}/withdrawal?reason=填错"
    refused = staff.post(where, headers={"If-Match": '"another"'})
    assert (refused.status_code, refused.get_json()["code"]) == (412, "changed_meanwhile")
    assert staff.post(where, headers={"If-Match": mark}).status_code == 200
    assert staff.post(where, headers={"If-Match": mark}).status_code == 412


def test_a_write_sent_twice_is_done_once_and_answered_alike(staff):
    key = {"Idempotency-Key": "gateway-7"}
    first, second = (staff.post(TAKE, data=GOOD, headers=key) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.get_data() == second.get_data()
    assert first.headers["Location"] == second.headers["Location"]
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert counted(staff, Upload) == 2
    other = staff.post(TAKE, data=BAD, headers=key)
    assert (other.status_code, other.get_json()["code"]) == (422, "key_reused")
    elsewhere = staff.post("/readings", {"items": []}, headers=key)
    assert elsewhere.status_code == 422


def test_a_key_is_the_accounts_own_and_not_for_ever(staff, program):
    key = {"Idempotency-Key": "1"}
    staff.post(TAKE, data=GOOD, headers=key)
    other = program("manager").post(TAKE, data=GOOD, headers=key)
    assert (other.status_code, other.get_json()["code"]) == (409, "recognised")
    with time_machine.travel(timedelta(hours=49), tick=False):
        late = staff.post(TAKE, data=BAD + b"\n", headers=key)
    assert late.get_json()["code"] != "key_reused"


def test_a_refused_write_keeps_no_reply(staff):
    key = {"Idempotency-Key": "k"}
    assert staff.post(TAKE, data=BAD, headers=key).status_code == 422
    assert counted(staff, Reply) == 0
    assert staff.post(f"{TAKE}&hold_bad_rows=true", data=BAD, headers=key).status_code == 201


def test_a_write_that_fails_at_its_end_is_not_kept(staff, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("lost")

    monkeypatch.setattr("dashboard.api.once.replies.keep", broken)
    before = standing(staff)
    answer = staff.post(TAKE, data=GOOD, headers={"Idempotency-Key": "k"})
    assert answer.status_code == 500
    assert standing(staff) == before
    assert (counted(staff, Upload), counted(staff, Reply)) == (1, 0)


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_that_is_none_is_refused(staff, key):
    answer = staff.post(TAKE, data=GOOD, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.get_json()["code"]) == (400, "bad_key")


def test_a_manager_sets_a_limit_where_they_see(program, app):
    manager = program("manager")
    body = {"index": "trap_rate", "value": "1.5", "source": "2026-1"}
    for place in ({}, {"region_id": 3}, {"station_id": 1}):
        answer = manager.post("/limits", body | place)
        assert answer.status_code == 201, answer.get_json()
        kept = answer.get_json()["limit"]
        assert kept["set_by"] == "guan@cdc.example.cn"
        assert [kept["region_id"], kept["station_id"]] in ([1, None], [3, None], [None, 1])
    assert counted(manager, ActionLimit) == 4
    assert manager.post("/limits", body | {"region_id": 99}).status_code == 404
    both = manager.post("/limits", body | {"region_id": 3, "station_id": 1})
    assert both.get_json()["code"] == "two_places"
    graded = manager.post("/limits", body | {"index": "indoor_trace_rate"})
    assert (graded.status_code, graded.get_json()["code"]) == (422, "refused")
    assert program("staff").post("/limits", body).status_code == 403


def test_an_alert_is_approved_by_a_second_person(program, app):
    manager = program("manager")
    with transaction(manager.engine) as writing:
        for alert in writing.scalars(select(Alert)):
            alert.approved_at = alert.approved_by = None
    waiting = manager.get("/alerts?state=waiting").get_json()["items"]
    mark = manager.get(f"/alerts/{waiting[0]['id']}").headers["ETag"]
    where = f"/alerts/{waiting[0]['id']}/approval"
    assert program("staff").post(where).status_code == 403
    assert manager.post(where, headers={"If-Match": mark}).get_json() == {"approved": 1}
    assert manager.get(f"/alerts/{waiting[0]['id']}").get_json()["approved_by"] == (
        "guan@cdc.example.cn"
    )
    assert manager.post(where, headers={"If-Match": mark}).status_code == 412
    assert manager.post("/alerts/999/approval").status_code == 404


def test_tokens_are_made_in_a_session_and_never_kept_in_a_reply(signed_in, app, program):
    client = signed_in("staff").client
    body = {"name": "gateway", "rights": ["see"], "days": 3}
    keyed = client.post("/api/v1/tokens", json=body, headers={"Idempotency-Key": "k"})
    assert (keyed.status_code, keyed.get_json()["code"]) == (400, "key_not_here")
    issued = client.post("/api/v1/tokens", json=body)
    assert issued.get_json()["key"].startswith("vst_")
    assert [row["name"] for row in client.get("/api/v1/tokens").get_json()] == ["gateway"]
    where = f"/api/v1/tokens/{issued.get_json()['id']}"
    assert [client.delete(where).status_code for _ in range(2)] == [204, 404]
    assert client.post("/api/v1/tokens", json=body | {"rights": ["audit"]}).status_code == 422
    assert program("staff").post("/tokens", body).status_code == 403
    assert counted(program("staff"), AccessToken) == 3


def test_what_a_token_does_is_noted_with_its_name(staff):
    staff.post(TAKE, data=GOOD)
    with Session(staff.engine) as session:
        row = session.scalars(select(Audit).order_by(Audit.sequence.desc()).limit(1)).one()
    assert (row.what, row.origin) == ("upload_accepted", "127.0.0.1 token:程序")


def test_an_account_is_braked_by_whatever_it_asks(county, program):
    from dashboard import create_app

    app = create_app(county.model_copy(update={"requests_per_minute": 3}))
    staff = type(program("staff"))(app, "staff")
    answers = [staff.get("/groups") for _ in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert answers[-1].get_json()["title"] == "请求太频繁，请稍后再试"
    assert type(staff)(app, "manager").get("/groups").status_code == 200
    app.extensions["vector"].engine.dispose()
