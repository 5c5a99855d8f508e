"""判定: the latest judgement of an index at a station, with its numbers, limit and reason."""

from typing import Any

import pandas as pd
from dash import html
from sqlalchemy.orm import Session

from dashboard.flagged import interval, kind, quantity, why
from dashboard.history import History
from dashboard.marks import mark
from dashboard.panel import said, warned
from dashboard.service import account, service
from dashboard.text import name, say
from vector.report.evidence import Evidence
from vector.report.numeral import half_up
from vector.store import flags
from vector.store.tables import Flag
from vector.work.flags import OUTLOOK


def _fact(key: str, value: Any, note: Any = "") -> html.Div:
    return html.Div([html.Dt(say(key)), html.Dd([value, html.Small(note)])])


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
    row = list(shown.judged.itertuples())[-1]
    measure = shown.index.unit
    value = (
        quantity(half_up(row.value), measure) if row.value == row.value else mark("empty.no_effort")
    )
    likely = "" if pd.isna(row.p_beyond) else _likely(row.p_beyond, shown.watched)
    facts = html.Dl(
        [
            _fact("station.latest", value, _when(row)),
            _fact("number.interval_name", interval(row.lower, row.upper, measure)),
            _fact("station.effort", row.effort),
            _fact("station.judged", mark(kind(modelled)) if modelled else _judgement(row)),
            _fact("station.likelihood", row.words or "—", likely),
            _limit(shown),
        ],
        className="facts",
    )
    if modelled:
        return [facts, said(why(modelled, Evidence.read(modelled.evidence)), raised=True)]
    return [facts, *([said(row.reason, raised=bool(row.flag))] if row.reason else [])]


def modelled_flag(reading: Session, station: int, index: str) -> Flag | None:
    """The open flag of an index that rests on a model, if there is one."""
    found = flags.standing(reading, account(), station=station)
    own = (flag for flag in found if flag.index_id == index and flag.rule in OUTLOOK)
    return next(own, None)


def _when(row: Any) -> str:
    same = row.start.day == 1 and row.end.is_month_end
    return f"{row.start:%Y-%m}" if same else f"{row.start:%Y-%m-%d}"


def likelihood(probability: float) -> str:
    """A probability for people: never quite certain, never quite impossible."""
    percent = round(probability * 100)
    shown = ">99" if percent > 99 else "<1" if percent < 1 else str(percent)
    return say("station.probability", percent=shown)


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
