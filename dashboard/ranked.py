"""Streets by an index in one week or month: ranked where there is effort enough, else apart.

A street with too little effort is never ranked: nothing found there would look like the best. The
rank has an interval, and boards name only streets whose whole interval lies in one half.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy.orm import Session

from dashboard import visible
from dashboard.compared import against, ranks, sums
from dashboard.interface import interface
from dashboard.service import account, service
from dashboard.text import language, say
from vector.catalog import Index
from vector.catalog.index import Family
from vector.stats.period import Step, number_of, starts
from vector.store import monthly, places, streets, surveyed
from vector.store.boundaries import Boundaries

STEPS: tuple[Step, ...] = ("month", "week")
BOUNDARIES: tuple[Boundaries, ...] = ("today", "then")
BACK = {"month": 750, "week": 190}
# So many periods back the one surveyed before may lie.
NEAR = {"month": 2, "week": 4}
RANKED = (Family.PROPORTION, Family.RATE)


@dataclass(frozen=True)
class Ranked:
    """A ranking: its rows, the streets apart from it with the reason, and what it comes to.

    ``rows`` has street, rank and its interval, value with interval, denominator, surveys, board
    (``black``, ``red`` or ``middle``), change (``up``, ``down``, ``alike`` or ``unknown``) and the
    rank before. ``before`` is the first day of the period that is compared with. Methods are not
    added together: it is by ``method``, and ``others`` counted too. ``total`` streets are ranked;
    ``surveys`` is how many each had.
    """

    rows: pd.DataFrame
    apart: pd.DataFrame
    sentences: list[str]
    before: date | None = None
    method: str = ""
    others: tuple[str, ...] = ()
    total: int = 0
    surveys: dict[int, int] = field(default_factory=dict)


def indices(reading: Session) -> list[Index]:
    """The indices that streets can be ranked by: those counted, the most surveyed first."""
    running = service()
    counted = running.memory.recall(reading, "counted", lambda: monthly.counted(reading))
    found = [running.catalog.indices[each] for each in counted if each in running.catalog.indices]
    order = running.catalog.groups
    able = [each for each in found if each.family in RANKED]
    return sorted(able, key=lambda each: (order[each.group].order, -counted[each.id], each.id))


def periods(reading: Session, index: Index, step: Step) -> list[date]:
    """The first days of the periods in which something was counted lately, the latest first."""
    if visible.sees_all(reading):
        return _periods(reading, index, step)
    own = places.visible_stations(account())
    return _starts(surveyed.dates(reading, index, _since(step), own), step)


def _periods(reading: Session, index: Index, step: Step) -> list[date]:
    """The same, of what was counted anywhere."""
    since = _since(step)
    found = service().memory.recall(
        reading, ("days", index.id, since), lambda: surveyed.dates(reading, index, since)
    )
    return _starts(found, step)


def _since(step: Step) -> date:
    return service().today() - timedelta(days=BACK[step])


def _starts(found: list[date], step: Step) -> list[date]:
    today = service().today()
    days = np.array([day for day in found if day <= today], "datetime64[D]")
    numbers = np.unique(number_of(days, step))[::-1] if len(days) else np.array([], int)
    return [day.item() for day in starts(numbers, step).astype("datetime64[D]")]


def ends(start: date, step: Step) -> date:
    """The last day of a period."""
    return shifted(start, step, 1) - timedelta(days=1)


def shifted(start: date, step: Step, by: int) -> date:
    """The first day of the period so many after."""
    number = number_of(np.array([start], "datetime64[D]"), step) + by
    day: date = starts(number, step).astype("datetime64[D]")[0].item()
    return day


def ranked(
    reading: Session,
    index: Index,
    step: Step,
    start: date,
    boundaries: Boundaries,
    method: str = "",
) -> Ranked:
    """The ranking of all streets by an index in a period, as far as the person sees them.

    Ranks and intervals are those among all streets, so that they are the same whoever looks.
    """
    asked = ("ranking", index.id, method, step, start, boundaries, service().today(), language(),
             interface())  # fmt: skip
    whole = service().memory.recall(
        reading, asked, lambda: _ranked(reading, index, step, start, boundaries, method)
    )
    if not visible.sees_all(reading):
        own = _summed(reading, index, step, start, boundaries, places.visible_stations(account()))
        whole = _seen(whole, own)
    missing = _unreported(reading, whole)
    return replace(whole, apart=pd.concat([whole.apart, missing], ignore_index=True))


def _seen(whole: Ranked, own: pd.DataFrame) -> Ranked:
    """Of a ranking the streets of whose surveys the person sees every one."""
    many = _surveys(own)
    seen = {street for street, count in many.items() if whole.surveys.get(street) == count}
    rows, apart = (
        each[each["street_id"].isin(seen)].reset_index(drop=True) if len(each) else each
        for each in (whole.rows, whole.apart)
    )
    sentences = [say("ranking.seen", count=whole.total, own=len(rows))] if whole.total else []
    return replace(whole, rows=rows, apart=apart, sentences=sentences)


def _surveys(found: pd.DataFrame) -> dict[int, int]:
    every = (found["surveys"] + found["failed"]).groupby(found["street_id"]).sum()
    return {int(str(street)): int(count) for street, count in every.items()}


def _ranked(
    reading: Session, index: Index, step: Step, start: date, boundaries: Boundaries, method: str
) -> Ranked:
    every = _counted(reading, index, step, start, boundaries)
    used = _methods(every, index)
    method = method if method in index.methods else next(iter(used), index.methods[0])
    own = every[every["method"] == method]
    last = _before(reading, index, step, start)
    before = _counted(reading, index, step, last, boundaries) if last else own[:0]
    found = sums(own)
    able = found[found["denominator"] >= index.min_effort]
    rows, sentences = ranks(own[own["street_id"].isin(able.index)], index)
    if len(rows):
        rows = against(rows, sums(before[before["method"] == method]), index)
    others = tuple(each for each in used if each != method)
    elsewise = sums(every[~every["street_id"].isin(found.index)])
    small = [_small(found[~found.index.isin(able.index)]), _small(elsewise).assign(kind="other")]
    apart = pd.concat(small, ignore_index=True)
    return Ranked(rows, apart, sentences, last, method, others, len(rows), _surveys(every))


def _methods(every: pd.DataFrame, index: Index) -> list[str]:
    """The methods that counted in the period: by which most streets can be ranked first."""
    by = every.groupby(["method", "street_id"])["denominator"].sum()
    able = (by >= index.min_effort).groupby("method").sum()
    order = {each: number for number, each in enumerate(index.methods)}
    return sorted(able.index, key=lambda each: (-able[each], order.get(each, len(order))))


def _before(reading: Session, index: Index, step: Step, start: date) -> date | None:
    """The period surveyed before, not too long ago: programmes look every second month."""
    earlier = [day for day in _periods(reading, index, step) if day < start]
    least = shifted(start, step, -NEAR[step])
    return earlier[0] if earlier and earlier[0] >= least else None


def _summed(
    reading: Session, index: Index, step: Step, start: date, boundaries: Boundaries, own: Any = None
) -> pd.DataFrame:
    end = min(ends(start, step), service().today())
    return streets.sums(reading, index, start, end, stations=own, boundaries=boundaries)


def _counted(
    reading: Session, index: Index, step: Step, start: date, boundaries: Boundaries
) -> pd.DataFrame:
    """What each street counted in a period: what is bad of it is its count, whichever way."""
    found = service().memory.recall(
        reading, ("ranked", index.id, step, start, service().today(), boundaries),
        lambda: _summed(reading, index, step, start, boundaries),
    )  # fmt: skip
    found = found.assign(count=found["numerator"].astype(float))
    if index.worse != "low":
        return found
    square = found["effort_square"] - 2 * found["product"] + found["count_square"]
    return found.assign(
        count=found["denominator"] - found["count"], count_square=square,
        product=found["effort_square"] - found["product"],
    )  # fmt: skip


def _small(found: pd.DataFrame) -> pd.DataFrame:
    """The streets that were looked at, but too little to be ranked."""
    kinds = np.where(found["denominator"] > 0, "few", "no_effort")
    amounts = found["denominator"].astype(float).to_numpy()
    return pd.DataFrame(
        {"street_id": found.index, "street": found["name"].to_numpy(), "kind": kinds,
         "denominator": amounts}
    )  # fmt: skip


def _unreported(reading: Session, whole: Ranked) -> pd.DataFrame:
    """The streets that the person sees, and in which nothing was counted."""
    missing = {each: name for each, name in visible.owning(reading).items()
               if each not in whole.surveys}  # fmt: skip
    rows = sorted(missing.items(), key=lambda each: each[1])
    told = pd.DataFrame(rows, columns=["street_id", "street"])
    return told.assign(kind="not_reported", denominator=0.0)
