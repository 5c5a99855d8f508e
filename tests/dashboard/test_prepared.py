"""What is made ready before the first person comes."""

import gc
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
import time_machine
from sqlalchemy import func, select
from structlog.testing import capture_logs
from visitor import as_text
from walker import Page

from dashboard import create_app, memory, pages, prepared, ranked, seasonal
from dashboard.answers import ANSWERS, AT_ONCE
from dashboard.pages import curves, peaks
from dashboard.prepared import YOUNG, kept_ready, prepare, rehearse_again
from dashboard.rehearsed import REHEARSAL
from vector.settings import Settings
from vector.stats.outbreak.scatter import loss_of
from vector.store import audit, ledger, outlook, surveyed
from vector.store.edition import edition
from vector.store.engine import session, transaction
from vector.store.tables import Audit, Visit
from vector.work import nightly

NOON = datetime(2026, 6, 20, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _usual_collector():
    usual = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*usual)


def test_tables_are_filled_and_what_is_loaded_is_not_looked_through_again(app):
    loss_of.cache_clear()
    prepare(app)
    assert loss_of.cache_info().currsize == 1
    assert gc.get_freeze_count() > 0
    assert gc.get_threshold()[0] == YOUNG


def test_what_the_county_sees_first_is_computed_by_then(foretold, app, signed_in, monkeypatch):
    monkeypatch.setattr(nightly, "READY", nightly.READY[:1])
    running = app.extensions["vector"]
    nightly.refresh(running.engine, running.catalog, running.settings, NOON)
    prepare(app)

    def late(*_):
        raise AssertionError("computed while somebody waits")

    for module, function in (
        (ranked, "_ranked"), (curves, "lines_of"), (seasonal, "_season"), (surveyed, "days"),
        (outlook, "rows"), (peaks, "_rows"),
    ):  # fmt: skip
        monkeypatch.setattr(module, function, late)
    page = Page(signed_in("manager"))
    page.open("/ranking")
    assert "东街" in as_text(page.shown["ranking-rows"]["children"])
    page.open("/season")
    assert page.shown["season-curves"]["figure"]["data"]
    assert page.shown["season-circle"]["figure"]["data"]
    assert page.shown["season-ahead"]["figure"]["data"]
    assert len(page.shown["season-peaks"]["children"][0]["props"]["rowData"]) == 6


def test_a_page_that_cannot_be_shown_stops_nobody_from_beginning(app, monkeypatch):
    def broken(path, _):
        opened.append(path)
        raise RuntimeError("broken")

    opened: list[str] = []
    monkeypatch.setattr(pages, "at", broken)
    with capture_logs() as noted:
        prepare(app)
    assert gc.get_threshold()[0] == YOUNG
    assert failures(noted) == opened
    assert {"/", "/season"} <= {*opened}


def test_one_part_that_cannot_be_shown_leaves_the_others(app, monkeypatch):
    def broken(*_):
        raise RuntimeError("broken")

    parts = app.extensions[REHEARSAL]._parts
    first = next(at for at, part in enumerate(parts) if part.writes[0][0] == "season-curves")
    answered: list[str] = []
    watched = [replace(part, answer=lambda *_, to=part.writes[0][0]: answered.append(to))
               for part in parts]  # fmt: skip
    watched[first] = replace(parts[first], answer=broken)
    monkeypatch.setattr(app.extensions[REHEARSAL], "_parts", watched)
    with capture_logs() as noted:
        prepare(app)
    assert failures(noted) == ["season-curves"]
    assert {"season-circle", "season-peaks", "ranking-said"} <= {*answered}


def failures(noted):
    return [each["what"] for each in noted if each["event"] == "rehearsal failed"]


def standing(app):
    """What a rehearsal must leave as it is."""
    with session(app.extensions["vector"].engine) as reading:
        counts = [reading.scalar(select(func.count()).select_from(each)) for each in (Audit, Visit)]
        return edition(reading, mail=True), *counts


def test_a_rehearsal_has_no_fault_and_changes_nothing(app):
    before = standing(app)
    with capture_logs() as noted:
        prepare(app)
    assert failures(noted) == []
    assert standing(app) == before


def test_a_rehearsal_has_no_fault_where_there_is_nothing(sqlite_url):
    empty = create_app(Settings(database=sqlite_url))
    with capture_logs() as noted:
        prepare(empty)
    assert failures(noted) == []
    empty.extensions["vector"].engine.dispose()


@pytest.fixture
def computed(monkeypatch):
    """How often the county's curves were computed."""
    done, plainly = [], curves.lines_of
    monkeypatch.setattr(curves, "lines_of", lambda *given: done.append(1) or plainly(*given))
    return done


