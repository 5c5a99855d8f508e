"""排名: streets by an index, weekly or monthly, with intervals; those not ranked stand apart."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

import dash_mantine_components as dmc
import pandas as pd
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update

from dashboard import ranked, visible
from dashboard.export import downloads, register_download, register_picture
from dashboard.figures import empty, graph
from dashboard.flagged import effort
from dashboard.pages import board
from dashboard.pages.pager import register as register_pager
from dashboard.pages.season import option
from dashboard.panel import about, begin, head, nothing, panel
from dashboard.ranked import Ranked
from dashboard.service import service
from dashboard.source import address
from dashboard.text import name, say, unit
from vector.catalog import Index
from vector.stats.period import Step
from vector.store.boundaries import Boundaries, street_names
from vector.store.engine import session

NAME = "ranking"
PATH = "/ranking"
RIGHT = "see"


def layout(index: str = "", step: str = "", period: str = "", by: str = "", **_: str) -> html.Div:
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
    controls = _controls(chosen, found, every, options, at, by)
    return html.Div([title, controls, _shell(), dcc.Store(id="ranking-link"),
                     html.Span(id="ranking-linked", hidden=True)], id="ranking-page")  # fmt: skip


def _periods(found: list[date], step: Step) -> list[dict[str, str]]:
    return [{"value": day.isoformat(), "label": board.named(day, step)} for day in found]


def _controls(
    chosen: Index, found: list[Index], step: Step, options: list[dict[str, str]],
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
            _segments("step", "ranking.step", steps, step),
            dmc.Select(id="ranking-period", label=say("ranking.period"), value=period,
                       data=options, allowDeselect=False, w=210,
                       nothingFoundMessage=say("choice.none_found")),
            _segments("by", "ranking.by", borders, by if by in ranked.BOUNDARIES else "today"),
        ],
        className="controls panel",
    )  # fmt: skip


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
        html.Div(id="ranking-apart"),
        downloads("ranking-table", called="ranking.title", graph="ranking-figure"),
        explained="ranking.streets",
    )


def _day(written: str | None) -> date | None:
    """The day in an address or a choice; what is no day is no choice."""
    try:
        return date.fromisoformat(written or "")
    except ValueError:
        return None


def _chosen(
    reading: Any, index: str | None, step: str, period: str | None, by: str
) -> tuple[Index, Step, date, Ranked] | None:
    found = service().catalog.indices.get(index or "")
    day = _day(period)
    if found is None or day is None or step not in ranked.STEPS or by not in ranked.BOUNDARIES:
        return None
    every: Step = "week" if step == "week" else "month"
    borders: Boundaries = "then" if by == "then" else "today"
    start = ranked.shifted(day, every, 0)
    return found, every, start, ranked.ranked(reading, found, every, start, borders)


def _ways(index: Index, start: date, step: Step, by: str) -> dict[str, str]:
    """Where the surveys behind each street's value stand, by the same borders."""
    with session(service().engine) as reading:
        then = by == "then"
        names = street_names(reading) if then else visible.street_names(reading)
    end, borders = ranked.ends(start, step), {"by": by} if then else {}
    return {street: address(index, start, end, street=number, **borders)
            for number, street in names.items()}  # fmt: skip


def _rows(index: str | None, step: str, period: str | None, by: str, begin: int = 0) -> Any:
    """A page of the table."""
    with session(service().engine) as reading:
        chosen = _chosen(reading, index, step, period, by)
    return nothing(say("ranking.none")) if chosen is None else _page(chosen, by, begin)


def _page(chosen: tuple[Index, Step, date, Ranked], by: str, begin: int = 0) -> Any:
    known, every, start, found = chosen
    if found.rows.empty:
        return nothing(say("ranking.none"))
    ways = _ways(known, start, every, by)
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
        right="see",
        kept=True,
    )
    def fill_ranking(index: str | None, step: str, period: str | None, by: str) -> tuple[Any, ...]:
        link = {"index": index, "step": step, "period": period, "by": by}
        address = "?" + urlencode({key: value for key, value in link.items() if value})
        with session(service().engine) as reading:
            chosen = _chosen(reading, index, step, period, by)
        if chosen is None:
            return None, empty(say("ranking.none")), nothing(say("ranking.none")), None, address
        known, every, _, found = chosen
        spoken, others = board.sentences(found, by, every), board.unranked(found, known)
        return spoken, board.figure(found, known), _page(chosen, by), others, address

    app.clientside_callback(
        ClientsideFunction("vector", "link"),
        Output("ranking-linked", "title"),
        Input("ranking-link", "data"),
        prevent_initial_call=True,
    )
    states = [State(f"ranking-{part}", "value") for part in ("index", "step", "period", "by")]
    register_download(app, "ranking-table", _frame, *states, right="see", called="ranking.title")
    register_picture(app, "ranking-table")
    register_pager(app, "ranking-rows", _rows, board.SHOWN, "see", *states, kept=True)


def _frame(index: str | None, step: str, period: str | None, by: str) -> pd.DataFrame | None:
    """The ranking and the streets apart from it, under headings in the reader's language."""
    with session(service().engine) as reading:
        chosen = _chosen(reading, index, step, period, by)
    if chosen is None:
        return None
    known, every, start, found = chosen
    told = found.rows if len(found.rows) else pd.DataFrame()
    if len(told):
        told = told.assign(
            board=[say(f"ranking.board_{each}") for each in told["board"]],
            change=[say(f"ranking.change_{each}") for each in told["change"]],
        )
    apart = found.apart.assign(board=[say(f"ranking.apart_{each}") for each in found.apart["kind"]])
    whole = pd.concat([told, apart], ignore_index=True).assign(
        period=board.named(start, every), index=name(known), unit=unit(known.unit),
        boundaries=say(f"ranking.by_{by}"),
        effort=lambda frame: [effort(known, each) for each in frame["denominator"]],
    )  # fmt: skip
    columns = [
        *("period", "index", "boundaries", "street", "rank", "rank_lower", "rank_upper", "value"),
        *("lower", "upper", "unit", "effort", "surveys", "change", "before", "board"),
    ]
    told = whole.reindex(columns=columns)
    return told.rename(columns={each: say(f"ranking.column_{each}") for each in columns})
