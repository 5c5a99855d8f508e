"""排名: streets by an index, weekly or monthly, with intervals; those not ranked stand apart."""

from datetime import date
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update

from dashboard import linked, ranked, visible
from dashboard.export import downloads, register_download, register_picture
from dashboard.figures import empty, graph
from dashboard.pages import board
from dashboard.pages.pager import register as register_pager
from dashboard.pages.pager import turned
from dashboard.pages.ranking_table import asked, frame
from dashboard.pages.season import option
from dashboard.panel import about, begin, head, nothing, panel
from dashboard.ranked import Ranked
from dashboard.service import service
from dashboard.source import address
from dashboard.text import name, say
from vector.catalog import Index
from vector.stats.period import Step
from vector.store.boundaries import street_names
from vector.store.engine import session

NAME = "ranking"
PATH = "/ranking"
RIGHT = "see"
FILTERS = ("index", "step", "period", "by", "method")


def layout(
    index: str = "", method: str = "", step: str = "", period: str = "", by: str = "", **_: str
) -> html.Div:
    """The shell of the page, with the filters that the address holds."""
    with session(service().engine) as reading:
        found = ranked.indices(reading)
        chosen = next((each for each in found if each.id == index), next(iter(found), None))
        as_of = visible.as_of(borders=False)
        title = head(say("ranking.title"), as_of, identity="ranking-head")
        if chosen is None:
            return html.Div([title, panel(say("ranking.streets"), begin(say("ranking.begin")))])
        every: Step = "week" if step == "week" else "month"
        options = _periods(ranked.periods(reading, chosen, every), every)
    values = [each["value"] for each in options]
    at = period if period in values else next(iter(values), None)
    controls = _controls(chosen, method, found, every, options, at, by)
    return html.Div([title, controls, _shell(), *linked.held("ranking")], id="ranking-page")


def _periods(found: list[date], step: Step) -> list[dict[str, str]]:
    return [{"value": day.isoformat(), "label": board.named(day, step)} for day in found]


def _controls(
    chosen: Index, method: str, found: list[Index], step: Step, options: list[dict[str, str]],
    period: str | None, by: str,
) -> html.Div:  # fmt: skip
    counted = {each.group for each in found}
    groups = [each for each in visible.group_choices() if each["value"] in counted]
    steps = [{"value": each, "label": say(f"ranking.{each}")} for each in ranked.STEPS]
    borders = [{"value": each, "label": say(f"ranking.by_{each}")} for each in ranked.BOUNDARIES]
    own = [option(each) for each in found if each.group == chosen.group]
    return html.Div(
        [
            _segments("group", "season.group", groups, chosen.group),
            dmc.Select(id="ranking-index", label=say("station.index"), value=chosen.id, data=own,
                       allowDeselect=False, searchable=True, w=320,
                       nothingFoundMessage=say("choice.none_found")),
            dmc.Select(id="ranking-method", label=say("station.method"), data=_methods(chosen),
                       value=method if method in chosen.methods else None, clearable=True,
                       placeholder=say("ranking.most_used"), w=210),
            _segments("step", "ranking.step", steps, step),
            dmc.Select(id="ranking-period", label=say("ranking.period"), value=period,
                       data=options, allowDeselect=False, w=210,
                       nothingFoundMessage=say("choice.none_found")),
            _segments("by", "ranking.by", borders, by if by in ranked.BOUNDARIES else "today"),
        ],
        className="controls panel",
    )  # fmt: skip


def _methods(index: Index) -> list[dict[str, str]]:
    methods = service().catalog.methods
    return [{"value": each, "label": name(methods[each])} for each in index.methods]


def _segments(part: str, label: str, options: list[dict[str, str]], value: str) -> dmc.Box:
    named = f"ranking-{part}-label"
    control = dmc.SegmentedControl(
        id=f"ranking-{part}", data=options, value=value, **{"aria-labelledby": named}
    )
    return dmc.Box([dmc.Text(say(label), size="sm", fw=500, id=named), control])


def _shell() -> html.Section:
    return panel(
        say("ranking.streets"),
        about(say("ranking.about")),
        html.Div(id="ranking-said"),
        dcc.Loading(graph("ranking-figure", "history"), type="dot"),
        html.Div(id="ranking-rows", className="waiting"),
        turned("ranking-rows"),
        html.Div(id="ranking-apart"),
        downloads("ranking-table", called="ranking.title", graph="ranking-figure"),
        explained="ranking.streets",
    )


