"""Nothing outside one's region is seen or changed, by whatever way it is asked for.

Two people of West street, an officer by a session and staff by a token, try every address, page and
callback with the ids, names and uploads of East street; so do those who see no station at all.
"""

import inspect
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import import_module
from itertools import product
from pathlib import Path

import matrix
import pytest
import small_county
from sqlalchemy import select
from sqlalchemy.orm import Session
from visitor import Visitor

import vector.store
from dashboard import create_app
from vector.settings import Access
from vector.store import alerts, contents, geography
from vector.store.engine import session as opened
from vector.store.engine import transaction
from vector.store.tables import Account, Alert, Flag, Region, Station, Upload
from vector.work import tokens
from vector.work.accounts import create_account
from vector.work.rights import RIGHTS

WEST = {"office": ("xi-office@street.example.cn", "west-street-777"),
        "staff": ("xi-staff@cdc.example.cn", "west-county-888"),
        "manager": ("xi-guan@cdc.example.cn", "west-manager-999")}  # fmt: skip
EAST = ("东街", "河边公园", "北街", "small-county-upload")
# What a walk may write: that somebody was there, and from where.
OWN = {"audit", "audit_chain", "visit", "account", "access_token", "attempts", "known_origin"}


@pytest.fixture
def app(county):
    made = create_app(county.model_copy(update={"access": Access(second_factor=())}))
    engine = made.extensions["vector"].engine
    with transaction(engine) as writing:
        west = writing.scalars(select(Region).where(Region.name == "西街")).one().id
        for role, (email, password) in WEST.items():
            create_account(writing, email, password, roles=[role], region_id=west)
        upload = writing.scalars(select(Upload)).one()
        upload.filename = "small-county-upload.csv"
    yield made
    engine.dispose()


@pytest.fixture
def ids(app):
    """The ids that belong to East street alone."""
    with Session(app.extensions["vector"].engine) as session:
        east = session.scalars(select(Region).where(Region.name == "东街")).one()
        stations = session.scalars(select(Station).where(Station.region_id == east.id)).all()
        flags = session.scalars(select(Flag.id)).all()
        upload = session.scalars(select(Upload.id)).one()
    assert flags
    return {"street": str(east.id), "station": str(stations[0].id), "upload": str(upload)}


def western(app, role):
    visitor = Visitor(app.test_client())
    email, password = WEST[role]
    assert visitor.sign_in(email, password).status_code == 302
    return visitor


def bearer(app, role="staff"):
    engine = app.extensions["vector"].engine
    with Session(engine) as session:
        number = session.scalars(select(Account.id).where(Account.email == WEST[role][0])).one()
    rights = ["see", "upload"] if role == "staff" else sorted(RIGHTS[role])
    key = tokens.issue(engine, number, "walk", rights, days=9, now=matrix.NOW).key
    visitor = Visitor(app.test_client())
    visitor.client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    return visitor


def blind(app, role):
    visitor = Visitor(app.test_client())
    assert visitor.sign_in(*small_county.PEOPLE[role][1:]).status_code == 302
    return visitor


WALKERS = {
    "office of West": lambda app: western(app, "office"),
    "staff of West": lambda app: western(app, "staff"),
    "manager of West": lambda app: western(app, "manager"),
    "token of West": bearer,
    "administrator": lambda app: blind(app, "administrator"),
    "auditor": lambda app: blind(app, "auditor"),
    "nobody": lambda app: Visitor(app.test_client()),
}


def guess(ids):
    """What somebody would put into a callback who knows the ids of East street."""

    def value(slot):
        name, prop = slot["id"], slot["property"]
        if prop == "n_clicks":
            return 1
        if prop == "selectedRows":
            row = {"id": ids["upload"], "stands": True, "filename": "x", "surveys": 1}
            return [{**row, "by": WEST["staff"][0]}]
        if prop == "clickData":
            return {"points": [{"customdata": ids["station"]}]}
        if "street" in name:
            return ids["street"]
        if "station-id" in name:
            return ids["station"]
        if "index" in name:
            return "trap_rate"
        return "all" if "period" in name else None

    return value


