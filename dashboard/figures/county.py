"""The map of a county from its own boundaries: streets by how much is flagged, stations on them.

Plain polygons on a plane, not plotly's world maps: those load the world's outline from a server
abroad and know no hatching. Over one county a plane with the right height-to-width ratio is the
same picture. A street without recent data is hatched, never merely pale.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from math import cos, radians
from typing import Any

import pandas as pd

from dashboard import style
from dashboard.figures import Figure, empty, hover, styled, verbatim
from dashboard.figures.looks import filled, spread

Ring = list[list[float]]
# From few to many flagged places; none is its own colour and no data a hatching.
SHADES = ((1, "#f6dccb"), (3, "#eeb894"), (6, "#e1915f"))
CALM = "#e9f0f4"
# Around the names, so that they are read over marks and hatchings.
HALO = ", ".join(f"{x}px {y}px 2px #fff" for x in (-1, 0, 1) for y in (-1, 0, 1))
STATES = ("unknown", "free", "calm", "over", "flagged")


def rings(geometry: str) -> Iterator[Ring]:
    """The outer rings of a GeoJSON Polygon or MultiPolygon."""
    shape = json.loads(geometry)
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    for polygon in polygons:
        yield polygon[0]


def _outline(parts: Iterable[Ring]) -> tuple[list[float | None], list[float | None]]:
    """Rings one after another, parted by a break, as one filled line."""
    across: list[float | None] = []
    up: list[float | None] = []
    for ring in parts:
        across += [point[0] for point in ring] + [None]
        up += [point[1] for point in ring] + [None]
    return across[:-1], up[:-1]


def shade(flagged: int) -> str:
    """The colour of a street with that many flagged places."""
    reached = [colour for least, colour in SHADES if flagged >= least]
    return reached[-1] if reached else CALM


def _street(row: Any) -> dict[str, Any]:
    across, up = _outline(rings(row.geometry))
    if hasattr(row, "look"):
        fill = filled(row.look)
    else:
        fill = {"fillcolor": shade(row.flagged)} if row.known else filled("unknown")
    return {
        "type": "scatter",
        "mode": "lines",
        "x": across,
        "y": up,
        "fill": "toself",
        **fill,
        "line": {"color": "#9fb1bd", "width": 1},
        "hoveron": "fills",
        "hoverinfo": "text",
        "text": hover(row.hover),
        "name": row.name,
    }


def _middle(geometry: str) -> tuple[float, float]:
    """A point for the street's name: the centre of its largest ring's frame."""
    largest = max(rings(geometry), key=len)
    across, up = zip(*largest, strict=True)
    return (min(across) + max(across)) / 2, (min(up) + max(up)) / 2


def _names(streets: pd.DataFrame, stations: pd.DataFrame) -> dict[str, Any]:
    """The streets' names, over the stations, each where the fewest stations stand under it."""
    spots = list(zip(stations["longitude"], stations["latitude"], strict=True))
    places = [_clear(geometry, spots) for geometry in streets["geometry"]]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [across for across, _ in places],
        "y": [up for _, up in places],
        "text": _labels(streets),
        "textfont": {"color": style.INK, "size": 12, "shadow": HALO},
        "hoverinfo": "skip",
    }


def _labels(streets: pd.DataFrame) -> list[str]:
    """The name, and under it what the street is told to be, or how much is flagged in it."""
    if "told" in streets:
        told = zip(streets["name"], streets["told"], streets["flagged"], strict=True)
        return [
            f"{verbatim(name)}<br>{verbatim(said)}" + (f" ▲ {many}" if many else "")
            for name, said, many in told
        ]
    pairs = zip(streets["name"], streets["flagged"], strict=True)
    return [f"{verbatim(name)}<br>▲ {many}" if many else verbatim(name) for name, many in pairs]


