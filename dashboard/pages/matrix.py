"""The matrix of completeness, streets by months, and the stations behind one of its months."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd
from dash import html

from dashboard import linked
from dashboard.duties import Choice, kind, open_to_confirm
from dashboard.help import heads, helps
from dashboard.light import element, link
from dashboard.marks import mark
from dashboard.pages.pager import leaves
from dashboard.panel import about, nothing, panel
from dashboard.service import account, service
from dashboard.style import MARKS
from dashboard.text import language, name, place_name, say
from vector.report.period import part_named
from vector.stats.empty import Empty
from vector.store import completeness
from vector.store.charged import Charged
from vector.work.effort import apt
from vector.work.rights import may

# So many streets, and so many stations, stand on a page.
STREETS = 10
SHOWN = 25
ARRIVED = ("on_time", "late", "undated")
# What a cell points out below its figures, the most pressing first.
POINTED = ("missing", "late", "undated", "no_effort", "zero", "not_due", "unasked")
SHAPES = {
    "missing": "empty.not_reported", "not_due": "empty.not_due", "zero": "empty.zero",
    "no_effort": "empty.no_effort", "late": "arrival.late", "undated": "arrival.undated",
    "on_time": "arrival.on_time", "unasked": "arrival.unasked",
}  # fmt: skip
COLUMNS = (
    *("station", "street", "method", "kind", "arrival", "due", "reported_on"),
    *("person", "office"),
)


def _address(choice: Choice, **changed: Any) -> str:
    chosen = {"street": choice.street, "group": choice.group, "year": choice.of_year} | changed
    return linked.address("/completeness", **chosen)


def table(by_street: pd.DataFrame, choice: Choice, begin: int = 0) -> html.Section:
    """A page of streets by the months of the year: what came of what was expected.

    The totals below are of all streets.
    """
    title = say("calendar.matrix", year=choice.of_year)
    if by_street.empty:
        none = html.Div(say("calendar.none"), className="nothing begin")
        return panel(title, none)
    months = range(1, 13)
    whole = completeness.summed(by_street, ["number"])
    headings = [html.Th(say("choice.street"), scope="col")]
    headings += [html.Th(say("calendar.month_of", month=each), scope="col") for each in months]
    count, shown = _page(by_street, begin)
    body = [
        _row(street, own, {**_keys(choice), "street": identity}, choice)
        for (identity, street), own in _streets(shown)
    ]
    if count > 1:
        body.append(_row(say("calendar.all"), _records(whole), _keys(choice), choice, total=True))
    caption = html.Caption(title, className="unseen")
    titles = html.Thead(html.Tr(headings))
    drawn = html.Table([caption, titles, html.Tbody(body)], className="months")
    framed = html.Div(
        drawn, className="scrolled", tabIndex=0, role="region", **{"aria-label": title}
    )
    explained = helps(("completeness", "timeliness"))
    turned = leaves("calendar-matrix", begin, STREETS, count)
    return panel(title, about(_summary(whole)), explained, framed, turned, _legend())


def _page(by_street: pd.DataFrame, begin: int) -> tuple[int, pd.DataFrame]:
    """How many streets there are, and the rows of those on a page."""
    streets = np.unique(by_street["street_id"].to_numpy())
    return len(streets), by_street[by_street["street_id"].isin(streets[begin : begin + STREETS])]


def _streets(by_street: pd.DataFrame) -> Iterator[tuple[tuple[int, str], Iterator[Any]]]:
    """The rows of each street, in order; frame by frame a county would take seconds."""
    ordered = by_street.sort_values(["street_id", "street"], kind="stable")
    return groupby(_records(ordered), key=_street)


def _street(row: Mapping[Any, Any]) -> tuple[int, str]:
    return row["street_id"], place_name(str(row["street"]))


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    columns = [rows[name].tolist() for name in rows]
    return [dict(zip(rows.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def _keys(choice: Choice) -> dict[str, Any]:
    return {"street": choice.street}


def _summary(whole: pd.DataFrame) -> str:
    counts = {
        key: int(whole[key].sum()) for key in ("expected", *ARRIVED, "missing", "not_due", "lost")
    }
    rates = {
        key: "—" if np.isnan(share) else f"{share:.0%}"
        for key, share in completeness.rates(counts).items()
    }
    return say("calendar.summary", **counts, **rates)


def _row(
    label: str, own: Iterable[Mapping[Any, Any]], keys: dict[str, Any], choice: Choice, *,
    total: bool = False,
) -> Any:  # fmt: skip
    counted = {int(row["number"]): row for row in own}
    cells = [_cell(counted.get(month), label, month, keys, choice) for month in range(1, 13)]
    head = element("Th", label, scope="row")
    return element("Tr", [head, *cells], className="total" if total else "")


def _cell(
    row: Mapping[Any, Any] | None, label: str, month: int, keys: dict[str, Any], choice: Choice
) -> Any:
    if row is None or not (row["expected"] or row["unasked"]):
        said = say("empty.not_required")
        return element(
            "Td",
            element("Span", "·", title=said, **{"aria-label": said}, role="img"),
            className="none",
        )
    came = sum(int(row[each]) for each in ARRIVED)
    figures = say("calendar.of", count=came, total=int(row["expected"]))
    pointed = [each for each in POINTED if row[each]]
    words = [f"{say(f'arrival.{each}')} {int(row[each])}" for each in pointed]
    spoken = say("calendar.cell", street=label, month=month, figures=figures,
                 words=say("list.join").join(words))  # fmt: skip
    signs = [
        element("Span", _sign(each, int(row[each])))
        for each in pointed
        if each not in ("not_due",) or len(pointed) == 1
    ]
    counts = element("Span", figures, className="figure")
    parts = [counts, *([element("Span", signs, className="signs")] if signs else [])]
    way = link(parts, _address(choice, **keys, month=month), title=spoken)
    return element("Td", way, className=_look(row, month, choice))


def _sign(state: str, count: int) -> str:
    """A shape and how many; the shape of zero is a figure itself and stands apart."""
    shape = MARKS[SHAPES[state]][0]
    return f"{shape}×{count}" if shape.isdecimal() else f"{shape}{count}"


def _look(row: Mapping[Any, Any], month: int, choice: Choice) -> str:
    if row["missing"]:
        look = "missing"
    elif row["late"]:
        look = "late"
    else:
        look = "open" if row["not_due"] else "whole"
    return f"{look} chosen" if month == choice.of_month.month else look


def _legend() -> html.Div:
    return html.Div(
        [
            html.Span(mark(SHAPES[each], word=say(f"arrival.{each}")), className="kind")
            for each in POINTED
        ]
        + [html.Span(mark("empty.not_required"), className="kind")],
        className="legend",
    )


@dataclass(frozen=True)
class People:
    """Who receives the mail of each street, and who answers for each station."""

    contacts: Mapping[int, Mapping[str, str]]
    charged: Mapping[int, Charged]


def stations(rows: pd.DataFrame, choice: Choice, people: People, begin: int = 0) -> html.Section:
    """A page of the stations and methods of the month, who has not reported first."""
    title = say("calendar.stations", month=f"{choice.of_month:%Y-%m}")
    if rows.empty:
        return panel(title, nothing(say("calendar.nothing")))
    names = [each for each in COLUMNS if each != "street" or not choice.street]
    shown = rows.iloc[begin : begin + SHOWN].to_dict("records")
    body = [_line(row, names, choice, people) for row in shown]
    count = about(say("calendar.shown", shown=SHOWN, count=len(rows)))
    caption = html.Caption(title, className="unseen")
    titles = heads("calendar", (*names, "act"))
    drawn = html.Table([caption, titles, html.Tbody(body)], className="rows cards tight")
    turned = leaves("calendar-stations", begin, SHOWN, len(rows))
    return panel(title, count, drawn, turned, id="calendar-list")


def _line(row: Mapping[Any, Any], names: list[str], choice: Choice, people: People) -> Any:
    office = people.contacts.get(row["street_id"], {})
    state = mark(SHAPES[row["state"]], word=say(f"arrival.{row['state']}"))
    cells = {
        "station": link(row["station"], f"/station/{row['station_id']}"),
        "street": place_name(row["street"]),
        "method": _asked(row),
        "kind": mark(f"empty.{kind(row['empty'])}") if _kind_shown(row) else "—",
        "arrival": state,
        "due": str(row["due"] or "—"),
        "reported_on": str(row["reported_on"] or "—"),
        "person": str(people.charged.get(row["station_id"], "—")),
        "office": office.get("office") or office.get("email") or say("calendar.no_contact"),
        "act": _act(row, choice),
    }
    return element(
        "Tr",
        [
            element("Td", element("Div", cells[each]), **{"data-label": say(f"calendar.{each}")})
            for each in (*names, "act")
        ],
    )


def _asked(row: Mapping[Any, Any]) -> str:
    """The method, and for which part of the month where it is asked for several times."""
    method = name(service().catalog.methods[row["method"]])
    part = part_named(row["part"], row["times"], language())
    return say("calendar.part", method=method, part=part) if part else method


def _kind_shown(row: Mapping[Any, Any]) -> bool:
    return row["empty"] != Empty.NOT_REQUIRED


def _act(row: Mapping[Any, Any], choice: Choice) -> Any:
    """The way to confirm a zero, for who may, where one can be."""
    catalog = service().catalog
    can = may(account(), "upload") and apt(catalog.methods[row["method"]], catalog)
    if not can or not open_to_confirm(row):
        return ""
    where = {"station": row["station_id"], "method": row["method"], "month": row["month"].month}
    if row["part"]:
        where |= {"part": row["part"], "times": row["times"]}
    href = _address(choice, **where, state=choice.state)
    return link(say("zero.go"), href, className="zero-link")
