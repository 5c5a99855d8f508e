"""Marks for levels, bands, flags and the kinds of empty: a shape, a colour, and always a word."""

from dash import html

from dashboard.style import MARKS
from dashboard.text import say


def mark(key: str, *, word: str | None = None) -> html.Span:
    """A mark with its word, such as ``level.C`` or ``empty.no_effort``."""
    shape, colour = MARKS[key]
    hidden = {"aria-hidden": "true"}
    drawn = html.Span(shape, className="mark-shape", style={"color": colour}, **hidden)
    return html.Span([drawn, html.Span(say(key) if word is None else word)], className="mark")
