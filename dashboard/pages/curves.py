"""The curves of the year: this year against the years before, by habitat, or by species."""

from dataclasses import replace
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, Input, Output, State, dcc, html
from sqlalchemy.orm import Session

from dashboard import comparable, seasonal, yearly
from dashboard.export import downloads, register_download, register_picture
from dashboard.figures import empty, graph
from dashboard.figures.season import Words, curves_figure, looks, looks_of_years
from dashboard.marks import mark
from dashboard.pages.curve_table import hovers, month_names, table
from dashboard.panel import about, fold, nothing, panel
from dashboard.seasonal import Scope, scope
from dashboard.service import service
from dashboard.text import language, name, say, unit
from vector.stats.compare import changes
from vector.store.engine import session

PARTS = ("years", "habitat", "species")
GAPS = ("zero", "no_effort", "not_reported", "not_due", "not_required")
# What the page is about, in the order in which a scope takes it.
CHOSEN = ("index", "street", "station", "method", "span")
INPUTS = tuple(Input(f"season-{each}", "value") for each in CHOSEN)
CHOICES = tuple(State(f"season-{each}", "value") for each in CHOSEN)


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
    drawn = lines.assign(hover=hovers(lines, looked.index))
    names = list(dict.fromkeys(drawn["line"]))
    if part == "years":
        present = str(service().today().year)
        names = sorted(names, key=lambda line: (line != present, line.isdecimal(), line))
        shown = looks_of_years(names, present)
    else:
        shown = looks(names)
    words = Words(unit(looked.index.unit), say("season.nothing_years"), month_names())
    return curves_figure(drawn, shown, words)


def _compared(reading: Session, looked: Scope) -> Any:
    """How the latest month stands to others ever counted, whatever years are looked at."""
    looked = replace(looked, since=None)
    found = seasonal.ever(reading, looked)
    found = found[found["year"] <= service().today().year]
    if found.empty:
        return None
    since, left = comparable.cut(reading, found)
    head, *sentences = looked.once(reading, "compared", lambda: _sentences(looked, since)) or [""]
    left_out = comparable.told(left, alone=looked.station is not None)
    items = [*sentences, *by_method(looked), *left_out]
    return html.Div(
        [html.Strong(head), html.Ul([html.Li(each) for each in items])], className="said"
    )


def by_method(looked: Scope) -> list[str]:
    """By which of several methods all is told, and which others counted here."""
    if len(looked.index.methods) == 1:
        return []
    methods = service().catalog.methods
    method, others = name(methods[looked.method]), [name(methods[each]) for each in looked.others]
    if not others:
        return [say("season.by_only", method=method)]
    return [say("season.by_method", method=method, others=say("list.join").join(others))]


def _sentences(looked: Scope, found: pd.DataFrame) -> list[str]:
    """How the last month compares with the one before, a year before, and the mean of years."""
    frame = seasonal.pooled(found)
    family = "proportion" if looked.index.family == "proportion" else "rate"
    table = changes(frame, "month", family=family, latest=True, catalog=service().catalog)
    if table.empty:
        return []
    row = table.iloc[0]
    head = say("season.latest", year=int(row["year"]), month=int(row["part"]))
    return [head, *(sentence for sentence in table[language()] if sentence)]


def register(app: Dash) -> None:
    """Draw the lines when something is chosen."""
    part = Input("season-part", "value")

    @app.callback(Output("season-curves", "figure"), part, *INPUTS, right="see", kept=True)
    def fill_curves(part: str, *chosen: str | None) -> Any:
        found = _found(part, *chosen)
        return _figure(*found, part) if found else empty(say("season.nothing_years"))

    # Asked for when somebody unfolds it, and anew when other lines are drawn over it.
    @app.callback(
        Output("season-table", "children"),
        Input("season-unfold", "open"),
        part,
        *INPUTS,
        prevent_initial_call=True,
        right="see",
        kept=True,
    )
    def unfold(opened: bool | None, part: str, *chosen: str | None) -> Any:
        if not opened:
            return None
        found = _found(part, *chosen)
        return table(*found) if found else nothing(say("season.nothing_years"))

    # By itself: the curves need not wait for the words, nor the words be found anew for each part.
    @app.callback(Output("season-compared", "children"), *INPUTS, right="see", kept=True)
    def fill_compared(*chosen: str | None) -> Any:
        with session(service().engine) as reading:
            looked = scope(reading, *chosen)
            return None if looked is None else _compared(reading, looked)

    register_download(
        app, "season-curve", _frame, State("season-part", "value"), *CHOICES,
        right="see", called="season.curves_file",
    )  # fmt: skip
    register_picture(app, "season-curve")


def _found(part: str, *chosen: str | None) -> tuple[pd.DataFrame, Scope] | None:
    """The lines, and what they are of."""
    with session(service().engine) as reading:
        looked = scope(reading, *chosen)
        if looked is None:
            return None
        return looked.once(
            reading, ("lines", part), lambda: lines_of(reading, looked, part)
        ), looked


def _frame(part: str, *chosen: str | None) -> pd.DataFrame | None:
    """The lines under headings in the reader's language, with the kind of every empty month."""
    with session(service().engine) as reading:
        looked = scope(reading, *chosen)
        if looked is None:
            return None
        lines = lines_of(reading, looked, part)
        found = seasonal.months(reading, looked)
        if part == "years":
            found = found[found["year"].astype(str).isin(lines["line"])]
        years = seasonal.years(found, service().today())
    kinds = [say(f"empty.{kind}") if kind else "" for kind in lines["kind"]]
    columns = ["place", "method", "years", *seasonal.COLUMNS, "unit"]
    told = lines.assign(kind=kinds, years=years, **seasonal.told_of(looked))
    return told[columns].rename(columns={each: say(f"season.column_{each}") for each in columns})
