"""What a ranking says: its sentences, its figure, its table, and the streets apart from it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dash import html

from dashboard import ranked
from dashboard.figures.ranking import MOST, Words, extremes, ranking_figure
from dashboard.flagged import effort, interval, quantity
from dashboard.help import heads
from dashboard.light import element, link
from dashboard.marks import mark
from dashboard.pages.pager import leaves
from dashboard.panel import about, said
from dashboard.ranked import Ranked
from dashboard.service import service
from dashboard.text import language, name, say, unit
from vector.catalog import Index
from vector.report.numeral import half_up
from vector.stats.period import Step
from vector.store.boundaries import WORDS

# So many streets stand on a page of the table.
SHOWN = 25
COLUMNS = ("rank", "street", "value", "effort", "change", "board")
APART = {"few": "no_effort", "other": "not_required"}
BOARDS = {"black": "flag.raised", "red": "flag.none", "middle": "empty.not_required"}


def named(start: date, step: Step) -> str:
    """A period as people write it."""
    if step == "month":
        return f"{start:%Y-%m}"
    return f"{start:%G-W%V} ({start:%m-%d} – {ranked.ends(start, step):%m-%d})"


def method_name(found: Ranked) -> str:
    """The one method that a ranking is by."""
    return name(service().catalog.methods[found.method])


def _value(row: Any, index: Index) -> str:
    return quantity(half_up(row.value), index.unit)


def _rank(row: Any) -> str:
    if row.rank_lower == row.rank_upper:
        return say("ranking.place", rank=row.rank)
    return say("ranking.between", rank=row.rank, lower=row.rank_lower, upper=row.rank_upper)


def _change(row: Any) -> str:
    words = say(f"ranking.change_{row.change}")
    known = row.before is not None and row.before == row.before
    return words + (say("ranking.was", rank=int(row.before)) if known else "")


def _row(row: Any, index: Index, method: str, way: str) -> Any:
    between = interval(row.lower, row.upper, index.unit)
    street = element("Th", row.street, scope="row", **{"data-label": say("ranking.street")})
    said_between = f"{say('number.interval_name')} {between}"
    value = element(
        "Div",
        [
            element("Strong", link(_value(row, index), way) if way else _value(row, index)),
            element("Span", said_between, className="small"),
        ],
    )
    surveys = say("ranking.surveys", count=int(row.surveys))
    looked_at = element(
        "Div",
        [effort(index, row.denominator, method), element("Span", surveys, className="small")],
    )
    board = mark(BOARDS[row.board], word=say(f"ranking.board_{row.board}"))
    cells = {"rank": _rank(row), "value": value, "effort": looked_at, "change": _change(row),
             "board": board}  # fmt: skip
    drawn = [
        element("Td", cell, **{"data-label": say(f"ranking.{key}")}) for key, cell in cells.items()
    ]
    return element("Tr", [drawn[0], street, *drawn[1:]])


def table(
    found: Ranked, index: Index, when: str, ways: Mapping[int, str], begin: int = 0
) -> html.Div:
    """A page of the ranking as a table; on a phone each street is a card.

    ``ways`` are the addresses of the surveys behind each street's value, where there are any.
    """
    caption = html.Caption(
        say("ranking.caption", index=name(index), method=method_name(found), period=when)
    )
    shown = found.rows[begin : begin + SHOWN]
    rows = [
        _row(row, index, found.method, ways.get(row.street_id, "")) for row in shown.itertuples()
    ]
    drawn = html.Table(
        [caption, heads("ranking", COLUMNS), html.Tbody(rows)], className="rows cards"
    )
    return html.Div([drawn, leaves("ranking-rows", begin, SHOWN, len(found.rows))])


def unranked(found: Ranked, index: Index) -> Any:
    """The streets that are not ranked, by reason."""
    if found.apart.empty:
        return None
    items = []
    for row in found.apart.itertuples():
        kind = APART.get(row.kind, row.kind)
        words = say(f"ranking.apart_{row.kind}")
        seen = f" · {effort(index, row.denominator, found.method)}" if row.kind == "few" else ""
        items.append(html.Li([mark(f"empty.{kind}", word=row.street), f" {words}{seen}"]))
    return html.Div(
        [html.H3(say("ranking.apart")), about(say("ranking.apart_about")), html.Ul(items)],
        className="apart",
    )


def figure(found: Ranked, index: Index) -> Any:
    """The ranking as a figure."""
    boards = {each: say(f"ranking.board_{each}") for each in BOARDS}
    words = Words(unit(index.unit), say("ranking.none"), boards)
    rows = extremes(found.rows)
    if len(rows):
        rows = rows.assign(hover=[
            f"{row.street}\n{_value(row, index)} ({interval(row.lower, row.upper, index.unit)})"
            f"\n{_rank(row)}" for row in rows.itertuples()
        ])  # fmt: skip
    return ranking_figure(rows, words)


def _by_method(found: Ranked) -> list[str]:
    """By which method streets are ranked, where others counted too."""
    if not found.others:
        return []
    methods = service().catalog.methods
    others = say("list.join").join(name(methods[each]) for each in found.others)
    return [say("ranking.by_method", method=method_name(found), others=others)]


def sentences(found: Ranked, by: str, step: Step) -> Any:
    """What the ranking comes to, by whose boundaries, and with what it is compared."""
    spoken = WORDS["then" if by == "then" else "today"][0 if language() == "zh" else 1]
    told = [*found.sentences, *_by_method(found), spoken]
    if found.before:
        told.append(say("ranking.compared", period=named(found.before, step)))
    if len(found.rows) > MOST:
        told.append(say("ranking.shown", shown=MOST, count=len(found.rows)))
    return said(html.Div([html.Div(each) for each in told]))
