"""Signing in: by either name, with hashes made without the web, and a brake on guessing."""

import re
import stat

import pytest
import small_county
from flask_security.utils import verify_password
from sqlalchemy import select
from sqlalchemy.orm import Session
from visitor import HTML, Visitor

from dashboard.secret import secret_key
from vector.errors import SettingsError
from vector.settings import Settings
from vector.store.engine import transaction
from vector.store.tables import Account, Audit, Role

EMAIL, USERNAME, PASSWORD = small_county.PEOPLE["staff"]


@pytest.mark.parametrize("name", [EMAIL, USERNAME, EMAIL.upper(), f" {USERNAME} "])
def test_either_name_signs_in(anybody, name):
    answer = anybody.sign_in(name, PASSWORD)
    assert answer.status_code == 302
    assert answer.location == "/start"


@pytest.mark.parametrize(("name", "password"), [(USERNAME, "wrong-password"), ("nobody", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_look_the_same(anybody, name, password):
    answer = anybody.sign_in(name, password)
    assert answer.status_code == 200
    assert "用户名或密码不正确" in answer.get_data(as_text=True)
    assert anybody.client.get("/_dash-layout").status_code == 401


def test_a_stranger_may_read_the_libraries_scripts_and_nothing_of_the_county(anybody, signed_in):
    text = anybody.client.get("/sign-in").get_data(as_text=True)
    every, figures = (re.search(f'data-{each}="([^"]+)"', text)[1].split()
                      for each in ("pages", "figures"))  # fmt: skip
    assert "ag_grid" not in text
    assert "/_dash-component-suites/plotly/package_data/plotly.min.js" in figures
    for each in every + figures:
        assert each.startswith("/_dash-component-suites/")
        assert anybody.client.get(each, buffered=True).mimetype == "text/javascript"
    page = signed_in("staff").client.get("/season").get_data(as_text=True)
    assert [each for each in every + figures if each not in page] == []
    for other in ("dash/version.py", "dash/dcc/../dash.py", "vector/settings.py",
                  "dash/dcc/async-graph.js.map", "dash/dcc/async-mathjax.js.map",
                  "dash/no.js", "vector/no.js", "nothing/a.js"):  # fmt: skip
        assert anybody.client.get(f"/_dash-component-suites/{other}").status_code == 404
    for own in ("/assets/vector.js", "/_dash-dependencies"):
        assert anybody.client.get(own).status_code in (302, 401)


def test_a_closed_account_does_not_sign_in(app, anybody):
    with Session(app.extensions["vector"].engine) as session:
        session.scalars(select(Account).where(Account.email == EMAIL)).one().active = False
        session.commit()
    assert anybody.sign_in(EMAIL, PASSWORD).status_code == 200


def test_the_form_needs_its_token(anybody):
    answer = anybody.client.post("/sign-in", data={"username": USERNAME, "password": PASSWORD})
    assert "页面打开太久" in answer.get_data(as_text=True)
    assert anybody.client.get("/_dash-layout").status_code == 401


def test_the_library_verifies_hashes_made_without_the_web_and_keeps_them(app, anybody):
    with Session(app.extensions["vector"].engine) as session:
        before = session.scalars(select(Account.password).where(Account.email == EMAIL)).one()
    with app.app_context():
        assert verify_password(PASSWORD, before)
        assert not verify_password(PASSWORD + "x", before)
    anybody.sign_in(EMAIL, PASSWORD)
    with Session(app.extensions["vector"].engine) as session:
        account = session.scalars(select(Account).where(Account.email == EMAIL)).one()
    assert account.password == before
    assert account.last_login_at is not None


def test_guessing_is_braked_by_name(app):
    tries = [Visitor(app.test_client()).sign_in(USERNAME, "wrong-password") for _ in range(9)]
    assert [answer.status_code for answer in tries] == [200] * 8 + [429]
    assert "五分钟" in tries[-1].get_data(as_text=True)
    assert Visitor(app.test_client()).sign_in(USERNAME, PASSWORD).status_code == 429
    other = small_county.PEOPLE["manager"]
    assert Visitor(app.test_client()).sign_in(other[1], other[2]).status_code == 302


def test_the_visitor_arrives_where_they_wanted_to_go(anybody):
    page = anybody.client.get("/sign-in?next=/map?group=fly", headers=HTML).get_data(as_text=True)
    token = page.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    form = {
        "username": USERNAME,
        "password": PASSWORD,
        "csrf_token": token,
        "next": "/map?group=fly",
    }
    assert anybody.client.post("/sign-in", data=form, headers=HTML).location == "/map?group=fly"


def test_nobody_is_sent_to_another_site(anybody):
    page = anybody.client.get("/sign-in", headers=HTML).get_data(as_text=True)
    token = page.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    form = {
        "username": USERNAME,
        "password": PASSWORD,
        "csrf_token": token,
        "next": "//evil.example/",
    }
    answer = anybody.client.post("/sign-in", data=form, headers=HTML)
    assert "evil.example" not in answer.headers.get("Location", "")


def test_signing_out_closes_the_gate(signed_in):
    visitor = signed_in("staff")
    assert visitor.client.get("/_dash-layout").status_code == 200
    assert visitor.client.post("/sign-out").status_code == 302
    assert visitor.client.get("/_dash-layout").status_code == 401


def test_the_session_key_is_made_once_for_the_owner_only(tmp_path):
    settings = Settings(database=f"sqlite:///{tmp_path}/new/vector.sqlite3")
    first = secret_key(settings)
    assert len(first) >= 48
    assert secret_key(settings) == first
    kept = tmp_path / "new" / "vector.secret"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_server_database_wants_a_key_from_the_settings():
    with pytest.raises(SettingsError, match="VECTOR_SECRET"):
        secret_key(Settings(database="postgresql://localhost/vector"))
    assert secret_key(Settings(database="postgresql://localhost/vector", secret="given")) == "given"


def _noted(app):
    with Session(app.extensions["vector"].engine) as session:
        rows = session.scalars(select(Audit).order_by(Audit.sequence))
        return [(row.what, row.who, row.origin) for row in rows if row.what.startswith("sign")]


def test_signing_in_and_out_is_noted_with_the_address(app, anybody):
    anybody.sign_in(USERNAME, PASSWORD)
    anybody.client.post("/sign-out")
    found = [("sign_in", EMAIL, "127.0.0.1"), ("sign_out", EMAIL, "127.0.0.1")]
    assert _noted(app) == found


def test_a_refused_sign_in_is_noted_without_what_was_typed(app, anybody):
    anybody.sign_in(USERNAME, "wrong-password")
    anybody.sign_in(PASSWORD, "typed-in-the-wrong-field")
    failed = [("sign_in_failed", who, "127.0.0.1") for who in (EMAIL, "未知账号")]
    assert _noted(app) == failed
    with Session(app.extensions["vector"].engine) as session:
        kept = str(session.execute(select(Audit.__table__)).all())
    assert not [word for word in ("wrong-password", PASSWORD, "wrong-field") if word in kept]


def test_every_role_is_known_at_every_request(app):
    people = app.extensions["security"].datastore
    with app.app_context(), transaction(app.extensions["vector"].engine) as writing:
        person = writing.scalars(select(Account).where(Account.username == USERNAME)).one()
        person.roles = list(writing.scalars(select(Role)))
        key, roles = person.fs_uniquifier, {role.name for role in person.roles}
    with app.app_context():
        found = people.find_user(fs_uniquifier=key)
        assert {role.name for role in found.roles} == roles
        assert people.find_user(fs_uniquifier="nobody's") is None
    assert len(roles) > 1
