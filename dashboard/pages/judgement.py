"""判定: the latest judgement of an index at a station, with its numbers, limit and reason."""

from fractions import Fraction
from math import ceil, floor
from typing import Any

import pandas as pd
from dash import dcc, html
from sqlalchemy.orm import Session

from dashboard.figures.history import Line
from dashboard.flagged import interval, kind, percent, quantity, why
from dashboard.help import term
from dashboard.history import History
from dashboard.marks import mark
from dashboard.panel import about, said, warned
from dashboard.service import account, service
from dashboard.source import address
from dashboard.text import name, say
from vector.catalog import Index
from vector.catalog.index import DensityIndex, GradedIndex
from vector.report.evidence import Evidence
from vector.report.numeral import half_up
from vector.store import flags
from vector.store.tables import Flag
from vector.work.flags import OUTLOOK


def _fact(key: str, value: Any, note: Any = "") -> html.Div:
    return html.Div([html.Dt(term(key)), html.Dd([value, html.Small(note)])])


def _judgement(row: Any) -> Any:
    if row.level:
        return mark(f"level.{row.level}")
    if not pd.isna(row.band):
        profile = service().catalog.profiles[row.profile]
        band = next(band for band in profile.bands if band.band == int(row.band))
        return mark(f"band.{int(row.band)}", word=name(band))
    return mark("flag.raised" if row.flag else "flag.none")


def facts_of(shown: History, modelled: Flag | None) -> list[Any]:
    """The latest judgement; a flag that rests on a model says more than that there is no limit."""
    row = next(shown.judged.tail(1).itertuples())
    measure = shown.index.unit
    value = (
        quantity(half_up(row.value), measure) if row.value == row.value else mark("empty.no_effort")
    )
    likely = "" if pd.isna(row.p_beyond) else _likely(row.p_beyond, shown.watched)
    facts = html.Dl(
        [
            _fact("station.latest", value, _latest(shown, row)),
            _fact("number.interval_name", interval(row.lower, row.upper, measure)),
            _fact("station.effort", row.effort),
            _fact("station.judged", mark(kind(modelled)) if modelled else _judgement(row)),
            _fact("station.likelihood", row.words or "—", likely),
            _limit(shown),
        ],
        className="facts",
    )
    told = [about(each) for each in (_change(shown, row), _methods(shown)) if each]
    if modelled:
        return [facts, *told, said(why(modelled, Evidence.read(modelled.evidence)), raised=True)]
    return [facts, *told, *([said(row.reason, raised=bool(row.flag))] if row.reason else [])]


def _methods(shown: History) -> str:
    """That several methods counted here, which are never summed."""
    if len(shown.methods) < 2:
        return ""
    methods = service().catalog.methods
    named = say("list.join").join(name(methods[each]) for each in shown.methods)
    method = name(methods[str(shown.judged["method"].iloc[-1])])
    return say("station.methods", methods=named, method=method)


def _change(shown: History, row: Any) -> str:
    """How many more would pass the limit that decides, or fewer would keep within it; the effort
    as it is. What would change a level is in the reason of the judgement."""
    index = shown.index
    now = (line for line in shown.lines if line.decides and line.until is None)
    line = next(now, None)
    if line is None or isinstance(index, GradedIndex) or index.worse != "high":
        return ""
    if not row.denominator or row.denominator != row.denominator:
        return ""
    method = service().catalog.methods[row.method]
    fields = [method.field(each) for each in index.numerator]
    if any(field.decimals for field in fields):
        return ""
    counted = " + ".join(name(field) for field in fields)
    spare = _most(index, line, int(row.denominator)) - int(row.numerator)
    if spare < 0:
        return say("station.fewer", count=-spare, counted=counted, line=line.label)
    return say("station.more", count=spare + 1, counted=counted, line=line.label)


def _most(index: Index, line: Line, denominator: int) -> int:
    """The most that may be counted: a density is beyond above its limit, a band begins at it."""
    limit = Fraction(str(line.value)) * denominator / index.multiplier
    return floor(limit) if isinstance(index, DensityIndex) else ceil(limit) - 1


def modelled_flag(reading: Session, station: int, index: str) -> Flag | None:
    """The open flag of an index that rests on a model, if there is one."""
    found = flags.standing(reading, account(), station=station)
    own = (flag for flag in found if flag.index_id == index and flag.rule in OUTLOOK)
    return next(own, None)


def _latest(shown: History, row: Any) -> dcc.Link:
    """When that was, as the way to its surveys."""
    where = address(shown.index, row.start, row.end, station=shown.station, method=str(row.method))
    return dcc.Link(f"{_when(row)} · {say('sources.open')}", href=where)


def _when(row: Any) -> str:
    same = row.start.day == 1 and row.end.is_month_end
    return f"{row.start:%Y-%m}" if same else f"{row.start:%Y-%m-%d}"


def likelihood(probability: float) -> str:
    """A probability for people: never quite certain, never quite impossible."""
    return say("station.probability", chance=percent(probability))


def _likely(probability: float, watched: bool) -> str:
    origin = say("station.with_alike" if watched else "station.alone")
    return say("list.join").join((likelihood(probability), origin))


def _limit(shown: History) -> html.Div:
    """The limit that decides: its origin under the mouse, what is doubtful beside it."""
    line = next((line for line in shown.lines if line.decides), None)
    if line is None:
        return _fact("station.limit", say("station.no_limit"))
    quoted = html.Span(line.note.partition("\n")[0], title=line.note, className="hint")
    cautions = []
    if shown.unsure:
        cautions.append(html.Span(mark("flag.unsure"), title=shown.unsure, className="hint"))
    if shown.warning:
        cautions.append(warned(shown.warning))
    return _fact("station.limit", quoted, cautions)
