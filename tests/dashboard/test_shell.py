"""The frame, with the page in it that was opened by its address."""

import pytest
from visitor import as_text

from dashboard import pages
from dashboard.text import strings


def frame(visitor, page):
    """The frame as the browser asks for it at that address."""
    return visitor.client.get("/_dash-layout", query_string={"page": page}).get_json()


def place(content):
    """Where pages stand: the address, the page and its title, as the frame holds them."""
    found = {}

    def look(part):
        if isinstance(part, list):
            for each in part:
                look(each)
        elif isinstance(part, dict):
            props = part.get("props", {})
            if str(props.get("id", "")).startswith("_pages_"):
                found[props["id"]] = props
            for each in props.values():
                look(each)

    look(content)
    return found


def filled(visitor, page):
    return place(frame(visitor, page))["_pages_content"].get("children")


def test_the_page_of_an_address_comes_with_the_frame_as_the_router_gives_it(signed_in):
    visitor = signed_in("manager")
    stands = place(frame(visitor, "/ranking?step=week"))
    asked = {"_pages_location.pathname": "/ranking", "_pages_location.search": "?step=week"}
    routed = visitor.shown("_pages_content.children", asked)
    assert stands["_pages_content"]["children"] == routed
    assert stands["_pages_location"]["pathname"] == "/ranking"
    assert stands["_pages_location"]["search"] == "?step=week"
    assert stands["_pages_store"]["data"]["title"].startswith("排名")


def test_a_station_is_opened_by_its_own_address(signed_in):
    visitor = signed_in("manager")
    assert 'id": "station-history"' in as_text(filled(visitor, "/station/1"))


@pytest.mark.parametrize(
    "page", ["", "http://elsewhere.example/ranking", "/nowhere", "not a place"]
)
def test_where_the_address_is_not_known_the_router_is_left_to_ask(signed_in, page):
    stands = place(frame(signed_in("manager"), page))
    assert not stands["_pages_content"].get("children")
    assert stands["_pages_location"].get("pathname") is None


def test_who_has_no_right_to_a_page_is_told_so_in_its_place(signed_in):
    visitor = signed_in("manager")
    told = as_text(filled(visitor, "/regions"))
    assert 'id": "regions-page"' not in told
    assert strings("zh")["refused.title"] in told


def test_a_page_that_fails_is_left_to_the_router_which_says_why(signed_in, monkeypatch):
    def broken(*_):
        raise RuntimeError("broken")

    monkeypatch.setattr(pages, "at", broken)
    assert filled(signed_in("manager"), "/ranking") is None


def test_the_grid_is_no_part_of_the_first_scripts_but_can_be_fetched(signed_in):
    client = signed_in("manager").client
    page = client.get("/upload").get_data(as_text=True)
    address = page.partition('<meta name="vector-grid" content="')[2].partition('"')[0]
    assert f'src="{address}"' not in page
    assert client.get(address, buffered=True).mimetype == "text/javascript"


def test_what_no_page_needs_is_read_by_none_not_even_ahead(signed_in, anybody):
    page = signed_in("manager").client.get("/season").get_data(as_text=True)
    ahead = anybody.client.get("/sign-in").get_data(as_text=True)
    for named in (page, ahead):
        assert "/dash/deps/react@" in named
        assert "polyfill" not in named
        assert "/dash_table/" not in named
