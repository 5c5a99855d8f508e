"""翻页: a list that is longer than what is shown at once, one part after another."""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update

from dashboard.text import say


def pager(name: str, begin: int, shown: int, *, more: bool) -> Any:
    """Buttons to the newer and the older part, where there are some."""
    words = say("pager.shown", first=begin + 1, last=begin + shown)
    return _buttons(name, begin, words, ("newer", "older"), more=more)


def leaves(name: str, begin: int, size: int, count: int) -> Any:
    """The same for a list whose length is known, and which is not by time."""
    last = min(begin + size, count)
    words = say("pager.of", first=begin + 1, last=last, count=count)
    return _buttons(name, begin, words, ("back", "forth"), more=last < count)


def _buttons(name: str, begin: int, words: str, said: tuple[str, str], *, more: bool) -> Any:
    store = dcc.Store(id=f"{name}-from", data=begin)
    back, forth = (say(f"pager.{each}") for each in said)
    buttons = [
        dmc.Button(back, id=f"{name}-newer", variant="subtle", disabled=not begin),
        html.Span(words),
        dmc.Button(forth, id=f"{name}-older", variant="subtle", disabled=not more),
    ]
    display = None if begin or more else "none"
    return html.Div([store, dmc.Group(buttons, display=display, mt="xs")])


def register(
    app: Dash, name: str, panel: Any, size: int, right: str, *states: State, **options: Any
) -> None:
    """Show the part that a button asks for, of what ``states`` narrow the list to."""

    def turn(newer: int | None, older: int | None, begin: int | None, *chosen: Any) -> Any:
        if not newer and not older:
            return no_update
        step = size if ctx.triggered_id == f"{name}-older" else -size
        return panel(*chosen, begin=max(0, (begin or 0) + step))

    turn.__name__ = "turn_" + name.replace("-", "_")
    app.callback(
        Output(name, "children", allow_duplicate=True),
        Input(f"{name}-newer", "n_clicks"),
        Input(f"{name}-older", "n_clicks"),
        State(f"{name}-from", "data"),
        *states,
        prevent_initial_call=True,
        right=right,
        **options,
    )(turn)
