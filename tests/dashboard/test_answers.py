"""Kept answers: the same for the same people until anything changes, never another's."""

import gzip
from datetime import UTC, datetime
from functools import partial

import pytest
import small_county
from sqlalchemy import func, select
from visitor import as_text
from walker import Page

from dashboard import answers, site
from dashboard.answers import ANSWERS
from dashboard.pages import stations
from dashboard.text import LANGUAGE
from vector.store import ledger
from vector.store.edition import edition
from vector.store.engine import session, transaction
from vector.store.tables import Account, Alert, Station
from vector.work.answers import answer

PAGES = ("/", "/map", "/station", "/station/1", "/season", "/completeness")
STATIONS = ("stations-rows.children", {"stations-search.value": ""})


@pytest.fixture
def engine(app):
    return app.extensions["vector"].engine


@pytest.fixture
def computed(app, monkeypatch):
    """How many answers were computed, of those that are kept."""
    done = []
    plainly = answers._answer
    monkeypatch.setattr(answers, "_answer", lambda response: done.append(1) or plainly(response))
    return done


def test_what_two_of_the_same_region_and_role_ask_is_computed_once(signed_in, computed):
    first, second = (signed_in("manager").call(*STATIONS) for _ in range(2))
    assert len(computed) == 1
    assert first.data == second.data
    assert second.headers["Cache-Control"] == "no-store"


def test_what_was_kept_travels_as_its_asker_takes_it(signed_in, computed):
    visitor = signed_in("manager")
    plainly, post = visitor.call(*STATIONS), visitor.client.post
    assert "Content-Encoding" not in plainly.headers
    visitor.client.post = partial(post, headers={"Accept-Encoding": "gzip"})
    for _ in range(2):
        small = visitor.call(*STATIONS)
        assert small.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(small.data) == plainly.data
    assert len(computed) == 2


def walked(visitor):
    found = {}
    for address in PAGES:
        page = Page(visitor)
        page.open(address)
        found |= page.answers
    return found


def test_everybody_is_answered_what_would_be_computed_for_them_alone(app, signed_in, monkeypatch):
    """A manager has been everywhere before the office comes, which sees one street of it."""
    manager, office = signed_in("manager"), signed_in("office")
    whole, own = walked(manager), walked(office)
    monkeypatch.setattr(app.extensions[ANSWERS], "_kept", {})
    assert own == walked(office)
    assert "西街" in as_text(whole["stations-rows.children"])
    assert "西街" not in as_text(own["stations-rows.children"])


def test_each_reads_in_their_own_language(signed_in):
    visitor = signed_in("manager")
    assert "最近监测" in as_text(visitor.call(*STATIONS).get_json())
    visitor.client.set_cookie(LANGUAGE, "en")
    told = as_text(visitor.call(*STATIONS).get_json())
    assert "最近监测" not in told
    assert "Last surveyed" in told


def test_an_answer_to_an_alert_is_seen_at_the_next_click(signed_in, engine):
    visitor = signed_in("manager")
    asked = ("alerts-rows.children", {"alerts-state.value": "answered", "alerts-page.value": 1})
    assert "已投药" not in as_text(visitor.shown(*asked))
    with transaction(engine) as writing:
        email = small_county.PEOPLE["manager"][0]
        person = writing.scalars(select(Account).where(Account.email == email)).one()
        newest = writing.scalar(select(func.max(Alert.id)))
        answer(writing, person, newest, "treated", note="已投药", by=email, now=datetime.now(UTC))
    assert "已投药" in as_text(visitor.shown(*asked))


def test_a_changed_place_is_seen_at_the_next_click(signed_in, engine):
    visitor = signed_in("manager")
    assert "新菜场" not in as_text(visitor.shown(*STATIONS))
    with transaction(engine) as writing:
        ledger.hold(writing)
        writing.get_one(Station, 1).name = "新菜场"
    assert "新菜场" in as_text(visitor.shown(*STATIONS))


def test_what_failed_says_so_and_is_not_kept(signed_in, monkeypatch):
    visitor = signed_in("manager")
    with monkeypatch.context() as broken:
        broken.setattr(stations, "_found", lambda *_: 1 / 0)
        failed = visitor.call(*STATIONS)
    found = visitor.call(*STATIONS)
    assert ["sideUpdate" in each.get_json() for each in (failed, found)] == [True, False]
    assert [site.FAILURE in each.headers for each in (failed, found)] == [True, False]


def test_few_answers_are_computed_at_once(app, signed_in, monkeypatch):
    turns, found, left = app.extensions[ANSWERS]._turns, stations._found, []

    def counted(*asked):
        free = 0
        while turns.acquire(blocking=False):
            free += 1
        for _ in range(free):
            turns.release()
        left.append(free)
        return found(*asked)

    monkeypatch.setattr(stations, "_found", counted)
    signed_in("manager").call(STATIONS[0], {"stations-search.value": "asked by nobody yet"})
    assert {*left} == {answers.AT_ONCE - 1}


def test_who_waits_for_a_turn_holds_no_connection(app, signed_in, engine, monkeypatch):
    answering, found, held = app.extensions[ANSWERS], stations._found, []
    turn = answering.turn

    def taken():
        held.append(engine.pool.checkedout())
        return turn()

    monkeypatch.setattr(answering, "turn", taken)
    monkeypatch.setattr(stations, "_found", lambda *asked: held.append("asked") or found(*asked))
    signed_in("manager").call(STATIONS[0], {"stations-search.value": "asked by nobody yet"})
    assert held[0] == 0
    assert "asked" in held


def test_nobody_waits_for_ever_for_a_turn(app, signed_in, monkeypatch):
    turns = app.extensions[ANSWERS]._turns
    monkeypatch.setattr(answers, "LONGEST_WAIT", 0.01)
    for _ in range(answers.AT_ONCE):
        turns.acquire()
    try:
        asked = {"stations-search.value": "asked while all turns are taken"}
        assert signed_in("manager").call(STATIONS[0], asked).status_code == 200
        assert not turns.acquire(blocking=False)
    finally:
        for _ in range(answers.AT_ONCE):
            turns.release()


def test_what_a_sign_in_writes_makes_no_other_edition(signed_in, engine):
    signed_in("manager")
    with session(engine) as reading:
        before = edition(reading, mail=True)
    signed_in("office")
    with session(engine) as reading:
        assert edition(reading, mail=True) == before
