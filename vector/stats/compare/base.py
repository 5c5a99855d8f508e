"""Bases: which earlier periods a period is compared with, what they are called, how they vary."""

from enum import StrEnum

import numpy as np

from vector.stats.compare.period import WEEKS, FamilyName, Periods, before, find
from vector.stats.observation import Flags, Floats, Ints
from vector.stats.replicate import Overdispersion


class Against(StrEnum):
    """With what a period is compared."""

    PREVIOUS = "previous"
    YEAR = "year"
    MEAN = "mean"


def bases(pooled: Periods, rows: Ints, against: Against, years: int) -> Ints:
    """Return the rows of the base periods, -1 where there is none; shape (rows, bases)."""
    if against is Against.PREVIOUS:
        year, part = before(pooled, rows)
        return find(pooled, pooled.series[rows], year, part)[:, None]
    back = np.arange(1, 2 if against is Against.YEAR else years + 1)
    year = pooled.year[rows][:, None] - back
    part = np.broadcast_to(pooled.part[rows][:, None], year.shape)
    return find(pooled, np.broadcast_to(pooled.series[rows][:, None], year.shape), year, part)


def comparable(pooled: Periods, rows: Ints, base: Ints) -> tuple[Flags, Flags]:
    """Return which bases were surveyed, and which in the same state as their row."""
    at = np.maximum(base, 0)
    there = (base >= 0) & (pooled.table["surveys"].to_numpy()[at] > 0)
    state = pooled.table["state"].to_numpy()
    return np.asarray(there, np.bool_), np.asarray(state[at] == state[rows][:, None], np.bool_)


def sums(pooled: Periods, base: Ints, used: Flags) -> tuple[Floats, Floats]:
    """Return count and effort of the bases, 0 where one is not used; shape (rows, bases)."""
    at = np.maximum(base, 0)
    caught, effort = (
        np.where(used, pooled.table[name].to_numpy(np.float64)[at], 0.0)
        for name in ("count", "effort")
    )
    return caught, effort


def among_years(pooled: Periods, years: int, family: FamilyName) -> Overdispersion:
    """Return, for every row, φ of the past years of its part of the year and of the parts before.

    One month of five years tells little of how years differ; the months of a whole year, each
    about its own mean of past years, tell more. None looks ahead of its row.
    """
    rows = np.arange(len(pooled.series))
    base = bases(pooled, rows, Against.MEAN, years)
    there, same = comparable(pooled, rows, base)
    count, effort = sums(pooled, base, there & same)
    whole = effort.sum(axis=1)
    density = np.divide(count.sum(axis=1), whole, out=np.zeros(len(rows)), where=whole > 0)
    spread = density * (1 - density).clip(min=0) if family == "proportion" else density
    rest = np.divide((effort**2).sum(axis=1), whole, out=np.zeros(len(rows)), where=whole > 0)
    room = spread * np.maximum(whole - rest, 0.0)
    found = ((count - effort * density[:, None]) ** 2).sum(axis=1)
    freedom = np.maximum((effort > 0).sum(axis=1) - 1.0, 0.0)
    fourth = np.divide(room**2, freedom, out=np.zeros(len(rows)), where=freedom > 0)
    found, room, fourth = (_last_year(pooled, each) for each in (found, room, fourth))
    known = room > 0
    phi = found / np.where(known, room, np.nan)
    return Overdispersion(np.maximum(phi, 1.0), room**2 / np.where(known, fourth, np.nan))


def _last_year(pooled: Periods, values: Floats) -> Floats:
    """Return the sum over each row and those before it, as many as a year has parts."""
    rows = np.arange(len(values))
    begun = np.maximum(np.searchsorted(pooled.series, pooled.series), rows - pooled.parts + 1)
    total = np.append(0.0, np.cumsum(values))
    return np.asarray(total[rows + 1] - total[begun], np.float64)


def names(pooled: Periods, rows: Ints, against: Against, used: Flags) -> list[str]:
    """Return the base periods as texts; for the mean the years it is made of."""
    if against is Against.MEAN:
        return _years(pooled.year[rows], used)
    year, part = pooled.year[rows] - 1, pooled.part[rows]
    if against is Against.PREVIOUS:
        year, part = before(pooled, rows)
    mark = "W" if pooled.parts == WEEKS else ""
    codes, at = np.unique(year * (WEEKS + 1) + part, return_inverse=True)
    pairs = (divmod(code, WEEKS + 1) for code in codes.tolist())
    texts = [f"{year}-{mark}{part:02d}" for year, part in pairs]
    return [texts[each] for each in at.tolist()]


def _years(year: Ints, used: Flags) -> list[str]:
    """Return the years before each that were used, earliest first, formed once for each set."""
    sets, at = np.unique(np.column_stack([year, used]), axis=0, return_inverse=True)
    texts = [
        "、".join(str(last - back) for back in range(len(uses), 0, -1) if uses[back - 1])
        for last, *uses in sets.tolist()
    ]
    return [texts[each] for each in at.ravel().tolist()]
