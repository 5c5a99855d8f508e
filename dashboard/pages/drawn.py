"""What the figure of a station's history draws: its legend, and why something is not in it."""

from typing import Any

import pandas as pd
from dash import html

from dashboard.figures.layers import Layers
from dashboard.history import History
from dashboard.marks import mark
from dashboard.panel import about
from dashboard.service import service
from dashboard.style import MARKS
from dashboard.text import say
from dashboard.unforeseen import why
from vector.work.single import Single


def legend(shown: History, layers: Layers) -> html.Div:
    """What the marks and shades mean that the figure draws, and no others."""
    drawn = {
        *(f"empty.{kind}" for kind in shown.gaps["kind"]),
        *(f"change.{kind}" for kind in layers.events["kind"]),
    }
    areas = [
        html.Span([html.Span(className=f"swatch {each}"), say(f"station.area_{each}")])
        for each in ("expected", "fan")
        if _has(layers, each)
    ]
    marks = [mark(key) for key in MARKS if key in drawn]
    return html.Div([*areas, *marks], className="legend")


def _has(layers: Layers, area: str) -> bool:
    if area == "fan":
        return len(layers.fan) > 0
    return bool(layers.band[["lower", "upper"]].notna().all(axis=1).any())


def undrawn(whole: History, layers: Layers, shown: Layers, series: Single | None) -> list[Any]:
    """Why the figure has no expected range or no forecast; what is so of both is told once.

    ``layers``: of all the years; ``shown``: of those chosen; ``series``: what the method of the
    latest period counted.
    """
    method = str(whole.judged["method"].iloc[-1])
    missing = [area for area in ("fan", "expected") if not _has(shown, area)]
    reasons = {}
    if "fan" in missing or series is None:
        reasons["fan"] = why(series, whole.index, method)
    if series is None:
        # A forecast may still stand that was made of counts withdrawn since.
        return [_told("both" if "fan" in missing else "expected", reasons["fan"])]
    if "expected" in missing:
        reasons["expected"] = _unexpected(whole, layers)
    return [_told(area, reasons[area]) for area in missing]


def _told(what: str, reason: str) -> Any:
    return about(say(f"station.undrawn_{what}", why=reason))


def _unexpected(whole: History, layers: Layers) -> str:
    """Why nothing is expected of a series that there is."""
    if _has(layers, "expected"):
        return say("unexpected.span")
    if len(layers.band):
        return say("unexpected.method" if len(whole.methods) > 1 else "unexpected.unsettled")
    rules, changed = service().catalog.outbreak, _changed(whole.judged, layers)
    key = "unexpected.changed" if changed else "unexpected.few"
    return say(key, day=changed, years=rules.years, needed=rules.needed_years)


def _changed(judged: pd.DataFrame, layers: Layers) -> str:
    """The last day on which the station changed between two surveys; "" where there is none."""
    first, last = (str(day)[:10] for day in (judged["start"].min(), judged["end"].max()))
    days = [day for day in layers.breaks["day"] if first < day <= last]
    return max(days, default="")
