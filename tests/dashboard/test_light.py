"""Light components travel as Dash would write them."""

import json

import dash_mantine_components as dmc
from dash import dcc, html, no_update
from dash._utils import to_json

from dashboard.light import element, light, link


def test_a_component_is_written_as_dash_writes_it():
    shown = html.Div(
        [
            html.Td("x", className="figure", **{"data-label": "数", "aria-label": "x"}),
            dcc.Link(["a", html.B("1")], href="/station/1", title="?"),
            dmc.Select(id={"type": "a", "index": 1}, data=[{"value": "1", "label": "一"}], w=3),
            html.Details([html.Summary("s"), None, 3.5], hidden=True),
        ],
        id="all",
    )
    assert json.loads(to_json(light(shown))) == json.loads(to_json(shown))


def test_an_element_and_a_link_are_what_dash_has_under_their_names():
    assert element("Td", "3", className="figure") == light(html.Td("3", className="figure"))
    assert link("a", "/station/1", title="t") == light(dcc.Link("a", href="/station/1", title="t"))


def test_what_is_no_component_stays_as_it_is():
    assert light((no_update, "a", {"b": [1]})) == (no_update, "a", {"b": [1]})
