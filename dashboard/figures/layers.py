"""What stands around a history: the expected band, the forecast's fan, signals, events, breaks.

The fan is three bands in one another (95, 80 and 50 %), each paler the wider, and dashed at its
middle; the expected band has no edge, so that it is never taken for a measured value. Events stand
in a lane above as shapes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

import pandas as pd

from dashboard import style
from dashboard.figures import hover, verbatim

WIDTHS = (95, 80, 50)
FAN = {95: "rgba(176,125,0,.16)", 80: "rgba(176,125,0,.24)", 50: "rgba(176,125,0,.38)"}
BAND = "rgba(27,127,121,.13)"
LANE = 0.07
EDGE = pd.Timedelta(days=10)
COLUMNS = {
    "band": ("start", "expected", "lower", "upper"),
    "fan": ("start", "density", *(f"{end}{width}" for width in WIDTHS for end in "lu"), "hover"),
    "signals": ("start", "value", "hover"),
    "events": ("day", "kind", "hover"),
    "breaks": ("day", "label", "note"),
}


def none(name: str) -> pd.DataFrame:
    """The frame of a layer that there is nothing of."""
    return pd.DataFrame(columns=list(COLUMNS[name]))


@dataclass(frozen=True)
class Layers:
    """The frames to draw around a history; days and starts are dates written as text."""

    band: pd.DataFrame = field(default_factory=lambda: none("band"))
    fan: pd.DataFrame = field(default_factory=lambda: none("fan"))
    signals: pd.DataFrame = field(default_factory=lambda: none("signals"))
    events: pd.DataFrame = field(default_factory=lambda: none("events"))
    breaks: pd.DataFrame = field(default_factory=lambda: none("breaks"))

    def since(self, first: str) -> "Layers":
        """What is drawn from a day on."""
        parts = {each.name: getattr(self, each.name) for each in fields(self)}
        return Layers(**{
            name: part[part["day" if "day" in part else "start"] >= first]
            for name, part in parts.items()
        })  # fmt: skip

    def days(self) -> list[str]:
        """Every day on which something is drawn."""
        return [*self.band["start"], *self.fan["start"], *self.events["day"], *self.breaks["day"]]


def _area(starts: list[str], lower: list[float], upper: list[float], colour: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": starts + starts[::-1],
        "y": upper + lower[::-1],
        "fill": "toself",
        "fillcolor": colour,
        "line": {"width": 0},
        "hoverinfo": "skip",
    }


def _middle(starts: list[str], values: list[float], colour: str, dash: str) -> dict[str, Any]:
    line = {"color": colour, "width": 1.4, "dash": dash}
    return {"type": "scatter", "mode": "lines", "x": starts, "y": values, "line": line}


def behind(layers: Layers) -> list[dict[str, Any]]:
    """What is drawn under the measured values."""
    traces: list[dict[str, Any]] = []
    fan = layers.fan
    for starts, piece in _pieces(layers.band):
        traces.append(_area(starts, piece["lower"].tolist(), piece["upper"].tolist(), BAND))
        middle = _middle(starts, piece["expected"].tolist(), style.TEAL, "dot")
        traces.append({**middle, "hoverinfo": "skip", "name": "expected"})
    if len(fan):
        starts, widened = _widened(fan)
        for width in WIDTHS:
            ends = (widened[f"l{width}"].tolist(), widened[f"u{width}"].tolist())
            traces.append({**_area(starts, *ends, FAN[width]), "name": f"fan{width}"})
        traces.append(_ahead(fan))
    return traces


def _pieces(band: pd.DataFrame) -> Iterator[tuple[list[str], pd.DataFrame]]:
    """The band where it is known, in one piece or, parted by periods without it, in several."""
    known = band[["lower", "upper"]].notna().all(axis=1)
    for _, piece in band[known].groupby((~known).cumsum()[known]):
        yield (piece["start"].tolist(), piece) if len(piece) > 1 else _widened(piece)


def _widened(drawn: pd.DataFrame) -> tuple[list[str], pd.DataFrame]:
    """The same with a little width at both ends, so that a single period is seen too."""
    days = pd.to_datetime(drawn["start"])
    edges = [days.iloc[0] - EDGE, *days, days.iloc[-1] + EDGE]
    starts = [f"{day:%Y-%m-%d}" for day in edges]
    return starts, drawn.iloc[[0, *range(len(drawn)), -1]]


def _ahead(fan: pd.DataFrame) -> dict[str, Any]:
    return {
        **_middle(fan["start"].tolist(), fan["density"].tolist(), style.AMBER, "dash"),
        "mode": "lines+markers",
        "marker": {"symbol": "diamond-open", "size": 8, "color": style.AMBER},
        "text": [hover(said) for said in fan["hover"]],
        "hovertemplate": "%{text}<extra></extra>",
        "name": "forecast",
    }


def before(layers: Layers) -> list[dict[str, Any]]:
    """What is drawn over the measured values: rings around signals, and the lane of events."""
    traces: list[dict[str, Any]] = []
    if len(layers.signals):
        traces.append(_signals(layers.signals))
    if len(layers.events):
        traces.append(_events(layers.events))
    return traces


def _signals(signals: pd.DataFrame) -> dict[str, Any]:
    colour = style.MARKS["change.signal"][1]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": signals["start"].tolist(),
        "y": signals["value"].tolist(),
        "marker": {"symbol": "circle-open", "size": 20, "color": colour, "line": {"width": 2}},
        "text": [hover(said) for said in signals["hover"]],
        "hovertemplate": "%{text}<extra></extra>",
        "cliponaxis": False,
        "name": "signals",
    }


def _events(events: pd.DataFrame) -> dict[str, Any]:
    shapes = [style.MARKS[f"change.{kind}"] for kind in events["kind"]]
    return {
        "type": "scatter",
        "mode": "text",
        "x": events["day"].tolist(),
        "y": [0] * len(events),
        "yaxis": "y3",
        "text": [shape for shape, _ in shapes],
        "textfont": {"color": [colour for _, colour in shapes], "size": 15},
        "hovertext": [hover(said) for said in events["hover"]],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "name": "events",
    }


def upright(layers: Layers) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A line up for each day on which the station itself changed, with what changed."""
    breaks = list(zip(*(layers.breaks[name] for name in COLUMNS["breaks"]), strict=True))
    shapes = [
        {
            "type": "line",
            "yref": "paper",
            "x0": day,
            "x1": day,
            "y0": 0,
            "y1": 1,
            "line": {"color": style.QUIET, "width": 1.2, "dash": "dashdot"},
        }
        for day, _, _ in breaks
    ]
    labels = [
        {
            "text": verbatim(label),
            "hovertext": hover(note),
            "x": day,
            "xanchor": "left",
            "yref": "paper",
            "y": 1,
            "yanchor": "top",
            "showarrow": False,
            "font": {"color": style.QUIET, "size": 12},
        }
        for day, label, note in breaks
    ]
    return shapes, labels
