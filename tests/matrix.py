"""Who passes the gate for what: every route, callback and page, tried as everybody.

``python tests/matrix.py`` writes docs/rights-matrix.md anew; a test holds it to what is so.
"""

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

import dash
import small_county
import time_machine
from apiflask import APIFlask
from sqlalchemy.orm import Session
from visitor import HTML, Visitor

from dashboard import create_app
from dashboard.declared import DISPATCH, PAGE_CALLBACK, UNUSED, declared
from dashboard.gate import CALLBACKS
from vector.settings import Access, Settings
from vector.store import migrate
from vector.store.engine import connect
from vector.work import tokens
from vector.work.accounts import find_account

PAGE = Path(__file__).parents[1] / "docs" / "rights-matrix.md"
NOW = datetime(2026, 6, 20, 4, tzinfo=UTC)
LATER = NOW + timedelta(hours=13)
ROLES = tuple(small_county.PEOPLE)
WALKERS = ("nobody", *ROLES, "token", "expired")
HEADINGS = {
    "nobody": "无会话 nobody", "office": "街道办 office", "staff": "监测人员 staff",
    "manager": "管理人员 manager", "administrator": "系统管理员 administrator",
    "auditor": "审计员 auditor", "token": "令牌 token（staff，see）", "expired": "过期会话 expired",
}  # fmt: skip
SAMPLES = {
    "visit_id": "999",
    "token_id": "999",  # none of those that walk here
    "filename": "mark.svg",
    "language": "en",
    "what": "unlock",
    "package_name": "dash",
    "fingerprinted_path": "dash-renderer/build/dash_renderer.min.js",
}
# What Dash appends to an output that several callbacks write.
DIGEST = re.compile(r"(@[0-9a-f]{6})[0-9a-f]{58}")
PASSES, REFUSED, STRANGER = "✓", "✗", "–"
HEAD = f"""# 权限矩阵 / Rights by role

由 `python tests/matrix.py` 逐项实际请求后生成，测试保证它与程序一致；请勿手改。怎样声明权限见
[rights.md](rights.md)。Made by trying everything as everybody; held by a test.

{PASSES} 通过 passes · {REFUSED} 无权（403）no right · {STRANGER} 须先登录（401 或转到登录页）
sign in first. 通过后看到哪些监测点，另由 `visible_stations` 决定。"""


class Thing(NamedTuple):
    """Something that can be reached: what it is, and the right that it asks for."""

    kind: str
    name: str
    right: str
    request: dict[str, Any]


def sample(name: str) -> str:
    """Something to stand in an address for that part of it."""
    return SAMPLES.get(name, "1")


