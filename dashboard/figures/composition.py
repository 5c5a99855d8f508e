"""The species of the catch by period, stacked to the whole; each by colour and by hatching."""

from typing import Any

import pandas as pd

from dashboard import style
from dashboard.figures import Figure, axis, empty, hover, styled, verbatim

# A colour and a hatching for each, so that neighbours differ without colour too.
LOOKS = (
    (style.BLUE, ""),
    (style.AMBER, "/"),
    (style.TEAL, "x"),
    ("#7b3f8c", "."),
    ("#6a9cb5", "\\"),
    (style.ORANGE, "-"),
    (style.GREY, "|"),
)


def _bars(species: str, own: pd.DataFrame, look: tuple[str, str]) -> dict[str, Any]:
    colour, shape = look
    # A hatching replaces the colour of the bar, unless it brings the colour along.
    hatching = {"shape": shape, "bgcolor": colour, "fgcolor": style.PAPER, "size": 7,
                "solidity": 0.25}  # fmt: skip
    return {
        "type": "bar",
        "name": verbatim(species),
        "x": own["period"].tolist(),
        "y": (own["share"] * 100).tolist(),
        "marker": {
            "color": colour,
            "pattern": hatching,
            "line": {"color": style.PAPER, "width": 1},
        },
        "hovertext": [hover(said) for said in own["hover"]],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def composition_figure(shares: pd.DataFrame, nothing: str) -> Figure:
    """Draw shares (period, species, share from 0 to 1, hover); species in the order to stack."""
    if shares.empty:
        return empty(nothing)
    names = list(dict.fromkeys(shares["species"]))
    data = [
        _bars(species, shares[shares["species"] == species], look)
        for species, look in zip(names, LOOKS, strict=False)
    ]
    layout = styled(
        barmode="stack",
        bargap=0.35,
        showlegend=True,
        legend={"orientation": "h", "y": -0.12, "x": 0},
        xaxis=axis(type="category", showgrid=False),
        yaxis=axis("%", range=[0, 100], zeroline=False),
    )
    return {"data": data, "layout": layout}
