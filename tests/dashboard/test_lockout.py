"""Lock-out: in the database, for every process; and a brake for each address."""

from datetime import UTC, datetime, timedelta

import time_machine
from small_county import PEOPLE
from sqlalchemy import select
from sqlalchemy.orm import Session
from visitor import Visitor

from dashboard import create_app
from vector.store.tables import Account, Attempts, Audit
from vector.work import lockout
from vector.work.enrolment import find

NOON = datetime(2026, 6, 20, 4, tzinfo=UTC)
EMAIL, NAME, PASSWORD = PEOPLE["staff"]


def guess(app, times, name=NAME):
    tries = (Visitor(app.test_client()).sign_in(name, "wrong-password") for _ in range(times))
    return [answer.status_code for answer in tries]


def noted(app):
    with Session(app.extensions["vector"].engine) as session:
        return session.scalars(select(Audit.what).order_by(Audit.sequence)).all()


def test_five_refusals_in_a_row_lock_the_account_in_every_process(app, county):
    guess(app, 3)
    elsewhere = create_app(county)
    guess(elsewhere, 2)
    for each in (app, elsewhere):
        refused = Visitor(each.test_client()).sign_in(NAME, PASSWORD)
        assert refused.status_code == 200
        assert "用户名或密码不正确" in refused.get_data(as_text=True)
    elsewhere.extensions["vector"].engine.dispose()
    assert noted(app).count("account_locked") == 1
    with time_machine.travel(NOON + timedelta(minutes=16), tick=False):
        assert Visitor(app.test_client()).sign_in(NAME, PASSWORD).status_code == 302


def test_signing_in_begins_the_count_anew(app):
    for _ in range(2):
        guess(app, 3)
        assert Visitor(app.test_client()).sign_in(NAME, PASSWORD).status_code == 302
    assert "account_locked" not in noted(app)


def test_a_locked_account_is_unlocked_by_a_word(app):
    guess(app, 5)
    engine = app.extensions["vector"].engine
    lockout.unlock(engine, find(engine, EMAIL), now=NOON)
    assert Visitor(app.test_client()).sign_in(NAME, PASSWORD).status_code == 302
    assert "account_unlocked" in noted(app)


def test_a_lock_does_not_touch_who_is_inside(app, signed_in):
    inside = signed_in("staff")
    guess(app, 5)
    assert inside.client.get("/_dash-layout").status_code == 200


def test_an_unknown_name_looks_the_same_and_locks_nobody(app):
    assert guess(app, 6, "nobody") == [200] * 6
    with Session(app.extensions["vector"].engine) as session:
        assert not any(session.scalars(select(Account.locked_until)))


def test_the_brake_counts_for_all_processes_and_is_noted_once(app, county):
    elsewhere = create_app(county)
    assert guess(app, 4, "nobody") + guess(elsewhere, 4, "nobody") == [200] * 8
    assert guess(app, 3, "nobody") + guess(elsewhere, 1, "nobody") == [429] * 4
    assert guess(elsewhere, 1, "another") == [200]
    assert noted(app).count("attempts_braked") == 2  # once by each process
    with Session(app.extensions["vector"].engine) as session:
        assert "nobody" not in str(session.scalars(select(Attempts.key_hash)).all())
    with time_machine.travel(NOON + timedelta(minutes=6), tick=False):
        assert guess(elsewhere, 1, "nobody") == [200]
    elsewhere.extensions["vector"].engine.dispose()
