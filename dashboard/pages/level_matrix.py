"""各街道的等级: the place and its streets, one row each, and the four groups beside each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from dash import dcc, html

from dashboard import linked, visible
from dashboard.limits import certain, deciding
from dashboard.marks import mark
from dashboard.service import service
from dashboard.text import name, say
from vector.catalog.entry import Sourced
from vector.catalog.index import GradedIndex
from vector.store.engine import session

SHOWN = 5
ORDER = {"worse": 0, "": 1, "C": 2, "B": 3, "A": 4}
READ = ["street", "index", "group", "kind", "level", "value", "flag", "end"]


@dataclass
class Standing:
    """How a place stands: of each group that was inspected its level, "" where none can be said,
    the unverified limits that it goes by, and the groups in which an absolute clause is broken.

    ``graded`` are the indices that have a level, ``needed`` those without which it is not whole.
    """

    levels: dict[str, str] = field(default_factory=dict)
    unsure: list[tuple[GradedIndex, Sourced]] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    graded: set[str] = field(default_factory=set)
    needed: set[str] = field(default_factory=set)

    def marks(self, group: str) -> list[str]:
        """What the level of a group must be read with."""
        level = self.levels.get(group)
        told = {
            "flag.partial": level and not self.sure(group),
            "flag.unsure": level and self.doubtful(group),
            "flag.broken": group in self.broken,
        }
        return [each for each, holds in told.items() if holds]

    def sure(self, group: str) -> bool:
        """Whether what was not inspected could change nothing of whether a group meets C."""
        level = self.levels.get(group)
        return level == "worse" or bool(level and self.whole(group))

    def doubtful(self, group: str) -> list[tuple[GradedIndex, Sourced]]:
        """The unverified limits that the level of a group goes by, each with its index."""
        return [each for each in self.unsure if each[0].group == group]

    def whole(self, group: str) -> bool:
        """Whether every graded index of a group was inspected, so that C can be said to be met."""
        indices = service().catalog.indices
        own = {each.id for each in indices.values() if isinstance(each, GradedIndex)
               and each.group == group and not each.needs_positive}  # fmt: skip
        paired = {each for each in self.needed if indices[each].group == group}
        return own | paired <= self.graded

    def note(self, row: Any) -> None:
        """Take in a judged row of the place."""
        index = service().catalog.indices.get(row.index)
        if row.index == "group_level":
            self.levels[row.group] = str(row.level)
        elif row.kind == "absolute" and not pd.isna(row.value):
            self.levels.setdefault(row.group, "")
            self.broken |= {row.group} if row.flag else set()
        elif isinstance(index, GradedIndex) and row.level:
            self.graded.add(index.id)
            self.needed |= set(index.paired_with) if row.value > 0 else set()
            fact = deciding(index, row.end.date(), "C" if row.level == "worse" else row.level)
            self.unsure += [(index, fact)] if fact is not None and not certain(fact) else []


def standings(judged: pd.DataFrame) -> dict[str, Standing]:
    """How each place stands, by the street in its judged rows: "" where they are of one place."""
    found: dict[str, Standing] = {}
    for row in judged[READ].itertuples(index=False):
        found.setdefault(str(row.street), Standing()).note(row)
    return {street: each for street, each in found.items() if each.levels}


# The name of a street, the way to its assessment, and how it stands.
Street = tuple[str, str, Standing]


def board(place: Standing, streets: Sequence[Street], street: str | None) -> html.Div:
    """The levels of the place, then those of its streets; all but the worst are folded."""
    first = _row(*_whole(street), place)
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


def by_street(judged: pd.DataFrame | None, called: Mapping[int, str]) -> list[Street]:
    """Each street with its way and how it stands, the worst first.

    ``judged`` names streets by their ids, None where there is but one; ``called`` are their names.
    """
    if judged is None:
        return []
    with session(service().engine) as reading:
        known = visible.street_names(reading)
    streets = [
        (str(called[each]), _way(each if each in known else None), standing)
        for each, standing in ((int(key), value) for key, value in standings(judged).items())
    ]
    return sorted(streets, key=lambda each: (_worst(each[2]), each[:2]))


def _worst(standing: Standing) -> list[int]:
    """The order of a place's levels; a broken clause is as urgent as what is worse than C."""
    return sorted(
        ORDER["worse" if group in standing.broken else level]
        for group, level in standing.levels.items()
    )


def _row(place: str, way: str, standing: Standing) -> html.Tr:
    cells = [
        html.Td(_cell(standing.levels.get(group.id), standing.marks(group.id)))
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
