"""监测点: one station's flags, the history of each index with its limits, gaps and forecast, what
happened there, the species, the surveys."""

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html
from sqlalchemy.orm import Session

from dashboard import linked, spans, visible
from dashboard.export import downloads
from dashboard.figures import Figure, empty, graph
from dashboard.figures.history import Words, history_figure
from dashboard.figures.layers import Layers
from dashboard.flagged import flag_table
from dashboard.happened import cut_words, parted
from dashboard.history import (
    PERIODS,
    History,
    broken,
    components_of,
    history,
    indices_of,
    lately,
)
from dashboard.pages import composition, numbers, photos, prospect, revised, taking
from dashboard.pages.diary import diary_panel
from dashboard.pages.drawn import legend, undrawn
from dashboard.pages.judgement import facts_of, modelled_flag
from dashboard.pages.pager import register as register_pager
from dashboard.pages.pager import turned
from dashboard.pages.surveyed import NAME as SURVEYS
from dashboard.pages.surveyed import surveys
from dashboard.pages.taking import around, seen
from dashboard.panel import about, head, panel
from dashboard.service import account, service
from dashboard.text import name, say, unit
from vector.catalog import Index
from vector.store import flags
from vector.store.engine import session
from vector.store.tables import Flag
from vector.work.single import Single

NAME = "station"
TEMPLATE = "/station/<station_id>"
RIGHT = "see"


def layout(
    station_id: str = "", index: str = "", period: str = PERIODS[0], span: str = "", **_: str
) -> html.Div:
    """The page of a station that the person may see; its panels are filled by callbacks.

    Which index is shown first is known from here, so that its history need not wait for anything.
    """
    back = dcc.Link(f"← {say('station.back')}", href="/station", className="quiet-link")
    with session(service().engine) as reading:
        station = seen(reading, station_id)
        if station is None:
            return html.Div([back, html.Div(_missing(), id="station-head")], id="station-page")
        raised = flags.standing(reading, account(), station=station.id)
        choice = _choice(reading, station.id, [index, *(flag.index_id for flag in raised)])
        body = [html.Div(_flagged(raised), id="station-flags"), *_body(choice, period, span)]
    return html.Div(
        [
            back,
            html.Div(_head(station), id="station-head"),
            html.Div(body, id="station-body"),
            dcc.Store(id="station-id", data=station_id),
            *linked.held("station"),
        ],
        id="station-page",
    )


def _choice(reading: Session, station: int, wanted: Sequence[str]) -> dmc.Select:
    """The indices of the station to choose from: the first of those wanted that it has."""
    indices = indices_of(reading, station)
    ids = [index.id for index in indices]
    first = next((each for each in (*wanted, *ids) if each in ids), None)
    return dmc.Select(
        id="station-index", label=say("station.index"), value=first, allowDeselect=False, w=300,
        data=[_option(index) for index in indices], searchable=True,
    )  # fmt: skip


def _body(choice: dmc.Select, period: str, span: str) -> list[Any]:
    return [
        panel(
            say("station.history"),
            html.Div(
                [choice, _periods(period), spans.choice("station", span)], className="controls"
            ),
            html.Div(id="station-facts"),
            dcc.Loading(graph("station-history", "history", ("y2", "y3")), type="dot"),
            html.Div(id="station-legend"),
            about(say("station.history_about")),
            numbers.folded(),
            downloads("station-taken", called="station.download", graph="station-history"),
            explained="station.history",
        ),
        html.Div(id="station-prospect"),
        html.Div(id="station-diary"),
        html.Div(id="station-composition"),
        html.Div(id="station-photos"),
        revised.shell(),
        panel(
            say("station.surveys"),
            about(say("station.surveys_about")),
            html.Div(id=SURVEYS, className="waiting"),
            turned(SURVEYS),
            downloads("station-surveyed", called="station.surveys"),
        ),
    ]


