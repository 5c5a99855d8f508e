"""Declared rights: what has none is closed, and the service does not start with it."""

import pytest
from dash import Dash, Input, Output
from flask import Flask
from flask.views import MethodView
from small_county import PEOPLE
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from visitor import Visitor

from dashboard import create_app
from dashboard.declared import (
    LIBRARIES,
    SIGNED_IN,
    Callbacks,
    allows,
    check,
    declared,
    needs,
    undeclared,
)
from dashboard.gate import CALLBACKS
from dashboard.service import EXTENSION
from vector.errors import SettingsError
from vector.store.tables import Account, Role
from vector.work.rights import narrow


def test_a_route_without_a_right_stops_the_start():
    host = Flask("bare", static_folder=None)
    host.add_url_rule("/open", "open", needs("see")(lambda: ""))
    host.add_url_rule("/forgotten", "forgotten", lambda: "")
    with pytest.raises(SettingsError, match=r"GET /forgotten \(forgotten\)$"):
        check(host, Callbacks(), {})


def test_the_service_does_not_start_with_one(county, monkeypatch):
    monkeypatch.delitem(LIBRARIES, "/_reload-hash")
    with pytest.raises(SettingsError, match="GET /_reload-hash"):
        create_app(county)


def test_a_callback_without_a_right_stops_the_start():
    called = {"x.children": {"callback": print}, "y.children": {"clientside": 1}}
    host = Flask("bare", static_folder=None)
    assert list(undeclared(host, Callbacks(), called)) == ["callback x.children"]


def test_a_right_nobody_knows_is_refused_where_it_is_declared():
    with pytest.raises(SettingsError, match="no right 'uplaod'"):
        needs("uplaod")
    with pytest.raises(SettingsError):
        Callbacks().declare("x", "everything")


def test_each_method_may_ask_for_its_own_right():
    class Stations(MethodView):
        @needs("see")
        def get(self):
            return ""

        @needs("plans")
        def post(self):
            return ""

        def delete(self):
            return ""

    host = Flask("bare", static_folder=None)
    host.add_url_rule("/stations", view_func=Stations.as_view("stations"))
    host.add_url_rule(
        "/both", "both", needs("see", post="upload")(lambda: ""), methods=["GET", "POST"]
    )
    found = [declared(host, "stations", method) for method in ("GET", "POST", "DELETE")]
    assert found == ["see", "plans", None]
    assert [declared(host, "both", method) for method in ("GET", "POST")] == ["see", "upload"]
    assert list(undeclared(host, Callbacks(), {})) == ["DELETE /stations (stations)"]


def test_what_is_added_after_the_start_is_closed(county):
    app = create_app(county)
    app.add_url_rule("/later", "later", lambda: "open")
    visitor, (_, username, password) = Visitor(app.test_client()), PEOPLE["manager"]
    assert visitor.sign_in(username, password).status_code == 302
    assert visitor.client.get("/later").status_code == 403
    app.extensions[EXTENSION].engine.dispose()


def test_a_callback_that_nobody_declared_is_closed(signed_in):
    visitor = signed_in("manager")
    for body in ({"output": "nothing.children"}, {"output": ["a"]}, {}, []):
        answer = visitor.client.post("/_dash-update-component", json=body)
        assert answer.status_code == 403, body
    assert visitor.client.post("/_dash-update-component", data="{").status_code == 403


def test_nothing_of_libraries_passes_for_a_right_of_ours(app):
    callbacks = app.extensions[CALLBACKS]
    assert callbacks.right("overview-mail.children") is None
    assert callbacks.right(None) is None


@pytest.mark.parametrize(("right", "expected"), [("see", True), ("upload", False), (None, False)])
def test_a_token_leaves_no_more_than_it_names(right, expected):
    person = Account(active=True, roles=[Role(name="staff")])
    narrow(person, ["see", "accounts"])
    assert allows(person, right, by_token=True) is expected
    assert not allows(person, "accounts", by_token=True)
    assert not allows(person, "own_session", by_token=True)
    assert allows(person, SIGNED_IN, by_token=True)


def test_a_role_taken_away_takes_the_right_away_at_once(app, signed_in):
    visitor = signed_in("staff")
    values = {"upload-choice.value": "good"}
    assert visitor.call("upload-accept.disabled", values).status_code == 200
    with Session(app.extensions["vector"].engine) as session:
        email = PEOPLE["staff"][0]
        person = session.scalars(select(Account).where(Account.email == email)).one()
        person.roles = [session.scalars(select(Role).where(Role.name == "office")).one()]
        session.commit()
    assert visitor.call("upload-accept.disabled", values).status_code == 403


def test_an_account_of_old_with_two_duties_keeps_the_one_that_excludes_the_other():
    both = Account(active=True, roles=[Role(name="auditor"), Role(name="manager")])
    assert allows(both, "audit")
    assert not allows(both, "see")


def test_a_page_without_its_right_shows_where_else_to_go(app, signed_in):
    engine = app.extensions["vector"].engine
    visitor = signed_in("office")
    with engine.begin() as connection:
        taken = update(Role).where(Role.name == "office").values(name="formerly")
        connection.execute(taken)
    assert "这一页不属于您的职责" in visitor.page("/map")
    assert "地图" not in visitor.client.get("/_dash-layout").get_data(as_text=True)


def test_dash_names_a_callback_as_we_noted_it(app):
    site = Dash("names", server=Flask("names"), use_async=False, enable_mcp=False)
    site.callback(Output("a", "children"), Input("b", "n_clicks"))(lambda clicks: clicks)
    assert set(site.callback_map) == {"a.children"} == {site._callback_list[-1]["output"]}
