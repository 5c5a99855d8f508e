"""达标评估, the conclusions: the standards' levels beside the hygiene city's own verdict."""

from typing import Any

import pandas as pd
from dash import html

from dashboard.assessed import Assessment, broken, short
from dashboard.flagged import quantity
from dashboard.help import heads
from dashboard.marks import mark
from dashboard.pages.assessed_indices import counts, put_right, state
from dashboard.panel import about, nothing, panel
from dashboard.service import service
from dashboard.text import name, say
from vector.catalog.standard import CityRule, Requirement
from vector.report.numeral import half_up, plain
from vector.stats.level import holds

NOT_INSPECTED = "empty.not_reported"


def conclusions_panels(found: Assessment) -> html.Div:
    """Two panels side by side: the levels of groups and place, and the city programme's verdict."""
    return html.Div([_levels(found), _city(found)], className="columns")


def _verdict(judged: pd.DataFrame, index: str, group: str = "") -> Any | None:
    rows = judged[(judged["index"] == index) & (judged["group"] == group)]
    return next(rows.itertuples(), None)


def level_of(judged: pd.DataFrame, index: str, group: str = "", *, caution: str = "") -> Any:
    """The level of a group or the place, or that it was not inspected."""
    row = _verdict(judged, index, group)
    if row is None or not row.level:
        return mark(NOT_INSPECTED, word=say("assessment.not_inspected"))
    return _guarded(row.level, caution or broken(judged, group))


def city_of(judged: pd.DataFrame, caution: str = "") -> Any:
    """The city programme's verdict in a word; never a bare pass where something is against it."""
    row = _verdict(judged, "hygiene_city")
    if row is None or not row.level:
        return mark(NOT_INSPECTED, word=say("assessment.city_open"))
    against = caution or broken(judged)
    if row.level == "pass" and against:
        return mark("level.caution", word=say("assessment.pass_caution"))
    return mark(f"level.{row.level}")


def _guarded(level: str, caution: str) -> Any:
    """A level, and beside one that meets C that something is to be read with it."""
    if not caution or level == "worse":
        return mark(f"level.{level}")
    return html.Div([mark(f"level.{level}"), html.Span(mark("level.caution"), className="small")])


def _table(caption: str, rows: list[html.Tr], columns: tuple[str, ...]) -> html.Table:
    titles = heads("assessment", columns)
    hidden = html.Caption(caption, className="unseen")
    return html.Table([hidden, titles, html.Tbody(rows)], className="rows tight")


def _levels(found: Assessment) -> html.Section:
    judged = found.judged
    groups = sorted(service().catalog.groups.values(), key=lambda each: each.order)
    rows = [
        _line(name(group), level_of(judged, "group_level", group.id), _reason(judged, group.id))
        for group in groups
    ]
    whole = _verdict(judged, "place_level")
    reason = whole.reason if whole is not None else say("assessment.nothing_inspected")
    level = level_of(judged, "place_level", caution=short(found.sizes))
    rows.append(_line(say("assessment.place"), level, reason, last=True))
    table = _table(say("assessment.levels"), rows, ("group", "level", "reason"))
    note = about(say("assessment.levels_about"))
    return panel(say("assessment.levels"), note, table, explained="assessment.levels")


def _reason(judged: pd.DataFrame, group: str) -> str:
    row = _verdict(judged, "group_level", group)
    return row.reason if row is not None else "—"


def _line(word: str, level: Any, reason: Any, *, last: bool = False) -> html.Tr:
    first = html.Th(word, scope="row")
    return html.Tr([first, html.Td(level), html.Td(reason)], className="whole" if last else "")


def _city(found: Assessment) -> html.Section:
    judged, title = found.judged, say("assessment.city")
    row = _verdict(judged, "hygiene_city")
    if row is None:
        none = nothing(say("assessment.nothing_inspected"))
        return panel(title, none, explained="assessment.city")
    rule = service().catalog.city_rules[row.edition]
    rows = [_group_line(judged, rule, group) for group in rule.groups]
    rows += [_requirement_line(judged, each) for each in rule.requirements]
    verdict = city_of(judged, short(found.sizes))
    rows.append(_line(say("assessment.city_whole"), verdict, row.reason, last=True))
    table = _table(title, rows, ("requirement", "verdict", "found"))
    note = say("assessment.city_about", rule=name(rule), source=rule.source)
    return panel(title, about(note), table, explained="assessment.city")


