"""Files that wait: where the level above approves, every way in leads there and none past it."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard import create_app
from vector.store.engine import transaction
from vector.store.tables import Account, Region, Upload
from vector.work.accounts import find_account

HEAD = "station,street,date,method,effective,caught\n"
GOOD = f"{HEAD}北街养老院,北街,2026-06-18,snap_trap,200,12\n".encode()
BAD = GOOD + "西街学校,西街,2026-06-18,snap_trap,200,201\n".encode()
TAKE = "/uploads?filename=a.csv"
READING = {"station": "p3", "method": "snap_trap", "time": "2026-06-19T20:00:00+08:00",
           "effort": {"set": 50, "effective": 48}, "counts": {"caught": 1}}  # fmt: skip
ZERO = {"station_id": 7, "method": "snap_trap", "day": "2026-06-15",
        "effort": {"set": "100", "effective": "98"}}  # fmt: skip


def approving(county, program, goal):
    """Programs of a service in which levels above approve; the staff are of one street."""
    app = create_app(county.model_copy(update={"upload_approval": goal}))
    engine = app.extensions["vector"].engine
    with transaction(engine) as writing:
        street = writing.scalars(select(Region).where(Region.name == "北街")).one()
        staff = writing.get_one(Account, find_account(writing, "jian@cdc.example.cn").id)
        staff.region_id = street.id
    yield lambda role: type(program(role))(app, role)
    engine.dispose()


@pytest.fixture
def above(county, program):
    yield from approving(county, program, "above")


@pytest.fixture
def by_level(county, program):
    """The city above the county approves last."""
    for each in approving(county, program, "city"):
        with transaction(each("staff").engine) as writing:
            writing.add(Region(code="100001", name="某市", level="city"))
            writing.flush()
            city = writing.scalars(select(Region).where(Region.name == "某市")).one()
            root = writing.scalars(select(Region).where(Region.level == "county")).one()
            root.parent_id = city.id
        yield each


def uploads(program):
    with Session(program.engine) as session:
        return len(session.scalars(select(Upload)).all())


def test_what_is_sent_waits_and_is_stored_when_the_level_above_approves(above):
    staff, manager = above("staff"), above("manager")
    before = uploads(staff)
    answer = staff.post(TAKE, data=GOOD, headers={"Idempotency-Key": "k"})
    told = answer.get_json()
    assert (answer.status_code, told["state"]) == (202, "submitted")
    where = answer.headers["Location"].removeprefix("/api/v1")
    assert staff.post(TAKE, data=GOOD, headers={"Idempotency-Key": "k"}).get_json() == told
    assert uploads(staff) == before
    assert [each["what"] for each in staff.get(where).get_json()["steps"]] == [
        "staged", "submitted"
    ]  # fmt: skip
    assert staff.post(f"{where}/acceptance").status_code == 422
    seen = manager.get(f"{where}/preview?effect=true").get_json()
    assert (seen["surveys"], seen["effect"]["new"]) == (1, 1)
    assert manager.get(f"{where}/file").get_data() == GOOD
    taken = manager.post(f"{where}/acceptance")
    assert taken.status_code == 201, taken.get_json()
    assert uploads(staff) == before + 1
    assert staff.get(where).get_json()["upload_id"] == taken.get_json()["upload_id"]
    again = manager.post(f"{where}/acceptance")
    assert (again.status_code, again.get_json()["code"]) == (409, "decided")
    assert manager.get(f"{where}/file").status_code == 404


def test_a_level_approves_and_the_next_is_named(by_level):
    staff, manager = by_level("staff"), by_level("manager")
    before, number = uploads(staff), staff.post(TAKE, data=GOOD).get_json()["id"]
    answer = manager.post(f"/staged/{number}/acceptance?note=已核对")
    assert answer.status_code == 202, answer.get_json()
    county, city = answer.get_json()["levels"]
    assert (county["note"], county["turn"], city["region"], city["turn"]) == (
        "已核对", False, "某市", True
    )  # fmt: skip
    assert answer.headers["Location"].endswith(f"/staged/{number}")
    assert manager.post(f"/staged/{number}/acceptance").status_code == 422
    assert uploads(staff) == before


def test_it_may_be_given_back_mended_and_discarded(above):
    staff, manager = above("staff"), above("manager")
    number = staff.post(TAKE, data=GOOD).get_json()["id"]
    assert manager.post(f"/staged/{number}/return", {"reason": ""}).status_code == 422
    back = manager.post(f"/staged/{number}/return", {"reason": "缺一个点"}).get_json()
    assert (back["state"], back["steps"][-1]["reason"]) == ("returned", "缺一个点")
    assert staff.post(f"/staged/{number}/submission").get_json()["state"] == "submitted"
    assert staff.post(f"/staged/{number}/discarding", {}).get_json()["state"] == "discarded"
    assert staff.get("/staged?state=returned").get_json()["items"] == []
    assert [row["id"] for row in staff.get("/staged?limit=1").get_json()["items"]] == [number]


def test_readings_and_zeros_go_the_same_way(above):
    staff, before = above("staff"), uploads(above("staff"))
    batch = {"items": [READING | {"station": "p6"}, READING | {"station": "no"}], "partial": True}
    sent = staff.post("/readings", batch)
    assert (sent.status_code, len(sent.get_json()["problems"])) == (202, 1)
    assert staff.post("/zeros/preview", ZERO).get_json()["sentence"]
    zero = staff.post("/zeros", ZERO)
    assert zero.status_code == 202
    assert uploads(staff) == before
    for answer in (sent, zero):
        where = answer.headers["Location"].removeprefix("/api/v1")
        assert above("manager").post(f"{where}/acceptance").status_code == 201
    assert uploads(staff) == before + 2


def test_without_approval_a_file_may_wait_for_later(program):
    staff = program("staff")
    refused = staff.post("/staged?filename=a.csv", data=BAD)
    assert refused.status_code == 422
    kept = staff.post("/staged?filename=a.csv&hold_bad_rows=true", data=BAD)
    assert (kept.status_code, kept.get_json()["state"]) == (201, "staged")
    where = kept.headers["Location"].removeprefix("/api/v1")
    assert kept.get_json()["objection"] == ""
    assert program("office").get(where).status_code == 403
    done = staff.post(f"{where}/acceptance").get_json()
    assert (done["surveys"], done["held"]) == (1, 1)


def test_what_a_withdrawal_would_change_is_told_before_and_its_reason_kept(program):
    staff = program("staff")
    number = staff.post(TAKE, data=GOOD).get_json()["upload_id"]
    tried = staff.get(f"/uploads/{number}/withdrawal").get_json()
    assert (tried["left"], tried["restored"]) == (1, 0)
    staff.post(f"/uploads/{number}/withdrawal?reason=错填")
    assert staff.get(f"/uploads/{number}").get_json()["withdrawn_for"] == "错填"


def test_a_table_of_resistance_tests_is_taken_as_on_the_page(program):
    staff = program("staff")
    table = (
        "assay,date,site,species,insecticide,dose,number,dead\n"
        "1,2026-05-01,北街,家蝇,氯氰菊酯,0.1,25,20\n"
    ).encode()
    told = staff.post("/uploads/preview?filename=r.csv", data=table).get_json()
    assert told.get("kind") == "assays", told
    done = staff.post("/uploads?filename=r.csv", data=table)
    assert (done.status_code, done.get_json()["surveys"]) == (201, 1)


def test_one_person_hands_in_so_many_files_a_day(county, program):
    app = create_app(county.model_copy(update={"uploads_per_day": 3}))
    staff = type(program("staff"))(app, "staff")
    others = [GOOD.replace(b"2026-06-18", f"2026-06-1{day}".encode()) for day in range(5)]
    kept = staff.post("/staged?filename=a.csv", data=others[0])
    where = kept.headers["Location"].removeprefix("/api/v1")
    assert staff.post(f"{where}/acceptance").status_code == 201
    done = [staff.post(TAKE, data=each).status_code for each in others[1:4]]
    assert done == [201, 201, 422]
    batch = {"items": [READING]}
    for path, sent in (("/readings", {"body": batch}), ("/zeros", {"body": ZERO}),
                       ("/staged?filename=b.csv", {"data": others[4]})):  # fmt: skip
        answer = staff.post(path, **sent)
        assert answer.status_code == 422
        assert "24 小时内已上报 3 个文件" in answer.get_json()["detail"]
    assert type(staff)(app, "manager").post(TAKE, data=others[4]).status_code == 201
    app.extensions["vector"].engine.dispose()
