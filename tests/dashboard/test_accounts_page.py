"""The administrator's page: invited, reassigned, closed, unlocked; never the own account."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from small_county import PEOPLE
from sqlalchemy import select
from sqlalchemy.orm import Session
from visitor import HTML, Visitor

from dashboard import create_app
from vector.settings import Access
from vector.store.engine import transaction
from vector.store.tables import Account, Audit, Region
from vector.work.accounts import find_account

NOON = datetime(2026, 6, 20, 4, tzinfo=UTC)
NEW = "Quite-another 81"
AUNT = "wang@cdc.example.cn"


@pytest.fixture
def app(county):
    opened = create_app(county.model_copy(update={"access": Access(second_factor=())}))
    yield opened
    opened.extensions["vector"].engine.dispose()


@pytest.fixture
def boss(app):
    visitor = Visitor(app.test_client())
    assert visitor.sign_in(*PEOPLE["administrator"][1:]).status_code == 302
    return visitor


def account(app, email):
    with Session(app.extensions["vector"].engine) as session:
        found = find_account(session, email)
        assert found is not None
        session.refresh(found, ["roles"])
        return found


def send(visitor, path, **form):
    return visitor.send("/accounts", f"/accounts/{path}", **form).get_data(as_text=True)


def link_of(text):
    return re.search(r'id="new-link">http://localhost([^<]+)<', text)[1]


def noted(app, what):
    with Session(app.extensions["vector"].engine) as session:
        return session.scalars(select(Audit).where(Audit.what == what)).all()


def test_somebody_is_invited_and_sets_the_password_once(app, boss):
    text = send(boss, "invite", email=AUNT, username="wang", role="office", region="s1")
    link = link_of(text)
    made = account(app, AUNT)
    assert (made.password, [role.name for role in made.roles]) == (None, ["office"])
    newcomer = Visitor(app.test_client())
    assert newcomer.sign_in("wang", NEW).status_code == 200
    assert "密码太短" in newcomer.send(link, link, new="short", again="short").get_data(
        as_text=True
    )
    assert "不一样" in newcomer.send(link, link, new=NEW, again="x").get_data(as_text=True)
    assert newcomer.send(link, link, new=NEW, again=NEW).status_code == 302
    assert newcomer.sign_in("wang", NEW).status_code == 302
    assert "东街" not in newcomer.page("/station")
    assert "用过、过期或作废" in newcomer.client.get(link, headers=HTML).get_data(as_text=True)
    assert [row.who for row in noted(app, "password_link_used")] == [AUNT]


def test_a_reset_ends_sessions_and_earlier_links(app, boss, signed_in):
    staff = Visitor(app.test_client())
    staff.sign_in(*PEOPLE["staff"][1:])
    number = account(app, PEOPLE["staff"][0]).id
    first, second = (link_of(send(boss, f"{number}/link")) for _ in range(2))
    assert staff.client.get("/_dash-layout").status_code == 200, "nobody is thrown out by a link"
    stranger = Visitor(app.test_client())
    assert "用过" in stranger.client.get(first, headers=HTML).get_data(as_text=True)
    assert stranger.send(second, second, new=NEW, again=NEW).status_code == 302
    assert staff.client.get("/_dash-layout").status_code == 401
    given = str([row.after for row in noted(app, "password_link_given")])
    assert "reset" in given
    assert second.rpartition("/")[2] not in given


def test_roles_and_region_change_with_before_and_after(app, boss):
    staff = Visitor(app.test_client())
    staff.sign_in(*PEOPLE["staff"][1:])
    number = account(app, PEOPLE["staff"][0]).id
    assert "已更改" in send(boss, f"{number}/duties", role=["office"], region="s1")
    assert staff.client.get("/_dash-layout").status_code == 401
    [row] = noted(app, "duties_changed")
    assert row.before["roles"] == ["staff"]
    assert row.after["roles"] == ["office"]
    assert row.before["region_id"] != row.after["region_id"]
    assert row.who == PEOPLE["administrator"][0]


@pytest.mark.parametrize(
    ("roles", "region", "told"),
    [
        (["manager", "auditor"], "", "不同的人"),
        (["administrator", "staff"], "", "不能兼任"),
        (["office"], "", "指明街道"),
        ([], "", "至少选一个角色"),
        (["auditor"], "s1", "不能指定区划"),
        (["chief"], "", "没有角色"),
    ],
)
def test_duties_that_exclude_each_other_are_refused(app, boss, roles, region, told):
    number = account(app, PEOPLE["staff"][0]).id
    assert told in send(boss, f"{number}/duties", role=roles, region=region)
    assert [role.name for role in account(app, PEOPLE["staff"][0]).roles] == ["staff"]
    assert noted(app, "duties_changed") == []


def test_nobody_changes_the_own_account_here(app, boss):
    own = account(app, PEOPLE["administrator"][0]).id
    for path in (f"{own}/duties", f"{own}/close", f"{own}/link", f"{own}/factor", "999/close"):
        assert "您自己的账号" in send(boss, path, role=["manager"]), path
    assert account(app, PEOPLE["administrator"][0]).active


def test_an_account_is_closed_and_opened_again(app, boss):
    number = account(app, PEOPLE["staff"][0]).id
    link = link_of(send(boss, f"{number}/link"))
    assert "已停用" in send(boss, f"{number}/close")
    assert Visitor(app.test_client()).sign_in(*PEOPLE["staff"][1:]).status_code == 200
    assert "用过" in app.test_client().get(link, headers=HTML).get_data(as_text=True)
    assert "请先恢复" in send(boss, f"{number}/link")
    assert "已恢复" in send(boss, f"{number}/reopen")
    assert Visitor(app.test_client()).sign_in(*PEOPLE["staff"][1:]).status_code == 302


def test_a_locked_account_is_shown_and_unlocked(app, boss):
    for _ in range(5):
        Visitor(app.test_client()).sign_in("jian", "wrong-password")
    assert "已锁定" in boss.client.get("/accounts", headers=HTML).get_data(as_text=True)
    assert "已解锁" in send(boss, f"{account(app, PEOPLE['staff'][0]).id}/unlock")


def test_a_name_that_is_taken_is_told(app, boss):
    assert "已存在" in send(boss, "invite", email=PEOPLE["staff"][0], role="staff")
    with Session(app.extensions["vector"].engine) as session:
        assert len(session.scalars(select(Account)).all()) == len(PEOPLE)


def test_the_regions_there_are_can_be_chosen_and_no_other_is_taken(app, boss):
    page = boss.client.get("/accounts", headers=HTML).get_data(as_text=True)
    offered = re.findall(r'<option value="([^"]+)">([^<]+)</option>', page)
    assert ("东街", "街道 · s0") in offered
    told = send(boss, "invite", email=AUNT, role="office", region="东街道")
    assert "没有街道“东街道”。相近的有：东街" in told
    assert 'id="new-link"' not in told
    send(boss, "invite", email=AUNT, role="office", region="东街")
    shown = boss.client.get("/accounts", headers=HTML).get_data(as_text=True)
    person = shown.partition(f"<strong>{AUNT}")[2]
    assert re.search(r'name="region"[^>]*value="([^"]*)"', person)[1] == "东街"


def test_a_name_of_several_regions_is_offered_by_its_code(app, boss):
    with transaction(app.extensions["vector"].engine) as writing:
        east = writing.scalars(select(Region).where(Region.name == "东街")).one()
        writing.add(Region(code="s1-1", name="东街", level="community", parent_id=east.id))
    page = boss.client.get("/accounts", headers=HTML).get_data(as_text=True)
    offered = re.findall(r'<option value="([^"]+)">([^<]+)</option>', page)
    assert {("s0", "街道 · 东街"), ("s1-1", "社区 · 东街")} <= set(offered)


def test_the_page_shows_no_secret(app, boss):
    text = boss.client.get("/accounts", headers=HTML).get_data(as_text=True)
    assert PEOPLE["manager"][0] in text
    assert "argon2" not in text


def test_the_first_page_is_a_page_of_their_own(app, boss, signed_in):
    assert boss.client.get("/", headers=HTML).location == "/accounts"
    assert signed_in("auditor").client.get("/", headers=HTML).location == "/audit"
    assert signed_in("staff").client.get("/", headers=HTML).status_code == 200


def test_the_page_asks_for_the_password_as_it_is_opened(boss):
    with time_machine.travel(NOON + timedelta(minutes=16), tick=False):
        shown = boss.client.get("/accounts", headers=HTML)
        assert shown.location == "/account/confirm?then=/accounts"
        form, secret = "/account/confirm?then=/accounts", PEOPLE["administrator"][2]
        assert boss.send(form, form, password=secret, then="/accounts").location == "/accounts"
        assert boss.client.get("/accounts", headers=HTML).status_code == 200
