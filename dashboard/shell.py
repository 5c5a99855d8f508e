"""The frame around every page: title, places to go, language, who is signed in, and notices."""

from copy import deepcopy

import dash
import dash_mantine_components as dmc
import structlog
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from flask import has_request_context, request

from dashboard import own_views, pages, style
from dashboard.light import light
from dashboard.places_to_go import PLAIN, places_to_go
from dashboard.service import account
from dashboard.text import TAGS, language, say

LOG = structlog.get_logger("dashboard")


def _brand() -> dmc.Group:
    return dmc.Group(
        [
            dmc.Burger(
                id="navigation-burger",
                size="sm",
                hiddenFrom="lg",
                opened=False,
                **{"aria-label": say("site.places_to_go")},
            ),
            html.Img(src="/static/mark.svg", alt="", className="brand-mark"),
            html.Div(
                [
                    html.Span(say("site.title"), className="brand-title"),
                    html.Span(say("site.subtitle"), className="brand-subtitle"),
                ],
                className="brand-words",
            ),
        ],
        gap="sm",
        wrap="nowrap",
    )


def _person() -> dmc.Group:
    person = account()
    return dmc.Group(
        [
            html.A(
                say("site.switch_language"),
                href=f"/language/{say('site.other_language')}",
                className="quiet-link",
                id="language-switch",
            ),
            html.A(
                person.username or person.email,
                href="/account",
                className="person",
                title=f"{say('own.title')} · {person.email}",
            ),
            html.Form(
                html.Button(say("site.sign_out"), type="submit", className="quiet-button"),
                action="/sign-out",
                method="POST",
            ),
        ],
        gap="md",
        wrap="nowrap",
    )


def _navigation() -> dmc.AppShellNavbar:
    links = [
        dmc.NavLink(
            label=say(f"navigation.{page}"),
            description=say(f"navigation.{page}_about"),
            href=path,
            refresh=path in PLAIN,
            active="exact" if path == "/" else "partial",
            className="navigation-link",
        )
        for page, path in places_to_go()
    ]
    return dmc.AppShellNavbar([*links, own_views.shelf()], p="sm")


def _unanswered() -> list[html.Div]:
    """What the browser itself says when the service gives no answer, or knows it no more."""
    ways = (("no_answer", "again", ""), ("signed_out", "sign_in", "/sign-in"))
    return [
        html.Div(
            [say(f"error.{said}"), " ", html.A(say(f"error.{way}"), href=href)],
            id=said.replace("_", "-"),
            className="said raised unanswered",
            role="alert",
            hidden=True,
        )
        for said, way, href in ways
    ]


def _late() -> html.Div:
    """What the browser says while somebody waits for a picture of what is not drawn yet."""
    said = say("error.late_picture")
    return html.Div(said, id="late-picture", className="said", role="status", hidden=True)


def _place() -> html.Div:
    """Where pages stand; one that is opened by its address stands there with the frame.

    ``assets/vector.js`` names the address when the frame is asked for. Otherwise, and where the
    page fails, Dash asks for it when the frame is drawn; then the callback says why.
    """
    place = deepcopy(dash.page_container)
    location, content, title, _ = place.children
    path, mark, query = _asked().partition("?")
    try:
        found = pages.at(path, mark + query) if path.startswith("/") else None
    except Exception as error:
        LOG.warning("page left to the router", path=path, exc_info=error)
        return place
    if found is not None:
        content.children, title.data = light(found[0]), {"title": found[1]}
        location.pathname, location.search = path, mark + query
    return place


def _asked() -> str:
    return request.args.get("page", "") if has_request_context() else ""


def shell() -> dmc.MantineProvider:
    """The whole frame, built anew for each visit so that it speaks the visitor's language."""
    frame = dmc.AppShell(
        [
            dmc.AppShellHeader(
                dmc.Group([_brand(), _person()], justify="space-between", wrap="nowrap", h="100%"),
                px="md",
            ),
            _navigation(),
            dmc.AppShellMain(
                html.Div(
                    [html.Div(id="notice"), *_unanswered(), _late(), _place()],
                    id="content",
                    tabIndex=-1,
                )
            ),
        ],
        id="shell",
        header={"height": 60},
        navbar={"width": 208, "breakpoint": "lg", "collapsed": {"mobile": True}},
        padding="md",
    )
    dated = dmc.DatesProvider(
        frame, settings={"locale": TAGS[language()].lower(), "firstDayOfWeek": 1}
    )
    skip = html.A(say("site.skip"), href="#content", className="skip")
    return dmc.MantineProvider(
        [skip, dcc.Store(id="language", data=TAGS[language()]), dated], theme=style.THEME
    )


def register(app: Dash) -> None:
    """The burger opens the places to go; going to one closes them again."""
    own_views.register(app)
    app.clientside_callback(
        ClientsideFunction("vector", "fold"),
        Output("shell", "navbar"),
        Input("navigation-burger", "opened"),
        State("shell", "navbar"),
    )
    app.clientside_callback(
        ClientsideFunction("vector", "arrived"),
        Output("navigation-burger", "opened"),
        Input("_pages_location", "pathname"),
        prevent_initial_call=True,
    )
