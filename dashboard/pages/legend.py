"""What the map's shapes, shades and hatchings mean."""

from itertools import pairwise

from dash import html

from dashboard.county import CHANCES
from dashboard.marks import mark
from dashboard.month import Asked
from dashboard.standing import STATES
from dashboard.text import say
from vector.catalog.index import BandedIndex, GradedIndex

EMPTIES = ("not_reported", "no_effort", "not_due", "not_required")
FLAGS = ("flagged", "calm", "unknown")


def legend(asked: Asked | None, *, outlined: bool) -> html.Div:
    """The legend of the flags, or of one index told by level, band or probability; and of the
    neighbours, where they are outlined."""
    beside = [_swatch("outline", say("map.beside"))] * outlined
    if asked is None:
        stations = [mark(f"state.{state}") for state in FLAGS]
        streets = [_swatch(each, say(f"map.street_{each}")) for each in ("calm", "some", "unknown")]
        return html.Div([*stations, *streets, *beside], className="map-legend")
    stations = [mark(f"state.{state}", word=say(_word(state, asked))) for state in STATES]
    empties = [_swatch(f"street-{each}", say(f"empty.{each}")) for each in EMPTIES]
    sizes = html.Span(say("map.sizes"))
    told = [*_values(asked), *empties, *stations, sizes, *beside]
    return html.Div(told, className="map-legend")


def _word(state: str, asked: Asked) -> str:
    then = state == "flagged" and not asked.present
    return "map.station_flagged_then" if then else f"map.station_{state}"


def _values(asked: Asked) -> list[html.Span]:
    if asked.measure == "chance":
        edges = [0, *(round(each * 100) for each in CHANCES), 100]
        pairs = pairwise(edges)
        shades = [_swatch(f"chance-{number}", f"{low}–{high}%")
                  for number, (low, high) in enumerate(pairs)]  # fmt: skip
        return [*shades, _swatch("free", say("map.no_chance"))]
    if isinstance(asked.index, GradedIndex):
        return [_swatch(f"level-{each}", say(f"level.{each}")) for each in ("A", "B", "C", "worse")]
    if isinstance(asked.index, BandedIndex):
        return [_swatch(f"band-{each}", say(f"band.{each}")) for each in range(4)]
    return [_swatch("calm", say("map.no_level"))]


def _swatch(look: str, word: str) -> html.Span:
    return html.Span([html.Span(className=f"swatch {look}"), word])
