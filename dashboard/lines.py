"""The limits of an index as lines with dates: an edition or an action limit holds from day to day.

A limit that was replaced stays where it held, as a step, so that an old value is never measured
against a new limit.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise, zip_longest
from typing import NamedTuple

from sqlalchemy.orm import Session

from dashboard.figures.history import Line
from dashboard.flagged import quantity
from dashboard.limits import origin, replaced
from dashboard.service import service
from dashboard.text import name, say
from vector.catalog import Index
from vector.catalog.index import BandedIndex, DensityIndex, GradedIndex
from vector.report.numeral import plain
from vector.store import limits as store
from vector.store.tables import ActionLimit

DAY = timedelta(days=1)


class Held(NamedTuple):
    """An action limit, and from which day to which it decides at a station."""

    limit: ActionLimit
    since: date
    until: date | None


def limits_at(reading: Session, index: Index, station: int) -> list[Held]:
    """The action limits that hold or held at a station, the narrowest at each time, in order."""
    if not isinstance(index, DensityIndex):
        return []
    rows = [row for layer in store.history(reading, index.id, station) for row in layer]
    days = {row.valid_from for row in rows} | {row.valid_to + DAY for row in rows if row.valid_to}
    spans = zip_longest(sorted(days), sorted(days)[1:])
    held: list[Held] = []
    for begins, ends in spans:
        row, until = _on(rows, begins), ends - DAY if ends else None
        if held and held[-1].limit is row:
            held[-1] = held[-1]._replace(until=until)
        elif row is not None:
            held.append(Held(row, begins, until))
    return held


def _on(rows: Sequence[ActionLimit], day: date) -> ActionLimit | None:
    """The first, and so the narrowest, of the limits that hold on a day."""
    return next((row for row in rows if row.valid_from <= day <= (row.valid_to or date.max)), None)


def lines(index: Index, limits: Sequence[Held], first: date, today: date) -> list[Line]:
    """The lines to draw, those that hold now first."""
    if isinstance(index, GradedIndex):
        return _levels(index, first, today)
    if isinstance(index, BandedIndex):
        return _cuts(index)
    drawn = [_action(index, each, today) for each in limits if each.since <= today]
    return sorted(drawn, key=lambda line: line.until is not None)


def _action(index: Index, held: Held, today: date) -> Line:
    limit = held.limit
    value = quantity(limit.value, index.unit)
    said = say("station.action_limit", limit=value, by=limit.set_by, day=limit.set_on)
    note = f"{said}\n{say('limit.source', source=limit.source)}"
    until = held.until if held.until and held.until < today else None
    label = say("station.action_line", limit=value)
    return Line(float(limit.value), label, note, since=held.since, until=until)


def _levels(index: GradedIndex, first: date, today: date) -> list[Line]:
    """The levels between two days, as long as each holds; those of the present first."""
    days = [first, *_changed(index, first, today), today + DAY]
    spans = reversed(list(pairwise(days)))
    return [line for begins, ends in spans for line in _edition(index, begins, ends - DAY, today)]


def _changed(index: GradedIndex, first: date, today: date) -> list[date]:
    """The days between on which an edition with other limits came into force."""
    editions = service().catalog.editions.values()
    days = {each.valid_from for each in editions if each.group == index.group}
    inside = sorted(day for day in days if first < day <= today)
    return [day for day in inside if _values(index, day) != _values(index, day - DAY)]


def _values(index: GradedIndex, day: date) -> list[tuple[str, Fraction]]:
    return [(each.level, each.value) for each in service().catalog.grading(index, day).limits]


def _edition(index: GradedIndex, begins: date, ends: date, today: date) -> list[Line]:
    grading = service().catalog.grading(index, ends)
    warning = replaced(index, ends)
    drawn = []
    for each in grading.limits:
        level, value = say(f"level.{each.level}"), quantity(plain(each.value), index.unit)
        said = say("station.level_limit", level=level, limit=value, edition=grading.edition.id)
        note = "\n".join(filter(None, (said, origin(each), warning)))
        label = say("station.level_line", level=level, limit=value)
        until = ends if ends < today else None
        drawn.append(Line(float(each.value), label, note, each.level == "C", begins, until))
    return drawn


def _cuts(index: BandedIndex) -> list[Line]:
    profile = service().catalog.profiles[service().settings.profile]
    found = profile.cuts_of(index.id)
    bands = {band.band: name(band) for band in profile.bands}
    drawn = []
    for number, cut in enumerate(found.cuts if found else (), start=1):
        words = {"band": bands[number], "limit": quantity(plain(cut), index.unit)}
        note = f"{say('station.band_limit', **words)}\n{origin(found)}"
        label = say("station.band_line", **words)
        drawn.append(Line(float(cut), label, note, number == profile.flag_from))
    return drawn
