"""大事记: what happened at a station, as a table."""

from typing import Any

import pandas as pd
from dash import html

from dashboard.export import downloads
from dashboard.help import heads
from dashboard.marks import mark
from dashboard.panel import about, nothing, panel
from dashboard.service import service
from dashboard.text import name, say

SHOWN = 30


def diary_panel(events: pd.DataFrame) -> html.Section:
    """A panel of what happened, the latest first, with a place for treatments."""
    title, explained = say("diary.title"), about(say("diary.about"))
    if events.empty:
        nought = nothing(say("diary.nothing"))
        return panel(title, explained, nought, _treatments(), explained="diary.title")
    columns = ("day", "kind", "index", "what")
    rows = [_row(row) for row in events.head(SHOWN).itertuples()]
    rest = len(events) - SHOWN
    more = [about(say("diary.more", count=rest))] if rest > 0 else []
    caption = html.Caption(say("diary.title"), className="unseen")
    head = heads("diary", columns)
    table = html.Table([caption, head, html.Tbody(rows)], className="rows cards tight")
    taken = downloads("station-events", called="diary.title")
    return panel(title, explained, table, *more, taken, _treatments(), explained="diary.title")


def _treatments() -> html.Div:
    """The place that is left for treatments, until there is a record of them."""
    said = mark("change.treatment", word=say("diary.treatments"))
    return html.Div([said, html.P(say("diary.treatments_later"))], className="place-left")


def _row(row: Any) -> html.Tr:
    index = service().catalog.indices.get(row.index)
    cells = {
        "day": html.Span(row.day, className="when"),
        "kind": mark(f"change.{row.kind}"),
        "index": html.Span(name(index) if index else "—", className="when"),
        "what": row.hover.partition("\n")[2],
    }
    return row_of(cells)


def row_of(cells: dict[str, Any]) -> html.Tr:
    """A row of the diary, or of the numbers of its figure."""
    return html.Tr(
        [
            html.Td(html.Div(cell), **{"data-label": say(f"diary.{key}")})
            for key, cell in cells.items()
        ]
    )
