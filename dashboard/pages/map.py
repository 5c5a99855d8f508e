"""地图: the streets by how much is flagged, the stations on them, each by shape and word."""

from typing import Any

import dash
import dash_mantine_components as dmc
import pandas as pd
from dash import ClientsideFunction, Dash, Input, Output, dcc, html

from dashboard import visible
from dashboard.figures import Figure, graph
from dashboard.figures.county import county_figure
from dashboard.marks import mark
from dashboard.panel import about, head
from dashboard.service import service
from dashboard.text import say
from vector.store.engine import session

NAME = "map"
PATH = "/map"
RIGHT = "see"
LOOK = "county-map"


def layout(group: str = "", **_: str) -> html.Div:
    """The shell of the page, with the group that the address holds."""
    choices = [{"value": "", "label": say("choice.all_groups")}, *visible.group_choices()]
    chooser = dmc.SegmentedControl(id="map-group", data=choices, value=group, className="groups")
    return html.Div(
        [
            head(say("map.title"), visible.as_of(), identity="map-head"),
            html.Section(
                [
                    html.Div(chooser, className="controls"),
                    about(say("map.about")),
                    dcc.Loading(graph("county-map", LOOK), type="dot"),
                    _legend(),
                    html.Div(id="map-unplaced", className="about"),
                ],
                className="panel",
            ),
            dcc.Location(id="map-to-station", refresh="callback-nav"),
            dcc.Store(id="map-link"),
            html.Span(id="map-linked", hidden=True),
        ],
        id="map-page",
    )


def _legend() -> html.Div:
    stations = [mark(f"state.{state}") for state in ("flagged", "calm", "unknown")]
    streets = [
        html.Span([html.Span(className=f"swatch {state}"), say(f"map.street_{state}")])
        for state in ("calm", "some", "unknown")
    ]
    return html.Div([*stations, *streets], className="map-legend", id="map-legend")


def _station_hover(row: Any) -> str:
    last = say("map.never") if row.last is None else say("map.last", day=row.last)
    return "\n".join((row.station, row.street, say(f"state.{row.state}"), last))


def _streets(streets: pd.DataFrame, stations: pd.DataFrame, flags: list[Any]) -> pd.DataFrame:
    drawn = streets[streets["geometry"].notna()]
    known = set(stations.loc[stations["state"] != "unknown", "street_id"])
    street_of = dict(zip(stations["id"], stations["street_id"], strict=True))
    places = {(street_of.get(flag.station_id, flag.region_id), flag.station_id) for flag in flags}
    counts = pd.Series([street for street, _ in places], dtype="int64").value_counts()
    drawn = drawn.assign(
        flagged=drawn["id"].map(counts).fillna(0).astype(int), known=drawn["id"].isin(known)
    )
    return drawn.assign(
        hover=[
            say("map.hover_street" if row.known else "map.hover_street_unknown",
                name=row.name, flagged=row.flagged)
            for row in drawn.itertuples(index=False)
        ]
    )  # fmt: skip


def county(group: str) -> tuple[Figure, int]:
    """The map for one group or all, and how many stations have no place on it."""
    catalog = service().catalog
    flags = [
        flag for flag in visible.open_flags()
        if not group or catalog.indices[flag.index_id].group == group
    ]  # fmt: skip
    with session(service().engine) as reading:
        stations, streets = visible.stations(reading), visible.streets(reading)
        last = visible.last_surveyed(reading, group)
    flagged = {flag.station_id for flag in flags if flag.station_id}
    stations = visible.states(stations, flagged, last)
    streets = _streets(streets, stations, flags)
    placed = stations[stations["longitude"].notna() & stations["latitude"].notna()]
    placed = placed.assign(hover=[_station_hover(row) for row in placed.itertuples()])
    return county_figure(streets, placed, say("map.nothing")), len(stations) - len(placed)


def register(app: Dash) -> None:
    """Draw the map, keep the filter in the address, and go to a station that is clicked."""

    @app.callback(
        Output("county-map", "figure"),
        Output("map-unplaced", "children"),
        Output("map-link", "data"),
        Output("county-map", "className"),
        Output("map-legend", "hidden"),
        Input("map-group", "value"),
        right="see",
    )
    def draw(group: str) -> tuple[Figure, str, str, str, bool]:
        figure, unplaced = county(group)
        note = say("map.unplaced", count=unplaced) if unplaced else ""
        bare = not figure["data"]
        look = f"{LOOK} bare" if bare else LOOK
        return figure, note, f"?group={group}" if group else "", look, bare

    @app.callback(
        Output("map-to-station", "href"),
        Input("county-map", "clickData"),
        prevent_initial_call=True,
        right="see",
    )
    def go(clicked: dict[str, Any] | None) -> Any:
        points = clicked["points"] if clicked else []
        station = next((point["customdata"] for point in points if "customdata" in point), None)
        return f"/station/{station}" if station else dash.no_update

    app.clientside_callback(
        ClientsideFunction("vector", "link"),
        Output("map-linked", "title"),
        Input("map-link", "data"),
        prevent_initial_call=True,
    )
