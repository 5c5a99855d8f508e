"""The history of one index at one place: values with 95 % intervals, limits, and every gap.

A gap is never drawn as a zero: each kind of empty stands in a lane of its own below the curve,
as its shape. A value beyond the limit is a filled triangle, any other a ring.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import style
from dashboard.figures import Figure, axis, empty, hover, styled, verbatim

LANE = 0.1
# The style sheet gives the figure 420 px; so many of them are left for the values.
HEIGHT = 330
LABEL_HEIGHT = 17
WIDE, NARROW = 13, 7


@dataclass(frozen=True)
class Line:
    """A limit to draw: its value in the index's unit, a short label, all that is to be said of it
    under the mouse, and whether it decides."""

    value: float
    label: str
    note: str = ""
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
        "text": [hover(said) for said in history["hover"]],
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
        "hovertext": [hover(said) for said in gaps["hover"]],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _limit(line: Line, shift: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """A line across, and its label in the margin, where no point can lie under it."""
    colour = style.ORANGE if line.decides else style.QUIET
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
        "text": verbatim(line.label),
        "hovertext": hover(line.note),
        "xref": "paper",
        "x": 1,
        "xanchor": "left",
        "y": line.value,
        "yanchor": "middle",
        "yshift": shift,
        "showarrow": False,
        "font": {"color": colour, "size": 12},
    }
    return shape, label


def _apart(values: Sequence[float], top: float) -> list[float]:
    """By how many pixels to raise each label so that no two lie on each other."""
    shifts = [0.0] * len(values)
    free = 0.0
    for place in sorted(range(len(values)), key=lambda each: values[each]):
        wanted = values[place] / top * HEIGHT if top > 0 else 0.0
        shifts[place] = max(free - wanted, 0.0)
        free = wanted + shifts[place] + LABEL_HEIGHT
    return shifts


def _width(label: str) -> int:
    return sum(NARROW if letter.isascii() else WIDE for letter in label)


def _drawn(history: pd.DataFrame, lines: Sequence[Line]) -> tuple[list[Any], list[Any]]:
    values = [line.value for line in lines]
    top = max([0.0, *values, *history[["value", "upper"]].max().dropna()])
    pairs = [_limit(*each) for each in zip(lines, _apart(values, top), strict=True)]
    return [shape for shape, _ in pairs], [label for _, label in pairs]


def history_figure(
    history: pd.DataFrame, gaps: pd.DataFrame, lines: Sequence[Line], words: Words
) -> Figure:
    """Draw periods (start, value, lower, upper, beyond, hover) and gaps (start, kind, hover)."""
    if history.empty and gaps.empty:
        return empty(words.nothing)
    shapes, labels = _drawn(history, lines)
    lane = axis(words.gaps, domain=[0, LANE], showticklabels=False, showgrid=False, fixedrange=True)
    layout = styled(
        xaxis=axis(type="date", tickformat="%Y-%m", anchor="y2", showgrid=False),
        yaxis=axis(words.unit, rangemode="tozero", domain=[LANE + 0.03, 1], zeroline=False),
        yaxis2={**lane, "range": [-1, 1], "zeroline": False},
        margin={"l": 8, "r": 16 + max((_width(line.label) for line in lines), default=0),
                "t": 12, "b": 8},
        shapes=shapes,
        annotations=labels,
        hovermode="closest",
    )  # fmt: skip
    return {"data": [_curve(history), _gaps(gaps)], "layout": layout}
