"""The numbers of a station's figure as a table: for screen readers and for looking up.

It stands folded under the figure, and is asked for when somebody unfolds it.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State, html

from dashboard.expected import band, own_series, period_of
from dashboard.flagged import interval, quantity
from dashboard.help import heads
from dashboard.history import History, components_of, history, lately
from dashboard.marks import mark
from dashboard.pages.diary import row_of
from dashboard.pages.taking import seen
from dashboard.panel import fold, nothing
from dashboard.service import service
from dashboard.spans import beginning
from dashboard.text import say
from vector.report.numeral import half_up
from vector.store.engine import session

PERIODS = 36
COLUMNS = ("when", "value", "interval", "effort", "expected", "beyond")
# What was expected of each week or month, by its number.
Expected = Mapping[int, Mapping[Any, Any]]


def folded() -> html.Details:
    """The table as it first stands: its rows are made when somebody unfolds it."""
    return fold("station-unfold", say("diary.numbers"), "station-numbers")


def _table(shown: History, expected: pd.DataFrame) -> html.Table:
    """The latest periods, those without any survey among them."""
    known, at = by_period(expected, shown.judged["start"])
    periods = pd.concat([shown.judged.assign(gap="", at=at), shown.missing], ignore_index=True)
    latest = periods.sort_values("start", ascending=False).head(PERIODS)
    rows = [_numbers(row, shown, known) if not row.gap else _missing(row)
            for row in latest.itertuples()]  # fmt: skip
    count = {"shown": len(rows), "count": len(periods)}
    caption = html.Caption(say("diary.numbers_caption", **count), className="about")
    listed = [caption, heads("diary", COLUMNS), html.Tbody(rows)]
    return html.Table(listed, className="rows cards tight")


def by_period(expected: pd.DataFrame, days: pd.Series) -> tuple[Expected, Any]:
    """What was expected of each week or month, and in which of them the days lie."""
    if expected.empty:
        return {}, -1
    method = expected["method"].iloc[0]
    numbers = period_of(expected["start"], method).tolist()
    known = dict(zip(numbers, expected.to_dict("records"), strict=True))
    return known, period_of(days, method)


def _numbers(row: Any, shown: History, expected: Expected) -> html.Tr:
    unit, day = shown.index.unit, f"{row.start:%Y-%m-%d}"
    known = expected.get(row.at)
    band = "—" if known is None or known["method"] != row.method else say(
        "diary.band", expected=quantity(half_up(known["expected"]), unit),
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
    return row_of(cells)


def _beyond(row: Any) -> Any:
    """Whether it is over its limit; neither where there was none or nothing was found out."""
    if row.beyond:
        return mark("flag.raised", word=say("diary.is_beyond"))
    return "○" if row.compared else "—"


def _missing(row: Any) -> html.Tr:
    """A month without any survey, and why."""
    told = {"when": html.Span(f"{row.start:%Y-%m-%d}", className="when")}
    return row_of(told | {"value": mark(f"empty.{row.gap}")} | dict.fromkeys(COLUMNS[2:], "—"))


def register(app: Dash) -> None:
    """Fill the table when it is unfolded, and anew when another figure is drawn over it."""

    @app.callback(
        Output("station-numbers", "children"),
        Input("station-unfold", "open"),
        Input("station-index", "value"),
        Input("station-period", "value"),
        Input("station-span", "value"),
        State("station-id", "data"),
        prevent_initial_call=True,
        right="see",
        kept=True,
    )
    def unfold(
        opened: bool | None, index_id: str | None, period: str, span: str | None, station_id: str
    ) -> Any:
        index = service().catalog.indices.get(index_id or "")
        if not opened or index is None:
            return None
        with session(service().engine) as reading:
            station = seen(reading, station_id)
            if station is None:
                return None
            components = components_of(reading, station.id)
            whole = history(reading, station, index, components, period)
            shown = lately(whole, beginning(span))
            if shown.judged.empty:
                return nothing(say("station.none_in_span" if span else "station.no_history"))
            method = whole.judged["method"].iloc[-1]
            own = own_series(reading, components, index, method)
            known = band(own, station.id, index, method).dropna(subset=["lower", "upper"])
            return _table(shown, known)
