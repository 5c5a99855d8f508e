"""达标检查: whether each group meets level C where it was inspected, and which index decides."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

import pandas as pd
from dash import dcc, html

from dashboard import linked, visible
from dashboard.assessed import broken
from dashboard.help import heads
from dashboard.limits import origin, replaced
from dashboard.marks import mark
from dashboard.pages.level_matrix import Standing, board, by_street, standings
from dashboard.panel import about, nothing, panel, warned
from dashboard.service import account, service
from dashboard.text import language, name, place_name, say
from vector.catalog.index import AbsoluteIndex, GradedIndex
from vector.stats.judge import judge
from vector.store import components as stored
from vector.store import monthly, places
from vector.store.engine import session

INSPECTED = (GradedIndex, AbsoluteIndex)
SHAPES = {"fail": "level.worse", "unknown": "empty.not_reported", "meet": "level.pass"}
FOOTNOTES = {
    "flag.partial": "overview.levels_partial",
    "flag.unsure": "overview.levels_doubtful",
    "flag.broken": "overview.levels_broken",
}


def _inspected(street: str | None) -> pd.DataFrame:
    """Fresh inspection counts of what the person sees."""
    running = service()
    companions = {
        companion
        for index in running.catalog.indices.values()
        if isinstance(index, GradedIndex)
        for companion in index.paired_with
    }
    wanted = [
        index.id
        for index in running.catalog.indices.values()
        if isinstance(index, INSPECTED) or index.id in companions
    ]
    with session(running.engine) as reading:
        return stored.components(
            reading,
            # Of what was never counted, each station would be asked for each index.
            indices=monthly.counted_of(reading, wanted),
            stations=places.visible_stations(account()),
            region=visible.number(street),
            start=visible.fresh_since(running.today()),
            end=running.today(),
        )


def _verdicts(rows: pd.DataFrame) -> dict[str, Any]:
    """The verdict row of each group, by group."""
    verdicts = rows[rows["index"] == "group_level"]
    return {row.group: row for row in verdicts.itertuples()}


def _judged(components: pd.DataFrame, by: Literal["all", "street"]) -> pd.DataFrame:
    running = service()
    return judge(
        components,
        running.catalog,
        by=by,
        period="all",
        profile=running.settings.profile,
        city_rule=None,
        language=language(),
    )


def _each_street(components: pd.DataFrame) -> pd.DataFrame | None:
    """The judged rows by street, None where there is but one; named by id, as names recur."""
    if components["region_id"].nunique() < 2:
        return None
    ids = components["region_id"].astype(str).astype("category")
    return _judged(components.assign(street=ids), "street")


def _replaced(group: str, standing: Standing, day: date) -> str:
    """The warning that a group is judged by an edition other than the one in force."""
    indices = [service().catalog.indices[each] for each in sorted(standing.graded)]
    warnings = (replaced(each, day) for each in indices if each.group == group)
    return next(filter(None, warnings), "")


def _origins(group: str, standing: Standing) -> str:
    """Where the doubtful limits stand that a level goes by."""
    found = [
        say("limit.of", index=name(each), origin=origin(fact))
        for each, fact in standing.doubtful(group)
    ]
    return "\n".join(dict.fromkeys(found))


def _footnotes(shown: Iterable[Standing]) -> list[html.P]:
    """What each mark says that stands beside a level."""
    marks = {mark for each in shown for group in visible.groups() for mark in each.marks(group.id)}
    return [about(say(said)) for key, said in FOOTNOTES.items() if key in marks]


def _level(level: str, doubtful: str) -> Any:
    if not level:
        return "—"
    if not doubtful:
        return mark(f"level.{level}")
    unsure = html.Span(mark("flag.unsure"), className="small hint", title=doubtful)
    return html.Div([mark(f"level.{level}"), unsure])


def _each(street: str | None, verdict: Any) -> str:
    """Where each index of the round stands, with the ways to its surveys."""
    days = {"start": f"{verdict.start:%Y-%m-%d}", "end": f"{verdict.end:%Y-%m-%d}"}
    return linked.address("/assessment", street=street, **days)


def _row(group: Any, verdict: Any, standing: Standing, street: str | None) -> html.Tr:
    dates = html.Span(f"{verdict.start:%Y-%m-%d} – {verdict.end:%Y-%m-%d}", className="small")
    warning = _replaced(group.id, standing, verdict.end.date())
    more = [html.Div(verdict.reason), *([warned(warning)] if warning else [])]
    reason = [*more, dcc.Link(dates, href=_each(street, verdict))]
    cells = [name(group), _level(verdict.level, _origins(group.id, standing)), reason]
    return html.Tr([html.Td(cell) for cell in cells])


def _without(group: Any, standing: Standing, clause: str) -> html.Tr:
    """A group of which nothing graded was inspected; a clause may be broken all the same."""
    inspected = group.id in standing.levels
    word = say("overview.level_unknown" if inspected else "overview.not_inspected")
    cells = [name(group), mark("empty.not_reported", word=word), clause or "—"]
    return html.Tr([html.Td(cell) for cell in cells])


def _folded(rows: list[html.Tr]) -> html.Details:
    """The verdict on each group with its reason, its days and the way to its surveys."""
    caption = html.Caption(say("overview.levels"), className="unseen")
    head = heads("overview", ("group", "level", "meets"))
    table = html.Table([caption, head, html.Tbody(rows)], className="rows compact")
    return html.Details([html.Summary(say("overview.levels_why")), table], className="folded")


def _concluded(standing: Standing, clauses: dict[str, str]) -> html.Div:
    """Which groups meet C, which do not, of which that cannot be said; broken clauses beside."""
    found: dict[str, list[str]] = {"fail": [], "unknown": [], "meet": []}
    lines = []
    for group in visible.groups():
        level, sure = standing.levels.get(group.id, ""), standing.sure(group.id)
        if clauses[group.id]:
            word = say(f"level.{level}" if sure else "overview.level_unknown")
            told = {"group": name(group), "level": word}
            lines.append(_line("flag.broken", "caution", clause=clauses[group.id], **told))
        else:
            meets = "meet" if sure else "unknown"
            found["fail" if level == "worse" else meets].append(name(group))
    known = [
        _line(SHAPES[kind], kind, groups=_join(names)) for kind, names in found.items() if names
    ]
    return html.Div([*known, *lines], className="concluded")


def _line(shape: str, kind: str, **told: str) -> html.Div:
    return html.Div(mark(shape, word=say(f"overview.levels_{kind}", **told)), className="sentence")


def _join(names: list[str]) -> str:
    return say("list.join").join(names)


def levels_panel(street: str | None) -> html.Section:
    """A panel of the four groups with their levels; says so where nothing was inspected."""
    components = _inspected(street)
    title = say("overview.levels")
    if components.empty:
        days = service().catalog.rules.fresh_days
        explained = about(say("overview.levels_none_about"))
        return panel(title, explained, nothing(say("overview.levels_none", days=days)))
    found = _judged(components, "all")
    verdicts = _verdicts(found)
    clauses = {group.id: broken(found, group.id) for group in visible.groups()}
    standing = next(iter(standings(found).values()), Standing())
    rows = [
        _row(group, verdicts[group.id], standing, street)
        if group.id in verdicts
        else _without(group, standing, clauses[group.id])
        for group in visible.groups()
    ]
    called = dict(zip(components["region_id"], components["street"].map(place_name), strict=True))
    streets = by_street(_each_street(components), called)
    first, last = components["date"].min(), components["date"].max()
    return panel(
        title,
        about(say("overview.levels_about", start=f"{first:%Y-%m-%d}", end=f"{last:%Y-%m-%d}")),
        board(standing, streets, street),
        _concluded(standing, clauses),
        *_footnotes([standing, *(each for _, _, each in streets)]),
        _folded(rows),
        explained="overview.levels",
    )