def _group_line(judged: pd.DataFrame, rule: CityRule, group: str) -> html.Tr:
    """Whether a group reaches the level; the verdict itself says what is missing."""
    row = _verdict(judged, "group_level", group)
    named = name(service().catalog.groups[group])
    wanted = say("assessment.group_least", group=named, level=say(f"level.{rule.least_level}"))
    if row is None or not row.level:
        return _line(wanted, mark(NOT_INSPECTED, word=say("assessment.not_inspected")), "—")
    worse = row.level == "worse" or row.level > rule.least_level
    verdict = mark("level.fail") if worse else _guarded(row.level, broken(judged, group))
    return _line(wanted, verdict, row.reason if not worse else mark(f"level.{row.level}"))


def _requirement_line(judged: pd.DataFrame, wanted: Requirement) -> html.Tr:
    index = service().catalog.indices[wanted.index]
    row = _of(judged, index.id)
    limit = quantity(plain(wanted.value), index.unit)
    word = say(
        "assessment.least", index=name(index), op=say(f"assessment.op_{wanted.op}"), limit=limit
    )
    if row is None or pd.isna(row.denominator) or row.denominator <= 0:
        return _line(word, mark(NOT_INSPECTED, word=say("assessment.not_inspected")), "—")
    kept = holds(wanted.op, row.numerator, row.denominator, index.multiplier, wanted.value)
    value = f"{quantity(half_up(row.value), index.unit)} · {counts(index, row)}"
    return _line(word, mark("level.pass" if kept else "level.fail"), value)


def assumed_panel(found: Assessment) -> html.Section | None:
    """What is assumed, and what it would come to: before and after, marked as no finding."""
    if found.assumed is None:
        return None
    rows = [_changed(found, index) for index in found.asked.fixed]
    rows += [_levels_changed(found, group.id) for group in service().catalog.groups.values()]
    rows.append(_both(say("assessment.place"), *_pair(found, "place_level", "")))
    rows.append(_both(say("assessment.city"), *_cities(found)))
    table = _table(
        say("assessment.assumed"), [each for each in rows if each is not None],
        ("subject", "now", "then"),
    )  # fmt: skip
    note = html.P(
        [mark("assumed.assumed"), " ", say("assessment.assumed_about")], className="about"
    )
    return panel(say("assessment.assumed"), note, table)


def _pair(found: Assessment, index: str, group: str) -> tuple[Any, Any]:
    caution = "" if group else short(found.sizes)
    now = level_of(found.judged, index, group, caution=caution)
    return now, level_of(found.assumed, index, group, caution=caution)


def _cities(found: Assessment) -> tuple[Any, Any]:
    caution = short(found.sizes)
    return city_of(found.judged, caution), city_of(found.assumed, caution)


def _levels_changed(found: Assessment, group: str) -> html.Tr | None:
    if _verdict(found.judged, "group_level", group) is None:
        return None
    word = name(service().catalog.groups[group])
    return _both(word, *_pair(found, "group_level", group))


def _both(word: Any, before: Any, after: Any) -> html.Tr:
    return html.Tr([html.Th(word, scope="row"), html.Td(before), html.Td(after)])


def _of(judged: pd.DataFrame, index: str) -> Any | None:
    return next(judged[judged["index"] == index].itertuples(), None)


def _changed(found: Assessment, index: str) -> html.Tr | None:
    """One index as found and as assumed, with both counts."""
    row = _of(found.judged, index)
    then = _of(found.assumed, index)
    if row is None or then is None:
        return None
    count = min(found.asked.fixed[index], found.bad.get(index, 0))
    known = service().catalog.indices[index]
    word = html.Div([name(known), html.Span(put_right(known, count), className="small")])
    return _both(word, state(known, row), state(known, then))
