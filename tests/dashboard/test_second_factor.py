"""The second factor: set up by the person, asked for at the sign-in, each code good once."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from passlib.totp import TOTP
from small_county import PEOPLE
from sqlalchemy import select
from sqlalchemy.orm import Session
from visitor import HTML, Visitor

from dashboard import create_app
from vector.settings import Access, Settings
from vector.store.tables import Account, AccountMail, Audit
from vector.work import second_factor
from vector.work.enrolment import find

NOON = datetime(2026, 6, 20, 4, tzinfo=UTC)
EMAIL, NAME, PASSWORD = PEOPLE["administrator"]


@pytest.fixture
def newcomer(app):
    visitor = Visitor(app.test_client())
    assert visitor.sign_in(NAME, PASSWORD).status_code == 302
    return visitor


def inside(visitor):
    return visitor.client.get("/_dash-layout").status_code == 200


def set_up(visitor):
    """Scan the picture and confirm; the authenticator, and the recovery codes that are shown."""
    page = visitor.client.get("/account/second-factor", headers=HTML).get_data(as_text=True)
    assert "data:image/svg+xml;base64," in page
    key = re.search(r'id="authenticator-key">([^<]+)<', page)[1]
    authenticator = TOTP(key=key)
    code = authenticator.generate().token
    answer = visitor.send(
        "/account/second-factor", "/account/second-factor", code=code, password=PASSWORD
    )
    text = answer.get_data(as_text=True)
    return authenticator, re.findall(r"<li>([^<]+)</li>", text)


def begin(app, password=PASSWORD):
    visitor = Visitor(app.test_client())
    answer = visitor.sign_in(NAME, password)
    return visitor, answer


def enter(visitor, code, page="/sign-in/code"):
    return visitor.send(page, page, code=code)


def test_a_role_that_needs_it_gets_nowhere_else_before(newcomer):
    answer = newcomer.client.get("/", headers=HTML)
    assert (answer.status_code, answer.location) == (302, "/account/second-factor")
    refused = newcomer.client.get("/_dash-layout")
    assert (refused.status_code, refused.get_json()["error"]) == (403, "second_factor_due")
    assert newcomer.client.get("/account", headers=HTML).status_code == 200


def test_the_code_is_asked_for_at_the_next_sign_in(app, newcomer):
    authenticator, codes = set_up(newcomer)
    assert len(codes) == second_factor.CODES
    assert not inside(newcomer)
    with time_machine.travel(NOON + timedelta(minutes=2), tick=False):
        visitor, answer = begin(app)
        assert answer.location.startswith("/sign-in/code")
        assert not inside(visitor)
        assert enter(visitor, "000000").status_code == 200
        code = authenticator.generate().token
        assert enter(visitor, code).status_code == 302
        assert inside(visitor)
        again, _ = begin(app)
        assert enter(again, code).status_code == 200, "a code is good once"
        assert not inside(again)
    with Session(app.extensions["vector"].engine) as session:
        told = session.scalars(select(AccountMail.what)).all()
    assert "code_used_again" in told


def test_a_code_may_be_typed_with_a_blank(app, newcomer):
    authenticator, _ = set_up(newcomer)
    with time_machine.travel(NOON + timedelta(minutes=2), tick=False):
        visitor, _ = begin(app)
        code = authenticator.generate().token
        assert enter(visitor, f"{code[:3]} {code[3:]}").status_code == 302


def test_a_recovery_code_is_good_once(app, newcomer):
    _, codes = set_up(newcomer)
    visitor, _ = begin(app)
    assert enter(visitor, codes[3].upper(), "/sign-in/recovery").status_code == 302
    assert inside(visitor)
    again, _ = begin(app)
    refused = enter(again, codes[3], "/sign-in/recovery")
    assert refused.status_code == 200
    # What is wrong is a recovery code, and the way back to the telephone's codes stays open.
    for words in ("备用码不正确或已经用过", 'href="/sign-in/code"'):
        assert words in refused.get_data(as_text=True)
    assert not inside(again)
    assert enter(again, codes[4], "/sign-in/recovery").status_code == 302
    with Session(app.extensions["vector"].engine) as session:
        noted = session.scalars(select(Audit.what)).all()
        kept = session.scalars(select(Account).where(Account.email == EMAIL)).one()
    assert noted.count("recovery_code_used") == 2
    assert len(kept.mf_recovery_codes) == second_factor.CODES - 2


def test_wrong_codes_lock_the_account_for_right_ones_too(app, newcomer):
    authenticator, codes = set_up(newcomer)
    with time_machine.travel(NOON + timedelta(minutes=2), tick=False):
        visitor, _ = begin(app)
        for _ in range(4):
            enter(visitor, "000000")
        enter(visitor, "wrong-code-here", "/sign-in/recovery")
        assert enter(visitor, authenticator.generate().token).status_code == 200
        assert enter(visitor, codes[0], "/sign-in/recovery").status_code == 200
        assert not inside(visitor)


def test_the_steps_need_the_password_first(app):
    stranger = Visitor(app.test_client())
    for page in ("/sign-in/code", "/sign-in/recovery"):
        answer = stranger.client.get(page, headers=HTML)
        assert (answer.status_code, answer.location) == (302, "/sign-in")


@pytest.mark.parametrize(("code", "password"), [("000000", PASSWORD), (None, "wrong-password")])
def test_it_is_not_set_without_code_and_password(app, newcomer, code, password):
    page = newcomer.client.get("/account/second-factor", headers=HTML).get_data(as_text=True)
    key = re.search(r'id="authenticator-key">([^<]+)<', page)[1]
    given = code or TOTP(key=key).generate().token
    here = "/account/second-factor"
    assert newcomer.send(here, here, code=given, password=password).status_code == 200
    with Session(app.extensions["vector"].engine) as session:
        assert not second_factor.is_set(
            session.scalars(select(Account).where(Account.email == EMAIL)).one()
        )


def test_a_role_that_needs_it_cannot_turn_it_off(app, newcomer):
    _, codes = set_up(newcomer)
    visitor, _ = begin(app)
    enter(visitor, codes[0], "/sign-in/recovery")
    answer = visitor.send("/account", "/account/second-factor/remove", password=PASSWORD)
    assert "必须使用第二重验证" in answer.get_data(as_text=True)


def test_the_administrator_of_the_machine_takes_a_lost_one_away(app, newcomer):
    set_up(newcomer)
    engine = app.extensions["vector"].engine
    second_factor.remove(engine, find(engine, EMAIL))
    visitor, answer = begin(app)
    assert answer.location == "/start"
    assert visitor.client.get("/", headers=HTML).location == "/account/second-factor"


def test_the_secret_is_sealed_and_the_codes_are_hashed(app, newcomer):
    authenticator, codes = set_up(newcomer)
    with Session(app.extensions["vector"].engine) as session:
        kept = str(session.execute(select(Account.__table__)).all())
        noted = str(session.execute(select(Audit.__table__)).all())
    for secret in (authenticator.base32_key, *codes):
        assert secret not in kept + noted


def test_another_service_key_opens_no_sealed_secret(app, newcomer, county):
    authenticator, codes = set_up(newcomer)
    other = create_app(county.model_copy(update={"secret": "x" * 48}))
    visitor, _ = begin(other)
    assert enter(visitor, authenticator.generate().token).status_code == 200
    assert enter(visitor, codes[0], "/sign-in/recovery").status_code == 302
    other.extensions["vector"].engine.dispose()


def test_which_roles_need_it_is_a_setting(county):
    rules = Access(second_factor=("staff",))
    app = create_app(Settings(database=county.database, access=rules))
    for role, place in (("staff", "/account/second-factor"), ("administrator", "/accounts")):
        visitor = Visitor(app.test_client())
        visitor.sign_in(*PEOPLE[role][1:])
        assert visitor.client.get("/", headers=HTML).location == place
    app.extensions["vector"].engine.dispose()
