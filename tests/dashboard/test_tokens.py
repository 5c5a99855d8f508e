"""Access tokens at the gate: a program's way in, through the same door as everybody's."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from small_county import PEOPLE
from sqlalchemy import select
from sqlalchemy.orm import Session

from vector.store.tables import AccessToken, Account, Audit
from vector.work import tokens
from vector.work.accounts import find_account

NOON = datetime(2026, 6, 20, 4, tzinfo=UTC)
BODY = {
    "output": "..upload-accept.disabled...upload-stage.disabled..",
    "outputs": [
        {"id": "upload-accept", "property": "disabled"},
        {"id": "upload-stage", "property": "disabled"},
    ],
    "inputs": [{"id": "upload-choice", "property": "value", "value": "good"}],
    "state": [],
    "changedPropIds": ["upload-choice.value"],
}


@pytest.fixture
def issued(app):
    """A token of the staff's account for these rights."""

    def issue(*rights, days=90):
        engine = app.extensions["vector"].engine
        with Session(engine) as session:
            account = find_account(session, PEOPLE["staff"][0]).id
        return tokens.issue(engine, account, "网关", rights, days=days, now=NOON).key

    return issue


def bearing(key):
    return {"Authorization": f"Bearer {key}"}


def test_a_token_opens_what_it_is_for_and_nothing_else(app, issued):
    client, seeing = app.test_client(), bearing(issued("see"))
    assert client.get("/_dash-layout", headers=seeing).status_code == 200
    refused = client.post("/_dash-update-component", json=BODY, headers=seeing)
    assert (refused.status_code, refused.get_json()["error"]) == (403, "no_right")
    loading = bearing(issued("see", "upload"))
    done = client.post("/_dash-update-component", json=BODY, headers=loading)
    assert done.status_code == 200


def test_a_token_leaves_no_session_behind(app, issued):
    client = app.test_client()
    answer = client.get("/_dash-layout", headers=bearing(issued("see")))
    assert "Set-Cookie" not in answer.headers
    assert client.get("/_dash-layout").status_code == 401


@pytest.mark.parametrize("key", ["", "vst_", "vst_unknown", "Bearer"])
def test_an_unknown_token_is_refused_even_within_a_session(signed_in, key):
    client = signed_in("manager").client
    answer = client.get("/_dash-layout", headers=bearing(key))
    assert (answer.status_code, answer.get_json()["error"]) == (401, "no_such_token")
    assert client.get("/_dash-layout").status_code == 200


def test_a_session_adds_nothing_to_a_token(signed_in, issued):
    client = signed_in("manager").client
    refused = client.post("/_dash-update-component", json=BODY, headers=bearing(issued("see")))
    assert refused.status_code == 403


def test_a_token_ends_with_its_days_and_when_it_is_revoked(app, issued):
    client, key = app.test_client(), bearing(issued("see", days=2))
    engine = app.extensions["vector"].engine
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        assert client.get("/_dash-layout", headers=key).status_code == 401
    assert client.get("/_dash-layout", headers=key).status_code == 200
    with Session(engine) as session:
        row = session.scalars(select(AccessToken)).one()
    tokens.revoke(engine, row.account_id, row.id, now=NOON)
    assert client.get("/_dash-layout", headers=key).status_code == 401


def test_a_closed_account_closes_its_tokens(app, issued):
    client, key = app.test_client(), bearing(issued("see"))
    with Session(app.extensions["vector"].engine) as session:
        find_account(session, PEOPLE["staff"][0]).active = False
        session.commit()
    assert client.get("/_dash-layout", headers=key).status_code == 401


def test_a_role_taken_away_is_taken_from_the_token(app, issued):
    client, key = app.test_client(), bearing(issued("see", "upload"))
    with Session(app.extensions["vector"].engine) as session:
        account = session.scalars(select(Account).where(Account.email == PEOPLE["staff"][0])).one()
        account.roles = [find_account(session, PEOPLE["office"][0]).roles[0]]
        session.commit()
    assert client.post("/_dash-update-component", json=BODY, headers=key).status_code == 403


def test_a_token_does_not_end_a_persons_session(app, issued):
    answer = app.test_client().post("/sign-out", headers=bearing(issued("see")))
    assert answer.status_code == 403


def test_the_last_use_is_noted_once_a_minute(app, issued):
    client, key = app.test_client(), bearing(issued("see"))
    engine = app.extensions["vector"].engine
    for seconds, noted in ((0, 0), (30, 0), (61, 61)):
        with time_machine.travel(NOON + timedelta(seconds=seconds), tick=False):
            client.get("/_dash-layout", headers=key)
        with Session(engine) as session:
            used = session.scalars(select(AccessToken.last_used_at)).one()
        assert used == NOON + timedelta(seconds=noted)


def test_the_key_is_kept_nowhere(app, issued):
    key = issued("see")
    with Session(app.extensions["vector"].engine) as session:
        kept = str(session.execute(select(AccessToken.__table__)).all())
        noted = str(session.execute(select(Audit.__table__)).all())
    assert key not in kept + noted
    assert "网关" in noted
