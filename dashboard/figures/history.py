"""The history of one index at one place: values with 95 % intervals, limits, and every gap.

A gap is never drawn as a zero: each kind of empty stands in a lane of its own below the curve,
as its shape. A value beyond the limit is a filled triangle, any other a ring.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import style
from dashboard.figures import Figure, axis, empty, styled

LANE = 0.1


@dataclass(frozen=True)
class Line:
    """A limit to draw: its value in the index's unit, what it is, and whether it decides."""

    value: float
    label: str
    decides: bool = True


@dataclass(frozen=True)
class Words:
    """What the figure says, in the reader's language."""

    unit: str
    nothing: str
    gaps: str


def _numbers(values: pd.Series) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in values]


def _interval(history: pd.DataFrame) -> dict[str, Any]:
    return {
        "type": "data",
        "symmetric": False,
        "array": _numbers(history["upper"] - history["value"]),
        "arrayminus": _numbers(history["value"] - history["lower"]),
        "color": style.GREY,
        "thickness": 1.2,
        "width": 3,
    }


def _curve(history: pd.DataFrame) -> dict[str, Any]:
    beyond = history["beyond"].to_numpy(bool)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": history["start"].dt.strftime("%Y-%m-%d").tolist(),
        "y": _numbers(history["value"]),
        "connectgaps": False,
        "error_y": _interval(history),
        "text": history["hover"].tolist(),
        "hovertemplate": "%{text}<extra></extra>",
        "line": {"color": style.BLUE, "width": 1.4},
        "cliponaxis": False,
        "marker": {
            "size": [11 if far else 8 for far in beyond],
            "symbol": ["triangle-up" if far else "circle-open" for far in beyond],
            "color": [style.ORANGE if far else style.BLUE for far in beyond],
            "line": {"width": 2, "color": [style.ORANGE if far else style.BLUE for far in beyond]},
            "opacity": 1,
        },
    }


def _gaps(gaps: pd.DataFrame) -> dict[str, Any]:
    shapes = [style.MARKS[f"empty.{kind}"] for kind in gaps["kind"]]
    return {
        "type": "scatter",
        "mode": "text",
        "x": gaps["start"].dt.strftime("%Y-%m-%d").tolist(),
        "y": [0] * len(gaps),
        "yaxis": "y2",
        "text": [shape for shape, _ in shapes],
        "textfont": {"color": [colour for _, colour in shapes], "size": 14},
        "hovertext": gaps["hover"].tolist(),
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _limit(line: Line) -> tuple[dict[str, Any], dict[str, Any]]:
    colour = style.ORANGE if line.decides else style.GREY
    shape = {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": line.value,
        "y1": line.value,
        "line": {"color": colour, "width": 1.4, "dash": "solid" if line.decides else "dot"},
    }
    label = {
        "text": line.label,
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "y": line.value,
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"color": colour, "size": 12},
        "bgcolor": "rgba(255,255,255,0.7)",
    }
    return shape, label


def history_figure(
    history: pd.DataFrame, gaps: pd.DataFrame, lines: Sequence[Line], words: Words
) -> Figure:
    """Draw periods (start, value, lower, upper, beyond, hover) and gaps (start, kind, hover)."""
    if history.empty and gaps.empty:
        return empty(words.nothing)
    drawn = [_limit(line) for line in lines]
    lane = axis(words.gaps, domain=[0, LANE], showticklabels=False, showgrid=False, fixedrange=True)
    layout = styled(
        xaxis=axis(type="date", tickformat="%Y-%m", anchor="y2", showgrid=False),
        yaxis=axis(words.unit, rangemode="tozero", domain=[LANE + 0.03, 1], zeroline=False),
        yaxis2={**lane, "range": [-1, 1], "zeroline": False},
        shapes=[shape for shape, _ in drawn],
        annotations=[label for _, label in drawn],
        hovermode="closest",
    )
    return {"data": [_curve(history), _gaps(gaps)], "layout": layout}
