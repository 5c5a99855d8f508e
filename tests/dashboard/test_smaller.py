"""Scripts travel small, and are made so once; everything else travels as its answer is made."""

import flask_compress.flask_compress as library
import pytest
from dash.fingerprint import check_fingerprint

from dashboard import smaller

opened = library.compression.zstd.decompress
ANY = {"Accept-Encoding": "gzip, deflate, br, zstd"}


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
    assert sorted(compressed) == ["gzip", "zstd"]
    compressed.clear()
    for accepted in smaller.ACCEPTED:
        assert client.get(address, headers={"Accept-Encoding": accepted}).status_code == 200
    assert compressed == []