def _ways(index: Index, start: date, step: Step, by: str, method: str) -> dict[int, str]:
    """Where the surveys behind each street's value stand, by the same borders and method."""
    with session(service().engine) as reading:
        then = by == "then"
        names = street_names(reading) if then else visible.street_names(reading)
    end, how = ranked.ends(start, step), {"method": method, **({"by": by} if then else {})}
    return {number: address(index, start, end, street=number, **how) for number in names}


def _rows(
    index: str | None, step: str, period: str | None, by: str, method: str | None, begin: int = 0
) -> Any:
    """A page of the table."""
    with session(service().engine) as reading:
        chosen = asked(reading, index, step, period, by, method)
    return nothing(say("ranking.none")) if chosen is None else _page(chosen, by, begin)


def _page(chosen: tuple[Index, Step, date, Ranked], by: str, begin: int = 0) -> Any:
    known, every, start, found = chosen
    if found.rows.empty:
        return nothing(say("ranking.none"))
    ways = _ways(known, start, every, by, found.method)
    return board.table(found, known, board.named(start, every), ways, begin)


def register(app: Dash) -> None:
    """Follow the choices, and rank."""

    @app.callback(
        Output("ranking-index", "data"),
        Output("ranking-index", "value"),
        Input("ranking-group", "value"),
        State("ranking-index", "value"),
        prevent_initial_call=True,
        right="see",
        kept=True,
    )
    def fill_indices(group: str, chosen: str | None) -> tuple[Any, Any]:
        with session(service().engine) as reading:
            own = [option(each) for each in ranked.indices(reading) if each.group == group]
        known = [each["value"] for each in own]
        return own, no_update if chosen in known else next(iter(known), None)

    @app.callback(
        Output("ranking-method", "data"),
        Output("ranking-method", "value"),
        Input("ranking-index", "value"),
        State("ranking-method", "value"),
        prevent_initial_call=True,
        right="see",
        kept=True,
    )
    def fill_methods(index: str | None, chosen: str | None) -> tuple[Any, Any]:
        found = service().catalog.indices.get(index or "")
        own = _methods(found) if found else []
        return own, no_update if chosen in {each["value"] for each in own} else None

    @app.callback(
        Output("ranking-period", "data"),
        Output("ranking-period", "value"),
        Input("ranking-index", "value"),
        Input("ranking-step", "value"),
        State("ranking-period", "value"),
        prevent_initial_call=True,
        right="see",
        kept=True,
    )
    def fill_periods(index: str | None, step: str, chosen: str | None) -> tuple[Any, Any]:
        found = service().catalog.indices.get(index or "")
        if found is None:
            return [], None
        every: Step = "week" if step == "week" else "month"
        with session(service().engine) as reading:
            options = _periods(ranked.periods(reading, found, every), every)
        known = [each["value"] for each in options]
        return options, no_update if chosen in known else next(iter(known), None)

    @app.callback(
        Output("ranking-said", "children"),
        Output("ranking-figure", "figure"),
        Output("ranking-rows", "children"),
        Output("ranking-apart", "children"),
        Output("ranking-link", "data"),
        Input("ranking-index", "value"),
        Input("ranking-step", "value"),
        Input("ranking-period", "value"),
        Input("ranking-by", "value"),
        Input("ranking-method", "value"),
        right="see",
        kept=True,
    )
    def fill_ranking(
        index: str | None, step: str, period: str | None, by: str, method: str | None
    ) -> tuple[Any, ...]:
        link = {"index": index, "method": method, "step": step, "period": period, "by": by}
        address = linked.address(PATH, **link)
        with session(service().engine) as reading:
            chosen = asked(reading, index, step, period, by, method)
        if chosen is None:
            return None, empty(say("ranking.none")), nothing(say("ranking.none")), None, address
        known, every, _, found = chosen
        spoken, others = board.sentences(found, by, every), board.unranked(found, known)
        return spoken, board.figure(found, known), _page(chosen, by), others, address

    linked.register(app, "ranking")
    states = [State(f"ranking-{part}", "value") for part in FILTERS]
    register_download(app, "ranking-table", frame, *states, right="see", called="ranking.title")
    register_picture(app, "ranking-table")
    register_pager(app, "ranking-rows", _rows, "see", *states, kept=True)
