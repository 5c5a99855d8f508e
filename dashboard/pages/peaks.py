"""The season of every station, as the nightly work has kept it."""

from typing import Any, NamedTuple

import pandas as pd
from dash import Dash, Output, dcc, html
from sqlalchemy.orm import Session

from dashboard.export import downloads, register_download
from dashboard.grids import grid, peak_columns
from dashboard.pages.circle import WEAK, weakly
from dashboard.pages.curves import CHOICES, INPUTS
from dashboard.panel import about, nothing, panel
from dashboard.seasonal import Scope, called, scope, told_of
from dashboard.service import account, seeing, service
from dashboard.text import language, name, say
from vector.catalog import Index
from vector.store.edition import figure_edition
from vector.store.engine import session
from vector.work import nightly, results
from vector.work.computations import of_season

HEADS = {
    "station": "season.station", "method": "season.column_method", "peak": "season.peak",
    "high": "season.high", "strength": "season.strength", "surveys": "season.column_surveys",
    "said": "season.column_said",
}  # fmt: skip
# What the table is made of, of all that the night keeps.
READ = (
    "series", "method", "peak", "start", "end", "strength", "surveys", "reason",
    "concentration", "zh", "en",
)  # fmt: skip


class Peaks(NamedTuple):
    """The rows to show, the kept result they are of, and when it was computed."""

    rows: pd.DataFrame
    result: int
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
    kept = service().memory.recall_at(
        figure_edition(reading),
        ("peaks", looked.index.id, *seeing()),
        lambda: _kept(reading, looked.index),
    )
    if kept is None:
        return None
    told = "peaks", kept.result, looked.street
    return kept._replace(rows=looked.once(reading, told, lambda: _rows(kept.rows, looked)))


def _kept(reading: Session, index: Index) -> Peaks | None:
    """What the night found of every station that the person sees."""
    person = account()
    kept = results.latest(
        reading, "season", account=person, subject=index.id, region=person.region_id,
        **nightly.asks(of_season(index)[0]),
    )  # fmt: skip
    if kept is None:
        return None
    found = results.tables(reading, kept.id, account=person)["season"]
    return Peaks(found[[each for each in READ if each in found]], kept.id, kept.made_at)


def _rows(found: pd.DataFrame, looked: Scope) -> pd.DataFrame:
    """Of what the night found, the scope's stations as they are told."""
    if "method" in found:
        # Kept under its Chinese name, as the night asks.
        found = found[found["method"] == service().catalog.methods[looked.method].zh]
    if looked.street is not None:
        street = looked.street_name
        found = found[found["series"].str.startswith(f"{street} ")]
    bands = {each: name(band) for each, band in service().catalog.season_bands.items()}
    # Where the season is not clear, no day and no period is named.
    dated = (found["peak"] != "") & (found["strength"] != WEAK)
    high = found["start"].astype(str) + " – " + found["end"].astype(str)
    rows = pd.DataFrame(
        {
            "station": found["series"],
            "peak": found["peak"].where(dated, "—"),
            "high": high.where(dated, "—"),
            "strength": found["strength"].map(bands).fillna("—"),
            "surveys": found["surveys"],
            "said": _said(found),
        }
    )
    return rows.reset_index(drop=True)


def _said(found: pd.DataFrame) -> pd.Series:
    """The conclusions of all stations, as the circle gives that of one."""
    said = found[language()].astype(object)
    weak = (found["reason"] == "") & (found["strength"] == WEAK)
    said[weak] = [weakly(each) for each in found.loc[weak, "concentration"].tolist()]
    return said


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
            grid("season-peak-grid", peak_columns(), found.rows.astype(object).to_dict("records")),
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
