"""The curves of the year: this year against the years before, by habitat, or by species."""

from datetime import date
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, Input, Output, State, dcc, html
from sqlalchemy.orm import Session

from dashboard import comparable, seasonal, yearly
from dashboard.export import downloads, register_download, register_picture
from dashboard.figures import empty, graph
from dashboard.figures.season import Words, curves_figure, looks, looks_of_years
from dashboard.flagged import interval, quantity
from dashboard.marks import mark
from dashboard.panel import about, fold, nothing, panel
from dashboard.seasonal import Scope, scope
from dashboard.service import service
from dashboard.source import address
from dashboard.text import language, name, say, unit
from vector.report.numeral import half_up
from vector.stats.compare import changes
from vector.store.engine import session
from vector.store.plans import last_day

PARTS = ("years", "habitat", "species")
GAPS = ("zero", "no_effort", "not_reported", "not_due", "not_required")
CHOICES = (
    State("season-index", "value"),
    State("season-street", "value"),
    State("season-station", "value"),
)


def shell(part: str) -> html.Section:
    """The panel, to be filled."""
    chosen = part if part in PARTS else PARTS[0]
    choices = [{"value": each, "label": say(f"season.part_{each}")} for each in PARTS]
    control = dmc.SegmentedControl(
        id="season-part", data=choices, value=chosen, **{"aria-labelledby": "season-part-label"}
    )
    return panel(
        say("season.curves"),
        about(say("season.curves_about")),
        html.Div(
            dmc.Box([dmc.Text(say("season.part"), size="sm", fw=500, id="season-part-label"),
                     control]),
            className="controls",
        ),
        html.Div(id="season-compared"),
        dcc.Loading(graph("season-curves", "history", ("y2",)), type="dot"),
        html.Div([mark(f"empty.{kind}") for kind in GAPS], className="legend"),
        fold("season-unfold", say("season.as_table"), "season-table", looks="as-table"),
        downloads("season-curve", called="season.curves_file", graph="season-curves"),
        explained="season.curves",
    )  # fmt: skip


def lines_of(reading: Session, looked: Scope, part: str) -> pd.DataFrame:
    """The lines to draw: line, month, value, interval, effort, kind of empty."""
    if part == "species":
        told = yearly.species_months(reading, looked)
        return yearly.by_part(reading, looked, told, "species")
    found = seasonal.months(reading, looked)
    if part == "habitat":
        return yearly.by_part(reading, looked, found, "habitat")
    return yearly.by_year(reading, looked, found)


def _figure(lines: pd.DataFrame, looked: Scope, part: str) -> Any:
    if lines.empty:
        return empty(say(f"season.nothing_{part}"))
    drawn = lines.assign(hover=seasonal.hovers(lines, looked.index))
    names = list(dict.fromkeys(drawn["line"]))
    if part == "years":
        present = str(service().today().year)
        names = sorted(names, key=lambda line: (line != present, line.isdecimal(), line))
        shown = looks_of_years(names, present)
    else:
        shown = looks(names)
    words = Words(unit(looked.index.unit), say("season.nothing_years"), month_names())
    return curves_figure(drawn, shown, words)


def month_names() -> list[str]:
    """The twelve months, short."""
    return say("season.months").split(" ")


def _table(lines: pd.DataFrame, looked: Scope) -> html.Div:
    """The same figures to read: a row for each month, a column for each line."""
    names = list(dict.fromkeys(lines["line"]))
    cells = {(row.line, row.month): _cell(row, looked) for row in lines.itertuples()}
    heads = [html.Th(say("season.month_head"), scope="col")]
    heads += [html.Th(each, scope="col") for each in names]
    rows = [
        html.Tr([html.Th(label, scope="row"), *(html.Td(cells.get((line, month), "—"))
                                                for line in names)])
        for month, label in enumerate(month_names(), start=1)
    ]  # fmt: skip
    caption = say("season.table", index=name(looked.index), place=looked.place)
    table = html.Table(
        [html.Caption(caption), html.Thead(html.Tr(heads)), html.Tbody(rows)],
        className="rows tight",
    )
    return html.Div(table, className="wide", tabIndex=0, role="region", **{"aria-label": caption})


def month_table(cells: pd.DataFrame, looked: Scope) -> html.Div:
    """The months of all years together, each with its value, in two columns to read."""
    known = {row.month: row for row in cells.assign(line="", habitat="").itertuples()}
    rows = [
        html.Tr([html.Th(label, scope="row"),
                 html.Td(_cell(known[month], looked) if month in known else "—")])
        for month, label in enumerate(month_names(), start=1)
    ]  # fmt: skip
    said = say("season.table_round", index=name(looked.index), place=looked.place)
    halves = [
        html.Table([html.Caption(said, className="unseen"), html.Tbody(part)],
                   className="rows compact")
        for part in (rows[:6], rows[6:])
    ]  # fmt: skip
    return html.Div([about(said), html.Div(halves, className="columns")])


