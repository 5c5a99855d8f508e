"""Seasons: curves of one year over twelve months, and the year as a circle.

A month without a figure is a gap in the curve; its mark stands in the line's own lane below. Each
line has its own colour, dash and shape, and says its name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import style
from dashboard.figures import Figure, axis, empty, folded, hover, styled, verbatim

LANE, MOST_LANES, LABEL, WIDEST = 0.05, 0.4, 9, 15
MONTHS = list(range(1, 13))
DEGREES = 30.0


@dataclass(frozen=True)
class Words:
    """What the figures say, in the reader's language; ``months`` are the names of the twelve."""

    unit: str
    nothing: str
    months: Sequence[str]


@dataclass(frozen=True)
class Look:
    """How a line looks; a main line is thick and shows its intervals."""

    colour: str
    dash: str
    shape: str
    main: bool = False
    lane: bool = True


def looks(lines: Sequence[str]) -> dict[str, Look]:
    """The looks of lines that are equals."""
    return {line: Look(*style.CURVES[at % len(style.CURVES)]) for at, line in enumerate(lines)}


def looks_of_years(lines: Sequence[str], present: str) -> dict[str, Look]:
    """This year in front, the mean dashed, the years before quiet."""
    quiet = [(dash, f"{shape}-open") for _, dash, shape in style.CURVES[1:]]
    found, before = {}, 0
    for line in lines:
        if line == present:
            found[line] = Look(style.BLUE, "solid", "circle", main=True)
        elif not line.isdecimal():
            found[line] = Look(style.ORANGE, "dash", "diamond", lane=False)
        else:
            found[line] = Look(style.GREY, *quiet[before % len(quiet)])
            before += 1
    return found


def curves_figure(lines: pd.DataFrame, shown: Mapping[str, Look], words: Words) -> Figure:
    """Draw lines (line, month, value, lower, upper, kind, hover) over the twelve months."""
    if lines.empty:
        return empty(words.nothing)
    gaps = set(lines.loc[lines["kind"] != "", "line"])
    lanes = [line for line, look in shown.items() if look.lane and line in gaps]
    height = min(LANE * len(lanes), MOST_LANES)
    data = [_line(lines[lines["line"] == line], look) for line, look in shown.items()]
    data += [_lane(lines[lines["line"] == line], line) for line in lanes]
    ticks = {"tickmode": "array", "tickvals": MONTHS, "ticktext": list(words.months)}
    layout = styled(
        xaxis=axis(**ticks, range=[0.6, 12.4], showgrid=False, anchor="y2", fixedrange=True),
        yaxis=axis(words.unit, rangemode="tozero", zeroline=False,
                   domain=[height + 0.03 if lanes else 0, 1], fixedrange=True),
        yaxis2={**axis(domain=[0, max(height, 0.01)], showgrid=False, zeroline=False,
                       type="category", fixedrange=True),
                "tickfont": {"size": 11, "color": style.QUIET}, "visible": bool(lanes),
                "categoryorder": "array", "categoryarray": [_short(line) for line in lanes[::-1]]},
        showlegend=True,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal",
                "font": {"size": 11}},
        hovermode="closest",
    )  # fmt: skip
    return {"data": data, "layout": layout}


def _numbers(values: pd.Series) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in values]


def _line(whole: pd.DataFrame, look: Look) -> dict[str, Any]:
    # Nobody is asked to survey there: the curve may pass over; any other empty month breaks it.
    own = whole[whole["kind"] != "not_required"]
    bars = {}
    if look.main:
        bars["error_y"] = {
            "type": "data", "symmetric": False, "thickness": 1.2, "width": 3, "color": style.GREY,
            "array": _numbers(own["upper"] - own["value"]),
            "arrayminus": _numbers(own["value"] - own["lower"]),
        }  # fmt: skip
    wide = 2.4 if look.main else 1.5
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": "<br>".join(map(verbatim, folded(str(whole["line"].iloc[0]), WIDEST))),
        "x": own["month"].astype(int).tolist(),
        "y": _numbers(own["value"]),
        "connectgaps": False,
        "text": [hover(said) for said in own["hover"]],
        "hovertemplate": "%{text}<extra></extra>",
        "line": {"color": look.colour, "dash": look.dash, "width": wide},
        "marker": {"symbol": look.shape, "size": 8 if look.main else 6, "color": look.colour},
        "cliponaxis": False,
        **bars,
    }


