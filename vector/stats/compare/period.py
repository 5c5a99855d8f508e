"""Pooled periods: what each series caught in each month or week, and where earlier ones lie."""

from datetime import date
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from vector.stats.catch import whole_catch
from vector.stats.compare.segment import states, turns
from vector.stats.moments import numbers_of
from vector.stats.moments import scatter as scatter_within
from vector.stats.observation import (
    Flags,
    Ints,
    Observations,
    Section,
    observations,
    refusal,
    row_numbers,
)
from vector.stats.replicate import Overdispersion

FamilyName = Literal["rate", "proportion"]
KEYS = ["series", "year", "part"]
WEEKS, MONTHS = Section.WEEK.parts, Section.MONTH.parts
# So many months of the year, all odd or all even, are a programme and no accident.
LEAST_MONTHS = 3


class Periods(NamedTuple):
    """One row per series and period, sorted.

    ``table`` has ``series, year, part, count, effort, surveys, failed, state, names``; the arrays
    repeat its keys as numbers. ``scatter`` is φ of each row's series, found among the surveys
    within its periods.
    """

    table: pd.DataFrame
    series: Ints
    year: Ints
    part: Ints
    parts: int
    scatter: Overdispersion


def periods(
    frame: pd.DataFrame, section: Section, watched: tuple[str, ...], family: FamilyName
) -> Periods:
    """Pool a frame of counts by series and period.

    Raises
    ------
    VectorError
        When the frame is not in order, or positives exceed the checked.
    """
    seen = _seen(frame, section, family)
    surveys, failed, _ = numbers_of(seen)
    turn, at = turns(seen)
    state = states(seen, turn, at, watched)
    named = [state[name].astype(str) for name in watched if name in state]
    rows = pd.DataFrame({
        "count": np.where(seen.usable, seen.count, 0.0),
        "effort": np.where(seen.usable, seen.effort, 0.0),
        "surveys": surveys.astype(np.int64),
        "failed": failed.astype(np.int64),
    })  # fmt: skip
    names = [" ".join(each) for each in zip(*named, strict=True)] if named else ""
    told = state[["state"]].assign(names=names)
    table = pd.concat([turn, rows.groupby(at).sum(), told], axis=1)
    series = np.asarray(pd.factorize(table["series"])[0], np.int64)
    scatter = _scatter(seen, at, series, family)
    year, part = (table[name].to_numpy(np.int64) for name in ("year", "part"))
    return Periods(table, series, year, part, section.parts, scatter)


def _seen(frame: pd.DataFrame, section: Section, family: FamilyName) -> Observations:
    named = frame if "series" in frame else frame.assign(series="")
    whole = {"period", "count"} <= {*named}
    seen = observations(whole_catch(named) if whole else named, section)
    refuse_beyond(seen, family)
    return seen


def refuse_beyond(seen: Observations, family: FamilyName) -> None:
    """Refuse proportions whose positives exceed the checked.

    Raises
    ------
    VectorError
        Naming the first such row.
    """
    beyond = seen.usable & (seen.count > seen.effort)
    if family == "proportion" and beyond.any():
        row = int(np.flatnonzero(beyond)[0])
        found, effort = f"{seen.count[row]:g}", f"{seen.effort[row]:g}"
        known_as = row_numbers(seen.frame)[row]
        raise refusal("beyond_effort", row=known_as, found=found, effort=effort)


def _scatter(seen: Observations, code: Ints, series: Ints, family: FamilyName) -> Overdispersion:
    """Return φ of each row's series, found among the surveys within its periods."""
    period = np.arange(len(series)) - np.searchsorted(series, series)
    shape = (int(series.max(initial=-1)) + 1, int(period.max(initial=-1)) + 1)
    cell = series * shape[1] + period
    found = scatter_within(seen, cell[code], shape, binomial=family == "proportion")
    return Overdispersion(found.phi[series], found.freedom[series])


def latest(pooled: Periods) -> Ints:
    """Return the last row of each series that has a usable survey."""
    surveyed = np.flatnonzero(pooled.table["surveys"].to_numpy() > 0)
    series = pooled.series[surveyed]
    last = np.append(series[1:] != series[:-1], np.ones(min(len(series), 1), bool))
    return np.asarray(surveyed[last], np.int64)


def before(pooled: Periods, rows: Ints) -> tuple[Ints, Ints]:
    """Return the year and part just before each row's; two months back for every second month."""
    year, part = pooled.year[rows], pooled.part[rows] - np.where(every_second(pooled)[rows], 2, 1)
    last = np.full(len(rows), pooled.parts)
    if pooled.parts == WEEKS:
        distinct, at = np.unique(year - 1, return_inverse=True)
        # 28 December lies in the last ISO week of its year: 52 or 53.
        weeks = [date(each, 12, 28).isocalendar().week for each in distinct.tolist()]
        last = np.array(weeks, np.int64)[at]
    return np.where(part < 1, year - 1, year), np.where(part < 1, last + part, part)


def every_second(pooled: Periods) -> Flags:
    """Return the rows of series that are surveyed every second month, as rodents often are."""
    size = int(pooled.series.max(initial=-1)) + 1
    if pooled.parts == WEEKS:
        return np.zeros(len(pooled.series), bool)
    seen = np.zeros((size, MONTHS), bool)
    seen[pooled.series, pooled.part - 1] = True
    odd, even = seen[:, ::2].sum(axis=1), seen[:, 1::2].sum(axis=1)
    spaced = (np.minimum(odd, even) == 0) & (odd + even >= LEAST_MONTHS)
    return np.asarray(spaced[pooled.series], np.bool_)


def find(pooled: Periods, series: Ints, year: Ints, part: Ints) -> Ints:
    """Return the row of each series, year and part; -1 where there is none."""
    if not len(pooled.series):
        return np.full(series.shape, -1)
    first = int(pooled.year.min()) - 1
    span, parts = int(pooled.year.max()) - first + 1, pooled.parts + 1
    have = (pooled.series * span + pooled.year - first) * parts + pooled.part
    wanted = (series * span + np.maximum(year - first, 0)) * parts + part
    at = np.minimum(np.searchsorted(have, wanted), len(have) - 1)
    return np.where(have[at] == wanted, at, -1)
