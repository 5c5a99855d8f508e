"""Marks for levels, bands, flags and the kinds of empty: a shape, a colour, and always a word."""

from typing import Any

from dashboard.light import element
from dashboard.style import MARKS
from dashboard.text import say


def mark(key: str, *, word: str | None = None) -> Any:
    """A mark with its word, such as ``level.C`` or ``empty.no_effort``."""
    shape, colour = MARKS[key]
    hidden = {"aria-hidden": "true"}
    drawn = element("Span", shape, className="mark-shape", style={"color": colour}, **hidden)
    named = element("Span", say(key) if word is None else word)
    return element("Span", [drawn, named], className="mark")
