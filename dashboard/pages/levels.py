"""达标检查: whether each group meets level C where it was inspected, and which index decides."""

import re
from datetime import date
from typing import Any, Literal
from urllib.parse import urlencode

import pandas as pd
from dash import dcc, html

from dashboard import visible
from dashboard.assessed import broken
from dashboard.help import heads
from dashboard.limits import certain, deciding, origin, replaced
from dashboard.marks import mark
from dashboard.panel import about, nothing, panel, warned
from dashboard.service import account, service
from dashboard.text import language, name, say
from vector.catalog.index import AbsoluteIndex, GradedIndex
from vector.stats.judge import judge
from vector.store import components as stored
from vector.store import places
from vector.store.engine import session

INSPECTED = (GradedIndex, AbsoluteIndex)


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
            indices=wanted,
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


def _limits(group: str, judged: set[str], day: date) -> tuple[str, str]:
    """Of the limits behind a level: the warning to be read, and where the doubtful ones stand."""
    catalog = service().catalog
    graded = [index for index in catalog.indices.values() if index.group == group]
    graded = [index for index in graded if isinstance(index, GradedIndex) and index.id in judged]
    warning = next((said for index in graded if (said := replaced(index, day))), "")
    found = [(index, deciding(index, day)) for index in graded]
    doubtful = [
        say("limit.of", index=name(index), origin=origin(fact))
        for index, fact in found
        if fact is not None and not certain(fact)
    ]
    return warning, "\n".join(doubtful)


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
    return "/assessment?" + urlencode({**({"street": street} if street else {}), **days})


def _row(
    group: Any, verdict: Any | None, judged: set[str], street: str | None, against: str
) -> html.Tr:
    if verdict is None:
        cells = [name(group), mark("empty.not_reported", word=say("overview.not_inspected")), "—"]
    else:
        dates = html.Span(f"{verdict.start:%Y-%m-%d} – {verdict.end:%Y-%m-%d}", className="small")
        warning, doubtful = _limits(group.id, judged, verdict.end.date())
        more = [verdict.reason, *([warned(warning)] if warning else [])]
        # The first clause says whether C is met; what else is to be known opens on demand.
        first = re.split("[；;]", verdict.reason)[0]
        short = [first, *([mark("flag.unsure", word="")] if warning else [])]
        opened = html.Details([html.Summary(short), html.Div(more)], className="opens")
        clause = (
            [html.Div(mark("level.caution", word=against), className="sentence")] if against else []
        )
        reason = [opened, *clause, dcc.Link(dates, href=_each(street, verdict))]
        cells = [name(group), _level(verdict.level, doubtful), reason]
    return html.Tr([html.Td(cell) for cell in cells])


def _by_street(components: pd.DataFrame) -> Any:
    """The level of each group in each street, folded; nothing where there is but one street."""
    if components["street"].nunique() < 2:
        return None
    rows = _judged(components, "street")
    rows = rows[rows["index"] == "group_level"]
    found = {(row.street, row.group): row.level for row in rows.itertuples()}
    groups = visible.groups()
    head = [say("choice.street"), *(name(group) for group in groups)]
    body = [
        html.Tr(
            [
                html.Th(street, scope="row"),
                *(html.Td(_short(found.get((street, group.id)))) for group in groups),
            ]
        )
        for street in sorted({street for street, _ in found})
    ]
    caption = html.Caption(say("overview.levels_by_street"), className="unseen")
    heads = html.Thead(html.Tr([html.Th(each, scope="col") for each in head]))
    table = html.Table([caption, heads, html.Tbody(body)], className="rows compact")
    summary = html.Summary(say("overview.levels_by_street"))
    return html.Details([summary, html.Div(table, className="wide")], className="folded")


def _short(level: str | None) -> Any:
    return mark(f"level.{level}") if level else "—"


def levels_panel(street: str | None) -> html.Section:
    """A panel of the four groups with their levels; says so where nothing was inspected."""
    components = _inspected(street)
    title, explained = say("overview.levels"), about(say("overview.levels_about"))
    if components.empty:
        days = service().catalog.rules.fresh_days
        return panel(title, explained, nothing(say("overview.levels_none", days=days)))
    found = _judged(components, "all")
    verdicts = _verdicts(found)
    columns = ("group", "level", "meets")
    judged = set(components["index"].unique())
    rows = [
        _row(group, verdicts.get(group.id), judged, street, broken(found, group.id))
        for group in visible.groups()
    ]
    caption = html.Caption(title, className="unseen")
    table = html.Table(
        [caption, heads("overview", columns), html.Tbody(rows)], className="rows compact"
    )
    return panel(title, explained, table, _by_street(components), explained="overview.levels")
