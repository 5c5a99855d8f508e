"""Downloads: the table that a page shows as CSV or workbook, the figure it shows as a picture.

A page puts ``downloads("thing")`` beside what it shows and says once, in its ``register``, how the
table is made: ``register_download(app, "thing", frame_of, State(...), right="see", called=...)``.
The frame is asked for anew, by the same filters and for the same eyes as the page. A picture is
made in the browser, out of what is drawn there; nothing leaves the house.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update

from dashboard.service import service
from dashboard.text import say
from vector.errors import VectorError
from vector.report import spreadsheet

# A longer table is a matter for the command line or the interface for programs.
MOST_ROWS = 200_000
TAKEN: dict[str, "Table"] = {}
FORBIDDEN = str.maketrans(dict.fromkeys('\\/:*?"<>|\n\r\t', "-"))


@dataclass(frozen=True)
class Table:
    """A table that can be taken along: how it is made of which components, by whom."""

    frame: Callable[..., pd.DataFrame | None]
    asked: tuple[str, ...]
    right: str


def downloads(identity: str, *, called: str, graph: str = "", table: bool = True) -> html.Div:
    """The buttons that fetch a table, and the picture of a graph if it has one.

    ``called`` is the text key of what is fetched; files bear its name and the day.
    """
    kinds = [*(("csv", "xlsx") if table else ()), *(("png",) if graph else ())]
    buttons = [_button(identity, kind, called) for kind in kinds]
    hidden: list[Any] = [dcc.Download(id=f"{identity}-file")] if table else []
    if graph:
        drawn = {"graph": graph, "name": filename(say(called), "png")}
        hidden += [dcc.Store(id=f"{identity}-drawn", data=drawn)]
        hidden += [html.Span(id=f"{identity}-pictured", hidden=True)]
    label = {"role": "group", "aria-label": say("download.of", what=say(called))}
    word = html.Span(say("download.download"), **{"aria-hidden": "true"})
    return html.Div([word, *buttons, *hidden], className="downloads", **label)


def _button(identity: str, kind: str, called: str) -> html.Button:
    spoken = say(f"download.{kind}_of", what=say(called))
    return html.Button(
        say(f"download.{kind}"),
        id=f"{identity}-{kind}",
        type="button",
        className="download",
        **{"aria-label": spoken},
    )


def filename(name: str, kind: str) -> str:
    """The name of a file: what it is and the day, without what systems forbid in names."""
    return f"{name.translate(FORBIDDEN)}-{service().today()}.{kind}"


def content(frame: pd.DataFrame, kind: str) -> bytes:
    """The table as a file of that kind; refused where it is too long for one."""
    if len(frame) > MOST_ROWS:
        raise VectorError(say("download.too_long", count=len(frame), most=MOST_ROWS))
    return spreadsheet.workbook(frame) if kind == "xlsx" else spreadsheet.csv(frame, mark=True)


def register_download(
    app: Dash,
    identity: str,
    frame: Callable[..., pd.DataFrame | None],
    *states: State,
    right: str,
    called: str,
) -> None:
    """Fetch a table when asked: ``frame`` gets the states' values, None is nothing to fetch."""
    TAKEN[identity] = Table(frame, tuple(str(each.component_id) for each in states), right)

    @app.callback(
        Output(f"{identity}-file", "data"),
        Input(f"{identity}-csv", "n_clicks"),
        Input(f"{identity}-xlsx", "n_clicks"),
        *states,
        prevent_initial_call=True,
        right=right,
    )
    def fetch(as_csv: int | None, as_xlsx: int | None, *values: Any) -> Any:
        if not as_csv and not as_xlsx:
            return no_update
        found = frame(*values)
        if found is None:
            raise VectorError(say("download.nothing"))
        kind = "xlsx" if ctx.triggered_id == f"{identity}-xlsx" else "csv"
        return dcc.send_bytes(content(found, kind), filename(say(called), kind))


def register_picture(app: Dash, identity: str) -> None:
    """Make a picture of the graph in the browser when asked."""
    app.clientside_callback(
        ClientsideFunction("vector", "picture"),
        Output(f"{identity}-pictured", "title"),
        Input(f"{identity}-png", "n_clicks"),
        State(f"{identity}-drawn", "data"),
        prevent_initial_call=True,
    )
