"""我的视图: the views a person keeps, in the navigation; keeping one; where to begin."""

from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update
from flask import Response, redirect
from sqlalchemy.orm import Session

from dashboard.declared import OWN_SESSION, SIGNED_IN, needs
from dashboard.marks import mark
from dashboard.service import account, now, service
from dashboard.text import language, say
from vector.errors import VectorError
from vector.store.engine import session
from vector.work import views

PATH = "/views"


def shelf() -> html.Nav:
    """The person's views, and the form that keeps what is shown now as one."""
    keep = html.Details(
        [
            html.Summary(say("views.keep")),
            dmc.TextInput(id="views-name", label=say("views.name"), size="xs",
                          inputProps={"maxLength": views.LONGEST_NAME}),
            html.Button(say("views.save"), id="views-save", type="button", className="download",
                        n_clicks=0),
        ],
        className="keep",
    )  # fmt: skip
    return html.Nav(
        [
            html.Div(links(), id="views-links"),
            keep,
            html.Div(id="views-said", className="small", **{"aria-live": "polite"}),
            dcc.Store(id="views-here"),
            dcc.Store(id="views-changed", data=0),
        ],
        className="views",
        **{"aria-label": say("views.title")},
    )


def links() -> list[Any]:
    """The views as links; a link opens its page anew, so that its filters hold again."""
    with session(service().engine) as reading:
        kept = views.listing(reading, account().id)
    title = dmc.NavLink(label=say("views.title"), href=PATH, className="navigation-link")
    person = dmc.NavLink(label=say("own.title"), href="/account", refresh=True, hiddenFrom="sm",
                         className="navigation-link")  # fmt: skip
    shown = [
        dmc.NavLink(
            label=each.name,
            href=each.address,
            refresh=True,
            active=False,
            className="navigation-link view",
            rightSection=mark("view.starts", word="") if each.starts else None,
        )
        for each in kept
    ]
    return [person, title, *shown]


@needs(SIGNED_IN)
def start() -> Response:
    """Go to the page that the person begins with."""
    with session(service().engine) as reading:
        return redirect(_start(reading))


def _start(reading: Session) -> str:
    return views.start(reading, account().id) or "/"


def register(app: Dash) -> None:
    """Keep the present view when asked, and list what is kept."""
    app.clientside_callback(
        ClientsideFunction("vector", "here"),
        Output("views-here", "data"),
        Input("views-save", "n_clicks"),
        State("views-name", "value"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output("views-changed", "data"),
        Output("views-said", "children"),
        Output("views-name", "value"),
        Input("views-here", "data"),
        State("views-changed", "data"),
        prevent_initial_call=True,
        right=OWN_SESSION,
    )
    def save(here: dict[str, Any] | None, changed: int | None) -> tuple[Any, Any, Any]:
        if not here:
            return no_update, no_update, no_update
        name, address = str(here.get("name") or ""), str(here.get("address") or "")
        try:
            views.save(service().engine, account().id, name, address, now=now())
        except VectorError as error:
            return no_update, error.told(language()), no_update
        return (changed or 0) + 1, say("views.saved", name=name.strip()), ""

    @app.callback(
        Output("views-links", "children"),
        Input("views-changed", "data"),
        prevent_initial_call=True,
        right=OWN_SESSION,
    )
    def list_links(changed: int | None) -> list[Any]:
        return links()
