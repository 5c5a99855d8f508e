"""各街道的等级: the place and its streets, one row each, and the four groups beside each other."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from dash import dcc, html

from dashboard import linked, visible
from dashboard.marks import mark
from dashboard.service import service
from dashboard.text import name, say
from vector.store.engine import session

SHOWN = 5
ORDER = {"worse": 0, "": 1, "C": 2, "B": 3, "A": 4}


# Of a group, the marks of what its level must be read with.
Reserved = Mapping[str, Sequence[str]]
# The name of a street, the way to its assessment, the level of each group, and the reservations.
Street = tuple[str, str, Mapping[str, str], Reserved]


def board(
    place: Mapping[str, Any], streets: Sequence[Street], street: str | None, reserved: Reserved
) -> html.Div:
    """The levels of the place, then those of its streets; all but the worst are folded.

    ``place`` holds the verdict of each group; ``reserved`` what its level must be read with.
    """
    levels = {group: str(verdict.level) for group, verdict in place.items()}
    first = _row(*_whole(street), levels, reserved)
    rest = [_row(*each) for each in streets]
    parts: list[Any] = [_table([first, *rest[:SHOWN]])]
    if rest[SHOWN:]:
        summary = html.Summary(say("overview.levels_more", count=len(rest) - SHOWN))
        parts.append(html.Details([summary, _table(rest[SHOWN:])], className="folded"))
    return html.Div(parts)


def _whole(street: str | None) -> tuple[str, str]:
    """The name of the place that is shown, and the way to its assessment."""
    chosen = visible.number(street)
    with session(service().engine) as reading:
        if chosen is None:
            return visible.region_name(reading), "/assessment"
        return visible.street_names(reading).get(chosen, "—"), _way(chosen)


def _way(street: int | None) -> str:
    return linked.address("/assessment", street=street)


def by_street(
    judged: pd.DataFrame | None,
    called: Mapping[int, str],
    reservations: Callable[[pd.DataFrame], Reserved],
) -> list[Street]:
    """Each street with its way, levels and reservations, the worst first.

    ``judged`` names streets by their ids, None where there is but one; ``called`` are their names;
    ``reservations`` tells those of one street by its rows.
    """
    if judged is None:
        return []
    found: dict[int, dict[str, str]] = {}
    for row in judged[judged["index"] == "group_level"].itertuples():
        found.setdefault(int(row.street), {})[row.group] = str(row.level)
    with session(service().engine) as reading:
        known = visible.street_names(reading)
    own = {int(each): rows for each, rows in judged.groupby("street", observed=True)}
    streets = [
        (str(called[each]), _way(each if each in known else None), levels, reservations(own[each]))
        for each, levels in found.items()
    ]
    return sorted(streets, key=lambda each: (sorted(map(ORDER.get, each[2].values())), each[:2]))


def _row(place: str, way: str, levels: Mapping[str, str], reserved: Reserved) -> html.Tr:
    cells = [
        html.Td(_cell(levels.get(group.id), reserved.get(group.id, ())))
        for group in visible.groups()
    ]
    return html.Tr([html.Th(dcc.Link(place, href=way), scope="row"), *cells])


def _cell(level: str | None, reserved: Sequence[str]) -> Any:
    """A letter with its reservations; read aloud each is a word, as is what stands in for one."""
    marks = [_spoken(each) for each in reserved]
    if not level:
        missing = "overview.not_inspected" if level is None else "overview.level_unknown"
        spoken = html.Span(say(missing), className="unseen")
        return [html.Span(["—", spoken], title=say(missing)), *marks]
    return [_spoken(f"level.{level}"), *marks]


def _spoken(key: str) -> html.Span:
    """A mark whose word is read aloud, and shown under the mouse."""
    return html.Span(mark(key, word=html.Span(say(key), className="unseen")), title=say(key))


def _table(rows: list[html.Tr]) -> html.Div:
    titles = [say("choice.street"), *(name(group) for group in visible.groups())]
    head = html.Thead(html.Tr([html.Th(each, scope="col") for each in titles]))
    caption = html.Caption(say("overview.levels_by_street"), className="unseen")
    table = html.Table([caption, head, html.Tbody(rows)], className="rows compact by-levels")
    return html.Div(table, className="wide")
