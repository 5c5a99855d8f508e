"""Scripts travel small, and are made so once; everything else travels as its answer is made."""

import gzip
from datetime import UTC, datetime, timedelta

import brotli
import flask_compress.flask_compress as library
import pytest
import time_machine
from dash.fingerprint import check_fingerprint

from dashboard import smaller

opened = library.compression.zstd.decompress
ANY = {"Accept-Encoding": "gzip, deflate, br, zstd"}
FIGURE = "/_dash-component-suites/dash/dcc/async-graph.js"
PLOTLY = "/_dash-component-suites/plotly/package_data/plotly.min.js"
SUITES = "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>"
YEAR = 31536000
OPENED = {"zstd": opened, "br": brotli.decompress, "gzip": gzip.decompress, None: bytes}
LATER = datetime(2026, 6, 20, 6, tzinfo=UTC)


@pytest.fixture
def compressed(monkeypatch):
    """How often something was compressed."""
    done, plainly = [], library._compress_data
    monkeypatch.setattr(
        library, "_compress_data", lambda *given: done.append(given[2]) or plainly(*given)
    )
    return done


def script(visitor):
    known = visitor.client.get("/", headers={"Accept": "text/html"}).get_data(as_text=True)
    return next(part for part in known.split('"') if part.startswith(smaller.SCRIPTS))


def test_a_script_is_made_small_once_and_stays_the_same(signed_in, compressed):
    client = signed_in("manager").client
    address = script(signed_in("manager"))
    whole = client.get(address).data
    compressed.clear()
    first, second = (client.get(address, headers=ANY) for _ in range(2))
    assert first.headers["Content-Encoding"] == "zstd"
    assert opened(first.data) == whole
    assert second.data == first.data
    assert compressed == ["zstd"]


def test_a_script_is_one_whatever_version_somebody_makes_up(anybody, compressed):
    plain = "/_dash-component-suites/dash/dcc/async-graph"
    wanted = anybody.client.get(f"{plain}.js", headers=ANY).data
    whole = anybody.client.get(f"{plain}.js").data
    compressed.clear()
    for version in range(3):
        assert anybody.client.get(f"{plain}.v9m{version}.js", headers=ANY).data == wanted
    assert anybody.client.get(f"{plain}.js", headers={"Accept-Encoding": "deflate"}).data == whole
    assert compressed == []
    assert anybody.client.options(f"{plain}.js").data == b""


def test_a_script_of_a_made_up_version_is_read_whole_too(anybody):
    made_up = "/_dash-component-suites/plotly/package_data/plotly.v9m9.min.js"
    assert anybody.client.get(made_up).data.startswith(smaller.WHOLE)


def test_an_answer_is_compressed_anew_and_kept_nowhere(signed_in, compressed):
    client = signed_in("manager").client
    for _ in range(2):
        assert client.get("/_dash-layout", headers=ANY).headers["Content-Encoding"] == "zstd"
    assert compressed == ["zstd", "zstd"]


def test_the_greatest_scripts_are_read_whole_and_the_others_as_they_are(signed_in):
    client = signed_in("manager").client
    page = client.get("/map", headers={"Accept": "text/html"}).get_data(as_text=True)
    begins = {
        part: client.get(part, headers=ANY).data
        for part in page.split('"') if part.startswith(smaller.SCRIPTS) and part.endswith(".js")
    }  # fmt: skip
    whole = [part for part, script in begins.items()
             if opened(script).startswith(smaller.WHOLE)]  # fmt: skip
    assert len(whole) == len(smaller.READ_WHOLE) < len(begins)
    plain = [check_fingerprint(part)[0] for part in whole]
    assert all(any(part.endswith(each) for part in plain) for each in smaller.READ_WHOLE)


def test_scripts_are_small_before_the_first_asks_for_them(app, signed_in, compressed, monkeypatch):
    known = app.extensions[smaller.EXTENSION]
    monkeypatch.setattr(known._compress, "cache", smaller.Shelf())
    client = signed_in("manager").client
    address = script(signed_in("manager"))
    smaller.make_small(app, [address])
    assert sorted(compressed) == ["br", "gzip", "zstd"]
    compressed.clear()
    for accepted in smaller.ACCEPTED:
        assert client.get(address, headers={"Accept-Encoding": accepted}).status_code == 200
    assert compressed == []


@pytest.fixture
def ready(app, anybody, monkeypatch):
    """Scripts that are kept whole, by their addresses; only the first bears its version."""
    versioned = next(each for each in early(anybody) if check_fingerprint(each)[1])
    found = {each: anybody.client.get(each).data for each in (versioned, FIGURE, PLOTLY)}
    monkeypatch.setattr(app.extensions[smaller.EXTENSION], "_ready", {})
    smaller.make_small(app, found)

    def asked(**_):
        raise AssertionError("made anew")

    monkeypatch.setitem(app.view_functions, SUITES, asked)
    return found


def early(visitor):
    page = visitor.client.get("/sign-in").get_data(as_text=True)
    return page.partition('data-pages="')[2].partition('"')[0].split()


@pytest.mark.parametrize("accepted", [*smaller.ACCEPTED, "zstd;q=0, gzip", "deflate", "*"])
def test_what_is_ready_is_given_to_anybody_as_it_is(ready, anybody, accepted):
    for address, whole in ready.items():
        answer = anybody.client.get(address, headers={"Accept-Encoding": accepted})
        assert OPENED[answer.content_encoding](answer.data) == whole
        assert (answer.mimetype, answer.status_code) == ("text/javascript", 200)
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "Accept-Encoding" in answer.vary
        assert answer.cache_control.max_age == (YEAR if check_fingerprint(address)[1] else 3600)


def test_what_is_ready_is_ready_for_every_version_that_somebody_makes_up(ready, anybody):
    versioned, whole = next(iter(ready.items()))
    plain, _ = check_fingerprint(versioned)
    place, _, name = plain.rpartition("/")
    made_up = anybody.client.get(f"{place}/{name.replace('.', '.v9m9.', 1)}", headers=ANY)
    assert opened(made_up.data) == whole
    assert made_up.cache_control.max_age == YEAR


def test_who_holds_what_is_ready_is_told_so(ready, anybody):
    first = anybody.client.get(FIGURE, headers=ANY)
    again = anybody.client.get(FIGURE, headers={**ANY, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_each_answer_that_is_ready_has_its_own_headers(ready, anybody):
    numbers: set[str] = set()
    for hours in range(2):
        with time_machine.travel(LATER + timedelta(hours=hours), tick=False):
            answer = anybody.client.get(FIGURE, headers=ANY)
        assert answer.date == LATER + timedelta(hours=hours)
        numbers = {*numbers, *answer.headers.getlist("X-Request-ID")}
    assert len(numbers) == 2


def test_only_reading_is_answered_by_what_is_ready(app, ready):
    with app.test_request_context(FIGURE, method="HEAD", headers=ANY):
        assert smaller.kept_script() is None
    with app.test_request_context("/sign-in", headers=ANY):
        assert smaller.kept_script() is None
