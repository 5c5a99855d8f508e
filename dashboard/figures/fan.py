"""The forecast as a fan: what was counted, what is expected, and how far it may lie from that."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import style
from dashboard.figures import Figure, axis, empty, hover, styled, verbatim


@dataclass(frozen=True)
class Words:
    """What the fan says, in the reader's language."""

    unit: str
    nothing: str
    counted: str
    expected: str
    bands: Mapping[int, str]
    limit: str = ""


def fan_figure(
    past: pd.DataFrame, ahead: pd.DataFrame, limit: float | None, words: Words
) -> Figure:
    """Draw what was (start, value, hover) and what is foreseen.

    ``ahead`` has start, value, ``low50``, ``high50`` … ``high95``, chance ("" where there is no
    limit) and hover.
    """
    if ahead.empty:
        return empty(words.nothing)
    data = [_band(ahead, share, colour, words) for share, colour in style.BANDS]
    data += [_counted(past, words), _expected(ahead, words)]
    across = [] if limit is None else [_limit(limit)]
    labels = [] if limit is None else [_label(limit, words.limit)]
    layout = styled(
        xaxis=axis(type="date", tickformat="%Y-%m", showgrid=False, fixedrange=True),
        yaxis=axis(words.unit, rangemode="tozero", zeroline=False, fixedrange=True),
        shapes=across,
        annotations=labels + _chances(ahead),
        showlegend=True,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": {"size": 12}},
        hovermode="closest",
    )
    return {"data": data, "layout": layout}


def _days(frame: pd.DataFrame) -> list[str]:
    return pd.to_datetime(frame["start"]).dt.strftime("%Y-%m-%d").tolist()


def _numbers(values: pd.Series) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in values]


def _band(ahead: pd.DataFrame, share: int, colour: str, words: Words) -> dict[str, Any]:
    days = _days(ahead)
    # A single period would be a line: it is shown as wide as half a month.
    if len(days) == 1:
        middle = pd.Timestamp(days[0])
        days = [str((middle + pd.Timedelta(days=shift)).date()) for shift in (-7, 7)]
        ahead = pd.concat([ahead, ahead])
    return {
        "type": "scatter",
        "mode": "lines",
        "x": days + days[::-1],
        "y": _numbers(ahead[f"high{share}"]) + _numbers(ahead[f"low{share}"])[::-1],
        "fill": "toself",
        "fillcolor": colour,
        "line": {"width": 0.6, "color": "rgba(31,86,115,0.35)"},
        "name": verbatim(words.bands[share]),
        "hoverinfo": "skip",
    }


def _counted(past: pd.DataFrame, words: Words) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": _days(past) if len(past) else [],
        "y": _numbers(past["value"]),
        "connectgaps": False,
        "text": [hover(said) for said in past["hover"]],
        "hovertemplate": "%{text}<extra></extra>",
        "name": verbatim(words.counted),
        "line": {"color": style.INK, "width": 1.6},
        "marker": {"symbol": "circle", "size": 7, "color": style.INK},
    }


def _expected(ahead: pd.DataFrame, words: Words) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": _days(ahead),
        "y": _numbers(ahead["value"]),
        "text": [hover(said) for said in ahead["hover"]],
        "hovertemplate": "%{text}<extra></extra>",
        "name": verbatim(words.expected),
        "line": {"color": style.BLUE, "width": 2, "dash": "dash"},
        "marker": {"symbol": "circle-open", "size": 9, "color": style.BLUE, "line": {"width": 2}},
    }


def _limit(value: float) -> dict[str, Any]:
    line = {"color": style.ORANGE, "width": 1.4}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": value, "y1": value,
            "line": line}  # fmt: skip


def _label(value: float, text: str) -> dict[str, Any]:
    return {
        "text": verbatim(text), "xref": "paper", "x": 0, "xanchor": "left", "y": value,
        "yanchor": "bottom", "showarrow": False, "font": {"color": style.ORANGE, "size": 12},
    }  # fmt: skip


def _chances(ahead: pd.DataFrame) -> list[dict[str, Any]]:
    """The probability of passing the limit, above each period's widest band."""
    return [
        {
            "text": verbatim(row.chance), "x": str(row.start)[:10], "y": row.high95,
            "yanchor": "bottom", "showarrow": False,
            "font": {"color": style.ORANGE, "size": 12},
        }
        for row in ahead.itertuples() if row.chance
    ]  # fmt: skip
