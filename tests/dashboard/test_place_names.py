"""The two regions that the service itself has named are told in the reader's language everywhere.

A region's name is stored once; whoever shows one asks ``place_name`` what to call it.
"""

import base64
import re
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from small_county import add
from sqlalchemy import select
from sqlalchemy.orm import Session
from visitor import as_text

from dashboard.pages.effect import flag_changes
from dashboard.pages.outcome import lines_of
from dashboard.pages.staged import _post
from dashboard.text import LANGUAGE
from vector.catalog import load
from vector.store.tables import ActionLimit, Station
from vector.work.order import Moved, Outcome
from vector.work.revisions import Revision, revise

HEAD = "station,date,method,set,effective,caught"
STORED = {"本辖区", "未划分街道"}


@pytest.fixture
def unplaced(app, county):
    """The id of a station that no street has, with a change of its own and a limit above it."""
    add(app, "无名仓库,2026-06-18,snap_trap,100,100,40", head=HEAD)
    engine = app.extensions["vector"].engine
    with Session(engine) as writing:
        limit = writing.scalars(select(ActionLimit)).one()
        station = writing.scalars(select(Station).where(Station.name == "无名仓库")).one()
        limit.region_id, number, code = station.region_id, str(station.id), station.code
        writing.commit()
    moved = Revision(day=date(2026, 2, 1), longitude="0.02", latitude="0.02", ground="moved")
    revise(engine, load(), county, code, moved, now=datetime(2026, 6, 20, 4, tzinfo=UTC))
    return number


def shown(visitor, station):
    """What a manager sees of that station, by what shows it."""
    history = {"station-id.data": station, "revised-stored.data": None}
    listed = {"sources-index.data": "trap_rate", "sources-station.data": station}
    filled = visitor.shown
    file = filled("station-taken-file.data", {
        "station-index.value": "trap_rate", "station-period.value": "month",
        "station-id.data": station, "station-taken-csv.n_clicks": 1},
        by="station-taken-csv.n_clicks")  # fmt: skip
    return {
        "head": visitor.page(f"/station/{station}"),
        "changes": filled("revised-history.children", history),
        "form": filled("revised-form.children", {"revised-write.open": True}),
        "sources": filled("sources-rows.children", listed),
        "limits": filled("limits-rows.children", {"limits-set.data": 0}),
        "assessment": filled("overview-flags.children", {"overview-group.value": ""}),
        "file": base64.b64decode(file["content"]).decode(),
        "news": visitor.page("/"),
    }


def test_no_page_shows_an_english_reader_the_stored_name(signed_in, unplaced):
    visitor = signed_in("manager")
    visitor.client.set_cookie(LANGUAGE, "en")
    for part, content in shown(visitor, unplaced).items():
        words = set(re.findall(r"\w+", as_text(content)))
        assert not STORED & words, part
        assert "no street yet" in as_text(content) or part == "news", part
    assert "（" not in as_text(visitor.shown("revised-form.children", {"revised-write.open": True}))


def test_what_becomes_of_regions_and_files_is_told_in_the_readers_language(app):
    whole, none = "本辖区", "未划分街道"
    change = SimpleNamespace(index="trap_rate", street=none, station="库", kind="cleared")
    outcome = Outcome(
        successions=[(none, whole)], stations=[Moved("p", "库", none, "库", none)],
        regions=[(none, whole)], recipients=[("a@b", none)], accounts=[("a@b", whole)],
        flags=[("库", none)],
    )  # fmt: skip
    post = SimpleNamespace(region=SimpleNamespace(name=whole), step=None, people=[])
    effect = SimpleNamespace(changes=[change], flags={}, unseen=0)
    with app.test_request_context("/", headers={"Cookie": f"{LANGUAGE}=en"}):
        told = [lines_of(outcome), flag_changes(effect), _post(post, post)]
    words = set(re.findall(r"\w+", "".join(map(str, told))))
    assert not STORED & words
    assert {"street", "yet"} <= words
