"""A ranking as a figure: one line a street, its density with interval, the worst on top."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import style
from dashboard.figures import Figure, axis, empty, hover, styled, verbatim

MOST = 24
# board → shape and colour
LOOKS = {
    "black": ("triangle-up", style.ORANGE),
    "middle": ("circle-open", style.QUIET),
    "red": ("circle", style.BLUE),
}


@dataclass(frozen=True)
class Words:
    """What the figure says, in the reader's language; ``boards`` names each board."""

    unit: str
    nothing: str
    boards: dict[str, str]


def extremes(rows: pd.DataFrame) -> pd.DataFrame:
    """The worst and the best where there are more streets than a figure holds."""
    return rows if len(rows) <= MOST else pd.concat([rows[: MOST // 2], rows[-MOST // 2 :]])


def ranking_figure(rows: pd.DataFrame, words: Words) -> Figure:
    """Draw rows (street, rank, value, lower, upper, board, hover), the worst on top."""
    if rows.empty:
        return empty(words.nothing)
    shown = extremes(rows)
    labels = [f"{row.rank} {verbatim(row.street)}" for row in shown.itertuples()]
    data = [
        _board(shown.assign(label=labels)[shown["board"].to_numpy() == board], board, words)
        for board in LOOKS
    ]
    layout = styled(
        xaxis=axis(words.unit, rangemode="tozero", zeroline=False, fixedrange=True),
        yaxis=axis(type="category", categoryorder="array", categoryarray=labels[::-1],
                   showgrid=False, fixedrange=True),
        showlegend=True,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": {"size": 12}},
        hovermode="closest",
    )  # fmt: skip
    return {"data": [each for each in data if each["x"]], "layout": layout}


def _board(own: pd.DataFrame, board: str, words: Words) -> dict[str, Any]:
    shape, colour = LOOKS[board]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": verbatim(words.boards[board]),
        "x": own["value"].astype(float).tolist(),
        "y": own["label"].tolist(),
        "error_x": {
            "type": "data", "symmetric": False, "color": style.GREY, "thickness": 1.4, "width": 4,
            "array": (own["upper"] - own["value"]).astype(float).tolist(),
            "arrayminus": (own["value"] - own["lower"]).astype(float).tolist(),
        },
        "text": [hover(said) for said in own["hover"]],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"symbol": shape, "color": colour, "size": 11, "line": {"width": 2,
                                                                         "color": colour}},
    }  # fmt: skip
