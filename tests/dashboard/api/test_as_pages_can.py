"""What the pages can do, programs can: every right that a page asks for, and each thing by name."""

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.api.openapi import operations
from dashboard.api.pages import ShownQuery, filters
from dashboard.declared import ANYBODY, declared
from dashboard.export import TAKEN
from dashboard.gate import CALLBACKS
from vector.store.tables import Account, Answer, Audit, Charge, ColumnMapping, Region, StationPast

# What pages may and programs may not, and why.
APART = {
    ANYBODY: "signing in is for people; a program brings a token",
}


def rights_of_pages(app):
    callbacks = set(app.extensions[CALLBACKS]._rights.values())
    plain = {
        declared(app, rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        if not rule.rule.startswith("/api/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    return (callbacks | plain) - {None}


def test_every_right_that_a_page_asks_for_is_asked_for_by_an_operation(app):
    offered = {declared(app, rule.endpoint, method.upper()) for rule, method, _ in operations(app)}
    found = rights_of_pages(app)
    assert found - offered == set(APART)
    assert {"see", "upload", "respond", "regions", "accounts", "audit"} <= found


def test_every_table_that_a_page_lets_be_taken_along_is_offered(app):
    assert len(TAKEN) > 10
    for name, table in TAKEN.items():
        assert table.right == "see"
        assert set(filters(name)) <= set(ShownQuery.model_fields), name


@pytest.fixture
def manager(program):
    return program("manager")


def test_page_tables_are_what_the_pages_give(manager):
    told = {each["name"]: each["filters"] for each in manager.get("/exports/pages").get_json()}
    assert told["ranking-table"] == ["index", "step", "period", "by", "method"]
    asked = {"ranking-table": "index=trap_rate&period=2026-05-01", "alerts-taken": "state=open",
             "map-taken": "group=rodent&index=trap_rate", "season-curve": "index=trap_rate",
             "station-taken": "index=trap_rate&period=month&station=1",
             "assessment-taken": "fixed=indoor_trace_rate:3"}  # fmt: skip
    for name, query in asked.items():
        answer = manager.get(f"/exports/pages/{name}?{query}")
        assert answer.status_code == 200, (name, answer.get_json())
        assert answer.get_data().startswith(b"\xef\xbb\xbf")
        assert answer.get_data().count(b"\n") > 1, name
    assert manager.get("/exports/pages/ranking-table?form=xlsx").status_code == 404
    assert manager.get("/exports/pages/nothing").status_code == 404


def test_ranking_and_assessment_in_full(manager):
    days = manager.get("/ranking/periods?index=trap_rate").get_json()
    told = manager.get(f"/ranking?index=trap_rate&day={days[0]}").get_json()
    assert [row["rank"] for row in told["rows"]] == list(range(1, len(told["rows"]) + 1))
    assert {row["street"] for row in told["rows"]} | {row["street"] for row in told["apart"]} >= {
        "东街", "西街", "北街"
    }  # fmt: skip
    assert manager.get("/ranking?index=nothing").status_code == 404
    plain = manager.get("/assessment/details").get_json()
    index, count = next(iter(plain["bad"].items()))
    mended = manager.get(f"/assessment/details?fixed={index}:{count}").get_json()
    assert (plain["assumed"], bool(mended["assumed"])) == (None, True)
    assert mended["judged"] == plain["judged"]
    assert mended["assumed"] != mended["judged"]


def test_alerts_are_answered_and_listed_as_people_work_on_them(manager, program):
    open_ = manager.get("/matters?state=open&limit=1").get_json()
    number = open_["items"][0]["alert"]["id"]
    where = f"/alerts/{number}/answers"
    key = {"Idempotency-Key": "a"}
    first = manager.post(where, {"verdict": "treated", "note": "已灭鼠"}, headers=key)
    assert (first.status_code, first.get_json()["given_by"]) == (201, "guan@cdc.example.cn")
    assert (
        manager.post(where, {"verdict": "treated", "note": "已灭鼠"}, headers=key).status_code
        == 201
    )
    with Session(manager.engine) as session:
        assert len(session.scalars(select(Answer)).all()) == 1
    late = manager.get(f"/matters?state=open&limit=1&cursor={open_['next']}")
    assert late.status_code == 409
    done = manager.get("/matters?state=answered").get_json()["items"]
    assert done[0]["answers"][0]["note"] == "已灭鼠"
    staff = program("staff")
    assert staff.post(where, {"verdict": "refused"}).status_code == 403
    assert staff.post("/alerts/999/answers", {"verdict": "true"}).status_code == 404


def test_regions_are_administered(program, app):
    keeper = program("administrator")
    assert keeper.post("/gazetteer/regions", {"name": "南街", "population": 900}).status_code == 201
    assert keeper.put("/gazetteer/root", {"name": "澜山县"}).status_code == 200
    charge = {"region": "南街", "person": "王", "since": "2026-06-01", "phone": "1"}
    assert keeper.post("/gazetteer/charges", charge).status_code == 200
    count = {"region": "南街", "persons": 950, "on": "2026-06-02"}
    assert keeper.post("/gazetteer/populations", count).status_code == 200
    found = {row["name"]: row for row in keeper.get("/gazetteer").get_json()}
    south = found["南街"]
    assert (south["person"], south["population"], south["parent"]) == (
        "王", 950, found["澜山县"]["code"]
    )  # fmt: skip
    order = {"kind": "merge", "day": "2026-06-10", "regions": ["南街", "北街"],
             "parts": [{"name": "新街"}], "ground": "县政〔2026〕3号"}  # fmt: skip
    tried = keeper.post("/gazetteer/orders/preview", order).get_json()
    assert tried["stations"][0]["becomes"]
    assert "新街" not in {row["name"] for row in keeper.get("/gazetteer").get_json()}
    done = keeper.post("/gazetteer/orders", order, headers={"Idempotency-Key": "o"})
    assert (done.status_code, done.get_json()["successions"]) == (201, tried["successions"])
    assert keeper.get("/gazetteer/successions").get_json()[0]["ground"] == "县政〔2026〕3号"
    assert program("manager").get("/gazetteer").status_code == 403


def test_who_administers_a_part_changes_nothing_beyond(program):
    keeper = program("administrator")
    with Session(keeper.engine) as session, session.begin():
        east = session.scalars(select(Region).where(Region.name == "东街")).one()
        own = select(Account).where(Account.email == "xi@cdc.example.cn")
        session.scalars(own).one().region_id = east.id
        code = east.code
    assert [row["code"] for row in keeper.get("/gazetteer").get_json()] == [code]
    charge = {"region": "西街", "person": "王", "since": "2026-06-01"}
    assert keeper.post("/gazetteer/charges", charge).status_code == 422
    assert keeper.put("/gazetteer/root", {"name": "我的"}).status_code == 422
    grid = {"name": "一网格", "level": "grid"}
    assert keeper.post("/gazetteer/regions", grid | {"above": "西街"}).status_code == 422
    order = {"kind": "rename", "day": "2026-06-10", "regions": ["西街"], "parts": [{"name": "x"}]}
    assert keeper.post("/gazetteer/orders", order).status_code == 422
    roll = "名称,级别\n一街,街道\n".encode()
    refused = keeper.post("/gazetteer/roll?filename=r.csv", data=roll)
    assert (refused.status_code, refused.get_json()["code"]) == (403, "whole_only")
    assert keeper.post("/gazetteer/regions", grid).status_code == 201
    with Session(keeper.engine) as session:
        assert session.scalars(select(Charge)).all() == []


def test_rolls_and_shapes_are_taken_whole(program, manager):
    keeper = program("administrator")
    roll = "名称,级别,上级\n一街,街道,\n桥头,社区,一街\n".encode()
    looked = keeper.post("/gazetteer/roll/preview?filename=r.csv", data=roll).get_json()
    assert (looked["entered"], looked["faults"]) == (2, [])
    taken = keeper.post("/gazetteer/roll?filename=r.csv", data=roll)
    assert taken.get_json()["entered"] == 2
    ring = [[110, 24], [110, 24.1], [110.1, 24.1], [110.1, 24], [110, 24]]
    shape = {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"code": "s9", "name": "二街"},
         "geometry": {"type": "Polygon", "coordinates": [ring]}}]}  # fmt: skip
    drawn = keeper.post("/gazetteer/map", data=json.dumps(shape).encode())
    assert (drawn.status_code, drawn.get_json()) == (200, {"regions": 1})
    assert keeper.get("/gazetteer/roll").get_data().startswith(b"PK")
    stations = "街道,监测点\n一街,粮站\n".encode()
    named = "?filename=s.csv"
    assert manager.post(f"/stations/roll/preview{named}", data=stations).get_json()["entered"] == 1
    assert manager.post(f"/stations/roll{named}", data=stations).get_json()["entered"] == 1
    plans = "街道,监测点,方法,月份\n一街,粮站,snap_trap,programme\n".encode()
    assert manager.post(f"/plans/roll{named}", data=plans).get_json()["plans"] == 1
    for kind in ("stations", "plans"):
        again = manager.get(f"/{kind}/roll").get_data()
        back = manager.post(f"/{kind}/roll?filename=s.xlsx", data=again)
        assert back.status_code == 200, back.get_json()
    assert program("staff").post(f"/plans/roll{named}", data=plans).status_code == 403


