"""地图: the streets by how much is flagged, or by one index in one month, the stations on them."""

from datetime import date
from typing import Any, Literal

import dash
import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, Input, Output, State, dcc, html

from dashboard import linked, visible
from dashboard.county import MEASURES
from dashboard.export import downloads, register_download, register_picture
from dashboard.figures import graph
from dashboard.help import helps
from dashboard.month import Asked
from dashboard.pages.legend import legend
from dashboard.pages.map_table import table
from dashboard.pages.shown import drawn
from dashboard.panel import head, warned
from dashboard.service import service
from dashboard.text import name, say, unit

NAME = "map"
PATH = "/map"
RIGHT = "see"
LOOK = "county-map"
MONTHS = 24


def layout(
    group: str = "", index: str = "", method: str = "", month: str = "", measure: str = "", **_: str
) -> html.Div:
    """The shell of the page, with the filters that the address holds."""
    return html.Div(
        [
            head(say("map.title"), visible.as_of(), identity="map-head"),
            html.Section(
                [
                    _choices(group, index, method, measure),
                    _months(month),
                    html.P(say("map.about"), className="about on-screen"),
                    helps(("flag", "level", "band", "beyond")),
                    dcc.Loading(graph("county-map", LOOK), type="dot"),
                    html.Div(id="map-legend"),
                    html.Div(id="map-list"),
                    html.Div(id="map-unplaced", className="about"),
                    downloads("map-taken", called="map.download", graph="county-map"),
                ],
                className="panel",
            ),
            dcc.Location(id="map-to-station", refresh="callback-nav"),
            *linked.held("map"),
        ],
        id="map-page",
    )


def _choices(group: str, index: str, method: str, measure: str) -> html.Div:
    groups = [{"value": "", "label": say("choice.all_groups")}, *visible.group_choices()]
    known = index in service().catalog.indices
    chosen = (measure if measure in MEASURES else "level") if known else MEASURES[0]
    return html.Div(
        [
            dmc.SegmentedControl(id="map-group", data=groups, value=group, className="groups"),
            dmc.Select(id="map-index", label=say("station.index"), data=_indices(group, method),
                       value=index or None, placeholder=say("map.choose_index"), clearable=True,
                       searchable=True, w=230),
            dmc.Select(id="map-method", label=say("station.method"), data=_methods(group),
                       value=method or None, placeholder=say("map.all_methods"), clearable=True,
                       searchable=True, w=190),
            dmc.Select(id="map-measure", label=say("map.by"), data=_measures(known), value=chosen,
                       allowDeselect=False, w=210),
        ],
        className="controls",
    )  # fmt: skip


def _measures(known: bool) -> list[dict[str, Any]]:
    """What streets may be coloured by; without an index by what is flagged and nothing else."""
    labels = [(each, say(f"map.by_{each}")) for each in MEASURES]
    told = [(each, known or each == MEASURES[0], label) for each, label in labels]
    return [
        {"value": each, "label": label if can else say("map.index_first", measure=label),
         "disabled": not can}
        for each, can, label in told
    ]  # fmt: skip


def _methods(group: str | None) -> list[dict[str, str]]:
    methods = service().catalog.methods.values()
    return [{"value": each.id, "label": name(each)} for each in methods
            if not group or each.group == group]  # fmt: skip


def _indices(group: str | None, method: str | None) -> list[dict[str, str]]:
    indices = service().catalog.indices.values()
    return [
        {"value": each.id, "label": f"{name(each)} ({unit(each.unit)})".replace(" ()", "")}
        for each in indices
        if (not group or each.group == group) and (not method or method in each.methods)
    ]


def _month(number: int) -> date:
    """The month that a place of the slider stands for; the last is the present one."""
    present = pd.Period(service().today(), "M") - (MONTHS - 1 - number)
    return present.start_time.date()


def _months(chosen: str) -> html.Div:
    names = [f"{_month(number):%Y-%m}" for number in range(MONTHS)]
    value = names.index(chosen) if chosen in names else MONTHS - 1
    marks = {number: names[number] for number in range(MONTHS - 1, -1, -6)}
    slider = dcc.Slider(id="map-month", min=0, max=MONTHS - 1, step=1, value=value, marks=marks,
                        included=False, allow_direct_input=False)  # fmt: skip
    label = html.Div([say("map.month"), " ", html.Strong(id="map-month-said")])
    return html.Div([label, slider], id="map-months", className="months")


