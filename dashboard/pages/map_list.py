"""地图的清单: the streets as the map shows them, to read instead of to look at."""

from typing import Any

import pandas as pd
from dash import dcc, html

from dashboard.flagged import interval, quantity
from dashboard.marks import mark
from dashboard.month import Asked
from dashboard.service import service
from dashboard.source import address
from dashboard.text import name, say
from vector.report.numeral import half_up


def listed(streets: pd.DataFrame, asked: Asked | None) -> html.Details | None:
    """Each street with what is said of it; it opens to its stations, its flags or its surveys."""
    if streets.empty:
        return None
    titles = ["map.street", "map.told", "map.number"] if asked else ["map.street", "state.flagged"]
    head = html.Thead(html.Tr([html.Th(say(each), scope="col") for each in titles]))
    line = _flags if asked is None else _judged
    body = html.Tbody([html.Tr(line(row, asked)) for row in streets.itertuples()])
    caption = html.Caption(say("map.title"), className="unseen")
    table = html.Table([caption, head, body], className="rows tight")
    return html.Details([html.Summary(say("season.as_table")), table], className="as-table")


def _place(row: Any) -> html.Th:
    return html.Th(dcc.Link(row.name, href=f"/station?street={row.id}"), scope="row")


def _flags(row: Any, asked: None) -> list[Any]:
    told = str(row.flagged) if row.known else say("map.street_unknown")
    return [_place(row), html.Td(dcc.Link(told, href=f"/?street={row.id}"))]


def _judged(row: Any, asked: Asked) -> list[Any]:
    if row.row is None:
        return [_place(row), html.Td(mark(row.look, word=row.told)), html.Td("—")]
    value = quantity(half_up(row.row.value), asked.index.unit)
    between = interval(row.row.lower, row.row.upper, asked.index.unit)
    by = row.row.method
    way = address(asked.index, asked.month, asked.last, street=row.id, method=by)
    method = html.Span(name(service().catalog.methods[by]), className="small")
    numbers = [dcc.Link(value, href=way), f" ({between}) ", method]
    flagged = say("map.hover_flagged", flagged=row.flagged) if row.flagged else ""
    return [_place(row), html.Td(f"{row.told} {flagged}"), html.Td(numbers)]
