"""What is chosen on a page stands in its address: a link to it, or it anew, shows the same."""

from typing import Any
from urllib.parse import urlencode

from dash import ClientsideFunction, Dash, Input, Output, dcc, html


def address(path: str, **chosen: Any) -> str:
    """The address of a page with what is chosen; what is not has no part in it."""
    query = urlencode({key: each for key, each in chosen.items() if each})
    return f"{path}?{query}" if query else path


def held(page: str) -> list[Any]:
    """The place on a page where a callback gives its address as it stands."""
    return [dcc.Store(id=f"{page}-link"), html.Span(id=f"{page}-linked", hidden=True)]


def register(app: Dash, page: str) -> None:
    """Show the address that a page's callback gives, while the page stands."""
    app.clientside_callback(
        ClientsideFunction("vector", "link"),
        Output(f"{page}-linked", "title"),
        Input(f"{page}-link", "data"),
        prevent_initial_call=True,
    )
