"""预警: what was raised, why, who was told and what was answered; what waits for approval."""

import json
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update

from dashboard import linked, visible
from dashboard.export import downloads, register_download
from dashboard.marks import mark
from dashboard.pages.alert_rows import ACT, NOTE, alert_table, taken
from dashboard.panel import about, begin, head, nothing, panel, said
from dashboard.service import account, author, now, service
from dashboard.text import language, say
from vector.errors import VectorError
from vector.store import alerts as kept
from vector.store.engine import session, transaction
from vector.work import approval
from vector.work.answers import GIVEN, answer
from vector.work.rights import may

NAME = "alerts"
PATH = "/alerts"
RIGHT = "see"
SHOWN = 20
FIRST = "open"
APPROVE = "approve"
FILTERS = ("state", "street", "group", "page")


def layout(
    state: str = FIRST, street: str = "", group: str = "", page: str = "1", **_: str
) -> html.Div:
    """The shell of the page, with the filters that the address holds."""
    chosen = state if state in kept.STATES else FIRST
    return html.Div(
        [
            head(say("alerts.title"), visible.as_of(borders=False), identity="alerts-head"),
            panel(
                say("alerts.list"),
                about(say("alerts.about")),
                _controls(chosen, street, group),
                html.Div(id="alerts-said", **{"aria-live": "polite"}),
                dcc.Loading(html.Div(id="alerts-rows", className="waiting"), type="dot"),
                dmc.Pagination(id="alerts-page", value=visible.number(page) or 1, total=1,
                               withControls=False, hideWithOnePage=True, size="sm", mt="sm"),
                downloads("alerts-taken", called="alerts.title"),
                explained="alerts.list",
            ),
            panel(say("alerts.orders"), nothing(say("alerts.orders_about"))),
            dcc.Store(id="alerts-done", data=0),
            *linked.held("alerts"),
        ],
        id="alerts-page-all",
    )  # fmt: skip


def _controls(state: str, street: str, group: str) -> html.Div:
    states = [{"value": each, "label": say(f"alert.{each}")} for each in kept.STATES]
    return html.Div(
        [
            dmc.Select(id="alerts-state", label=say("alerts.state"), data=states, value=state,
                       allowDeselect=False, w=220),
            dmc.Select(id="alerts-street", label=say("choice.street"), value=street or None,
                       data=visible.street_choices(), placeholder=say("choice.all_streets"),
                       clearable=True, searchable=True, w=200,
                       nothingFoundMessage=say("choice.none_found")),
            dmc.Select(id="alerts-group", label=say("alerts.group"), value=group or None,
                       data=visible.group_choices(), placeholder=say("choice.all_groups"),
                       clearable=True, w=140),
        ],
        className="controls",
    )  # fmt: skip


def _narrowed(street: str | None, group: str | None) -> dict[str, Any]:
    catalog = service().catalog
    own = [index.id for index in catalog.indices.values() if index.group == group]
    return {"street": visible.number(street), "indices": own if group else None}


def _listed(state: str, street: str | None, group: str | None, page: int) -> tuple[Any, int]:
    """A page of alerts in a state, and how many pages there are."""
    narrowed = _narrowed(street, group)
    with session(service().engine) as reading:
        counts = kept.counts(reading, account(), **narrowed)
        pages = max(1, -(-counts[state] // SHOWN))
        at = SHOWN * (min(max(page, 1), pages) - 1)
        found = kept.matters(reading, account(), state, limit=SHOWN, offset=at, **narrowed)
        mail = kept.mail(reading, account(), state, **narrowed) if found else {}
    if not any(counts.values()) and not street and not group:
        return begin(say("alerts.none_ever")), 1
    table = alert_table(found, mail) if found else nothing(say(f"alerts.none_{state}"), good=True)
    told = [mark(f"alert.{each}", word=f"{say(f'alert.{each}')} {counts[each]}") for each in counts]
    return [html.Div(told, className="legend"), table], pages


def _taken(state: str, street: str | None, group: str | None) -> pd.DataFrame:
    with session(service().engine) as reading:
        found = kept.matters(reading, account(), state, limit=5000, **_narrowed(street, group))
        return taken(found)


def _act(alert: int, what: str, note: str) -> str:
    """Answer, approve or refuse; returns what was done, in words."""
    running, person = service(), account()
    if what not in GIVEN and not may(person, "approve"):
        raise VectorError(say("error.no_right"))
    with transaction(running.engine) as writing:
        if what == APPROVE:
            if kept.last_seen(writing, person, alert) is None:
                raise VectorError(say("alerts.gone"))
            approval.approve(writing, [alert], by=person.email, now=now(), author=author())
        else:
            answer(writing, person, alert, what, note=note, by=person.email, now=now(),
                   author=author())  # fmt: skip
    return say("alerts.done", what=say(f"alerts.act_{what}"))


def _asked(clicked: str, notes: list[str | None], ids: list[Any]) -> tuple[int, str, str]:
    """Which alert and what is asked of it, with the note that stands beside it."""
    found = json.loads(clicked)
    alert, _, what = found["index"].partition(":")
    beside = {each["id"]["index"]: note for each, note in zip(ids, notes, strict=True)}
    return int(alert), what, beside.get(int(alert)) or ""


def register(app: Dash) -> None:
    """List the alerts; take answers."""
    states = [State(f"alerts-{each}", "value") for each in FILTERS[:3]]
    register_download(app, "alerts-taken", _taken, *states, right="see", called="alerts.title")

    @app.callback(
        Output("alerts-rows", "children"),
        Output("alerts-page", "total"),
        Output("alerts-link", "data"),
        *[Input(f"alerts-{each}", "value") for each in FILTERS],
        Input("alerts-done", "data"),
        right="see",
        kept="mail",
    )
    def fill(state: str, street: str, group: str, page: Any, done: Any) -> tuple[Any, int, str]:
        state = state if state in kept.STATES else FIRST
        rows, pages = _listed(state, street, group, int(page or 1))
        query = {"state": state, "street": street, "group": group, "page": page}
        usual = {"state": FIRST, "page": 1}
        chosen = {key: each for key, each in query.items() if each != usual.get(key)}
        return rows, pages, linked.address(PATH, **chosen)

    @app.callback(
        Output("alerts-done", "data"),
        Output("alerts-said", "children"),
        Input({"type": ACT, "index": ALL}, "n_clicks"),
        State({"type": NOTE, "index": ALL}, "value"),
        State("alerts-done", "data"),
        prevent_initial_call=True,
        right="respond",
    )
    def act(clicks: list[Any], notes: list[Any], done: int) -> tuple[Any, Any]:
        pressed = ctx.triggered[0] if ctx.triggered else {}
        if not pressed.get("value"):
            return no_update, no_update
        clicked = pressed["prop_id"].rpartition(".")[0]
        try:
            told = _act(*_asked(clicked, notes, ctx.states_list[0]))
        except VectorError as error:
            return no_update, said(error.told(language()), raised=True)
        return (done or 0) + 1, said(told)

    linked.register(app, "alerts")