def _periods(chosen: str) -> dmc.Box:
    choices = [{"value": each, "label": say(f"station.period_{each}")} for each in PERIODS]
    value = chosen if chosen in PERIODS else PERIODS[0]
    control = dmc.SegmentedControl(id="station-period", data=choices, value=value)
    return dmc.Box([dmc.Text(say("station.period"), size="sm", fw=500), control])


def _missing() -> html.Div:
    """The head of a station that is not there, or not to be seen."""
    return head(say("missing.title"), say("missing.about"), identity="station-title")


def _head(station: Any) -> html.Div:
    facts = [
        station.street,
        visible.habitat(station.habitat),
        say("station.code", code=station.code),
    ]
    return head(
        station.station, " · ".join(fact for fact in facts if fact), identity="station-title"
    )


def _option(index: Index) -> dict[str, str]:
    measure = unit(index.unit)
    label = say("station.option", index=name(index), unit=measure) if measure else name(index)
    return {"value": index.id, "label": label}


def _drawn(
    whole: History, period: str, span: str | None, layers: Layers, series: Single | None
) -> tuple[Figure, list[Any] | None]:
    """The figure and its legend."""
    first = spans.beginning(span)
    shown = lately(whole, first)
    if shown.judged.empty:
        return empty(say("station.none_in_span")), None
    late = layers.since(f"{first}") if first else layers
    explained = [legend(shown, late), *undrawn(whole, layers, late, series)]
    return _figure(shown, period, late), explained


def _figure(shown: History, period: str, layers: Layers) -> Figure:
    words = Words(unit(shown.index.unit), say("station.no_history"), say("station.gaps"),
                  say("station.events"))  # fmt: skip
    curve = broken(shown.judged) if period == "month" else shown.judged
    curve = parted(curve, layers.breaks["day"].tolist())
    return history_figure(curve, shown.gaps, shown.lines, words, layers)


def _flagged(raised: Sequence[Flag]) -> html.Section | None:
    title = "overview.flagged_now"
    return panel(say(title), flag_table(raised), explained=title) if raised else None


def _surveyed(station_id: str, begin: int = 0) -> Any:
    with session(service().engine) as reading:
        station = seen(reading, station_id)
        return None if station is None else surveys(reading, station.id, begin)


def register(app: Dash) -> None:
    """Fill the page: the chosen index, and the surveys."""
    prospect.register(app)
    composition.register(app)
    photos.register(app)
    revised.register(app)
    taking.register(app)
    numbers.register(app)
    register_pager(app, SURVEYS, _surveyed, "see", State("station-id", "data"), kept=True)

    @app.callback(
        Output(SURVEYS, "children"),
        Input("station-id", "data"),
        right="see",
        kept=True,
    )
    def fill_surveys(station_id: str) -> Any:
        return _surveyed(station_id)

    @app.callback(
        Output("station-history", "figure"),
        Output("station-legend", "children"),
        Output("station-facts", "children"),
        Output("station-link", "data"),
        Output("station-diary", "children"),
        Input("station-index", "value"),
        Input("station-period", "value"),
        Input("station-span", "value"),
        State("station-id", "data"),
        right="see",
        kept=True,
    )
    def fill_history(
        index_id: str | None, period: str, span: str | None, station_id: str
    ) -> tuple[Any, ...]:
        index = service().catalog.indices.get(index_id or "")
        with session(service().engine) as reading:
            station = seen(reading, station_id)
            if station is None or index is None:
                return empty(say("station.no_history")), None, None, None, None
            components = components_of(reading, station.id)
            kept = {"index": index.id, "period": period, "span": spans.known(span)}
            link = linked.address(f"/station/{station.id}", **kept)
            shown = history(reading, station, index, components, period)
            if shown.judged.empty:
                return empty(say("station.no_history")), None, None, link, None
            facts = facts_of(shown, modelled_flag(reading, station.id, index.id))
            layers, happened, series = around(reading, station.id, shown, components)
            facts += cut_words(layers.breaks, shown.judged)
        drawn = _drawn(shown, period, span, layers, series)
        return *drawn, facts, link, diary_panel(happened)

    linked.register(app, "station")