def asked(app, ids):
    """Every request, with the ids of East street wherever an id can stand."""
    for thing in matrix.things(app):
        request = dict(thing.request)
        if thing.kind == "page":
            body = json.loads(json.dumps(request["json"]))
            body["inputs"][0]["value"] = thing.name.replace("<station_id>", ids["station"])
            street = ids["street"]
            body["inputs"][1]["value"] = f"?street={street}&station={ids['station']}"
            request["json"] = body
        if thing.name == "POST /sign-out":
            continue
        yield thing, request
        if thing.kind == "route" and re.search(r"/1(?=/|$)", request["path"]):
            for number in sorted({ids["station"], ids["street"], ids["upload"]} - {"1"}):
                yield (
                    thing,
                    {**request, "path": re.sub(r"/1(?=/|$)", f"/{number}", request["path"])},
                )
    for callback in matrix.known(app):
        if callback["clientside_function"] is None and callback["output"] != matrix.PAGE_CALLBACK:
            thing = matrix.Thing("callback", callback["output"], "", {})
            yield thing, matrix.dispatched(callback, guess(ids))


def digests(app):
    with opened(app.extensions["vector"].engine) as reading:
        found = contents.digests(reading)
    return {name: each for name, each in found.items() if name not in OWN}


def unpacked(content):
    """What stands in an archive or a workbook; nothing of what is neither."""
    if content[:2] != b"PK":
        return ""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


@pytest.mark.parametrize("walker", WALKERS)
def test_nothing_of_another_street_is_seen_or_changed(app, ids, walker):
    visitor, before = WALKERS[walker](app), digests(app)
    walked = 0
    for thing, request in asked(app, ids):
        answer = visitor.client.open(**request)
        text = json.dumps(answer.get_json(silent=True), ensure_ascii=False)
        text += answer.get_data(as_text=True) if "text" in answer.mimetype else ""
        text += unpacked(answer.get_data())
        answer.close()
        seen = [name for name in EAST if name in text]
        # The administrator keeps the regions; their names are no counts.
        if walker == "administrator":
            seen = [name for name in seen if name not in {"东街", "北街"}]
        assert seen == [], (thing, seen)
        walked += 1
    assert walked > 60
    assert digests(app) == before


def bodies(ids):
    """Writes of the interface that name East street, its stations and its ids."""
    station, street = int(ids["station"]), int(ids["street"])
    day, limit = (
        "2026-06-12",
        {"index": "trap_rate", "value": "1", "source": "x", "from": "2026-06-01"},
    )
    reading = {"station": "p0", "method": "snap_trap", "time": "2026-06-12T01:00:00Z"}
    reading |= {"effort": {"effective": 100}, "counts": {"caught": 0}}
    rows = "street,station,date,method,effective,caught\n"
    for named in ("东街,河边公园", ",东街菜市场", ",p0", "东街,新点", "新街,新点", ",新点"):
        file = {
            "data": f"{rows}{named},{day},snap_trap,100,0\n".encode(),
            "content_type": "text/csv",
        }
        for path in ("uploads", "uploads/preview", "staged"):
            yield {"path": f"/{path}?filename=a.csv", **file}
    assay = {"data": "dose,number,dead,site\n1,20,2,东街\n".encode(), "content_type": "text/csv"}
    yield {"path": "/uploads?filename=b.csv", **assay}
    yield {"path": "/readings", "json": {"items": [reading]}}
    word = {"station_id": station, "method": "snap_trap", "day": day}
    yield {"path": "/zeros", "json": {**word, "effort": {"effective": "100"}}}
    yield {"path": f"/uploads/{ids['upload']}/withdrawal?reason=x"}
    yield {"path": f"/stations/{station}/revisions", "json": {"habitat": "医院", "from": day}}
    yield {"path": "/limits", "json": {**limit, "region": street}}
    yield {"path": "/limits", "json": {**limit, "station": station}}


@pytest.mark.parametrize("role", ["staff", "manager"])
def test_no_write_that_names_another_street_is_taken(app, ids, role):
    visitor, said = bearer(app, role), set()
    before = digests(app)
    for number, request in enumerate(bodies(ids)):
        path, headers = f"/api/v1{request.pop('path')}", {"Idempotency-Key": f"scope-{number:08d}"}
        answer = visitor.client.post(path, headers=headers, **request)
        text = json.dumps(answer.get_json(silent=True), ensure_ascii=False)
        previews = "preview" in path
        assert answer.status_code == 200 if previews else 400 <= answer.status_code < 500, text
        assert digests(app) == before, path
        assert "鼠密度" not in text
        said |= {path.split("?")[0]} if "不在您的辖区" in text else set()
    assert {"/api/v1/uploads", "/api/v1/uploads/preview", "/api/v1/staged"} <= said


