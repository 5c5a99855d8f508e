"""The pieces pages are built of: a head, panels, a word about each, and the empty state."""

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.help import PANELS, help_for, helps
from dashboard.marks import mark
from dashboard.service import account
from dashboard.text import say
from vector.work.rights import may

# The buttons of a calendar.
TURNS = (
    "monthLevelControl", "yearLevelControl", "previousMonth", "nextMonth", "previousYear",
    "nextYear", "previousDecade", "nextDecade",
)  # fmt: skip


def head(title: str, said: str, *, identity: str) -> html.Div:
    """The head of a page: what it is, and for whom and when."""
    return html.Div([html.H1(title), html.P(said)], className="page-head", id=identity)


def panel(title: str, *content: Any, explained: str = "", **attributes: Any) -> html.Section:
    """A panel under its heading; ``explained`` is the heading's key among the statistics'."""
    heading: Any = html.H2(title)
    statistics = PANELS[explained] if explained else ()
    if len(statistics) == 1:
        heading = html.Div([heading, help_for(*statistics)], className="panel-head")
    row = [helps(statistics)] if len(statistics) > 1 else []
    return html.Section([heading, *row, *content], className="panel", **attributes)


def about(sentence: str) -> html.P:
    """A quiet sentence that says how to read what follows."""
    return html.P(sentence, className="about")


def nothing(sentence: str, *, good: bool = False) -> html.P:
    """Where there is nothing to show: why, and whether that is good."""
    return html.P(sentence, className="nothing good" if good else "nothing")


def begin(sentence: str) -> html.Div:
    """Where nothing is stored yet: how to begin, and the way there for who may upload."""
    way: Any = html.P(say("begin.staff"))
    if may(account(), "upload"):
        way = dcc.Link(say("upload.go"), href="/upload")
    return html.Div([html.P(sentence), way], className="nothing begin")


def fold(identity: str, title: str, filled: str, *, looks: str = "folded") -> html.Details:
    """A fold whose content is asked for while it stands open, however it came to: by a click, a
    key or the browser's search in the page. The browser passes that on as its ``open``."""
    content = dcc.Loading(html.Div(id=filled, className="waiting"), type="dot")
    return html.Details([html.Summary(title), content], id=identity, className=f"{looks} asked")


def day_field(
    identity: str, label: str, *, first: str = "", last: str = "", **settings: Any
) -> dmc.DateInput:
    """A field for a day, from and until when: written year-month-day in whatever browser, or chosen
    in a calendar whose every button has a name."""
    bounds = {name: day for name, day in (("minDate", first), ("maxDate", last)) if day}
    return dmc.DateInput(
        id=identity, label=label, valueFormat="YYYY-MM-DD", placeholder=say("day.form"),
        monthLabelFormat="YYYY-MM", hideOutsideDates=True, weekendDays=[],
        ariaLabels={each: say(f"day.{each}") for each in TURNS}, **bounds, **settings,
    )  # fmt: skip


def said(sentence: Any, *, raised: bool = False) -> html.Div:
    """A sentence that stands out."""
    return html.Div(sentence, className="said raised" if raised else "said")


def warned(sentence: str) -> html.Span:
    """A warning that must be read with what it stands beside."""
    return html.Span(mark("flag.unsure", word=sentence), className="small warned")
