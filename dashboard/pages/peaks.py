"""The season of every station, as the nightly work has kept it."""

from typing import Any, NamedTuple

import pandas as pd
from dash import Dash, Output, dcc, html
from sqlalchemy.orm import Session

from dashboard.export import downloads, register_download
from dashboard.grids import grid, peak_columns
from dashboard.pages.circle import WEAK, said_of
from dashboard.pages.curves import CHOICES, INPUTS
from dashboard.panel import about, nothing, panel
from dashboard.seasonal import Scope, called, scope, told_of
from dashboard.service import account, service
from dashboard.text import name, say
from vector.store.engine import session
from vector.work import nightly, results
from vector.work.computations import of_season

HEADS = {
    "station": "season.station", "method": "season.column_method", "peak": "season.peak",
    "high": "season.high", "strength": "season.strength", "surveys": "season.column_surveys",
    "said": "season.column_said",
}  # fmt: skip


class Peaks(NamedTuple):
    """The rows to show, and when they were computed."""

    rows: pd.DataFrame
    made_at: Any


def shell() -> html.Section:
    """The panel, to be filled."""
    return panel(
        say("season.peaks"),
        about(say("season.peaks_about")),
        dcc.Loading(html.Div(id="season-peaks", className="waiting"), type="dot"),
        downloads("season-peak", called="season.peaks_file"),
        explained="season.peaks",
    )


def peaks_of(reading: Session, looked: Scope) -> Peaks | None:
    """The kept season of the stations in a street, or of all that the person sees."""
    person = account()
    kept = results.latest(
        reading, "season", account=person, subject=looked.index.id, region=person.region_id,
        **nightly.asks(of_season(looked.index)[0]),
    )  # fmt: skip
    if kept is None:
        return None
    found = results.tables(reading, kept.id, account=person)["season"]
    if "method" in found:
        # Kept under its Chinese name, as the night asks.
        found = found[found["method"] == service().catalog.methods[looked.method].zh]
    if looked.street is not None:
        street = looked.street_name
        found = found[found["series"].str.startswith(f"{street} ")]
    bands = service().catalog.season_bands
    # Where the season is not clear, no day and no period is named.
    dated = (found["peak"] != "") & (found["strength"] != WEAK)
    high = found["start"].astype(str) + " – " + found["end"].astype(str)
    rows = pd.DataFrame(
        {
            "station": found["series"],
            "peak": found["peak"].where(dated, "—"),
            "high": high.where(dated, "—"),
            "strength": [name(bands[each]) if each in bands else "—" for each in found["strength"]],
            "surveys": found["surveys"],
            "said": [said_of(row) for row in found.to_dict("records")],
        }
    )
    return Peaks(rows.reset_index(drop=True), kept.made_at)


def _looked(
    reading: Session, index: str | None, street: str | None, _: str | None, *more: str | None
) -> Scope | None:
    """The scope of all stations: choosing one does not turn the others to its usual method."""
    return scope(reading, index, street, None, *more)


def register(app: Dash) -> None:
    """Fill the table when something is chosen."""

    @app.callback(
        Output("season-peaks", "children"),
        *INPUTS,
        right="see",
        kept=True,
    )
    def fill_peaks(*chosen: str | None) -> Any:
        with session(service().engine) as reading:
            looked = _looked(reading, *chosen)
            found = peaks_of(reading, looked) if looked else None
        if looked is None or found is None or found.rows.empty:
            return nothing(say("season.peaks_none"))
        day = f"{found.made_at.astimezone(service().zone):%Y-%m-%d}"
        return [
            grid("season-peak-grid", peak_columns(), found.rows.to_dict("records")),
            about(say("season.peaks_made", day=day, count=len(found.rows), index=called(looked))),
        ]

    register_download(app, "season-peak", _frame, *CHOICES, right="see", called="season.peaks_file")


def _frame(*chosen: str | None) -> pd.DataFrame | None:
    with session(service().engine) as reading:
        looked = _looked(reading, *chosen)
        found = peaks_of(reading, looked) if looked else None
    if looked is None or found is None:
        return None
    rows = found.rows.assign(method=told_of(looked)["method"])
    return rows[list(HEADS)].rename(columns={key: say(head) for key, head in HEADS.items()})
