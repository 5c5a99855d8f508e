"""Plain pages stand among the same places to go as the dashboard's own."""

import json
import re

import pytest
from visitor import HTML

from dashboard import create_app
from vector.settings import Access

OWN = {"administrator": "/accounts", "auditor": "/audit"}
LINK = re.compile(r'<a href="([^"]+)"( aria-current="page")?( class="small")?>([^<]+)')


@pytest.fixture
def app(county):
    opened = create_app(county.model_copy(update={"access": Access(second_factor=())}))
    yield opened
    opened.extensions["vector"].engine.dispose()


def frame(visitor):
    """Where the dashboard's navigation leads, in its order, and how each place is called."""
    layout = json.loads(visitor.client.get("/_dash-layout").get_data())
    found, waiting = [], [layout]
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, list):
            waiting = part + waiting
        elif isinstance(part, dict):
            props = part.get("props", {})
            if part.get("type") == "NavLink":
                found.append((props["href"], props["label"]))
            waiting.insert(0, props.get("children"))
    return found


def navigation(visitor, path):
    """What stands in the navigation of a plain page: addresses and words; and the present place."""
    page = visitor.client.get(path, headers=HTML).get_data(as_text=True)
    links = LINK.findall(re.search(r"<nav .*?</nav>", page, re.S)[0])
    return [(href, said) for href, _, _, said in links], [href for href, now, *_ in links if now]


@pytest.mark.parametrize(("role", "path"), OWN.items())
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_same_places_in_the_same_order_and_the_present_one_is_marked(
    signed_in, role, path, language
):
    visitor = signed_in(role)
    visitor.client.get(f"/language/{language}")
    kept = {"address": "/settings?group=rodent", "name": "限值", "click": 1}
    visitor.call("views-said.children", {"views-here.data": kept, "views-changed.data": 0})
    links, present = navigation(visitor, path)
    assert links == frame(visitor)
    assert ("/settings?group=rodent", "限值") in links
    assert present == [path]
    for where, _ in links:
        assert visitor.client.get(where, headers=HTML).status_code == 200, where


@pytest.mark.parametrize(("role", "path"), OWN.items())
def test_the_keyboard_can_skip_the_places_to_go(signed_in, role, path):
    page = signed_in(role).client.get(path, headers=HTML).get_data(as_text=True)
    assert page.index('<a href="#content" class="skip">跳到正文') < page.index("<nav ")
    assert '<main id="content" tabindex="-1"' in page


def test_what_a_form_answers_stands_among_them_too(signed_in):
    page = signed_in("auditor").send("/audit", "/audit/verify").get_data(as_text=True)
    assert '<a href="/audit" aria-current="page">审计日志' in page


def test_where_nobody_is_signed_in_there_are_no_places_to_go(app):
    assert "<nav" not in app.test_client().get("/sign-in", headers=HTML).get_data(as_text=True)