def steps_of(*steps):
    """What happens while it waits, one step after the other; then it ends.

    How long it would have waited is kept, and how often was computed by then.
    """
    left = list(steps)

    def pause(seconds):
        waits.append(seconds)
        if left:
            left.pop(0)()
            return False
        return True

    waits: list[float] = []
    return pause, waits


@pytest.fixture
def later(monkeypatch):
    """Move the clock of what is remembered on."""
    past = []

    def move(seconds):
        past.append(seconds)

    for module in (memory, prepared):
        monkeypatch.setattr(module, "monotonic", lambda: monotonic() + sum(past))
    return move


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False) as moment:
        yield moment


def rehearsed(app, *steps):
    """Make it ready, then let these steps happen; how long was waited for each."""
    pause, waits = steps_of(*steps)
    rehearse_again(app, prepare(app), pause)
    return waits


def test_what_no_longer_holds_is_rehearsed_again(app, computed, later, noon, monkeypatch):
    seen, asked, plainly = [], [], prepared.rehearse
    monkeypatch.setattr(prepared, "rehearse", lambda host: asked.append(1) or plainly(host))

    def step(do):
        return lambda: seen.append(len(computed)) or do()

    def surveyed_again():
        with transaction(app.extensions["vector"].engine) as writing:
            ledger.hold(writing)

    waits = rehearsed(
        app,
        step(lambda: None),
        step(surveyed_again),
        step(lambda: later(301)),
        step(lambda: noon.shift(timedelta(days=1))),
        step(lambda: None),
    )
    assert [*seen, len(computed)] == [1, 1, 2, 3, 4, 4]
    assert len(asked) == 4
    assert {*waits} == {prepared.LOOK_SECONDS}


def test_what_people_do_does_not_put_off_when_its_time_is_over(app, computed, later):
    def act():
        later(285)
        with transaction(app.extensions["vector"].engine) as writing:
            audit.record(writing, "zero_confirmed", audit.command_line())

    rehearsed(app, act, lambda: later(16))
    assert len(computed) == 2


def test_what_could_not_be_rehearsed_is_tried_again_a_while_later(
    app, computed, later, monkeypatch
):
    plainly = pages.at

    def away():
        later(301)
        monkeypatch.setattr(pages, "at", lambda *_: 1 / 0)

    def back():
        monkeypatch.setattr(pages, "at", plainly)

    with capture_logs() as noted:
        waits = rehearsed(app, away, back)
    assert failures(noted)
    assert len(computed) == 2
    assert waits == [prepared.LOOK_SECONDS, prepared.FAILED_SECONDS, prepared.LOOK_SECONDS]


def test_what_could_not_be_rehearsed_at_the_start_is_tried_again(app, computed, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(pages, "at", lambda *_: 1 / 0)
        before = prepare(app)
    assert computed == []
    pause, _ = steps_of(lambda: None)
    rehearse_again(app, before, pause)
    assert len(computed) == 1


def test_a_rehearsal_takes_one_of_the_turns(app, monkeypatch):
    turns, seen = app.extensions[ANSWERS]._turns, []
    parts = app.extensions[REHEARSAL]._parts
    watched = [replace(part, answer=lambda *_: seen.append(turns._value)) for part in parts]
    monkeypatch.setattr(app.extensions[REHEARSAL], "_parts", watched)
    prepare(app)
    assert {*seen} == {AT_ONCE - 1}
    assert turns._value == AT_ONCE


def test_a_database_that_is_away_is_looked_for_a_while_later(app, monkeypatch):
    def away():
        monkeypatch.setattr(prepared, "figure_edition", lambda _: 1 / 0)

    with capture_logs() as noted:
        waits = rehearsed(app, away)
    assert failures(noted) == ["again"]
    assert waits == [prepared.LOOK_SECONDS, prepared.FAILED_SECONDS]


def test_a_change_while_it_was_made_ready_is_not_taken_for_ready(app, computed):
    before = prepare(app)
    with transaction(app.extensions["vector"].engine) as writing:
        ledger.hold(writing)
    pause, _ = steps_of(lambda: None)
    rehearse_again(app, before, pause)
    assert len(computed) == 2


def test_who_sees_to_it_ends_with_the_service(app, monkeypatch):
    def there():
        return [each for each in threading.enumerate() if each.name == REHEARSAL]

    monkeypatch.setattr(prepared, "LOOK_SECONDS", 3600.0)
    with kept_ready(app, prepare(app)):
        assert len(there()) == 1
    assert there() == []
