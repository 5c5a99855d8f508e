"""Figures: a frame in, a figure out as plain dicts; no query, no page, one style for all.

The graph that shows a figure is made here too, because its settings decide that nothing of a
chart can leave the house: plotly offers by itself to send a chart to its makers' server.
"""

import re
from html import escape
from textwrap import wrap
from typing import Any

from dash import dcc

from dashboard import style

Figure = dict[str, Any]
CHINESE = re.compile(r"[\u3400-\u9fff]")

CONFIG = {
    "displayModeBar": False,
    "displaylogo": False,
    "showSendToCloud": False,
    "responsive": True,
    "scrollZoom": False,
}
AXIS = {
    "gridcolor": "#e8eef2",
    "linecolor": style.LINE,
    "zerolinecolor": style.LINE,
    "tickfont": {"color": style.QUIET, "size": 12},
    "title": {"font": {"color": style.QUIET, "size": 12}},
    "automargin": True,
}


def styled(**layout: Any) -> dict[str, Any]:
    """The layout all figures share, with what one of them adds."""
    return {
        "font": {"family": style.FONT, "color": style.INK, "size": 13},
        "paper_bgcolor": style.PAPER,
        "plot_bgcolor": style.PAPER,
        "margin": {"l": 8, "r": 12, "t": 12, "b": 8},
        "showlegend": False,
        "hoverlabel": {"bgcolor": style.PAPER, "bordercolor": style.LINE, "align": "left"},
        **layout,
    }


def axis(title: str = "", **settings: Any) -> dict[str, Any]:
    """An axis of the shared style."""
    return {**AXIS, "title": {**AXIS["title"], "text": title}, **settings}


def verbatim(text: str) -> str:
    """A text that plotly shows as it is written; it takes what looks like HTML for markup."""
    return escape(text, quote=False)


def folded(text: str, widest: int) -> list[str]:
    """A text in lines that end where its words end: a long one takes a phone's room."""
    # Between Chinese words there is no space to fold at; a Latin one stays whole.
    whole = {"break_on_hyphens": False, "break_long_words": bool(CHINESE.search(text))}
    return wrap(text, widest, **whole)


def hover(text: str) -> str:
    """A text under the mouse: shown as written, the first of several lines in bold."""
    first, *rest = verbatim(text).split("\n")
    return "<br>".join([f"<b>{first}</b>", *rest]) if rest else first


def empty(sentence: str) -> Figure:
    """A figure without data, which says why in one sentence."""
    middle = {"xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5, "showarrow": False}
    note = {
        **middle,
        "text": verbatim(sentence).replace("\n", "<br>"),
        "font": {"color": style.QUIET},
    }
    hidden = {"visible": False}
    layout = styled(xaxis=hidden, yaxis=hidden, annotations=[note])
    return {"data": [], "layout": layout}


def waiting(lanes: tuple[str, ...]) -> Figure:
    """A figure to begin with, which has the lanes of the one to come.

    An axis that is new when a figure is drawn over another has no place until its margins are
    settled: the browser would complain of lines that lead to nowhere. No picture is taken of it
    (``assets/vector.js``).
    """
    figure = empty("")
    axes = {f"yaxis{lane[1:]}": {"visible": False} for lane in lanes}
    points = [{"x": [None], "y": [None], "yaxis": lane} for lane in lanes]
    return {"data": points, "layout": figure["layout"] | axes | {"meta": "waiting"}}


def graph(identity: str, look: str, lanes: tuple[str, ...] = ()) -> dcc.Graph:
    """An empty graph, to be filled by a callback; the style sheet knows the look's height."""
    return dcc.Graph(
        id=identity,
        figure=waiting(lanes),
        config=CONFIG,
        className=look,
        responsive=True,
    )
