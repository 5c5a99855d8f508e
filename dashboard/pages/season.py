"""趋势与预测: curves of the year, the season as a circle, the forecast, the campaigns."""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html, no_update

from dashboard import linked, seasonal, spans, visible
from dashboard.pages import ahead, campaigns, circle, curves, methods, peaks
from dashboard.panel import begin, head, panel
from dashboard.service import service
from dashboard.text import name, say, unit
from vector.catalog import Index
from vector.store.engine import session

NAME = "season"
PATH = "/season"
RIGHT = "see"


def layout(
    index: str = "", street: str = "", station: str = "", part: str = "", quiet: str = "",
    method: str = "", span: str = "", **_: str,
) -> html.Div:  # fmt: skip
    """The shell of the page, with the filters that the address holds."""
    with session(service().engine) as reading:
        found = seasonal.indices(reading)
        street = street or _street_of(reading, station)
        stations = _stations(reading, street)
        chosen = next((each for each in found if each.id == index), next(iter(found), None))
        one = station if station in {each["value"] for each in stations} else None
        chosen_by = (street, one, method, span)
        by = None if chosen is None else methods.choice(reading, chosen, *chosen_by)
        as_of = visible.as_of()
    title = head(say("season.title"), as_of, identity="season-head")
    if chosen is None:
        return html.Div([title, panel(say("season.curves"), begin(say("season.none")))])
    return html.Div(
        [
            title,
            _controls(chosen, found, street, stations, one, by, spans.choice("season", span)),
            curves.shell(part),
            ahead.shell(),
            circle.shell(quiet),
            campaigns.shell(),
            peaks.shell(),
            *linked.held("season"),
        ],
        id="season-page",
    )


def _street_of(reading: Any, station: str) -> str:
    """The street of a station that an address names alone."""
    own = visible.stations(reading)
    return str(next(iter(own.loc[own["id"] == visible.number(station), "street_id"]), ""))


def _stations(reading: Any, street: str | None) -> list[dict[str, str]]:
    """The stations of a street; a county's would be a list nobody can choose from."""
    at = visible.number(street)
    if at is None:
        return []
    own = visible.stations(reading)
    own = own[own["street_id"] == at]
    pairs = zip(own["id"], own["station"], strict=True)
    return [{"value": str(identity), "label": station} for identity, station in pairs]


def _hint(street: str | None) -> str:
    known = visible.number(street) is not None
    return say("season.all_stations" if known else "season.street_first")


def _options(found: list[Index], group: str) -> list[dict[str, str]]:
    return [option(each) for each in found if each.group == group]


def option(index: Index) -> dict[str, str]:
    """An index to choose, with its unit."""
    measure = unit(index.unit)
    label = say("station.option", index=name(index), unit=measure) if measure else name(index)
    return {"value": index.id, "label": label}


def _controls(
    chosen: Index, found: list[Index], street: str, stations: list[dict[str, str]],
    one: str | None, method: html.Div, span: dmc.Box,
) -> html.Div:  # fmt: skip
    streets = visible.street_choices()
    at = street if street in {each["value"] for each in streets} else None
    counted = {each.group for each in found}
    groups = [each for each in visible.group_choices() if each["value"] in counted]
    return html.Div(
        [
            dmc.Box([
                dmc.Text(say("season.group"), size="sm", fw=500, id="season-group-label"),
                dmc.SegmentedControl(id="season-group", data=groups, value=chosen.group,
                                     **{"aria-labelledby": "season-group-label"}),
            ], className="groups"),
            dmc.Select(id="season-index", label=say("station.index"), value=chosen.id,
                       data=_options(found, chosen.group), allowDeselect=False, searchable=True,
                       w=320, nothingFoundMessage=say("choice.none_found")),
            method,
            dmc.Select(id="season-street", label=say("choice.street"), data=streets, value=at,
                       placeholder=say("choice.all_streets"), clearable=True, searchable=True,
                       w=180, nothingFoundMessage=say("choice.none_found")),
            dmc.Select(id="season-station", label=say("season.station"), data=stations, value=one,
                       placeholder=_hint(at), clearable=True, searchable=True,
                       w=220, nothingFoundMessage=say("choice.none_found")),
            span,
        ],
        className="controls panel",
    )  # fmt: skip


def register(app: Dash) -> None:
    """Follow the choices: the group's indices, the street's stations, the address."""
    for part in (curves, circle, ahead, campaigns, peaks, methods):
        part.register(app)

    @app.callback(
        Output("season-index", "data"),
        Output("season-index", "value"),
        Input("season-group", "value"),
        State("season-index", "value"),
        prevent_initial_call=True,
        right="see",
        kept=True,
    )
    def fill_indices(group: str, chosen: str | None) -> tuple[Any, Any]:
        with session(service().engine) as reading:
            options = _options(seasonal.indices(reading), group)
        known = {each["value"] for each in options}
        first = next(iter(options), {}).get("value")
        return options, no_update if chosen in known else first

    @app.callback(
        Output("season-station", "data"),
        Output("season-station", "value"),
        Output("season-station", "placeholder"),
        Input("season-street", "value"),
        State("season-station", "value"),
        prevent_initial_call=True,
        right="see",
        kept=True,
    )
    def fill_stations(street: str | None, chosen: str | None) -> tuple[Any, Any, str]:
        with session(service().engine) as reading:
            options = _stations(reading, street)
        known = {each["value"] for each in options}
        kept = no_update if not chosen or chosen in known else None
        return options, kept, _hint(street)

    @app.callback(
        Output("season-link", "data"),
        Input("season-part", "value"),
        Input("season-quiet", "checked"),
        *curves.INPUTS,
        prevent_initial_call=True,
        right="see",
    )
    def keep_choices(part: str, quiet: bool, *chosen: str | None) -> str:
        kept = dict(zip(curves.CHOSEN, chosen, strict=True))
        found = service().catalog.indices.get(kept["index"] or "")
        if found is None or kept["method"] not in found.methods:
            kept["method"] = None
        kept |= {"part": part if part != curves.PARTS[0] else "", "quiet": "1" if quiet else ""}
        return linked.address(PATH, **kept)

    linked.register(app, "season")