def test_a_station_is_different_from_a_day_on(manager, program):
    lamp = {"day": "2026-06-01", "equipment": "光催化灯"}
    answer = manager.post("/stations/1/revisions", lamp)
    assert (answer.status_code, answer.get_json()) == (201, {"changed": ["equipment"]})
    spans = manager.get("/stations/1/revisions").get_json()
    assert [each["equipment"] for each in spans] == [None, "光催化灯"]
    with Session(manager.engine) as session:
        assert len(session.scalars(select(StationPast)).all()) == 1
    mended = manager.put("/stations/1/revisions/2026-06-01", lamp | {"equipment": "CO2 灯"})
    assert mended.status_code == 200
    assert manager.get("/stations/1/revisions").get_json()[1]["equipment"] == "CO2 灯"
    for day, status in (("2026-06-02", 422), ("never", 404), ("2026-06-01", 200)):
        assert manager.send("DELETE", f"/stations/1/revisions/{day}").status_code == status
    assert len(manager.get("/stations/1/revisions").get_json()) == 1
    assert program("staff").post("/stations/1/revisions", lamp).status_code == 403
    assert manager.post("/stations/999/revisions", lamp).status_code == 404


def test_accounts_are_administered_but_never_the_own(program):
    keeper = program("administrator")
    invited = keeper.post(
        "/accounts", {"email": "xin@cdc.example.cn", "roles": ["staff"], "region": "东街"}
    )
    assert invited.status_code == 201
    assert "/welcome/" in invited.get_json()["link"]
    people = {row["email"]: row for row in keeper.get("/accounts").get_json()}
    new = people["xin@cdc.example.cn"]
    assert (new["invited"], new["region"]) == (True, "东街")
    where = f"/accounts/{new['id']}"
    assert keeper.post(f"{where}/link", {}, headers={"Idempotency-Key": "k"}).status_code == 400
    changed = keeper.put(f"{where}/duties", {"roles": ["office"], "region": "西街"}).get_json()
    assert (changed["roles"], changed["region"]) == (["office"], "西街")
    assert keeper.post(f"{where}/steps", {"action": "close"}).get_json()["active"] is False
    own = people["xi@cdc.example.cn"]["id"]
    refused = keeper.post(f"/accounts/{own}/steps", {"action": "close"})
    assert (refused.status_code, refused.get_json()["code"]) == (409, "own_account")
    with Session(keeper.engine) as session:
        origins = session.scalars(select(Audit.origin).where(Audit.what.like("account%"))).all()
    assert "127.0.0.1 token:程序" in origins
    assert program("manager").get("/accounts").status_code == 403


