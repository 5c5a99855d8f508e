"""Duties 完整、及时、工作量: what was asked for against what was done, in the period."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.catalog.quality import QualityRules
from vector.stats.period import starts
from vector.stats.quality.survey import Codes, Floats, Surveys


class Duty(NamedTuple):
    """One duty of every series: ``done`` of ``asked``; NaN where it cannot be judged.

    ``what`` is a detail for the sentence, ``source`` where what was asked for comes from.
    """

    done: Floats
    asked: Floats
    what: NDArray[np.object_]
    source: str = ""

    @property
    def share(self) -> Floats:
        """How much of what was asked for was done, at most 1."""
        with np.errstate(all="ignore"):
            return np.asarray(np.minimum(self.done / self.asked, 1.0), np.float64)


def _unjudged(size: int) -> Duty:
    nan = np.full(size, np.nan)
    return Duty(nan, nan.copy(), np.full(size, "", dtype=object))


def completeness(
    history: Surveys,
    kind: Codes,
    alike: NDArray[np.bool_],
    months: range,
    plan: pd.DataFrame | None,
    rules: QualityRules,
) -> Duty:
    """Count the months that were due and those that were surveyed.

    A series is in service from its first survey on, and until the end: a silent one is
    incomplete. A month is due where the plan asks for it, as many times as it asks; without a
    plan for the method, where at least ``due_share`` of the like series in service surveyed.
    A survey that came to nothing counts as made.

    Parameters
    ----------
    history : Surveys
        All surveys up to the end of the period.
    kind, alike
        As :func:`vector.stats.quality.like.kinds` gives them.
    months : range
        The months of the period, counted from January 1970.
    plan : DataFrame, optional
        ``method``, ``month`` (1–12), optionally ``times``.
    rules : QualityRules
    """
    size, span = history.size, len(months)
    if not size or not span:
        return _unjudged(size)
    first = np.full(size, np.iinfo(np.int64).max)
    np.minimum.at(first, history.code, history.month)
    serving = np.asarray(months)[None, :] >= first[:, None]
    inside = (history.month >= months.start) & (history.month < months.stop)
    made = np.zeros((size, span))
    np.add.at(made, (history.code[inside], history.month[inside] - months.start), 1)
    planned, known = _planned(history, months, plan)
    asked = np.where(known[:, None], planned, _usual(made > 0, serving, kind, rules.due_share))
    asked = np.where(serving & (known | alike)[:, None], asked, 0.0)
    whole = asked.sum(axis=1)
    judged = whole > 0
    done = np.where(judged, np.minimum(made, asked).sum(axis=1), np.nan)
    missing = [_named(np.asarray(months)[row]) for row in made < asked]
    return Duty(done, np.where(judged, whole, np.nan), np.array(missing, dtype=object))


def _planned(
    history: Surveys, months: range, plan: pd.DataFrame | None
) -> tuple[Floats, NDArray[np.bool_]]:
    asked = np.zeros((history.size, len(months)))
    known = np.zeros(history.size, dtype=np.bool_)
    if plan is None or plan.empty:
        return asked, known
    method = history.series["method"].to_numpy(dtype=object)
    times = plan["times"] if "times" in plan else pd.Series(1, index=plan.index)
    calendar = np.asarray(months) % 12 + 1
    for name, month, often in zip(plan["method"], plan["month"], times, strict=True):
        of = method == name
        known |= of
        asked[np.ix_(of, calendar == month)] = often
    return asked, known


def _usual(
    made: NDArray[np.bool_], serving: NDArray[np.bool_], kind: Codes, share: float
) -> Floats:
    """Return 1 where enough of the like series in service surveyed, else 0."""
    kinds = int(kind.max()) + 1
    came, there = np.zeros((kinds, made.shape[1])), np.zeros((kinds, made.shape[1]))
    np.add.at(came, kind, made & serving)
    np.add.at(there, kind, serving)
    usual = (came >= share * there) & (came > 0)
    return usual[kind].astype(np.float64)


def _named(months: NDArray[np.int64]) -> str:
    return " ".join(starts(months, "month").astype("datetime64[M]").astype(str))


def timeliness(found: Surveys, rules: QualityRules) -> Duty:
    """Count the sheets that came within so many days of their survey, and not before it.

    Parameters
    ----------
    found : Surveys
        The surveys of the period; those without a day of upload are not judged.
    rules : QualityRules
    """
    dated = ~np.isnat(found.uploaded)
    late = (found.uploaded - found.date).astype("timedelta64[D]").astype(np.float64)
    counted = np.bincount(found.code[dated], minlength=found.size).astype(np.float64)
    timely = (late >= 0) & (late <= rules.on_time_days)
    intime = np.bincount(found.code[dated], timely[dated], found.size)
    worst = np.full(found.size, -np.inf)
    np.maximum.at(worst, found.code[dated], late[dated])
    some = counted > 0
    what = np.array([f"{each:.0f}" if np.isfinite(each) else "" for each in worst], dtype=object)
    return Duty(np.where(some, intime, np.nan), np.where(some, counted, np.nan), what)


def effort(found: Surveys, kind: Codes, alike: NDArray[np.bool_]) -> Duty:
    """Add up the effort of each survey against what was asked for, no survey counting for more.

    What is asked for is the survey's ``planned``; without it the median of the like surveys
    that had effort. Traps lost are effort lost; a survey without a figure did none. An effort of
    0 is 0 of whatever was asked for, also where nothing tells how much that was.

    Parameters
    ----------
    found : Surveys
        The surveys of the period.
    kind, alike
        As :func:`vector.stats.quality.like.kinds` gives them.
    """
    size = found.size
    if not len(found.code):
        return _unjudged(size)
    given = np.nan_to_num(found.effort)
    usual = pd.Series(np.where(given > 0, given, np.nan)).groupby(kind[found.code])
    typical = usual.transform("median").to_numpy(np.float64)
    typical = np.where(alike[found.code], typical, np.nan)
    own = found.planned > 0
    asked = np.where(own, found.planned, typical)
    judged = (asked > 0) | (found.effort == 0)
    code = found.code[judged]
    part = np.minimum(given[judged] / np.where(asked[judged] > 0, asked[judged], 1.0), 1.0)
    surveys = np.bincount(code, minlength=size).astype(np.float64)
    short = np.bincount(code, part < 1 - 1e-9, size)
    some = surveys > 0
    done = np.where(some, np.bincount(code, part, size), np.nan)
    what = np.array([f"{each:.0f}" for each in short], dtype=object)
    source = "plan" if own[judged].all() and judged.any() else "like"
    return Duty(done, np.where(some, surveys, np.nan), what, source)
