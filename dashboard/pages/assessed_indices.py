"""达标评估, index by index: counts, value, level, limit, what would change it, and what if."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import dcc, html

from dashboard.assessed import Assessment, inspected
from dashboard.flagged import interval, quantity
from dashboard.help import heads
from dashboard.limits import certain, deciding, facts, origin, replaced
from dashboard.marks import mark
from dashboard.panel import about, panel, warned
from dashboard.service import service
from dashboard.source import address
from dashboard.text import language, name, say
from vector.catalog.index import GradedIndex, Index
from vector.catalog.method import Field
from vector.catalog.standard import Limit
from vector.report.numeral import half_up, plain
from vector.stats.empty import classify
from vector.stats.finding import effort_unit
from vector.stats.graded import bad_field, counted
from vector.stats.sentence import listed

COLUMNS = ("index", "counts", "value", "level", "limit", "why", "fix")
FIX, THEN = "assessment-fix", "assessment-then"
ASSUMED = "assessment-assumed"


def indices_panel(found: Assessment) -> html.Section:
    """A panel of every graded and absolute index, one row each, group by group."""
    titles = heads("assessment", COLUMNS)
    caption = html.Caption(say("assessment.indices"), className="unseen")
    table = html.Table([caption, titles, html.Tbody(list(_rows(found)))], className="rows cards")
    note = about(say("assessment.indices_about"))
    return panel(say("assessment.indices"), note, table, explained="assessment.indices")


def _rows(found: Assessment) -> Iterator[html.Tr]:
    rows, answered = by_index(found.judged), answers(found)
    group = ""
    for index in inspected():
        if index.group != group:
            group = index.group
            heading = html.Th(name(service().catalog.groups[group]), colSpan=len(COLUMNS),
                              scope="rowgroup", className="of-group")  # fmt: skip
            yield html.Tr(heading)
        yield _row(found, index, rows.get(index.id), answered.get(index.id))


def by_index(judged: pd.DataFrame) -> dict[str, Any]:
    """The judged row of each index."""
    return {row.id: row for row in judged.rename(columns={"index": "id"}).itertuples()}


def _row(found: Assessment, index: Index, row: Any | None, answer: Any) -> html.Tr:
    cells = {
        "index": [html.Strong(name(index)), html.Span(_method(index), className="small")],
        "counts": _counts(found, index, row) if row is not None else ["—"],
        "value": _value(index, row) if row is not None else ["—"],
        "level": _level(found, index, row),
        "limit": _limit(found, index, row),
        "why": [row.reason] if row is not None else ["—"],
        "fix": _fix(found, index, row, answer),
    }
    return html.Tr(
        [
            html.Td(html.Div(cell), className=LOOKS.get(key, ""),
                    **{"data-label": say(f"assessment.{key}")})
            for key, cell in cells.items()
        ]
    )  # fmt: skip


LOOKS = {"counts": "number", "value": "number", "level": "level", "limit": "limit", "why": "why",
         "index": "index", "fix": "fix"}  # fmt: skip


def _method(index: Index) -> str:
    return name(service().catalog.methods[index.methods[0]])


def counts(index: Index, row: Any) -> str:
    """Numerator over denominator in the units of the form."""
    if pd.isna(row.denominator):
        return "—"
    measure, scale = effort_unit(index, service().catalog)
    amount = quantity(plain(Fraction(int(row.denominator), scale)), measure)
    return f"{int(row.numerator)} / {amount}"


def _counts(found: Assessment, index: Index, row: Any) -> list[Any]:
    surveys = say("assessment.surveys", count=int(row.surveys))
    asked = found.asked
    where = {"street": asked.street, "station": asked.station}
    link = dcc.Link(surveys, href=address(index, asked.start, asked.end, **where))
    return [counts(index, row), html.Span(link, className="small")]


def _value(index: Index, row: Any) -> list[Any]:
    if row.value != row.value:
        return ["—"]
    between = interval(row.lower, row.upper, index.unit)
    said = f"{say('number.interval_name')} {between}"
    return [
        html.Strong(quantity(half_up(row.value), index.unit)),
        html.Span(said, className="small"),
    ]


def _level(found: Assessment, index: Index, row: Any | None) -> list[Any]:
    """The level, or which kind of empty it is; a true zero says so beside its level."""
    empty = kind_of_empty(found, index, row)
    kind = mark(f"empty.{empty}", word=say(f"assessment.empty_{empty}")) if empty else None
    level = _verdict(index, row) if row is not None else None
    return [html.Div(each) for each in (level, kind) if each is not None] or ["—"]


def _verdict(index: Index, row: Any) -> Any | None:
    """The level of a graded index, whether an absolute clause is kept; none where neither is."""
    if row.level:
        return mark(f"level.{row.level}")
    if row.flag:
        return mark("level.fail")
    if not isinstance(index, GradedIndex) and _some(row.denominator):
        return mark("level.pass", word=say("assessment.clause_kept"))
    return None


def _some(effort: Any) -> bool:
    return not pd.isna(effort) and effort > 0


def kind_of_empty(found: Assessment, index: Index, row: Any | None) -> str:
    """Which of the five kinds of empty an index is in this round; none is the empty word."""
    if row is not None and index.needs_positive and not _some(row.denominator):
        return ""  # its rate says it: without positives there is nothing to count
    method = index.methods[0]
    came = row is not None and row.surveys > 0
    effort = float(row.denominator) if came and not pd.isna(row.denominator) else float("nan")
    bad = found.bad.get(index.id, 0) if came else float("nan")
    asked = method in found.plans
    return str(classify(asked, found.plans.get(method, False), came, effort, bad)[()])


def _limit(found: Assessment, index: Index, row: Any | None) -> list[Any]:
    """The limit of level C, its edition, and what is doubtful about it."""
    day = row.end.date() if row is not None else found.asked.end
    fact = deciding(index, day)
    if fact is None:
        return ["—"]
    if isinstance(index, GradedIndex):
        value = quantity(plain(fact.value), index.unit)
        edition = service().catalog.grading(index, day).edition.id
        shown = [html.Span(f"{say(f'assessment.op_{fact.op}')} {value}", title=origin(fact)),
                 html.Span(edition, className="small")]  # fmt: skip
    else:
        shown = [html.Span(say("assessment.none_allowed"), title=origin(fact))]
    shown += _doubtful(index, day)
    # Of what was inspected the remark says it.
    warning = replaced(index, day) if row is None else ""
    return [*shown, *([warned(warning)] if warning else [])]


def _doubtful(index: Index, day: date) -> list[Any]:
    """That some of the limits are not verified, and which; the remark speaks of all of them."""
    known = facts(index, day)
    doubtful = [fact for fact in known if not certain(fact)]
    if not doubtful:
        return []
    some = len(doubtful) < len(known)
    levels = [say(f"level.{fact.level}") for fact in doubtful if isinstance(fact, Limit)]
    word = say("assessment.unsure_levels", levels=listed(levels, language())) if some else None
    unsure = mark("flag.unsure", word=word)
    title = "\n".join(dict.fromkeys(origin(fact) for fact in doubtful))
    return [html.Span(unsure, className="small hint", title=title)]


def bad_of(index: Index) -> Field:
    """The form's field that counts what is bad of an index."""
    catalog = service().catalog
    if isinstance(index, GradedIndex):
        return bad_field(catalog, index)
    return catalog.methods[index.methods[0]].field(index.numerator[0])


