"""The editions of the standards and the schemes that judge: in force when, how sure, from where."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from dash import html

from dashboard.flagged import quantity
from dashboard.help import heads
from dashboard.marks import mark
from dashboard.panel import about, panel
from dashboard.service import service
from dashboard.text import language, name, say
from vector.catalog.entry import Confidence, Sourced
from vector.catalog.standard import Edition, Limit, Status
from vector.report.numeral import plain

COLUMNS = ("edition", "group", "in_force", "status", "sure", "stands")
SHAPES = {
    Status.USABLE: "flag.none",
    Status.UNKNOWN: "flag.unsure",
    Status.OBSOLETE: "empty.not_required",
}


def editions_panel() -> html.Section:
    """A panel of every edition, the groups in their order, the newest first."""
    catalog = service().catalog
    order = {group.id: group.order for group in catalog.groups.values()}
    found = sorted(
        catalog.editions.values(),
        key=lambda each: (order.get(each.group, 9), -each.valid_from.toordinal()),
    )
    caption = html.Caption(say("settings.editions"), className="unseen")
    body = html.Tbody([_edition(each) for each in found])
    table = html.Table([caption, heads("settings", COLUMNS), body], className="rows cards tight")
    explained = about(say("settings.editions_about"))
    return panel(say("settings.editions"), explained, table, id="settings-editions")


def _edition(edition: Edition) -> html.Tr:
    group = service().catalog.groups.get(edition.group)
    state = [mark(SHAPES[edition.status], word=say(f"settings.status_{edition.status}"))]
    warning = edition.warning_zh if language() == "zh" else edition.warning_en
    cells = {
        "edition": [html.Strong(edition.id), html.Span(name(edition), className="small")],
        "group": html.Span(name(group) if group else "—", className="kind"),
        "in_force": span(edition.valid_from, edition.valid_to),
        "status": [*state, *([html.Span(warning, className="small")] if warning else [])],
        "sure": _sure([*edition.limits, *edition.clauses]),
        "stands": [edition.source, *_limits(edition.limits)],
    }
    return _row(cells)


def span(start: date, end: date | None) -> str:
    """From when until when something holds."""
    if end is None:
        return say("settings.from_on", start=start)
    return say("settings.from_to", start=start, end=end)


def _row(cells: dict[str, Any]) -> html.Tr:
    return html.Tr(
        [
            html.Td(html.Div(cell), **{"data-label": say(f"settings.{key}")})
            for key, cell in cells.items()
        ]
    )


def _sure(facts: Sequence[Sourced]) -> str:
    """How many of the facts are known how well."""
    counts = Counter(fact.confidence for fact in facts)
    words = [
        say("settings.so_many", what=_confidence(each), count=counts[each])
        for each in Confidence
        if counts[each]
    ]
    return say("list.join").join(words) or "—"


def _confidence(confidence: Confidence) -> str:
    certain = confidence == Confidence.CERTAIN
    return say("settings.certain" if certain else f"confidence.{confidence}")


def _limits(limits: Sequence[Limit]) -> list[Any]:
    """Each limit with its own source, folded."""
    if not limits:
        return []
    summary = html.Summary(say("settings.limits_of", count=len(limits)))
    return [html.Details([summary, html.Ul([_limit(each) for each in limits], className="plain")])]


def _limit(limit: Limit) -> html.Li:
    index = service().catalog.indices[limit.index]
    value = quantity(plain(limit.value), index.unit)
    words = (
        f"{name(index)} {say(f'level.{limit.level}')} {say(f'assessment.op_{limit.op}')} {value}"
    )
    known = say("settings.known", confidence=_confidence(limit.confidence), source=limit.source)
    return html.Li([words, html.Span(known, className="small")])


def schemes_panel() -> html.Section:
    """A panel of the band profiles and the city programme's rules."""
    running = service()
    rows = [
        _scheme(name(each), "flag.none" if each.id == running.settings.profile else "", each)
        for each in running.catalog.profiles.values()
    ]
    rows += [
        _scheme(say("settings.since", name=name(rule), day=rule.start.day), "flag.none", rule)
        for rule in running.catalog.city_rules.values()
    ]
    columns = ("scheme", "status", "sure", "stands")
    caption = html.Caption(say("settings.schemes"), className="unseen")
    table = html.Table(
        [caption, heads("settings", columns), html.Tbody(rows)], className="rows cards tight"
    )
    explained = about(say("settings.schemes_about"))
    return panel(say("settings.schemes"), explained, table, id="settings-schemes")


def _scheme(called: str, shape: str, fact: Sourced) -> html.Tr:
    used = mark(shape, word=say("settings.in_use")) if shape else say("settings.not_in_use")
    sure = _confidence(fact.confidence)
    return _row({"scheme": called, "status": used, "sure": sure, "stands": fact.source})
