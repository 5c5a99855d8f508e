"""接下来几周: where treatment is likely to be needed, from when, and how likely."""

from typing import Any

import numpy as np
import pandas as pd
from dash import dcc, html

from dashboard import visible
from dashboard.flagged import effort, interval, quantity
from dashboard.help import heads
from dashboard.marks import mark
from dashboard.pages.judgement import likelihood
from dashboard.panel import about, nothing, panel
from dashboard.service import service
from dashboard.text import name, say
from vector.catalog import Index
from vector.report.numeral import half_up
from vector.store import outlook
from vector.store.engine import session
from vector.store.tables import Prediction

# Less likely ones are not worth a look in the morning.
LEAST, SHOWN = 0.2, 5
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
        told = service().memory.recall(reading, "likely", lambda: _told(reading))
        stations = visible.stations(reading).set_index("id")
    flags = [*visible.open_flags(), *visible.early_flags()]
    raised = {(flag.station_id, flag.index_id) for flag in flags}
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
        return panel(title, explained, nothing(say("likely.nothing")), explained=TITLE)
    columns = ("place", "index", "when", "density", "chance")
    head = heads("likely", columns)
    rows = html.Tbody([_row(row) for row in found.head(SHOWN).itertuples()])
    caption = html.Caption(title, className="unseen")
    table = html.Table([caption, head, rows], className="rows cards compact")
    rest = len(found) - SHOWN
    more = [about(say("likely.more", count=rest))] if rest > 0 else []
    return panel(title, explained, table, *more, explained=TITLE)


def _row(row: Any) -> html.Tr:
    index = service().catalog.indices[row.index_id]
    link = dcc.Link(row.station, href=f"/station/{row.station_id}?index={row.index_id}")
    limit = say("likely.limit", limit=quantity(str(row.limit), index.unit))
    looked_at = effort(index, round(row.effort * float(index.multiplier)))
    notes = (_range(row, index), looked_at, limit)
    cells = {
        "place": [mark("flag.early", word=""), link, html.Span(row.street, className="small")],
        "index": name(index),
        "when": f"{row.start:%Y-%m}" if row.step == "month" else str(row.start),
        "density": [
            quantity(half_up(row.density), index.unit),
            *(html.Span(each, className="small") for each in notes),
        ],
        "chance": html.Strong(likelihood(row.p_beyond)),
    }  # fmt: skip
    return html.Tr(
        [
            html.Td(html.Div(cell), **{"data-label": say(f"likely.{key}")})
            for key, cell in cells.items()
        ]
    )


def _range(row: Any, index: Index) -> str:
    return f"{say('prospect.interval')} {interval(row.lower, row.upper, index.unit)}"
