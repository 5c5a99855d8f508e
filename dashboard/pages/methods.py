"""方法: by which of several methods of an index the page of seasons tells all it tells."""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, html
from sqlalchemy.orm import Session

from dashboard.seasonal import Scope, scope
from dashboard.service import service
from dashboard.text import name, say
from vector.catalog import Index
from vector.store.engine import session


def choice(reading: Session, index: Index, *chosen: str | None) -> html.Div:
    """The choice of a method, which only shows itself where there is one."""
    several = len(index.methods) > 1
    looked = scope(reading, index.id, *chosen) if several else None
    options, usual, alone = _offered(looked)
    method = looked.method if looked and looked.method == chosen[2] else None
    field = dmc.Select(
        id="season-method", label=say("station.method"), data=options, value=method,
        placeholder=usual, clearable=True, w=210,
    )  # fmt: skip
    return html.Div(field, id="season-methods", hidden=alone)


def _offered(looked: Scope | None) -> tuple[list[dict[str, str]], str, bool]:
    """The methods that counted there, what is shown unless one is chosen, and whether it is all."""
    if looked is None or not looked.others:
        return [], "", True
    methods = service().catalog.methods
    found = {looked.method, *looked.others}
    options = [{"value": each, "label": name(methods[each])}
               for each in looked.index.methods if each in found]  # fmt: skip
    return options, say("season.most_surveyed", method=name(methods[looked.usual])), False


def register(app: Dash) -> None:
    """Offer the methods of what is chosen.

    What is chosen here is never changed: where it did not count, the one of most surveys is told,
    so that nothing waits for this answer.
    """

    @app.callback(
        Output("season-method", "data"),
        Output("season-method", "placeholder"),
        Output("season-methods", "hidden"),
        Input("season-index", "value"),
        Input("season-street", "value"),
        Input("season-station", "value"),
        Input("season-span", "value"),
        prevent_initial_call=True,
        right="see",
        kept=True,
    )
    def offer(
        index: str | None, street: str | None, station: str | None, span: str | None
    ) -> tuple[Any, ...]:
        with session(service().engine) as reading:
            return _offered(scope(reading, index, street, station, None, span))
