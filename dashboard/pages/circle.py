"""The year as a circle: mean direction and high season, in words, or why none is shown."""

from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, Input, Output, State, dcc, html

from dashboard import seasonal
from dashboard.export import downloads, register_download, register_picture
from dashboard.figures import empty, graph
from dashboard.figures.season import Words, circle_figure
from dashboard.help import term
from dashboard.pages.curve_table import hovers, month_names, month_table
from dashboard.pages.curves import CHOICES, INPUTS
from dashboard.panel import about, panel, said
from dashboard.seasonal import Scope, scope
from dashboard.service import service
from dashboard.text import language, name, say, unit
from vector.store.engine import session

# The band of strength in which a mean direction is no season, and no day or period is named.
WEAK = "weak"


def shell(quiet: str) -> html.Section:
    """The panel, to be filled."""
    return panel(
        say("season.circle"),
        about(say("season.circle_about")),
        dmc.Checkbox(id="season-quiet", label=say("season.quiet"), checked=bool(quiet), size="sm"),
        html.Div(
            [
                dcc.Loading(graph("season-circle", "circle"), type="dot"),
                html.Div(id="season-words"),
            ],
            className="beside",
        ),
        downloads("season-round", called="season.circle_file", graph="season-circle"),
        explained="season.circle",
    )


def _words(row: Any, looked: Scope, years: str) -> list[Any]:
    """The direction and the high season, or that none is shown and why."""
    if row["reason"]:
        shown = say("season.not_shown")
        return [said(html.Div([html.Strong(shown), html.Div(row[language()])]))]
    bands = service().catalog.season_bands
    strong = bands.get(row["strength"])
    if row["strength"] == WEAK:
        return [said(said_of(row))]
    facts = [
        ("season.peak", row["peak"], say("season.centre")),
        ("season.high", say("season.range", start=row["start"], end=row["end"]),
         say("season.spread", days=f"{row['spread'] / 360 * 365:.0f}")),
        ("season.strength", name(strong) if strong else "—",
         _gathered(row["concentration"])),
        ("season.rayleigh", say("season.no_chance"),
         say("season.chance", chance=_chance(row["adjusted_p"]), count=int(row["surveys"]),
             years=years)),
    ]  # fmt: skip
    drawn = [html.Div([html.Dt(term(key)), html.Dd([value, html.Small(note)])])
             for key, value, note in facts]  # fmt: skip
    return [html.Dl(drawn, className="facts"), said(row[language()])]


def _read(cells: pd.DataFrame, unasked: set[int]) -> pd.DataFrame:
    """The months to read: where nobody is asked to survey, nothing is missing."""
    still = cells["value"].isna() & cells["month"].isin(unasked)
    return cells.assign(kind=cells["kind"].where(~still, "not_required"))


def drawn_season(row: Any) -> Any | None:
    """The season to draw; None where none is shown, or where it is not clear enough."""
    return None if row["reason"] or row["strength"] == WEAK else row


def said_of(row: Any) -> str:
    """The conclusion; of a year without a clear season one without a day or a period."""
    return (
        str(row[language()])
        if row["reason"] or row["strength"] != WEAK
        else weakly(row["concentration"])
    )


def weakly(share: float) -> str:
    """That there is no clear season, by how far the catch gathers in one part of the year."""
    strength = name(service().catalog.season_bands[WEAK])
    return say("season.weak", strength=strength, gathered=_gathered(share))


def _gathered(share: float) -> str:
    """How far the catch gathers: the figure by which the season is called strong or weak."""
    return say("season.gathered", share=f"{share:.2f}")


def _chance(probability: float) -> str:
    """How likely it is by chance; a season that is shown is never likely."""
    least = probability < 0.001
    return say("season.hardly") if least else f"{probability:.1%}"


def register(app: Dash) -> None:
    """Draw the circle when something is chosen."""

    @app.callback(
        Output("season-circle", "figure"),
        Output("season-words", "children"),
        Input("season-quiet", "checked"),
        *INPUTS,
        right="see",
        kept=True,
    )
    def fill_circle(quiet: bool, *chosen: str | None) -> tuple[Any, Any]:
        with session(service().engine) as reading:
            looked = scope(reading, *chosen)
            found = None if looked is None else seasonal.months(reading, looked)
            if looked is None or found is None or found.empty:
                return empty(say("season.nothing_years")), None
            row, cells = seasonal.season_of(reading, looked, found, quiet=bool(quiet))
            read = _read(cells, seasonal.unasked(reading, looked))
        told = cells.assign(line=say("season.all_years"))
        told = told.assign(hover=hovers(told, looked.index))
        words = Words(unit(looked.index.unit), say("season.nothing_years"), month_names())
        direction = say("season.direction", day=row["peak"])
        figure = circle_figure(told, drawn_season(row), words, direction)
        years = seasonal.years(found, service().today())
        return figure, [*_words(row, looked, years), month_table(read, looked, years)]

    register_download(
        app, "season-round", _frame, State("season-quiet", "checked"), *CHOICES,
        right="see", called="season.circle_file",
    )  # fmt: skip
    register_picture(app, "season-round")


def _frame(quiet: bool | None, *chosen: str | None) -> pd.DataFrame | None:
    with session(service().engine) as reading:
        looked = scope(reading, *chosen)
        found = None if looked is None else seasonal.months(reading, looked)
        if looked is None or found is None or found.empty:
            return None
        row, cells = seasonal.season_of(reading, looked, found, quiet=bool(quiet))
    kinds = [say(f"empty.{kind}") if kind else "" for kind in cells["kind"]]
    columns = [each for each in seasonal.COLUMNS if each != "line"]
    told = cells.assign(kind=kinds)[columns]
    years = seasonal.years(found, service().today())
    told = told.assign(said=said_of(row), years=years, **seasonal.told_of(looked))
    names = [*columns, "place", "method", "years", "unit", "said"]
    return told.rename(columns={each: say(f"season.column_{each}") for each in names})
