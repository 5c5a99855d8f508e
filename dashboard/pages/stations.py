"""监测点名录: find a station; those that need treatment stand first."""

from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, Input, Output, State, dcc, html

from dashboard import linked, visible
from dashboard.export import downloads, register_download
from dashboard.help import heads
from dashboard.light import element, link
from dashboard.marks import mark
from dashboard.panel import about, begin, head, nothing
from dashboard.service import service
from dashboard.text import say
from vector.store.engine import session

NAME = "station"
PATH = "/station"
RIGHT = "see"
SHOWN = 60
ORDER = ("flagged", "calm", "unknown")


def layout(street: str = "", search: str = "", **_: str) -> html.Div:
    """The shell of the page, with the filters that the address holds."""
    return html.Div(
        [
            head(say("stations.title"), say("stations.about"), identity="stations-head"),
            html.Section(
                [
                    html.Div(
                        [
                            dmc.TextInput(id="stations-search", label=say("stations.search"),
                                          placeholder=say("stations.search_hint"), value=search,
                                          debounce=300, w=240),
                            dmc.Select(id="stations-street", label=say("choice.street"),
                                       data=visible.street_choices(), value=street or None,
                                       placeholder=say("choice.all_streets"), clearable=True,
                                       searchable=True, w=220),
                        ],
                        className="controls",
                    ),
                    dcc.Loading(html.Div(id="stations-rows", className="waiting"), type="dot"),
                ],
                className="panel",
            ),
            *linked.held("stations"),
        ],
        id="stations-page",
    )  # fmt: skip


def _found(street: str | None, search: str) -> pd.DataFrame:
    raised = {flag.station_id for flag in visible.open_flags() if flag.station_id}
    with session(service().engine) as reading:
        stations = visible.stations(reading)
        last = visible.last_surveyed(reading)
    wanted = visible.number(street)
    if wanted is not None:
        stations = stations[stations["street_id"] == wanted]
    written = search.strip().lower()
    if written:
        names = stations["station"].str.lower() + "\n" + stations["code"].str.lower()
        stations = stations[names.str.contains(written, regex=False)]
    stations = visible.states(stations, raised, last)
    order = stations["state"].map({state: place for place, state in enumerate(ORDER)})
    return stations.assign(order=order).sort_values(["order", "street", "code"])


def _row(row: Any) -> Any:
    cells = {
        "name": element("Div", [link(row.station, f"/station/{row.id}"),
                                element("Span", row.code, className="small")]),
        "street": row.street,
        "habitat": visible.habitat(row.habitat) or "—",
        "last": say("map.never") if row.last is None else str(row.last),
        "state": mark(f"state.{row.state}"),
    }  # fmt: skip
    return element(
        "Tr",
        [
            element("Td", element("Div", cell), **{"data-label": say(f"stations.{key}")})
            for key, cell in cells.items()
        ],
    )


def _table(found: pd.DataFrame, narrowed: bool) -> Any:
    if found.empty:
        return nothing(say("stations.nothing")) if narrowed else begin(say("stations.none"))
    columns = ("name", "street", "habitat", "last", "state")
    caption = html.Caption(say("stations.title"), className="unseen")
    rows = html.Tbody([_row(row) for row in found.head(SHOWN).itertuples()])
    count = about(say("stations.shown", shown=min(SHOWN, len(found)), count=len(found)))
    listed = [caption, heads("stations", columns), rows]
    taken = downloads("stations-taken", called="stations.title")
    return html.Div([count, html.Table(listed, className="rows cards tight"), taken])


def _taken(street: str | None, search: str | None) -> pd.DataFrame | None:
    """All stations that match, as a table to take along."""
    found = _found(street, search or "")
    told = {
        "name": found["station"],
        "code": found["code"],
        "street": found["street"],
        "habitat": [visible.habitat(each) for each in found["habitat"]],
        "last": found["last"],
        "state": [say(f"state.{each}") for each in found["state"]],
    }
    table = pd.DataFrame({say(f"stations.{key}"): column for key, column in told.items()})
    return table if len(table) else None


def register(app: Dash) -> None:
    """List the stations that match."""
    filters = [State(f"stations-{each}", "value") for each in ("street", "search")]
    register_download(app, "stations-taken", _taken, *filters, right="see", called="stations.title")

    @app.callback(
        Output("stations-rows", "children"),
        Output("stations-link", "data"),
        Input("stations-street", "value"),
        Input("stations-search", "value"),
        right="see",
        kept=True,
    )
    def fill(street: str | None, search: str | None) -> tuple[Any, str]:
        narrowed = bool(street or search)
        link = linked.address(PATH, street=street, search=search)
        return _table(_found(street, search or ""), narrowed), link

    linked.register(app, "stations")