def routes(app: APIFlask) -> Iterator[Thing]:
    """Every address and method of the host."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint in UNUSED:
            continue
        filled = {each: sample(each) for each in rule.arguments} | (rule.defaults or {})
        path = rule.build(filled)[1]
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            right = declared(app, rule.endpoint, method)
            asked = {"path": path, "method": method, "headers": HTML if method == "GET" else {}}
            yield Thing("route", f"{method} {rule.rule}", str(right), asked)


def callbacks(app: APIFlask) -> Iterator[Thing]:
    """Every callback that runs on the server, with nothing filled in."""
    rights = app.extensions[CALLBACKS]
    for each in sorted(known(app), key=lambda each: each["output"]):
        right = rights.right(each["output"])
        if each["clientside_function"] is None and each["output"] != PAGE_CALLBACK:
            yield Thing("callback", each["output"], str(right), dispatched(each))


def known(app: APIFlask) -> list[dict[str, Any]]:
    """The callbacks as the browser is told of them."""
    client = app.test_client()
    Visitor(client).sign_in(*small_county.PEOPLE["manager"][1:])
    return client.get("/_dash-dependencies").get_json()


def dispatched(callback: dict[str, Any], values: Any = None) -> dict[str, Any]:
    """The request by which a browser triggers a callback."""
    written = [part.rpartition(".") for part in callback["output"].strip(".").split("...")]
    outputs = [_slot(name, prop.split("@")[0]) for name, _, prop in written]
    filled = values or (lambda slot: None)
    body = {
        "output": callback["output"],
        "outputs": outputs if len(outputs) > 1 else outputs[0],
        "inputs": [{**slot, "value": filled(slot)} for slot in callback["inputs"]],
        "state": [{**slot, "value": filled(slot)} for slot in callback["state"]],
        "changedPropIds": [f"{slot['id']}.{slot['property']}" for slot in callback["inputs"]],
    }
    return {"path": DISPATCH, "method": "POST", "json": body}


def _slot(name: str, prop: str) -> Any:
    """One output; of those that stand for several, none is shown."""
    return [] if name.startswith("{") else {"id": name, "property": prop}


def pages() -> Iterator[Thing]:
    """Every page, opened as the router does."""
    for module, page in sorted(dash.page_registry.items()):
        name = module.rpartition(".")[2]
        if name == "not_found_404":
            continue
        where = page["path"] if not page["path_template"] else page["path_template"]
        path = where.replace("<station_id>", "1")
        body = {
            "output": PAGE_CALLBACK,
            "outputs": [
                {"id": "_pages_content", "property": "children"},
                {"id": "_pages_store", "property": "data"},
            ],
            "inputs": [
                {"id": "_pages_location", "property": "pathname", "value": path},
                {"id": "_pages_location", "property": "search", "value": ""},
            ],
            "state": [],
            "changedPropIds": ["_pages_location.pathname"],
        }
        right = sys.modules[module].RIGHT
        asked = {"path": DISPATCH, "method": "POST", "json": body}
        yield Thing("page", where, right, asked)


def things(app: APIFlask) -> list[Thing]:
    """Everything that can be reached; what ends a session comes last."""
    found = [*routes(app), *callbacks(app), *pages()]
    return sorted(found, key=lambda thing: thing.name.endswith(" /sign-out"))


def walkers(app: APIFlask) -> dict[str, Visitor]:
    """Everybody, each at the door in the own way."""
    found = {"nobody": Visitor(app.test_client())}
    for role, (_, name, password) in small_county.PEOPLE.items():
        found[role] = Visitor(app.test_client())
        assert found[role].sign_in(name, password).status_code == 302
    found["expired"] = Visitor(app.test_client())
    found["expired"].sign_in(*small_county.PEOPLE["manager"][1:])
    found["token"] = Visitor(app.test_client())
    found["token"].client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {_key(app)}"
    return found


def _key(app: APIFlask) -> str:
    engine = app.extensions["vector"].engine
    with Session(engine) as session:
        account = find_account(session, small_county.PEOPLE["staff"][0])
    return tokens.issue(engine, account.id, "test", ["see"], days=1, now=NOW).key


def outcome(visitor: Visitor, thing: Thing) -> str:
    """Whether that visitor passes."""
    answer = visitor.client.open(**thing.request)
    text = answer.get_data(as_text=True) if thing.kind == "page" else ""
    answer.close()
    # 503 is an answer: no worker is alive here.
    assert answer.status_code < 500 or answer.status_code == 503, (thing, answer.status_code)
    if answer.status_code == 401 or "/sign-in?next=" in answer.headers.get("Location", ""):
        return STRANGER
    if answer.status_code == 403 or '"id":"refused"' in text:
        return REFUSED
    return PASSES


def walk(app: APIFlask) -> dict[Thing, dict[str, str]]:
    """What everybody gets of everything."""
    people, every = walkers(app), things(app)
    table: dict[Any, dict[str, str]] = {}
    for thing in every:
        table[thing[:3]] = {
            name: outcome(visitor, thing) for name, visitor in people.items() if name != "expired"
        }
    with time_machine.travel(LATER, tick=False):
        for thing in every:
            table[thing[:3]]["expired"] = outcome(people["expired"], thing)
    return table


def markdown(table: dict[Any, dict[str, str]]) -> str:
    """The table as a page."""
    lines = [HEAD]
    for kind, title in (
        ("page", "页面 Pages"),
        ("callback", "回调 Callbacks"),
        ("route", "地址 Routes"),
    ):
        heading = " | ".join(HEADINGS[name] for name in WALKERS)
        lines += ["", f"## {title}", "", f"| | 权限 right | {heading} |"]
        lines.append("|---|---|" + "---|" * len(WALKERS))
        rows = sorted(
            (name, right, found) for (what, name, right), found in table.items() if what == kind
        )
        for long, right, found in rows:
            name = DIGEST.sub(r"\1…", long)
            marks = " | ".join(found[walker] for walker in WALKERS)
            lines.append(f"| `{name}` | {right} | {marks} |")
    return "\n".join(lines) + "\n"


def county(path: Path) -> Settings:
    """A settled county without counts."""
    # Nobody owes a second factor here: what is owed comes before any right.
    settings = Settings(database=f"sqlite:///{path}", access=Access(second_factor=()))
    engine = connect(settings.database)
    migrate.upgrade(engine)
    small_county.settle(engine)
    engine.dispose()
    return settings


if __name__ == "__main__":
    folder = Path(tempfile.mkdtemp())
    with time_machine.travel(NOW, tick=True):
        PAGE.write_text(
            markdown(walk(create_app(county(folder / "county.sqlite3")))), encoding="utf-8"
        )
    shutil.rmtree(folder)
