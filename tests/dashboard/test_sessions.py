"""Sessions: they end by idleness, by age and by anybody's word, for every process at once."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from small_county import PEOPLE
from sqlalchemy import select
from sqlalchemy.orm import Session
from visitor import Visitor

from dashboard import create_app
from vector.store.tables import Audit, Visit
from vector.work import visits
from vector.work.enrolment import admit, find
from vector.work.password_change import change_password

NOON = datetime(2026, 6, 20, 4, tzinfo=UTC)
EMAIL, NAME, PASSWORD = PEOPLE["staff"]


def inside(visitor):
    return visitor.client.get("/_dash-layout").status_code == 200


def engine_of(app):
    return app.extensions["vector"].engine


def test_an_idle_session_ends_and_a_used_one_goes_on(signed_in):
    visitor = signed_in("staff")
    for minutes, expected in ((20, True), (45, True), (74, True), (105, False), (106, False)):
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            assert inside(visitor) is expected, minutes


def test_a_session_in_use_ends_with_the_half_day(signed_in):
    visitor = signed_in("staff")
    for minutes in range(25, 12 * 60, 25):
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            assert inside(visitor)
    with time_machine.travel(NOON + timedelta(hours=12, seconds=5), tick=False):
        assert not inside(visitor)


def test_a_cookie_of_an_ended_session_opens_nothing(app, signed_in):
    visitor = signed_in("staff")
    kept = visitor.client.get_cookie("vector_session").value
    visitor.client.post("/sign-out")
    thief = Visitor(app.test_client())
    thief.client.set_cookie("vector_session", kept)
    assert not inside(thief)


@pytest.mark.parametrize(
    "end",
    [
        lambda engine: change_password(engine, EMAIL, "another-long-1"),
        lambda engine: admit(engine, EMAIL, active=False),
        lambda engine: visits.end_all(engine, find(engine, EMAIL)),
    ],
    ids=["password", "closed", "everywhere"],
)
def test_what_ends_all_sessions_ends_them_at_once_in_every_process(app, county, signed_in, end):
    first, second = signed_in("staff"), signed_in("staff")
    elsewhere = create_app(county)
    third = Visitor(elsewhere.test_client())
    third.sign_in(NAME, PASSWORD)
    assert all(map(inside, (first, second, third)))
    other = signed_in("manager")
    end(engine_of(app))
    assert not any(map(inside, (first, second, third)))
    assert inside(other)
    engine_of(elsewhere).dispose()


def test_one_of_the_own_sessions_is_ended_and_nobody_elses(app, signed_in):
    here, there, other = signed_in("staff"), signed_in("staff"), signed_in("manager")
    with Session(engine_of(app)) as session:
        first, second, third = session.scalars(select(Visit.id).order_by(Visit.id)).all()
    there_shown = here.client.get("/account").get_data(as_text=True)
    assert f"/account/sessions/{second}/end" in there_shown
    assert f"/account/sessions/{third}/end" not in there_shown
    assert here.send("/account", f"/account/sessions/{second}/end").status_code == 200
    assert "没有这个会话" in here.send("/account", f"/account/sessions/{third}/end").get_data(
        as_text=True
    )
    assert [inside(each) for each in (here, there, other)] == [True, False, True]
    assert here.send("/account", f"/account/sessions/{first}/end").status_code == 302
    assert not inside(here)


def test_signing_out_everywhere_says_so_at_the_door_and_in_the_log(app, signed_in):
    here, there = signed_in("staff"), signed_in("staff")
    answer = here.send("/account", "/account/sign-out-everywhere")
    assert answer.status_code == 302
    door = here.client.get("/sign-in", headers={"Accept": "text/html"}).get_data(as_text=True)
    assert "所有地方都已退出" in door
    assert not inside(there)
    with Session(engine_of(app)) as session:
        assert "sessions_ended" in session.scalars(select(Audit.what)).all()


def test_the_keys_of_sessions_are_kept_as_hashes(app, signed_in):
    visitor = signed_in("staff")
    with visitor.client.session_transaction() as held:
        key = held["visit"]
    with Session(engine_of(app)) as session:
        assert key not in str(session.execute(select(Visit.__table__)).all())
