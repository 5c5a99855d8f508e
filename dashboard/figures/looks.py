"""How a street of the map is filled: a shade for each level, band and probability, and for each
kind of empty a hatching of its own, grey, so that none looks like a value."""

from typing import Any

import numpy as np
import pandas as pd

from dashboard import style

SHADES = {
    "plain": "#e9f0f4",
    "level.A": "#e3eef5",
    "level.B": "#cbe3e0",
    "level.C": "#f3e4bb",
    "level.worse": "#e9a57c",
    "band.0": "#e3eef5",
    "band.1": "#cbe3e0",
    "band.2": "#f3d9a8",
    "band.3": "#e9a57c",
    "chance.0": "#e9f0f4",
    "chance.1": "#f7ead2",
    "chance.2": "#f3d3ac",
    "chance.3": "#ecb388",
    "chance.4": "#e1915f",
}
PAPER = "#f7f9fa"
HATCHED = {"size": 7, "bgcolor": PAPER}
HATCHINGS: dict[str, dict[str, Any]] = {
    "empty.not_reported": {"shape": "\\", "fgcolor": style.ORANGE, "solidity": 0.12, **HATCHED},
    "empty.no_effort": {"shape": "x", "fgcolor": style.AMBER, "solidity": 0.12, **HATCHED},
    "empty.not_due": {"shape": ".", "fgcolor": style.GREY, "solidity": 0.2, **HATCHED},
    "empty.not_required": {"shape": "-", "fgcolor": "#d3dbe1", "solidity": 0.15, **HATCHED},
    # A value that no limit compares with: no chance of 0 %.
    "free": {"shape": "|", "fgcolor": "#8bb2c6", "solidity": 0.15, **HATCHED},
    "unknown": {"shape": "/", "fgcolor": style.GREY, "solidity": 0.16, **HATCHED},
}
# Stations nearer than this share of the county's width are drawn beside one another.
NEAR = 1 / 55


def filled(look: str) -> dict[str, Any]:
    """The fill of a street by its look."""
    if look in HATCHINGS:
        return {"fillpattern": HATCHINGS[look]}
    return {"fillcolor": SHADES[look]}


def spread(stations: pd.DataFrame) -> pd.DataFrame:
    """Stations so near that their marks would hide one another, set on a small ring instead."""
    if len(stations) < 2:
        return stations
    width = max(float(stations["longitude"].max() - stations["longitude"].min()),
                float(stations["latitude"].max() - stations["latitude"].min()))  # fmt: skip
    cell = width * NEAR or 1e-4
    cells = [(stations["longitude"] / cell).round(), (stations["latitude"] / cell).round()]
    grouped = stations.groupby(cells, sort=False)
    turn, many = grouped.cumcount(), grouped["id"].transform("size")
    angle = 2 * np.pi * turn / many
    away = cell * 0.35 * many.clip(upper=12) ** 0.5
    crowded = many > 1
    across = grouped["longitude"].transform("mean") + away * np.cos(angle)
    up = grouped["latitude"].transform("mean") + away * np.sin(angle)
    return stations.assign(
        longitude=stations["longitude"].where(~crowded, across),
        latitude=stations["latitude"].where(~crowded, up),
    )
