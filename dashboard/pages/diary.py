"""大事记: what happened at a station, as a table, and the numbers of its figure as another."""

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

import pandas as pd
from dash import html

from dashboard.export import downloads
from dashboard.flagged import interval, quantity
from dashboard.help import heads
from dashboard.history import History
from dashboard.marks import mark
from dashboard.panel import about, nothing, panel
from dashboard.service import service
from dashboard.text import name, say
from vector.report.numeral import half_up

SHOWN = 30
PERIODS = 36
COLUMNS = ("when", "value", "interval", "effort", "expected", "beyond")
# The first days of the periods, in order, and what was expected of each.
Expected = tuple[list[str], list[dict[Any, Any]]]
LONGEST = pd.Timedelta(days=30)


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
    return _cells(cells)


def numbers(shown: History, band: pd.DataFrame) -> html.Details:
    """The numbers of the figure as a table, folded: for screen readers and for looking up."""
    ordered = band.sort_values("start")
    expected = ordered["start"].tolist(), ordered.to_dict("records")
    head = heads("diary", COLUMNS)
    periods = pd.concat([shown.judged.assign(gap=""), shown.missing], ignore_index=True)
    latest = periods.sort_values("start", ascending=False).head(PERIODS)
    rows = [_numbers(row, shown, expected) if not row.gap else _missing(row)
            for row in latest.itertuples()]  # fmt: skip
    count = {"shown": len(rows), "count": len(periods)}
    caption = html.Caption(say("diary.numbers_caption", **count), className="about")
    table = html.Table([caption, head, html.Tbody(rows)], className="rows cards tight")
    return html.Details([html.Summary(say("diary.numbers")), table], className="folded")


def _expected(expected: Expected, day: pd.Timestamp) -> Mapping[Any, Any] | None:
    """What was expected of the week or month in which a day lies."""
    starts, rows = expected
    place = bisect_right(starts, f"{day:%Y-%m-%d}") - 1
    if place < 0 or day - pd.Timestamp(starts[place]) > LONGEST:
        return None
    return rows[place]


def _numbers(row: Any, shown: History, expected: Expected) -> html.Tr:
    unit, day = shown.index.unit, f"{row.start:%Y-%m-%d}"
    known = _expected(expected, row.start)
    band = "—" if known is None else say(
        "diary.band", expected=half_up(known["expected"]),
        range=quantity(f"{half_up(known['lower'])}–{half_up(known['upper'])}", unit))  # fmt: skip
    value = "—" if pd.isna(row.value) else quantity(half_up(row.value), unit)
    cells = {
        "when": html.Span(day, className="when"),
        "value": value if row.denominator else mark("empty.no_effort"),
        "interval": interval(row.lower, row.upper, unit),
        "effort": row.effort,
        "expected": band,
        "beyond": _beyond(row),
    }
    return _cells(cells)


def _beyond(row: Any) -> Any:
    """Whether it is over its limit; neither where there was none or nothing was found out."""
    if row.beyond:
        return mark("flag.raised", word=say("diary.is_beyond"))
    return "○" if row.compared else "—"


def _missing(row: Any) -> html.Tr:
    """A month without any survey, and why."""
    told = {"when": html.Span(f"{row.start:%Y-%m-%d}", className="when")}
    return _cells(told | {"value": mark(f"empty.{row.gap}")} | dict.fromkeys(COLUMNS[2:], "—"))


def _cells(cells: dict[str, Any]) -> html.Tr:
    return html.Tr(
        [
            html.Td(html.Div(cell), **{"data-label": say(f"diary.{key}")})
            for key, cell in cells.items()
        ]
    )
