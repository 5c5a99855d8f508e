"""完整性: how complete the month is, the five kinds of empty never mixed."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from dash import dcc, html

from dashboard import duties, linked, visible
from dashboard.help import term
from dashboard.marks import mark
from dashboard.panel import nothing, panel
from dashboard.service import service
from dashboard.text import name, say
from vector.stats.empty import Empty
from vector.store.engine import session

# What came first, then what did not; the order of the bar and of its words.
KINDS = ("reported", Empty.ZERO, Empty.NO_EFFORT, Empty.NOT_REPORTED, Empty.NOT_DUE)
CAME = ("reported", Empty.ZERO, Empty.NO_EFFORT)
# How the page of completeness calls what is counted here, where it calls it otherwise.
STATES = {"reported": "", Empty.NOT_REPORTED: "missing"}


def _month(street: str | None) -> pd.DataFrame:
    """The station × method pairs of this month, with the kind of each."""
    with session(service().engine) as reading:
        everything = next(duties.every(reading, [service().today().replace(day=1)]))
        rows = visible.only_visible(reading, everything, "station_id")
    wanted = visible.number(street)
    rows = rows if wanted is None else rows[rows["street_id"] == wanted]
    return rows.assign(kind=rows["empty"].replace(Empty.FILLED.value, "reported"))


def _bar(counts: Mapping[str, int]) -> html.Div:
    parts = [
        html.Span(className=str(kind), style={"flex": str(counts.get(kind, 0))})
        for kind in KINDS
        if counts.get(kind, 0)
    ]
    said = say("list.join").join(
        f"{say(f'empty.{kind}')} {counts[kind]}" for kind in KINDS if counts.get(kind, 0)
    )
    return html.Div(parts, className="bar", title=said, role="img", **{"aria-label": said})


def _address(street: str | None, group: str = "", kind: str = "") -> str:
    """Where the stations behind a number are listed, each with its surveys."""
    chosen = {"street": street, "group": group, "month": str(service().today().month),
              "state": STATES.get(kind, kind)}  # fmt: skip
    return linked.address("/completeness", **chosen)


def _row(label: str, own: pd.DataFrame, href: str) -> html.Tr:
    counts = own["kind"].value_counts().to_dict()
    asked = own[own["required"]]
    came = int(asked["kind"].isin(CAME).sum())
    due = dcc.Link(say("number.of", count=came, total=len(asked)), href=href)
    cells = [label, html.Td(due, className="figure"), _bar(counts)]
    return html.Tr([cell if isinstance(cell, html.Td) else html.Td(cell) for cell in cells])


def _legend(rows: pd.DataFrame, street: str | None) -> html.Div:
    counts = rows["kind"].value_counts().to_dict()
    kinds = (*KINDS, Empty.NOT_REQUIRED)
    return html.Div(
        [
            html.Span(
                [
                    html.Span(className=f"sample {kind}"),
                    mark(f"empty.{kind}"),
                    " ",
                    _counted(counts.get(kind, 0), kind, street),
                ],
                className="kind",
            )
            for kind in kinds
        ],
        className="legend",
    )


def _counted(count: int, kind: str, street: str | None) -> Any:
    """A number that opens to its stations; what nobody asked for has none."""
    if not count or kind == Empty.NOT_REQUIRED:
        return str(count)
    return dcc.Link(str(count), href=_address(street, kind=kind), title=say(f"empty.{kind}"))


def _headings() -> html.Thead:
    share = html.Span(say("overview.shares"), className="unseen")
    titles = (say("overview.group"), term("overview.of_due"), share)
    looks = ("", "figure explained", "")
    return html.Thead(
        html.Tr(
            [
                html.Th(title, scope="col", className=look)
                for title, look in zip(titles, looks, strict=True)
            ]
        )
    )


def completeness_card(street: str | None) -> dcc.Link | None:
    """The month in one figure, which opens to who has reported; nothing where nothing is asked."""
    rows = _month(street)
    asked = rows[rows["required"]] if len(rows) else rows
    if asked.empty:
        return None
    missing = int((asked["kind"] == Empty.NOT_REPORTED.value).sum())
    shape = "empty.not_reported" if missing else "empty.reported"
    word = say("overview.complete", month=f"{service().today():%Y-%m}")
    note = say("overview.of_asked", total=len(asked), missing=missing)
    figure = html.Span(str(int(asked["kind"].isin(CAME).sum())), className="figure")
    content = [html.Div(mark(shape, word=word), className="what"),
               html.Div([figure, html.Span(note, className="note")])]  # fmt: skip
    return dcc.Link(content, href=_address(street), className="count")


def completeness_panel(street: str | None) -> html.Section:
    """A panel with one bar a group, and each kind counted in words."""
    rows = _month(street)
    title = say("overview.completeness", month=f"{service().today():%Y-%m}")
    if rows.empty:
        return panel(title, nothing(say("overview.completeness_none")))
    body = [
        _row(name(group), rows[rows["group"] == group.id], _address(street, group.id))
        for group in visible.groups()
        if (rows["group"] == group.id).any()
    ]
    table = html.Table(
        [html.Caption(title, className="unseen"), _headings(), html.Tbody(body)],
        className="rows tight place-table",
    )
    further = dcc.Link(say("overview.completeness_more"), href=_address(street))
    return panel(title, table, _legend(rows, street), html.P(further, className="further"))
