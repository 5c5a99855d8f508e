"""What the map shows as a table to take along: every street, and every station on it."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from dashboard.flagged import effort
from dashboard.month import Asked
from dashboard.pages.shown import shown
from dashboard.service import service
from dashboard.text import name, say, unit

NUMBERS = ("value", "lower", "upper")


def table(group: str, asked: Asked | None) -> pd.DataFrame | None:
    """The streets, then the stations, as they are drawn; what is not known is left empty."""
    streets, stations, _ = shown(group, asked)
    if streets.empty and stations.empty:
        return None
    rows = _flags(streets, stations) if asked is None else _index(streets, stations, asked)
    return pd.DataFrame(list(rows)).astype({say("map.flagged"): "Int64"})


def _flags(streets: pd.DataFrame, stations: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for row in streets.itertuples():
        state = "unknown" if not row.known else "some" if row.flagged else "calm"
        yield {
            **_place(row.name, ""),
            say("map.state"): say(f"map.state_{state}"),
            say("map.flagged"): row.flagged if row.known else None,
            say("stations.last"): None,
        }
    for row in stations.itertuples():
        yield {
            **_place(row.street, row.station),
            say("map.state"): say(f"state.{row.state}"),
            say("map.flagged"): None,
            say("stations.last"): row.last,
        }


def _index(streets: pd.DataFrame, stations: pd.DataFrame, asked: Asked) -> Iterator[dict[str, Any]]:
    for row in streets.itertuples():
        known = row.row is not None or row.flagged
        state = "some" if row.flagged else "none" if known else ""
        yield {
            **_place(row.name, ""),
            **_judged(row.row, row.told, asked),
            say("map.state"): say(f"map.state_{state}") if state else row.told,
            say("map.flagged"): row.flagged if known else None,
        }
    for row in stations.itertuples():
        state = "map.not_surveyed" if row.state == "unknown" else f"state.{row.state}"
        yield {
            **_place(row.street, row.station),
            **_judged(row.row, row.told, asked),
            say("map.state"): say(state),
            say("map.flagged"): None,
        }


def _place(street: str, station: str) -> dict[str, Any]:
    return {say("map.street"): street, say("judged.station"): station}


def _judged(row: Any | None, told: str, asked: Asked) -> dict[str, Any]:
    methods = service().catalog.methods
    return {
        say("station.index"): name(asked.index),
        say("station.method"): name(methods[row.method]) if row is not None else "",
        say("map.month"): f"{asked.month:%Y-%m}",
        say("map.told"): told,
        **{say(f"judged.{each}"): getattr(row, each, None) for each in (*NUMBERS, "p_beyond")},
        say("judged.unit"): unit(asked.index.unit),
        say("station.effort"): effort(asked.index, row.denominator, row.method)
        if row is not None
        else "",
    }