def test_who_may_see_east_street_does(app, ids):
    """The same walk by somebody of the county, so that it is known to find something."""
    visitor, found = blind(app, "manager"), set()
    for _, request in asked(app, ids):
        if request["path"] != matrix.DISPATCH:
            continue
        answer = visitor.client.open(**request)
        text = json.dumps(answer.get_json(silent=True), ensure_ascii=False)
        found |= {name for name in EAST if name in text}
    assert found >= {"东街", "河边公园", "北街"}


# They ask for one thing by more than an account; their own tests try them as others.
TRIED_ELSEWHERE = {
    *("results.latest", "results.one", "results.same", "results.tables"),
    *("photos.find", "photos.of_station", "sources.rows"),
    *("staged.after", "staged.one", "staged.waiting"),
}
# What else some of them want to know, each value of it asked for.
FURTHER = {
    "alert_id": range(1, 40),
    "since": [datetime(2000, 1, 1, tzinfo=UTC)],
    "state": alerts.STATES,
}


def asking():
    """Every function of the store that is asked for somebody, by an account."""
    folder = Path(vector.store.__file__).parent
    for path in sorted(folder.glob("*.py")):
        module = import_module(f"vector.store.{path.stem}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == module.__name__ and not name.startswith("_")
            if own and "account" in inspect.signature(function).parameters:
                yield f"{path.stem}.{name}", function


def rows_of(function, reading, account):
    """What a query of the store gives that account."""
    parameters = inspect.signature(function).parameters
    if list(parameters) == ["account"]:
        return reading.execute(function(account)).all()
    further = [name for name in parameters if name in FURTHER]
    if not further:
        return function(reading, account=account)
    every = product(*(FURTHER[name] for name in further))
    found = [
        function(reading, account=account, **dict(zip(further, each, strict=True)))
        for each in every
    ]
    if isinstance(found[0], int):
        return sum(found)
    if isinstance(found[0], Mapping):
        return sum(map(Counter, found), Counter())
    lists = (each if isinstance(each, list | tuple) else [each] for each in found)
    return [row for each in lists for row in each if row is not None]


def empty(found):
    """Whether nothing at all was given, or only counts of nothing."""
    return not any(found.values()) if isinstance(found, Mapping) else not found


def place(reading, row):
    """What a row is about: itself, or the flag that an alert speaks of."""
    alert = getattr(row, "alert", row)
    return reading.get(Flag, alert.flag_id) if isinstance(alert, Alert) else row


@pytest.mark.parametrize(
    "named", [pytest.param(each, id=each[0]) for each in asking() if each[0] not in TRIED_ELSEWHERE]
)
def test_every_query_of_the_store_keeps_to_the_account(app, named):
    name, function = named
    with opened(app.extensions["vector"].engine) as reading:
        west = reading.scalars(select(Account).where(Account.email == WEST["office"][0])).one()
        below = set(reading.scalars(geography.subtree(
            select(Region.id).where(Region.id == west.region_id))))  # fmt: skip
        own = set(reading.scalars(select(Station.id).where(Station.region_id.in_(below))))
        nobody = reading.scalars(select(Account).where(Account.username == "shen")).one()
        assert empty(rows_of(function, reading, nobody)), name
        found = rows_of(function, reading, west)
        if isinstance(found, int | Mapping):
            return
        for row in found:
            about = place(reading, row)
            station, region = getattr(about, "station_id", None), getattr(about, "region_id", None)
            assert station is None or station in own, (name, row)
            assert region is None or region in below, (name, row)
            if name.startswith("places."):
                assert row[0] in (own if "stations" in name else below), (name, row)


def test_there_are_such_queries():
    wanted = {"places.visible_stations", "places.visible_regions", "flags.standing"}
    assert wanted | TRIED_ELSEWHERE <= {name for name, _ in asking()}
