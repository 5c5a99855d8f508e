"""What programs read: their own stations only, in parts, cheaply, in their language."""

import json

READ = (
    *("/stations?limit=500", "/surveys?limit=500", "/densities?by=station&limit=500"),
    *("/densities?by=street&limit=500", "/flags", "/alerts", "/completeness", "/plans"),
    *("/exports/surveys", "/exports/densities?by=station", "/exports/flags"),
    *("/exports/stations", "/exports/completeness"),
)

NORTH = (
    "station,street,date,method,effective,caught\n北街养老院,北街,2026-06-18,snap_trap,200,12\n"
).encode()


def whole(program, path, limit=3):
    """A list put together from its parts."""
    join, found, cursor = "&" if "?" in path else "?", [], ""
    while True:
        part = program.get(f"{path}{join}limit={limit}{cursor}").get_json()
        found += part["items"]
        if part["next"] is None:
            return found
        cursor = f"&cursor={part['next']}"


def test_a_street_office_reads_of_its_own_street_only(program):
    manager, office = program("manager"), program("office")
    assert program("staff").post("/uploads?filename=a.csv", data=NORTH).status_code == 201
    for path in READ:
        answer = office.get(path)
        assert answer.status_code == 200, path
        seen, own = (each.get_data(as_text=True) for each in (manager.get(path), answer))
        assert "北街" in seen or '"station_id":7' in seen, path
        for elsewhere in ("西街", "北街", '"station_id":4', '"station_id":7'):
            assert elsewhere not in own, path


ELSEWHERE = (
    *("/stations/4", "/stations/4/history?index=trap_rate", "/stations/4/indices", "/regions/4"),
    *("/densities?region=4", "/completeness?region=4", "/assessment?region=4", "/regions/1"),
)


def test_what_is_elsewhere_is_not_there(program):
    manager, office = program("manager"), program("office")
    for path in ELSEWHERE:
        assert manager.get(path).status_code == 200, path
        answer = office.get(path)
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json"), path


def test_the_parts_of_a_list_make_the_whole(program):
    manager = program("manager")
    for path in ("/stations", "/surveys", "/densities?by=station", "/plans"):
        join = "&" if "?" in path else "?"
        at_once = manager.get(f"{path}{join}limit=500").get_json()["items"]
        assert len(at_once) > 6
        assert whole(manager, path, 50 if len(at_once) > 50 else 3) == at_once, path


def test_parts_of_two_different_lists_are_never_put_together(program):
    staff = program("staff")
    cursor = staff.get("/densities?limit=2").get_json()["next"]
    assert staff.post("/uploads?filename=a.csv", data=NORTH).status_code == 201
    answer = staff.get(f"/densities?limit=2&cursor={cursor}")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "list_changed")


def test_filters_narrow(program):
    staff = program("staff")
    found = staff.get("/surveys?station=1&method=snap_trap&start=2026-06-01").get_json()["items"]
    assert [(row["date"], row["fields"]["effective"]) for row in found] == [("2026-06-12", 196)]
    assert {row["street"] for row in whole(staff, "/stations?search=P3")} == {"西街"}
    assert staff.get("/indices?group=fly").get_json()[0]["group"] == "fly"


def test_a_density_is_that_of_the_page(program):
    rows = program("staff").get("/densities?by=station&index=trap_rate&start=2026-06-01")
    own = {row["station_id"]: row for row in rows.get_json()["items"]}
    history = program("staff").get("/stations/1/history?index=trap_rate").get_json()
    last = history["judged"][-1]
    for name in ("value", "lower", "upper", "numerator", "denominator", "flag"):
        assert own[1][name] == last[name]
    assert last["flag"] is True
    assert history["lines"][0]["value"] == 2.0