def test_the_columns_of_an_unknown_sheet_are_said_once(program):
    staff = program("staff")
    fields = {each["id"] for each in staff.get("/methods/fly_cage").get_json()["fields"]}
    places = ["station", "date", *sorted(fields)]
    columns = {name: at for at, name in enumerate(places[:4])}
    body = {"name": "蝇笼表", "headers": ["哪里", "哪天", "笼", "蝇"], "method": "fly_cage",
            "columns": columns}  # fmt: skip
    lacking = staff.post("/mappings", body | {"columns": {"station": 0}})
    assert lacking.status_code == 422
    assert staff.post("/mappings", body | {"columns": {"nothing": 0}}).status_code == 422
    saved = staff.post("/mappings", body)
    assert saved.status_code == 201, saved.get_json()
    where = saved.headers["Location"].removeprefix("/api/v1")
    assert staff.get(where).get_json()["headers"] == body["headers"]
    sheet = "哪里,哪天,笼,蝇\n东街小区,2026-06-18,3,3\n".encode()
    told = staff.post("/uploads/preview?filename=f.csv", data=sheet).get_json()
    assert told["surveys"] == 1, told
    assert [staff.send("DELETE", where).status_code for _ in range(2)] == [204, 404]
    with Session(staff.engine) as session:
        assert session.scalars(select(ColumnMapping)).all() == []


def test_sessions_are_ones_own_and_no_programs(signed_in, program):
    client = signed_in("staff").client
    [here] = client.get("/api/v1/sessions").get_json()
    assert here["here"]
    ended = client.post("/api/v1/sessions/ending", json={"everywhere": True})
    assert ended.status_code == 204
    assert client.get("/api/v1/sessions").status_code == 401
    assert program("staff").get("/sessions").status_code == 403
