"""接下来几周: where treatment is likely to be needed, from when, and how likely."""

from typing import Any

import numpy as np
import pandas as pd
from dash import dcc, html
from sqlalchemy import select

from dashboard import visible
from dashboard.flagged import effort, interval, quantity
from dashboard.help import heads
from dashboard.marks import mark
from dashboard.pages.judgement import likelihood
from dashboard.panel import about, nothing, panel
from dashboard.service import service
from dashboard.source import address
from dashboard.text import name, say
from vector.catalog import Index
from vector.report.numeral import half_up
from vector.store import outlook
from vector.store.edition import forecast_edition
from vector.store.engine import session
from vector.store.tables import Prediction

# Less likely ones are not worth a look in the morning.
LEAST, SHOWN, MOST = 0.2, 4, 60
TITLE = "overview.early"
COLUMNS = (
    *("station_id", "method", "index_id", "step", "start", "density", "lower", "upper", "effort"),
    *("limit", "p_beyond"),
)


def likely(street: str | None, group: str | None) -> pd.DataFrame:
    """The coming periods that are likely enough beyond their limit, one for each place and index,
    but for those that are flagged already."""
    catalog = service().catalog
    with session(service().engine) as reading:
        state = forecast_edition(reading)
        told = service().memory.recall_at(state, "likely", lambda: _told(reading))
        stations = visible.stations(reading).set_index("id")
    raised = {(flag.station_id, flag.index_id) for each in visible.all_flags() for flag in each}
    own = told[told["station_id"].isin(stations.index) & (told["start"] >= service().today())]
    known = [key in raised for key in zip(own["station_id"], own["index_id"], strict=True)]
    own = own[~np.array(known, bool)]
    own = own.assign(
        street_id=own["station_id"].map(stations["street_id"]),
        station=own["station_id"].map(stations["station"]),
        street=own["station_id"].map(stations["street"]),
        group=[catalog.indices[index].group for index in own["index_id"]],
    )
    wanted = visible.number(street)
    own = own if wanted is None else own[own["street_id"] == wanted]
    own = own[own["group"] == group] if group else own
    return own.sort_values("p_beyond", ascending=False).drop_duplicates(["station_id", "index_id"])


def _told(reading: Any) -> pd.DataFrame:
    rows = outlook.rows(reading, Prediction)
    rows = rows[rows["p_beyond"].astype(float) >= LEAST]
    return rows[list(COLUMNS)].dropna(subset=["station_id"]).astype({"station_id": int})


def likely_panel(street: str | None, group: str | None) -> html.Section:
    """A panel of the most likely ones; says so where there are none."""
    found = likely(street, group)
    title, explained = say(TITLE), about(say("likely.about"))
    if found.empty:
        return panel(title, explained, nothing(say(_missing())), explained=TITLE)
    rows = [_row(row) for row in found.head(MOST).itertuples()]
    parts: list[Any] = [_table(title, rows[:SHOWN])]
    if rows[SHOWN:]:
        summary = html.Summary(say("likely.more", count=len(found) - SHOWN))
        parts.append(html.Details([summary, _table(title, rows[SHOWN:])], className="folded"))
    return panel(title, explained, *parts, explained=TITLE)


def _missing() -> str:
    """Why nothing is listed: nothing is likely, or nothing is forecast yet."""
    with session(service().engine) as reading:
        told = reading.scalar(select(Prediction.id).limit(1))
    return "likely.none" if told is None else "likely.nothing"


def _table(title: str, rows: list[html.Tr]) -> html.Table:
    head = heads("likely", ("place", "index", "when", "density", "chance"))
    caption = html.Caption(title, className="unseen")
    return html.Table([caption, head, html.Tbody(rows)], className="rows cards compact")


def _row(row: Any) -> html.Tr:
    index = service().catalog.indices[row.index_id]
    link = dcc.Link(row.station, href=f"/station/{row.station_id}?index={row.index_id}")
    limit = say("likely.limit", limit=quantity(str(row.limit), index.unit))
    looked_at = effort(index, round(row.effort * float(index.multiplier)), row.method)
    source = address(index, station=row.station_id, method=row.method)
    density = dcc.Link(quantity(half_up(row.density), index.unit), href=source)
    cells = {
        "place": [mark("flag.early", word=""), link, html.Span(row.street, className="small")],
        "index": name(index),
        "when": f"{row.start:%Y-%m}" if row.step == "month" else str(row.start),
        "density": [density, " · ", limit,
                    html.Span(f"{_range(row, index)} · {looked_at}", className="small")],
        "chance": dcc.Link(html.Strong(likelihood(row.p_beyond)), href=source),
    }  # fmt: skip
    return html.Tr(
        [
            html.Td(html.Div(cell), className=key, **{"data-label": say(f"likely.{key}")})
            for key, cell in cells.items()
        ]
    )


def _range(row: Any, index: Index) -> str:
    return f"{say('prospect.interval')} {interval(row.lower, row.upper, index.unit)}"
