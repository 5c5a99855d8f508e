"""The history of one index at one place: values with 95 % intervals, limits, and every gap.

A gap is never drawn as a zero: each kind of empty stands in a lane of its own below the curve,
as its shape. A value beyond the limit is a filled square, any other a ring; triangles
are flags.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from dashboard import style
from dashboard.figures import Figure, axis, empty, folded, hover, styled, verbatim
from dashboard.figures.layers import LANE as EVENTS
from dashboard.figures.layers import Layers, before, behind, upright

LANE = 0.1
# The style sheet gives the figure 420 px; so many of them are left for the values.
HEIGHT = 330
LABEL_HEIGHT = 17
WIDE, NARROW = 13, 7
# Letters in a line of a label; on a phone a longer one leaves no room for the values.
WIDEST = 12


@dataclass(frozen=True)
class Line:
    """A limit to draw: its value in the index's unit, a short label, all that is to be said of it
    under the mouse, whether it decides, and from which day to which it holds."""

    value: float
    label: str
    note: str = ""
    decides: bool = True
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Words:
    """What the figure says, in the reader's language."""

    unit: str
    nothing: str
    gaps: str
    events: str = ""


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
        "name": "values",
        "error_y": _interval(history),
        "text": [hover(said) for said in history["hover"]],
        "hovertemplate": "%{text}<extra></extra>",
        "line": {"color": style.BLUE, "width": 1.4},
        "cliponaxis": False,
        "marker": {
            "size": [11 if far else 8 for far in beyond],
            "symbol": ["square" if far else "circle-open" for far in beyond],
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
        "name": "gaps",
        "text": [shape for shape, _ in shapes],
        "textfont": {"color": [colour for _, colour in shapes], "size": 14},
        "hovertext": [hover(said) for said in gaps["hover"]],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _reach(line: Line, first: str, last: str) -> dict[str, Any]:
    """Where a limit's line begins and ends: at its days, else at the edges of the figure."""
    begins = line.since is not None and str(line.since) > first
    if not begins and line.until is None:
        return {"xref": "paper", "x0": 0, "x1": 1}
    return {
        "x0": str(line.since) if begins else first,
        "x1": str(line.until) if line.until else last,
    }


def _limit(
    line: Line, shift: float, first: str, last: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A line across, and its label: in the margin, where no point can lie under it, or where the
    limit no longer holds, at the line's end."""
    colour = style.ORANGE if line.decides else style.QUIET
    shape = {
        "type": "line",
        **_reach(line, first, last),
        "y0": line.value,
        "y1": line.value,
        "line": {"color": colour, "width": 1.4, "dash": "solid" if line.decides else "dot"},
    }
    margin = {"xref": "paper", "x": 1, "xanchor": "left", "yanchor": "middle", "yshift": shift}
    ended = {"xref": "x", "x": str(line.until), "xanchor": "right", "yanchor": "bottom"}
    label = {
        "text": "<br>".join(map(verbatim, folded(line.label, WIDEST))),
        "hovertext": hover(line.note),
        **(margin if line.until is None else ended),
        "y": line.value,
        "showarrow": False,
        "font": {"color": colour, "size": 12},
    }
    return shape, label


def _apart(values: Sequence[float], top: float, height: int) -> list[float]:
    """By how many pixels to raise each label so that no two lie on each other."""
    shifts = [0.0] * len(values)
    free = 0.0
    for place in sorted(range(len(values)), key=lambda each: values[each]):
        wanted = values[place] / top * HEIGHT if top > 0 else 0.0
        shifts[place] = max(free - wanted, 0.0)
        free = wanted + shifts[place] + height
    return shifts


def _width(label: str) -> int:
    parts = folded(label, WIDEST)
    return max(sum(NARROW if each.isascii() else WIDE for each in part) for part in parts)


def _extent(history: pd.DataFrame, gaps: pd.DataFrame, layers: Layers) -> tuple[str, str]:
    """The first and the last day of the figure, with a little room."""
    told = (history["start"].to_numpy(), gaps["start"].to_numpy(), layers.days())
    days = np.concatenate([np.array(each, "datetime64[D]") for each in told])
    first, last = pd.Timestamp(days.min()), pd.Timestamp(days.max())
    room = max((last - first) * 0.015, pd.Timedelta(days=12))
    return f"{first - room:%Y-%m-%d}", f"{last + room:%Y-%m-%d}"


def _drawn(
    history: pd.DataFrame, lines: Sequence[Line], extent: tuple[str, str], highest: float
) -> tuple[list[Any], list[Any]]:
    values = [line.value for line in lines]
    top = max([0.0, highest, *values, *history[["value", "upper"]].max().dropna()])
    pairs = [_limit(line, shift, *extent) for line, shift in _shifts(lines, top)]
    return [shape for shape, _ in pairs], [label for _, label in pairs]


def _shifts(lines: Sequence[Line], top: float) -> list[tuple[Line, float]]:
    """Each line with the shift of its label; those that have ended stand in nobody's way."""
    present = [line for line in lines if line.until is None]
    most = max((len(folded(line.label, WIDEST)) for line in present), default=1)
    shifts = iter(_apart([line.value for line in present], top, LABEL_HEIGHT * most))
    return [(line, 0.0 if line.until else next(shifts)) for line in lines]


def history_figure(
    history: pd.DataFrame,
    gaps: pd.DataFrame,
    lines: Sequence[Line],
    words: Words,
    layers: Layers | None = None,
) -> Figure:
    """Draw periods (start, value, lower, upper, beyond, hover) and gaps (start, kind, hover)."""
    if history.empty and gaps.empty:
        return empty(words.nothing)
    around = layers or Layers()
    extent = _extent(history, gaps, around)
    ahead = float(around.fan["u95"].max()) if len(around.fan) else 0.0
    shapes, labels = _drawn(history, lines, extent, ahead)
    edges, notes = upright(around)
    layout = styled(
        xaxis=axis(type="date", tickformat="%Y-%m", anchor="y2", showgrid=False,
                   range=list(extent)),
        **_heights(words, events=len(around.events) > 0),
        margin={"l": 8, "r": 16 + max((_width(line.label) for line in lines), default=0),
                "t": 12, "b": 8},
        shapes=shapes + edges,
        annotations=labels + notes,
        hovermode="closest",
    )  # fmt: skip
    traces = [_curve(history), _gaps(gaps)]
    return {"data": [*behind(around), *traces, *before(around)], "layout": layout}


def _heights(words: Words, *, events: bool) -> dict[str, Any]:
    """The axes from below: the lane of gaps, the values, and above them that of events."""
    lane = {"showticklabels": False, "showgrid": False, "fixedrange": True, "zeroline": False,
            "range": [-1, 1]}  # fmt: skip
    top = 1 - EVENTS if events else 1
    heights = {
        "yaxis": axis(words.unit, rangemode="tozero", domain=[LANE + 0.03, top], zeroline=False),
        "yaxis2": axis(words.gaps, domain=[0, LANE], **lane),
    }
    if events:
        heights["yaxis3"] = axis(words.events, domain=[top, 1], **lane)
    return heights
