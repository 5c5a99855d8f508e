"""The figures of curves to read: tables of the twelve months, each figure open to its surveys;
and what is said of the points under the mouse."""

from datetime import date
from typing import Any

import pandas as pd
from dash import dcc, html

from dashboard.flagged import interval, quantity
from dashboard.marks import mark
from dashboard.panel import about
from dashboard.seasonal import Scope, called
from dashboard.source import address
from dashboard.text import say
from vector.catalog import Index
from vector.report.numeral import half_up
from vector.store.plans import last_day


def hovers(lines: pd.DataFrame, index: Index) -> list[str]:
    """What is said of each point under the mouse."""
    return [
        say(
            "season.hover", line=row.line, month=row.month,
            value=quantity(half_up(row.value), index.unit),
            interval=interval(row.lower, row.upper, index.unit),
            surveys=int(row.surveys),
        ) if row.value == row.value
        else f"{row.line} · {say('season.month', month=row.month)}｜{say(f'empty.{row.kind}')}"
        for row in lines.itertuples()
    ]  # fmt: skip


def month_names() -> list[str]:
    """The twelve months, short."""
    return say("season.months").split(" ")


def table(lines: pd.DataFrame, looked: Scope) -> html.Div:
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
    caption = say("season.table", index=called(looked), place=looked.place)
    table = html.Table(
        [html.Caption(caption), html.Thead(html.Tr(heads)), html.Tbody(rows)],
        className="rows tight",
    )
    return html.Div(table, className="wide", tabIndex=0, role="region", **{"aria-label": caption})


def month_table(cells: pd.DataFrame, looked: Scope, years: str) -> html.Div:
    """The months of some years together, each with its value, in two columns to read."""
    known = {row.month: row for row in cells.assign(line="", habitat="").itertuples()}
    rows = [
        html.Tr([html.Th(label, scope="row"),
                 html.Td(_cell(known[month], looked) if month in known else "—")])
        for month, label in enumerate(month_names(), start=1)
    ]  # fmt: skip
    said = say("season.table_round", index=called(looked), place=looked.place,
               years=years)  # fmt: skip
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
                   station=looked.station, method=looked.method)  # fmt: skip


def _ways(row: Any, looked: Scope) -> str:
    """Where the surveys of a month of all years looked at stand, of one habitat if the line is."""
    more = {"month": row.month, "habitat": row.habitat, "method": looked.method}
    return address(looked.index, looked.since, street=looked.street, station=looked.station, **more)