def _lane(own: pd.DataFrame, line: str) -> dict[str, Any]:
    gaps = own[own["kind"] != ""]
    marks = [style.MARKS[f"empty.{kind}"] for kind in gaps["kind"]]
    return {
        "type": "scatter",
        "mode": "text",
        "x": gaps["month"].astype(int).tolist(),
        "y": [_short(line)] * len(gaps),
        "yaxis": "y2",
        "showlegend": False,
        "text": [shape for shape, _ in marks],
        "textfont": {"color": [colour for _, colour in marks], "size": 12},
        "hovertext": [hover(said) for said in gaps["hover"]],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _short(line: str) -> str:
    """The line's name beside its lane."""
    return verbatim(line if len(line) <= LABEL else f"{line[: LABEL - 1]}…")


def circle_figure(cells: pd.DataFrame, season: Any | None, words: Words, direction: str) -> Figure:
    """Draw the year as a circle: months as bars, the mean direction, and the high season.

    ``season`` (angle, spread in degrees) is None where no season may be shown; then neither arrow
    nor arc is drawn.
    """
    if cells["value"].notna().sum() == 0:
        return empty(words.nothing)
    top = float(cells["value"].max()) or 1.0
    data = [_months(cells)]
    if season is not None:
        data += [_arc(season, top * 1.12), _arrow(season, top, direction)]
    layout = styled(
        margin={"l": 34, "r": 34, "t": 24, "b": 24},
        polar={
            "bgcolor": style.PAPER,
            "angularaxis": {
                "direction": "clockwise", "rotation": 90, "gridcolor": "#e8eef2",
                "tickmode": "array", "ticktext": list(words.months),
                "tickvals": [(month - 0.5) * DEGREES for month in MONTHS],
                "linecolor": style.LINE, "tickfont": {"color": style.QUIET, "size": 12},
            },
            "radialaxis": {
                "gridcolor": "#e8eef2", "linecolor": style.LINE, "angle": 90, "tickangle": 90,
                "tickfont": {"color": style.QUIET, "size": 10}, "range": [0, top * 1.18],
                "nticks": 4,
            },
        },
        dragmode=False,
    )  # fmt: skip
    return {"data": data, "layout": layout}


def _months(cells: pd.DataFrame) -> dict[str, Any]:
    return {
        "type": "barpolar",
        "r": _numbers(cells["value"]),
        "theta": [(month - 0.5) * DEGREES for month in cells["month"].astype(int)],
        "width": [DEGREES * 0.9] * len(cells),
        "marker": {"color": "#b4cdda", "line": {"color": style.BLUE, "width": 1}},
        "text": [hover(said) for said in cells["hover"]],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _arrow(season: Any, top: float, direction: str) -> dict[str, Any]:
    return {
        "type": "scatterpolar",
        "mode": "lines+markers",
        "r": [0, top * 1.05],
        "theta": [season.angle, season.angle],
        "line": {"color": style.ORANGE, "width": 3},
        "marker": {"symbol": ["circle", "triangle-up"], "size": [5, 13], "color": style.ORANGE,
                   "angleref": "previous"},
        "text": [hover(direction)] * 2,
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip


def _arc(season: Any, radius: float) -> dict[str, Any]:
    spread = min(float(season.spread), 180.0)
    steps = max(int(2 * spread // 4), 2)
    start = float(season.angle) - spread
    return {
        "type": "scatterpolar",
        "mode": "lines",
        "r": [radius] * (steps + 1),
        "theta": [start + 2 * spread * step / steps for step in range(steps + 1)],
        "line": {"color": style.ORANGE, "width": 5},
        "opacity": 0.75,
        "hoverinfo": "skip",
    }
