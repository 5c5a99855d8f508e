"""What is made ready before the first person comes."""

import gc
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs
from visitor import as_text
from walker import Page

from dashboard import pages, ranked, seasonal
from dashboard.pages import curves, peaks
from dashboard.prepared import YOUNG, prepare
from vector.stats.outbreak.scatter import loss_of
from vector.store import outlook, surveyed
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
    failed = [each["path"] for each in noted if each["event"] == "rehearsal failed"]
    assert failed == opened
    assert {"/", "/season"} <= {*failed}


def test_the_pages_that_everybody_sees_are_rehearsed_without_a_fault(app):
    with capture_logs() as noted:
        prepare(app)
    assert [each for each in noted if each["event"] == "rehearsal failed"] == []