def _cell(row: Any, looked: Scope) -> Any:
    if row.value != row.value:
        return mark(f"empty.{row.kind}") if row.kind else "—"
    value: Any = quantity(half_up(row.value), looked.index.unit)
    if row.line.isdecimal():
        value = dcc.Link(value, href=_way(int(row.line), row.month, looked))
    elif hasattr(row, "habitat"):
        value = dcc.Link(value, href=_ways(row, looked))
    between = interval(row.lower, row.upper, looked.index.unit)
    return html.Div([value, html.Small(f" {between}")])


def _way(year: int, month: int, looked: Scope) -> str:
    """Where the surveys of a month stand."""
    start = date(year, month, 1)
    return address(looked.index, start, last_day(start), street=looked.street,
                   station=looked.station)  # fmt: skip


def _ways(row: Any, looked: Scope) -> str:
    """Where the surveys of a month of every year stand, of one habitat where the line is of one."""
    more = {"month": row.month, "habitat": row.habitat}
    return address(looked.index, street=looked.street, station=looked.station, **more)


def _compared(reading: Session, looked: Scope) -> Any:
    found = seasonal.months(reading, looked)
    found = found[found["year"] <= service().today().year]
    if found.empty:
        return None
    since, left = comparable.cut(reading, found)
    sentences = looked.once(reading, "compared", lambda: _sentences(looked, since))
    items = [
        *sentences[1:],
        *_together(found),
        *comparable.told(left, alone=looked.station is not None),
    ]
    return html.Div(
        [html.Strong(sentences[0]), html.Ul([html.Li(each) for each in items])],
        className="said",
    )


def _together(found: pd.DataFrame) -> list[str]:
    """That several methods are added together here, where other pages keep them apart."""
    used = list(dict.fromkeys(found["method"].astype(str)))
    if len(used) < 2:
        return []
    methods = service().catalog.methods
    return [say("season.together", methods=say("list.join").join(name(methods[x]) for x in used))]


def _sentences(looked: Scope, found: pd.DataFrame) -> list[str]:
    """How the last month compares with the one before, a year before, and the mean of years."""
    frame = seasonal.pooled(found).assign(method=found["method"].to_numpy())
    family = "proportion" if looked.index.family == "proportion" else "rate"
    table = changes(frame, "month", family=family, latest=True, catalog=service().catalog)
    if table.empty:
        return []
    row = table.iloc[0]
    head = say("season.latest", year=int(row["year"]), month=int(row["part"]))
    return [head, *(sentence for sentence in table[language()] if sentence)]


def register(app: Dash) -> None:
    """Draw the lines when something is chosen."""

    chosen = (*(Input(f"season-{each}", "value") for each in ("index", "street", "station")),
              Input("season-part", "value"))  # fmt: skip

    @app.callback(Output("season-curves", "figure"), *chosen, right="see", kept=True)
    def fill_curves(index: str | None, street: str | None, station: str | None, part: str) -> Any:
        found = _found(index, street, station, part)
        return _figure(*found, part) if found else empty(say("season.nothing_years"))

    # Asked for when somebody unfolds it, and anew when other lines are drawn over it.
    @app.callback(
        Output("season-table", "children"),
        Input("season-unfold", "open"),
        *chosen,
        prevent_initial_call=True,
        right="see",
        kept=True,
    )
    def unfold(
        opened: bool | None, index: str | None, street: str | None, station: str | None, part: str
    ) -> Any:
        if not opened:
            return None
        found = _found(index, street, station, part)
        return _table(*found) if found else nothing(say("season.nothing_years"))

    # By itself: the curves need not wait for the words, nor the words be found anew for each part.
    @app.callback(
        Output("season-compared", "children"),
        Input("season-index", "value"),
        Input("season-street", "value"),
        Input("season-station", "value"),
        right="see",
        kept=True,
    )
    def fill_compared(index: str | None, street: str | None, station: str | None) -> Any:
        with session(service().engine) as reading:
            looked = scope(reading, index, street, station)
            return None if looked is None else _compared(reading, looked)

    register_download(
        app, "season-curve", _frame, *CHOICES, State("season-part", "value"),
        right="see", called="season.curves_file",
    )  # fmt: skip
    register_picture(app, "season-curve")


def _found(
    index: str | None, street: str | None, station: str | None, part: str
) -> tuple[pd.DataFrame, Scope] | None:
    """The lines, and what they are of."""
    with session(service().engine) as reading:
        looked = scope(reading, index, street, station)
        if looked is None:
            return None
        return looked.once(
            reading, ("lines", part), lambda: lines_of(reading, looked, part)
        ), looked


def _frame(
    index: str | None, street: str | None, station: str | None, part: str
) -> pd.DataFrame | None:
    """The lines under headings in the reader's language, with the kind of every empty month."""
    with session(service().engine) as reading:
        looked = scope(reading, index, street, station)
        if looked is None:
            return None
        lines = lines_of(reading, looked, part)
    kinds = [say(f"empty.{kind}") if kind else "" for kind in lines["kind"]]
    told = lines.assign(kind=kinds, place=looked.place, unit=unit(looked.index.unit))
    columns = ["place", *seasonal.COLUMNS, "unit"]
    return told[columns].rename(columns={each: say(f"season.column_{each}") for each in columns})