def test_a_chance_is_the_same_whatever_region_is_asked_for_and_whoever_asks(program):
    """West street alone has too few stations to show what like stations let expect."""
    path = "/densities?by=station&index=trap_rate&start=2026-06-01"
    told = [
        {row["station_id"]: row["p_beyond"] for row in program(who).get(asked).get_json()["items"]}
        for who, asked in (("manager", path), ("manager", path + "&region=4"), ("office", path))
    ]
    everything, west, east = told
    assert len(west) >= 2
    assert len(everything) == len(west) + len(east)
    assert west.items() | east.items() == everything.items()


def test_nothing_is_sent_twice_that_has_not_changed(program):
    staff = program("staff")
    first = staff.get("/stations")
    mark = first.headers["ETag"]
    assert staff.get("/stations", If_None_Match=mark).status_code == 304
    packed = staff.get("/stations", Accept_Encoding="gzip").headers["ETag"]
    assert packed != mark
    assert staff.get("/stations", If_None_Match=packed).status_code == 304
    assert staff.get("/stations?limit=1", If_None_Match=mark).status_code == 200
    assert first.headers["Cache-Control"] == "private, no-cache"


def test_a_problem_is_told_in_the_programs_language(program):
    staff = program("staff")
    chinese, english = (
        staff.get("/stations?strange=1", Accept_Language=tongue).get_json()
        for tongue in ("zh-CN", "en-GB")
    )
    assert chinese["title"] == "内容不符合要求"
    assert chinese["errors"] == [
        {"pointer": "strange", "code": "extra_forbidden", "detail": "没有这一项"}
    ]
    assert english["title"] == "What was sent does not fit"
    assert staff.get("/stations?strange=1").get_json() == chinese


REFUSED = (
    ("GET", "/nothing", 404, "no_such_interface"), ("POST", "/stations", 405, "no_such_method"),
     ("DELETE", "/stations/1", 405, "no_such_method"),
     ("TRACE", "/stations", 405, "no_such_method"),
     ("GET", "/stations/0", 404, "not_found"), ("GET", "/indices/none", 404, "not_found"),
     ("GET", "/stations?cursor=WzFd", 400, "bad_cursor"), ("GET", "/tokens", 403, "no_right"),
     ("GET", "/surveys?start=0001-01-01", 422, "invalid"), ("GET", "/audit", 403, "no_right"),
)  # fmt: skip


def test_every_refusal_is_a_problem(program):
    staff = program("staff")
    for method, path, status, code in REFUSED:
        answer = staff.send(method, path)
        told = json.loads(answer.get_data())
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), path
        assert (told["status"], told["code"]) == (status, code)
        assert told["instance"] == f"/api/v1{path.partition('?')[0]}"
        assert status != 405 or "GET" in answer.headers["Allow"]


def test_strangers_and_wrong_tokens_get_a_problem(app):
    client = app.test_client()
    told = client.get("/api/v1/stations").get_json()
    assert (told["status"], told["code"]) == (401, "unauthenticated")
    wrong = client.get("/api/v1/stations", headers={"Authorization": "Bearer vst_x"}).get_json()
    assert wrong["code"] == "no_such_token"


def test_what_fails_tells_nothing_of_itself(program, monkeypatch):
    def broken(*_: object) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr("dashboard.api.places.matching", broken)
    answer = program("staff").get("/stations")
    assert (answer.status_code, answer.get_json()["code"]) == (500, "unexpected")
    assert "secret" not in answer.get_data(as_text=True)


def test_an_auditor_reads_and_verifies_the_log(program):
    auditor = program("auditor")
    found = whole(auditor, "/audit?what=upload_accepted")
    assert [row["zh"] for row in found] == ["上报入库"]
    assert auditor.post("/audit/verification").get_json()["broken"] is None
    assert auditor.get("/stations").status_code == 403


def test_the_account_is_told_what_its_token_may_do(program):
    told = program("staff", "see").get("/account").get_json()
    assert (told["roles"], told["rights"], told["by_token"]) == (["staff"], ["see"], True)
