"""The own account: password, tokens, and what an expired password leaves open."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from small_county import PEOPLE
from sqlalchemy import select
from sqlalchemy.orm import Session
from visitor import HTML, Visitor

from vector.store.tables import AccountMail

NOON = datetime(2026, 6, 20, 4, tzinfo=UTC)
EMAIL, NAME, PASSWORD = PEOPLE["staff"]
NEW = "Quite-another 81"


def change(visitor, present=PASSWORD, new=NEW, again=None):
    answer = visitor.send(
        "/account",
        "/account/password",
        password=present,
        new=new,
        again=new if again is None else again,
    )
    return answer.status_code, answer.get_data(as_text=True)


def test_a_new_password_is_the_one_that_signs_in(app, signed_in):
    visitor = signed_in("staff")
    assert change(visitor)[0] == 302
    assert Visitor(app.test_client()).sign_in(NAME, PASSWORD).status_code == 200
    assert Visitor(app.test_client()).sign_in(NAME, NEW).status_code == 302


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"present": "wrong-password"}, "现在的密码不正确"),
        ({"again": "different"}, "不一样"),
        ({"new": "short1!"}, "密码太短"),
        ({"new": "onlysmallletters"}, "太单一"),
        ({"new": "Xx-jian-2026"}, "账号的名称"),
        ({"new": "Password@2026"}, "太常见"),
        ({"new": PASSWORD}, "最近 5 个"),
    ],
)
def test_a_password_that_will_not_do_is_told_why(signed_in, wanted, told):
    code, text = change(signed_in("staff"), **wanted)
    assert code == 200
    assert told in text


def test_a_form_of_another_page_changes_nothing(signed_in):
    visitor = signed_in("staff")
    form = {"password": PASSWORD, "new": NEW, "again": NEW}
    answer = visitor.client.post("/account/password", data=form, headers=HTML)
    assert "页面打开太久" in answer.get_data(as_text=True)


def test_an_expired_password_leaves_only_its_change(app, signed_in):
    with time_machine.travel(NOON + timedelta(days=91), tick=True):
        visitor = Visitor(app.test_client())
        assert visitor.sign_in(NAME, PASSWORD).status_code == 302
        assert visitor.client.get("/map", headers=HTML).location == "/account/password"
        refused = visitor.client.get("/_dash-layout")
        assert (refused.status_code, refused.get_json()["error"]) == (403, "password_due")
        assert change(visitor)[0] == 302
        assert visitor.sign_in(NAME, NEW).status_code == 302
        assert visitor.client.get("/_dash-layout").status_code == 200


def test_a_token_is_made_shown_once_and_revoked(app, signed_in):
    visitor = signed_in("staff")
    form = {"name": "网关", "right": ["see", "upload"], "days": "30"}
    made = visitor.send("/account", "/account/tokens", **form).get_data(as_text=True)
    key = re.search(r'id="new-key">([^<]+)<', made)[1]
    bearing = {"Authorization": f"Bearer {key}"}
    assert app.test_client().get("/_dash-layout", headers=bearing).status_code == 200
    assert app.test_client().get("/account", headers=bearing).status_code == 403
    page = visitor.client.get("/account", headers=HTML).get_data(as_text=True)
    assert key not in page
    [path] = re.findall(r"/account/tokens/\d+/revoke", page)
    assert "没有这个令牌" in signed_in("manager").send("/account", path).get_data(as_text=True)
    assert "令牌已撤销" in visitor.send("/account", path).get_data(as_text=True)
    assert app.test_client().get("/_dash-layout", headers=bearing).status_code == 401


@pytest.mark.parametrize("days", ["", "x", "0", "-1", "99999", "²"])
def test_days_that_are_none_are_told(signed_in, days):
    form = {"name": "网关", "right": ["see"], "days": days}
    answer = signed_in("staff").send("/account", "/account/tokens", **form)
    assert "1 至 366 天" in answer.get_data(as_text=True)


def test_nobody_makes_a_token_beyond_the_own_rights(signed_in):
    form = {"name": "网关", "right": ["audit"], "days": "9"}
    answer = signed_in("staff").send("/account", "/account/tokens", **form)
    assert "不能有账号没有的权限" in answer.get_data(as_text=True)


def test_the_page_speaks_english_too(signed_in):
    visitor = signed_in("staff")
    visitor.client.get("/language/en")
    text = visitor.client.get("/account", headers=HTML).get_data(as_text=True)
    assert "Sign out everywhere" in text
    assert "see surveillance data" in text


def made(visitor):
    form = {"name": "网关", "right": ["see"], "days": "9"}
    return visitor.send("/account", "/account/tokens", **form)


def test_the_password_is_asked_for_again_before_what_opens_doors(app, signed_in):
    visitor, later = signed_in("staff"), NOON + timedelta(minutes=29)
    with time_machine.travel(later, tick=False):
        assert visitor.client.get("/account", headers=HTML).status_code == 200
        assert "new-key" in made(visitor).get_data(as_text=True)
    with time_machine.travel(later + timedelta(minutes=2), tick=False):
        assert made(visitor).location == "/account/confirm?then=/account"
        sent = {"name": "x", "rights": ["see"]}
        refused = visitor.client.post("/api/v1/tokens", json=sent)
        assert (refused.status_code, refused.get_json()["code"]) == (403, "confirm_due")
        there = "/account/confirm?then=/account"
        wrong = visitor.send(there, there, password="wrong-password")
        assert "现在的密码不正确" in wrong.get_data(as_text=True)
        assert made(visitor).status_code == 302
        on = visitor.send(there, "/account/confirm", password=PASSWORD, then="https://evil.cn/")
        assert on.location == "/account"
        assert "new-key" in made(visitor).get_data(as_text=True)


def test_another_address_is_told_to_the_person(app):
    for origin in ("10.0.0.7", "10.0.0.7", "10.0.0.8"):
        visitor = Visitor(app.test_client())
        visitor.client.environ_base["REMOTE_ADDR"] = origin
        assert visitor.sign_in(NAME, PASSWORD).status_code == 302
    with Session(app.extensions["vector"].engine) as session:
        told = session.scalars(select(AccountMail)).all()
    assert [(each.what, each.origin, each.email) for each in told] == [
        ("new_origin", "10.0.0.8", EMAIL)
    ]


def test_the_page_says_what_is_kept_and_lets_passwords_be_seen(signed_in):
    visitor = signed_in("staff")
    page = visitor.client.get("/account", headers=HTML).get_data(as_text=True)
    assert "系统记着您的什么" in page
    assert "1095 天" in page
    script = re.search(r'src="([^"]+password\.js)"', page)[1]
    assert visitor.client.get(script, buffered=True).status_code == 200
    assert 'data-show="显示密码"' in page