def _asked(
    index: str | None, month: int | None, measure: str | None, method: str | None
) -> Asked | None:
    found = service().catalog.indices.get(index or "")
    if found is None or measure not in ("level", "chance"):
        return None
    within = min(max(int(month if month is not None else MONTHS - 1), 0), MONTHS - 1)
    shown_by: Literal["level", "chance"] = "chance" if measure == "chance" else "level"
    return Asked(found, _month(within), shown_by, method if method in found.methods else "")


def _instead(index: str | None) -> Any:
    """Why the flags are drawn where an index was asked for; None where it was not."""
    if index and index not in service().catalog.indices:
        return warned(say("map.index_unknown", index=index))
    return None


def _taken(
    group: str, index: str | None, month: int | None, measure: str, method: str | None
) -> pd.DataFrame | None:
    """What the map shows, as a table to take along."""
    return table(group, _asked(index, month, measure, method))


def register(app: Dash) -> None:
    """Draw the map, keep the filters in the address, and go to a station that is clicked."""
    asked = ("group", "index", "month", "measure", "method")
    states = [State(f"map-{each}", "value") for each in asked]
    register_download(app, "map-taken", _taken, *states, right="see", called="map.download")
    register_picture(app, "map-taken")

    @app.callback(
        Output("map-index", "data"),
        Output("map-method", "data"),
        Output("map-index", "value"),
        Input("map-group", "value"),
        Input("map-method", "value"),
        State("map-index", "value"),
        prevent_initial_call=True,
        right="see",
        kept=True,
    )
    def narrow(group: str, method: str | None, chosen: str | None) -> tuple[Any, Any, Any]:
        indices = _indices(group, method)
        kept = chosen if chosen in [each["value"] for each in indices] else None
        return indices, _methods(group), kept

    @app.callback(
        Output("map-measure", "data"),
        Output("map-measure", "value"),
        Input("map-index", "value"),
        State("map-measure", "value"),
        prevent_initial_call=True,
        right="see",
        kept=True,
    )
    def agree(index: str | None, measure: str) -> tuple[Any, str]:
        known = index in service().catalog.indices
        by_index = measure if measure in MEASURES[1:] else "level"
        return _measures(known), by_index if known else MEASURES[0]

    @app.callback(
        Output("county-map", "figure"),
        Output("map-unplaced", "children"),
        Output("map-link", "data"),
        Output("county-map", "className"),
        Output("map-legend", "children"),
        Output("map-months", "hidden"),
        Output("map-month-said", "children"),
        Output("map-list", "children"),
        Input("map-group", "value"),
        Input("map-index", "value"),
        Input("map-method", "value"),
        Input("map-measure", "value"),
        Input("map-month", "value"),
        right="see",
        kept=True,
    )
    def draw(
        group: str, index: str | None, method: str | None, measure: str, month: int | None
    ) -> tuple[Any, ...]:
        asked = _asked(index, month, measure, method)
        figure, unplaced, listed, outlined = drawn(group, asked)
        note = say("map.unplaced", count=unplaced) if unplaced else ""
        bare = not figure["data"]
        look = f"{LOOK} bare" if bare else LOOK
        said = f"{asked.month:%Y-%m}" if asked else ""
        filters = {"group": group, "index": index, "method": method, "month": said}
        filters |= {"measure": measure if asked else ""}
        below = None if bare else legend(asked, outlined=outlined)
        told = [each for each in (_instead(index), below) if each is not None] or None
        way = linked.address(PATH, **filters)
        return figure, note, way, look, told, asked is None, said, listed

    @app.callback(
        Output("map-to-station", "href"),
        Input("county-map", "clickData"),
        State("map-index", "value"),
        prevent_initial_call=True,
        right="see",
    )
    def go(clicked: dict[str, Any] | None, index: str | None) -> Any:
        points = clicked["points"] if clicked else []
        station = next((point["customdata"] for point in points if "customdata" in point), None)
        query = f"?index={index}" if index in service().catalog.indices else ""
        return f"/station/{station}{query}" if station else dash.no_update

    linked.register(app, "map")