def _clear(geometry: str, spots: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Of some heights near the middle of a street, the one farthest from any station."""
    across, up = _middle(geometry)
    heights = [point[1] for ring in rings(geometry) for point in ring]
    step = (max(heights) - min(heights)) / 16
    # A name is about three times as wide as it is high.
    room = {
        shift: min((max(abs(x - across) / 3, abs(y - up - shift * step)) for x, y in spots),
                   default=0.0)
        for shift in sorted(range(-4, 5), key=abs)
    }  # fmt: skip
    return across, up + max(room, key=lambda shift: room[shift]) * step


STRIP = 0.1
SMALL, LARGE, FAINT = 8, 20, 0.35
LOOKS = {
    "flagged": {"symbol": "triangle-up", "size": 14, "color": style.ORANGE},
    "calm": {"symbol": "circle", "size": 9, "color": style.BLUE},
    "over": {"symbol": "diamond", "size": 11, "color": style.AMBER},
    "free": {"symbol": "circle-open", "size": 9, "color": style.BLUE},
    "unknown": {"symbol": "x-thin-open", "size": 8, "color": style.QUIET},
}


def _stations(stations: pd.DataFrame, state: str) -> dict[str, Any]:
    edge = {"width": 1.4, "color": style.QUIET if state == "unknown" else style.PAPER}
    return {
        "type": "scatter",
        "mode": "markers",
        "x": stations["longitude"].tolist(),
        "y": stations["latitude"].tolist(),
        "customdata": stations["id"].tolist(),
        "text": [hover(said) for said in stations["hover"]],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {**LOOKS[state], "line": edge, **_sizes(stations, state)},
        "name": state,
    }


def _sizes(stations: pd.DataFrame, state: str) -> dict[str, Any]:
    """Marks by effort where it is known: their area grows with it."""
    if "effort" not in stations:
        return {}
    if state == "unknown":
        return {"opacity": FAINT}
    return {"size": [SMALL + (LARGE - SMALL) * share**0.5 for share in stations["effort"]]}


def _outside(neighbours: pd.DataFrame) -> list[dict[str, Any]]:
    """The outlines of neighbours: dashed, never filled, without any number."""
    traces = []
    for row in neighbours.itertuples(index=False):
        across, up = _outline(rings(row.geometry))
        line = {"color": style.GREY, "width": 1, "dash": "dash"}
        traces.append({"type": "scatter", "mode": "lines", "x": across, "y": up, "line": line,
                       "hoverinfo": "text", "text": verbatim(row.name),
                       "name": row.name})  # fmt: skip
    return traces


def county_figure(
    streets: pd.DataFrame,
    stations: pd.DataFrame,
    nothing: str,
    neighbours: pd.DataFrame | None = None,
) -> Figure:
    """Draw streets (geometry, name, hover, and flagged and known or look, told) and stations (…,
    state, hover, maybe effort); neighbours are outlines (geometry, name)."""
    if streets.empty and stations.empty:
        return empty(nothing)
    stations = spread(stations)
    outside = _outside(neighbours) if neighbours is not None else []
    data = [_street(row) for row in streets.itertuples(index=False)]
    data += [_stations(stations[stations["state"] == state], state) for state in STATES]
    across, up = (_range(data, axis) if outside else {} for axis in ("x", "y"))
    data = [*outside, *data, _names(streets, stations)]
    height = _height(streets, stations)
    hidden = {"visible": False, "constrain": "domain"}
    upright = {**hidden, "scaleanchor": "x", "scaleratio": 1 / cos(radians(height))}
    layout = styled(
        xaxis={**hidden, **across}, yaxis={**upright, **up}, hovermode="closest", dragmode="pan",
        clickmode="event", margin={"l": 0, "r": 0, "t": 0, "b": 0},
    )  # fmt: skip
    return {"data": data, "layout": layout}


def _range(own: list[dict[str, Any]], axis: str) -> dict[str, Any]:
    """What is seen at first: the own place and a strip around it, however far neighbours reach."""
    values = [each for trace in own for each in trace[axis] if each is not None]
    strip = STRIP * (max(values) - min(values))
    return {"range": [min(values) - strip, max(values) + strip]}


def _height(streets: pd.DataFrame, stations: pd.DataFrame) -> float:
    """The latitude whose ratio the plane takes."""
    if stations["latitude"].notna().any():
        return float(stations["latitude"].mean())
    return _middle(streets["geometry"].iloc[0])[1] if len(streets) else 0.0
