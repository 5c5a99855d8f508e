"""翻页: a list that is longer than what is shown at once, one part after another."""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update

from dashboard.text import say


def pager(name: str, begin: int, shown: int, *, more: bool) -> Any:
    """Buttons to the newer and the older part, where there are some."""
    store = dcc.Store(id=f"{name}-from", data=begin)
    words = say("pager.shown", first=begin + 1, last=begin + shown)
    buttons = [
        dmc.Button(say("pager.newer"), id=f"{name}-newer", variant="subtle", disabled=not begin),
        html.Span(words),
        dmc.Button(say("pager.older"), id=f"{name}-older", variant="subtle", disabled=not more),
    ]
    display = None if begin or more else "none"
    return html.Div([store, dmc.Group(buttons, display=display, mt="xs")])


def register(app: Dash, name: str, panel: Any, size: int, right: str) -> None:
    """Show the part that a button asks for."""

    def turn(newer: int | None, older: int | None, begin: int | None) -> Any:
        if not newer and not older:
            return no_update
        step = size if ctx.triggered_id == f"{name}-older" else -size
        return panel(begin=max(0, (begin or 0) + step))

    turn.__name__ = f"turn_{name}"
    app.callback(
        Output(name, "children", allow_duplicate=True),
        Input(f"{name}-newer", "n_clicks"),
        Input(f"{name}-older", "n_clicks"),
        State(f"{name}-from", "data"),
        prevent_initial_call=True,
        right=right,
    )(turn)
