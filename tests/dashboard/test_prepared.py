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
from dashboard.pages import curves, peaks
from dashboard.prepared import YOUNG, kept_ready, prepare, rehearse_again
from dashboard.rehearsed import REHEARSAL
from vector.settings import Settings
from vector.stats.outbreak.scatter import loss_of
from vector.store import ledger, outlook, surveyed
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


def test_what_no_longer_holds_is_rehearsed_again(app, computed, monkeypatch):
    """Nothing has changed; then a survey; the time is over; the next day; the database is away."""

    def step():
        steps.append(len(computed))
        if len(steps) == 2:
            with transaction(app.extensions["vector"].engine) as writing:
                ledger.hold(writing)
        if len(steps) == 3:
            for module in (memory, prepared):
                monkeypatch.setattr(module, "monotonic", lambda: monotonic() + 301)
        if len(steps) == 4:
            moment.shift(timedelta(days=1))
        if len(steps) == 5:
            monkeypatch.setattr(prepared, "edition", lambda _: 1 / 0)
        return len(steps) == 6

    steps: list[int] = []
    prepare(app)
    with time_machine.travel(NOON, tick=False) as moment, capture_logs() as noted:
        rehearse_again(app, step)
    assert steps == [1, 1, 2, 3, 4, 4]
    assert failures(noted) == ["again"]


def test_who_sees_to_it_ends_with_the_service(app, monkeypatch):
    before = threading.active_count()
    monkeypatch.setattr(prepared, "LOOK_SECONDS", 3600.0)
    with kept_ready(app):
        assert threading.active_count() == before + 1
    assert threading.active_count() == before
