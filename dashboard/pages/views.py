"""我的视图: a person's own views, to open, rename, remove, or begin with."""

import json
from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update

from dashboard.declared import OWN_SESSION
from dashboard.help import heads
from dashboard.marks import mark
from dashboard.own_views import PATH as OWN_PATH
from dashboard.panel import about, head, nothing, panel
from dashboard.places_to_go import PLACES
from dashboard.service import account, service
from dashboard.text import language, say
from vector.errors import VectorError
from vector.store.engine import session
from vector.store.tables import SavedView
from vector.work import views

NAME = "views"
PATH = OWN_PATH
RIGHT = OWN_SESSION
ACT, CALLED = "view-act", "view-name"
COLUMNS = ("name", "page", "saved_at", "start", "change")


def layout(**_: str) -> html.Div:
    """The shell of the page."""
    return html.Div(
        [
            head(say("views.title"), say("views.about"), identity="views-head"),
            panel(
                say("views.list"),
                about(say("views.scope")),
                html.Div(id="views-told", **{"aria-live": "polite"}),
                dcc.Loading(html.Div(id="views-rows", className="waiting"), type="dot"),
            ),
        ],
        id="views-page",
    )


def page_of(address: str) -> str:
    """The name of the page that an address opens."""
    path = address.partition("?")[0]
    fits = [(place, name) for name, place, _ in PLACES if path.startswith(place)]
    return say(f"navigation.{max(fits, key=lambda each: len(each[0]))[1]}")


def _table(kept: Sequence[SavedView]) -> Any:
    if not kept:
        return nothing(say("views.none"))
    caption = html.Caption(say("views.list"), className="unseen")
    rows = html.Tbody([_row(each) for each in kept])
    return html.Table([caption, heads("views", COLUMNS), rows], className="rows cards tight")


def _row(view: SavedView) -> html.Tr:
    saved = view.saved_at.astimezone(service().zone)
    cells = {
        "name": html.A(view.name, href=view.address),
        "page": page_of(view.address),
        "saved_at": f"{saved:%Y-%m-%d %H:%M}",
        "start": _starting(view),
        "change": _changing(view),
    }
    return html.Tr(
        [
            html.Td(html.Div(cell), **{"data-label": say(f"views.{key}")})
            for key, cell in cells.items()
        ]
    )


def _starting(view: SavedView) -> list[Any]:
    if view.starts:
        word = mark("view.starts", word=say("views.starts"))
        return [word, " ", _button(view, "unstart", "views.unstart")]
    return [_button(view, "start", "views.begin")]


def _changing(view: SavedView) -> html.Details:
    field = dmc.TextInput(
        id={"type": CALLED, "index": view.id},
        label=say("views.name"),
        value=view.name,
        inputProps={"maxLength": views.LONGEST_NAME},
        size="xs",
    )
    buttons = [
        _button(view, "rename", "views.rename"),
        _button(view, "remove", "views.remove"),
    ]
    summary = html.Summary(say("views.change_of"))
    return html.Details([summary, field, html.Div(buttons, className="acts")])


def _button(view: SavedView, what: str, key: str) -> html.Button:
    spoken = say("views.of", what=say(key), name=view.name)
    return html.Button(
        say(key),
        id={"type": ACT, "index": f"{view.id}:{what}"},
        type="button",
        className="download",
        n_clicks=0,
        **{"aria-label": spoken},
    )


def _act(view: int, what: str, name: str) -> None:
    engine, own = service().engine, account().id
    if what == "rename":
        views.rename(engine, own, view, name)
    elif what == "remove":
        views.remove(engine, own, view)
    else:
        views.choose_start(engine, own, view if what == "start" else None)


def register(app: Dash) -> None:
    """List the views; change them."""

    @app.callback(
        Output("views-rows", "children"), Input("views-changed", "data"), right=OWN_SESSION
    )
    def fill(changed: int | None) -> Any:
        with session(service().engine) as reading:
            return _table(views.listing(reading, account().id))

    @app.callback(
        Output("views-changed", "data", allow_duplicate=True),
        Output("views-told", "children"),
        Input({"type": ACT, "index": ALL}, "n_clicks"),
        State({"type": CALLED, "index": ALL}, "value"),
        State("views-changed", "data"),
        prevent_initial_call=True,
        right=OWN_SESSION,
    )
    def act(clicks: list[Any], names: list[Any], changed: int | None) -> tuple[Any, Any]:
        pressed = ctx.triggered[0] if ctx.triggered else {}
        if not pressed.get("value"):
            return no_update, no_update
        view, _, what = json.loads(pressed["prop_id"].rpartition(".")[0])["index"].partition(":")
        beside = {each["id"]["index"]: each.get("value") for each in ctx.states_list[0]}
        try:
            _act(int(view), what, beside.get(int(view)) or "")
        except VectorError as error:
            return no_update, error.told(language())
        return (changed or 0) + 1, say("views.done")
