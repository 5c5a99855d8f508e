"""What is ahead of a station: the forecast of an index, and how good forecasts were before."""

from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State, html

from dashboard import visible
from dashboard.expected import own_series
from dashboard.export import downloads
from dashboard.flagged import effort, interval, percent, quantity
from dashboard.help import heads
from dashboard.panel import about, nothing, panel
from dashboard.service import account, service
from dashboard.text import name, say, unit
from dashboard.unforeseen import why
from vector.catalog import Index
from vector.report.numeral import half_up
from vector.store import outlook, places
from vector.store.components import components
from vector.store.engine import session
from vector.store.tables import Prediction, Score, Station
from vector.work.histories import makes_series

COLUMNS = ("when", "density", "interval", "chance", "effort")


def register(app: Dash) -> None:
    """Fill the panel when an index is chosen."""

    @app.callback(
        Output("station-prospect", "children"),
        Input("station-index", "value"),
        State("station-id", "data"),
        right="see",
        kept=True,
    )
    def fill_prospect(index_id: str | None, station_id: str) -> Any:
        index = service().catalog.indices.get(index_id or "")
        if index is None or not _seen(station_id):
            return None
        told, scores = (_kept(each, index, station_id) for each in (Prediction, Score))
        return _panel(told, scores, index) if len(told) else _missing(index, int(station_id))


def _seen(station_id: str) -> bool:
    wanted = visible.number(station_id)
    with session(service().engine) as reading:
        return wanted is not None and visible.station(reading, wanted) is not None


def _missing(index: Index, station: int) -> html.Section:
    """Why nothing is forecast."""
    if makes_series(service().catalog, index.id):
        reason = _reason(index, station)
    else:
        reason = why(None, index, index.methods[0])
    said = nothing(say("prospect.missing", why=reason))
    return panel(say("prospect.title"), said, explained="prospect.title")


def _reason(index: Index, station: int) -> str:
    """The reason that holds for the method that counted last."""
    with session(service().engine) as reading:
        found = components(reading, stations=[station], indices=[index.id])
        if found.empty:
            return say("station.no_history")
        method = str(found.loc[found["date"].idxmax(), "method"])
        return why(own_series(reading, found, index, method), index, method)


def _kept(table: Any, index: Index | None, station_id: str) -> pd.DataFrame:
    """The kept rows of an index at a station, none where the person does not see it."""
    wanted = visible.number(station_id)
    if wanted is None or index is None:
        return pd.DataFrame()
    with session(service().engine) as reading:
        own = places.visible_stations(account()).where(Station.id == wanted)
        if reading.scalar(own) is None:
            return pd.DataFrame()
        return _of(outlook.rows(reading, table, stations=[wanted]), index.id)


def table(index_id: str | None, station_id: str) -> pd.DataFrame | None:
    """The forecast to take along, every digit kept."""
    index = service().catalog.indices.get(index_id or "")
    told = _kept(Prediction, index, station_id)
    if index is None or told.empty:
        return None
    ordered = told.sort_values(["method", "period"])
    methods = service().catalog.methods
    columns = {
        "station.index": name(index),
        "judged.method": [name(methods[each]) for each in ordered["method"]],
        "prospect.when": ordered["start"],
        "prospect.density": ordered["density"],
        "judged.unit": unit(index.unit),
        "prospect.lower": ordered["lower"],
        "prospect.upper": ordered["upper"],
        "prospect.chance": ordered["p_beyond"],
        "prospect.effort": [_effort(row, index) for row in ordered.itertuples()],
    }
    return pd.DataFrame({say(key): column for key, column in columns.items()}, ordered.index)


def _of(rows: pd.DataFrame, index: str) -> pd.DataFrame:
    return rows[rows["index_id"] == index]


def _panel(told: pd.DataFrame, scores: pd.DataFrame, index: Index) -> html.Section:
    methods = list(told["method"].unique())
    columns = ("method",) * (len(methods) > 1) + COLUMNS
    ordered = told.sort_values(["method", "period"])
    rows = [_row(row, index, columns) for row in ordered.itertuples()]
    caption = html.Caption(say("prospect.title"), className="unseen")
    table = html.Table(
        [caption, heads("prospect", columns), html.Tbody(rows)], className="rows cards"
    )
    last = told.iloc[0]
    made = say("prospect.made", day=f"{last['made_at'].astimezone(service().zone):%Y-%m-%d}")
    record = [html.P(_record(method, told, scores, alone=len(methods) == 1)) for method in methods]
    return panel(
        say("prospect.title"), about(say("prospect.about")), table, *record, about(made),
        downloads("station-ahead", called="prospect.title"), explained="prospect.title",
    )  # fmt: skip


def _row(row: Any, index: Index, columns: tuple[str, ...]) -> html.Tr:
    start = f"{row.start:%Y-%m}" if row.step == "month" else str(row.start)
    chance = "—" if pd.isna(row.p_beyond) else percent(row.p_beyond)
    cells = {
        "method": name(service().catalog.methods[row.method]),
        "when": start,
        "density": html.Strong(quantity(half_up(row.density), index.unit)),
        "interval": interval(row.lower, row.upper, index.unit),
        "chance": chance,
        "effort": _effort(row, index),
    }
    return html.Tr(
        [html.Td(cells[key], **{"data-label": say(f"prospect.{key}")}) for key in columns]
    )


def _effort(row: Any, index: Index) -> str:
    return effort(index, round(row.effort * float(index.multiplier)), row.method)


def _record(method: str, told: pd.DataFrame, scores: pd.DataFrame, *, alone: bool) -> str:
    """Which model is used, and what its forecasts were worth; for which of several methods."""
    said = _worth(method, told, scores)
    called = name(service().catalog.methods[method])
    return said if alone else say("prospect.of_method", method=called, said=said)


def _worth(method: str, told: pd.DataFrame, scores: pd.DataFrame) -> str:
    used = told.loc[told["method"] == method, "model"].iloc[0]
    model = say(f"prospect.model_{used}")
    own = scores[(scores["method"] == method) & (scores["horizon"] == 0) & scores["chosen"]]
    if own.empty:
        return say("prospect.untested", model=model)
    row = own.iloc[0]
    return say(
        "prospect.record",
        model=model,
        targets=int(row["targets"]),
        climatology=_share(row["skill_climatology"]),
        last_year=_share(row["skill_last_year"]),
        inside=f"{row['coverage80']:.0%}",
    )


def _share(skill: float) -> str:
    """How much better or worse than a simple rule, in words."""
    if pd.isna(skill):
        return say("prospect.incomparable")
    key = "prospect.better" if skill > 0 else "prospect.worse"
    return say(key, share=f"{abs(skill):.0%}") if round(abs(skill), 2) else say("prospect.equal")
