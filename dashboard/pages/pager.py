"""翻页: a list that is longer than what is shown at once, one part after another."""

from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update

from dashboard.text import say


def pager(name: str, begin: int, size: int, shown: int, *, more: bool) -> Any:
    """Buttons to the newer and the older part, where there are some."""
    words = say("pager.shown", first=begin + 1, last=begin + shown)
    return _buttons(name, begin, size, words, ("newer", "older"), more=more)


def leaves(name: str, begin: int, size: int, count: int) -> Any:
    """The same for a list whose length is known, and which is not by time."""
    last = min(begin + size, count)
    words = say("pager.of", first=begin + 1, last=last, count=count)
    return _buttons(name, begin, size, words, ("back", "forth"), more=last < count)


def _buttons(
    name: str, begin: int, size: int, words: str, said: tuple[str, str], *, more: bool
) -> Any:
    store = dcc.Store(id=f"{name}-from", data={"begin": begin, "size": size})
    back, forth = (say(f"pager.{each}") for each in said)
    buttons = [
        dmc.Button(back, id=f"{name}-newer", variant="subtle", disabled=not begin),
        html.Span(words),
        dmc.Button(forth, id=f"{name}-older", variant="subtle", disabled=not more),
    ]
    display = None if begin or more else "none"
    return html.Div([store, dmc.Group(buttons, display=display, mt="xs")])


def turned(name: str) -> Any:
    """What stands beside such a list: where the part begins that a button asked for last."""
    return dcc.Store(id=f"{name}-turned")


def register(app: Dash, name: str, panel: Any, right: str, *states: State, **options: Any) -> None:
    """Show the part that a button asks for, of what ``states`` narrow the list to."""
    # In the browser: Dash takes every new pair of buttons for a click, and would ask the server.
    app.clientside_callback(
        ClientsideFunction("vector", "turn"),
        Output(f"{name}-turned", "data"),
        Input(f"{name}-newer", "n_clicks"),
        Input(f"{name}-older", "n_clicks"),
        State(f"{name}-from", "data"),
        prevent_initial_call=True,
    )

    def turn(begin: int | None, *chosen: Any) -> Any:
        return no_update if begin is None else panel(*chosen, begin=max(0, begin))

    turn.__name__ = "turn_" + name.replace("-", "_")
    app.callback(
        Output(name, "children", allow_duplicate=True),
        Input(f"{name}-turned", "data"),
        *states,
        prevent_initial_call=True,
        right=right,
        **options,
    )(turn)
