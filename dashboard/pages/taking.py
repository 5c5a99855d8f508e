"""What a station's page shows, to take along: history, forecast, diary and surveys."""

from typing import Any

import pandas as pd
from dash import Dash, State
from sqlalchemy.orm import Session

from dashboard import visible
from dashboard.expected import band, fan, matching, own_series, signals
from dashboard.export import register_download, register_picture
from dashboard.figures.layers import Layers
from dashboard.happened import breaks, changes_of, events
from dashboard.history import History, components_of, history, lately
from dashboard.pages import prospect, surveyed
from dashboard.pages.judgement import modelled_flag
from dashboard.service import service
from dashboard.spans import beginning
from dashboard.taken import table
from dashboard.text import name, say
from vector.store.engine import session
from vector.work.single import Single

MOST = 100_000
DIARY = ("day", "kind", "index", "what")


def seen(reading: Any, station_id: str) -> Any | None:
    """The station, if there is one of that id among those the person may see."""
    wanted = visible.number(station_id)
    return None if wanted is None else visible.station(reading, wanted)


def around(
    reading: Session, station: int, shown: History, components: pd.DataFrame
) -> tuple[Layers, pd.DataFrame, Single | None]:
    """What stands around the curve, all that happened at the station, and the series counted."""
    index, method = shown.index, shown.judged["method"].iloc[-1]
    series = own_series(reading, components, index, method)
    unusual, changes = signals(reading, station, index), changes_of(reading, station)
    happened = events(reading, station, index, unusual, changes)
    first = f"{shown.judged['start'].min():%Y-%m-%d}"
    own = happened["index"].isin([index.id, ""]) & (happened["day"] >= first)
    layers = Layers(
        band=matching(band(series, station, index, method), shown.judged),
        fan=fan(reading, station, index, method),
        signals=unusual,
        events=happened[own & (happened["kind"] != "limit")],
        breaks=breaks(changes),
    )
    return layers, happened, series


def _history(
    index_id: str | None, period: str, span: str | None, station_id: str
) -> pd.DataFrame | None:
    """The history that is shown."""
    index = service().catalog.indices.get(index_id or "")
    with session(service().engine) as reading:
        station = seen(reading, station_id)
        if station is None or index is None:
            return None
        whole = history(reading, station, index, components_of(reading, station.id), period)
        shown = lately(whole, beginning(span))
        if shown.judged.empty:
            return None
        return table(shown, modelled_flag(reading, station.id, index.id), station)


def _diary(index_id: str | None, station_id: str) -> pd.DataFrame | None:
    """All that happened, also what the page has no room for."""
    catalog = service().catalog
    index = catalog.indices.get(index_id or "")
    with session(service().engine) as reading:
        station = seen(reading, station_id)
        if station is None or index is None:
            return None
        unusual = signals(reading, station.id, index)
        changes = changes_of(reading, station.id)
        found = events(reading, station.id, index, unusual, changes)
    names = {each.id: name(each) for each in catalog.indices.values()}
    told = found.assign(
        kind=[say(f"change.{kind}") for kind in found["kind"]],
        index=[names.get(each, "") for each in found["index"]],
        what=found["hover"].str.partition("\n")[2],
    )[list(DIARY)]
    return told.rename(columns={each: say(f"diary.{each}") for each in DIARY})


def _surveys(station_id: str) -> pd.DataFrame | None:
    """All surveys that stand, also those before the latest that the page lists."""
    with session(service().engine) as reading:
        station = seen(reading, station_id)
        rows = [] if station is None else surveyed.rows_of(reading, station.id, MOST)
    told = pd.DataFrame(rows)
    headings = {each: say(f"station.{each}") for each in told if each != "photos"}
    return told.rename(columns=headings | {"photos": say("photos.column")}) if rows else None


def register(app: Dash) -> None:
    """Fetch each when asked."""
    index, station = State("station-index", "value"), State("station-id", "data")
    period, span = State("station-period", "value"), State("station-span", "value")
    for identity, frame, asked, called in (
        ("station-taken", _history, (index, period, span, station), "station.download"),
        ("station-ahead", prospect.table, (index, station), "prospect.title"),
        ("station-events", _diary, (index, station), "diary.title"),
        ("station-surveyed", _surveys, (station,), "station.surveys"),
    ):
        register_download(app, identity, frame, *asked, right="see", called=called)
    register_picture(app, "station-taken")