def noun(index: Index) -> str:
    """What is put right of an index, with its unit."""
    field = bad_of(index)
    if language() != "zh":
        return name(field)
    measure, word = counted(field)
    return say("assessment.noun", noun=word, unit=measure)


def put_right(index: Index, count: int) -> str:
    """How many fewer of what is bad, in the unit that it is counted in."""
    field = bad_of(index)
    unit, what = counted(field)
    bad = f"{unit}{what}" if language() == "zh" else name(field)
    return say("assessment.put_right", count=count, bad=bad)


def _fix(found: Assessment, index: Index, row: Any | None, answer: Any) -> list[Any]:
    """How many are assumed to be put right; nothing to enter where nothing is bad."""
    bad = found.bad.get(index.id, 0)
    if row is None or not bad:
        return ["—"]
    key = "assessment.fix_low" if index.worse == "low" else "assessment.fix_high"
    return [
        dmc.NumberInput(
            id={"type": FIX, "index": index.id},
            value=min(found.asked.fixed.get(index.id, 0), bad) or "",
            min=0, max=bad, allowDecimal=False, allowNegative=False, clampBehavior="strict",
            debounce=400, size="xs", w=110, placeholder=say("assessment.of_bad", count=bad),
            label=say(key, noun=noun(index)),
        ),
        # Read out whole, whatever of it has changed; the way on from there is not.
        html.Div(answer, id={"type": THEN, "index": index.id},
                 className="then", **{"aria-live": "polite", "aria-atomic": "true"}),
        html.A(say("assessment.together"), href=f"#{ASSUMED}", className="together"),
    ]  # fmt: skip


def answers(found: Assessment) -> dict[str, list[Any]]:
    """What the rows come to by all that is assumed together; none for those it leaves alone."""
    if found.assumed is None:
        return {}
    now, assumed = by_index(found.judged), by_index(found.assumed)
    changed = [
        index for index in inspected()
        if index.id in assumed and counts(index, assumed[index.id]) != counts(index, now[index.id])
    ]  # fmt: skip
    return {index.id: _answer(found, index, assumed[index.id]) for index in changed}


def _answer(found: Assessment, index: Index, row: Any) -> list[Any]:
    key = "becomes" if index.id in found.asked.fixed else "becomes_too"
    return [html.Span(say(f"assessment.{key}"), className="small"), state(index, row)]


def state(index: Index, row: Any) -> html.Div:
    """The level and the value of a row, with its counts."""
    if row.value != row.value:
        return html.Div(row.reason or "—")
    value = f"{quantity(half_up(row.value), index.unit)} · "
    both = [value, html.Span(counts(index, row), className="counted")]
    return html.Div([_verdict(index, row), html.Span(both, className="small")])
