"""The help beside each statistic: what a number is, and what it is not, in plain words.

A heading that names a statistic stands in ``STATISTICS`` with its help; wherever such a heading is
made by ``heads`` or ``term``, a “?” stands beside it, opened by click or keyboard.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from dash import html

from dashboard.text import say

# The text key of a heading → the help that explains it.
STATISTICS: dict[str, str] = {
    "ahead.band50": "fan",
    "ahead.band80": "fan",
    "ahead.band95": "fan",
    "ahead.chance": "beyond",
    "ahead.density": "forecast",
    "assessment.counts": "counts",
    "assessment.enough": "adequacy",
    "assessment.fix": "suppose",
    "assessment.level": "level",
    "assessment.limit": "limit",
    "assessment.value": "density",
    "assessment.verdict": "city",
    "assessment.why": "margin",
    "attention.value": "density",
    "composition.species": "share",
    "diary.beyond": "limit",
    "diary.effort": "effort",
    "diary.expected": "expected",
    "diary.interval": "interval",
    "diary.value": "density",
    "flag.limit": "limit",
    "flag.value": "density",
    "likely.chance": "beyond",
    "likely.density": "forecast",
    "limits.limit": "limit",
    "number.interval_name": "interval",
    "overview.level": "level",
    "overview.of_due": "completeness",
    "prospect.chance": "beyond",
    "prospect.density": "forecast",
    "prospect.effort": "effort",
    "prospect.interval": "fan",
    "ranking.board": "board",
    "ranking.change": "compare",
    "ranking.effort": "effort",
    "ranking.rank": "rank",
    "ranking.value": "density",
    "season.high": "season",
    "season.peak": "season",
    "season.rayleigh": "rayleigh",
    "season.strength": "strength",
    "station.effort": "effort",
    "station.judged": "level",
    "station.latest": "density",
    "station.likelihood": "beyond",
    "station.limit": "limit",
}
# The same for the heading of a whole panel.
PANELS: dict[str, tuple[str, ...]] = {
    "ahead.title": ("forecast", "score"),
    "alerts.list": ("flag",),
    "assessment.city": ("city",),
    "assessment.indices": ("interval",),
    "assessment.levels": ("level",),
    "assessment.sizes": ("adequacy",),
    "campaign.title": ("ratio",),
    "composition.title": ("share",),
    "diary.title": ("signal",),
    "limits.title": ("limit",),
    "overview.early": ("beyond",),
    "overview.flagged_now": ("flag",),
    "overview.flags": ("flag",),
    "overview.foreseen": ("early",),
    "overview.levels": ("level",),
    "prospect.title": ("forecast", "score"),
    "ranking.streets": ("rank",),
    "season.circle": ("season",),
    "season.curves": ("density", "interval", "change"),
    "season.peaks": ("season", "strength"),
    "station.history": ("expected", "fan"),
}


def help_for(statistic: str) -> html.Details:
    """A “?” that opens what a statistic is, and what it is not."""
    what, mind = say(f"help.{statistic}.name"), say("help.is_not")
    words = f"\n{say(f'help.{statistic}.is')}\n{mind}{say(f'help.{statistic}.not')}"
    # A page has ten of them, and a browser draws each element of each before the page stands.
    opener = html.Summary("?", **{"aria-label": say("help.of", what=what)})
    return html.Details([opener, html.P([html.Strong(what), words])], className="help")


def helps(statistics: Iterable[str]) -> html.Div:
    """Some of them in a row, each behind its name: for a figure that has no headings."""
    shown = [
        html.Span([say(f"help.{each}.name"), help_for(each)], className="helped")
        for each in statistics
    ]
    return html.Div(shown, className="helps")


def term(key: str) -> Any:
    """A heading's word, with its help where it names a statistic."""
    word, statistic = say(key), STATISTICS.get(key)
    return [word, help_for(statistic)] if statistic else word


def heads(section: str, columns: Sequence[str]) -> html.Thead:
    """The headings of a table's columns, from one section of the texts."""
    keys = [f"{section}.{column}" for column in columns]
    cells = [
        html.Th(term(key), scope="col", className="explained" if key in STATISTICS else "")
        for key in keys
    ]
    return html.Thead(html.Tr(cells))
