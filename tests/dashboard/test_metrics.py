"""The figures: whole, in the form Prometheus reads, and for whom they are meant only."""

import re

import pytest

from dashboard import create_app
from dashboard.exposition import family
from dashboard.peer import FORWARDED
from dashboard.service import EXTENSION
from dashboard.tally import BOUNDS, Tally

KEY = "k" * 24
LINE = re.compile(r'^([a-z_]+)(\{[a-z]+="[^"\n]*"(?:,[a-z]+="[^"\n]*")*\})? (-?[0-9.e+-]+)$')


def read(text):
    """Every sample by name and labels; a line that is none fails."""
    found = {}
    for line in text.splitlines():
        if not line.startswith("# "):
            parsed = LINE.match(line)
            assert parsed is not None, line
            found[parsed[1] + (parsed[2] or "")] = float(parsed[3])
    return found


def test_what_is_told(county):
    app = create_app(county)
    client = app.test_client()
    client.get("/healthz")
    client.get("/nowhere")
    answer = client.get("/metrics", environ_overrides={FORWARDED: False})
    app.extensions[EXTENSION].engine.dispose()
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    found = read(answer.get_data(as_text=True))
    assert found['vector_requests_total{route="/healthz",status="200"}'] == 1
    assert found['vector_requests_total{route="/<path:path>",status="401"}'] == 1
    assert found['vector_request_seconds_bucket{route="/healthz",le="+Inf"}'] == 1
    assert found['vector_request_seconds_count{route="/healthz"}'] == 1
    assert found["vector_surveys"] > 0
    assert found["vector_flags_open"] > 0
    assert found["vector_database_seconds_count"] > 0
    assert found["vector_database_seconds_sum"] > 0
    assert found['vector_jobs{state="waiting"}'] >= 0
    assert found['vector_oldest_pending_seconds{of="job"}'] >= 0
    assert found['vector_outbox{state="ungathered"}'] > 0
    assert found["process_resident_memory_bytes"] > 2**20


def test_only_this_machine_and_by_no_proxy(anybody):
    client = anybody.client
    for address, status in (("127.0.0.1", 200), ("::1", 200), ("10.0.0.3", 404), ("unix", 404)):
        called = {"REMOTE_ADDR": address, FORWARDED: False}
        answer = client.get("/metrics", environ_overrides=called)
        assert answer.status_code == status, address
    assert client.get("/metrics", environ_overrides={FORWARDED: True}).status_code == 404
    assert client.get("/metrics").status_code == 404


SHOWN = {
    f"Bearer {KEY}": 200,
    f"bearer {KEY}": 200,
    "Bearer x": 404,
    KEY: 404,
    "": 404,
    "Bearer é": 404,
}


def test_with_a_key_whoever_shows_it(county):
    app = create_app(county.model_copy(update={"metrics_key": KEY}))
    afar = {"REMOTE_ADDR": "10.0.0.3", FORWARDED: True}
    for header, status in SHOWN.items():
        shown = {"Authorization": header}
        answer = app.test_client().get("/metrics", headers=shown, environ_overrides=afar)
        assert answer.status_code == status, header
    app.extensions["vector"].engine.dispose()


def test_times_are_counted_within_their_bounds():
    tally = Tally()
    for seconds in (0.005, 0.2, 99.0):
        tally.add("/x", 200, seconds)
    [(route, spent)] = tally.routes()
    assert (route, spent.count, spent.seconds) == ("/x", 3, pytest.approx(99.205))
    assert dict(zip(BOUNDS, spent.within, strict=True)) == {
        bound: 1 if bound < 0.25 else 2 for bound in BOUNDS
    }


def test_labels_cannot_break_a_line():
    text = family("a", "gauge", "x", [("", {"of": 'a"b\\c\nd'}, 1.5)])
    assert text.splitlines()[2:] == ['a{of="a\\"b\\\\c\\nd"} 1.5']
