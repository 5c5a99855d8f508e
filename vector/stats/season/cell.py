"""Cells: what each group of surveys caught, with what effort, in each part of the year.

Pool first, then divide: the density of a cell is Σ count / Σ effort of its surveys. A part of the
year nobody surveyed is an empty cell, never a zero.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.stats.catch import every_species, whole_catch
from vector.stats.empty import classify
from vector.stats.moments import numbers_of
from vector.stats.moments import scatter as scatter_within
from vector.stats.observation import (
    Flags,
    Floats,
    Ints,
    Observations,
    Section,
    observations,
    refusal,
)
from vector.stats.replicate import Overdispersion
from vector.stats.sentence import either

Arrows = NDArray[np.complex128]
# More than any year has: a group and a year make one number.
YEARS = 10_000


@dataclass(frozen=True)
class Cells:
    """The sums of every group and part of the year; arrays of shape (groups, parts).

    Attributes
    ----------
    keys : DataFrame
        What tells one group from another, one row a group.
    years : list of str
        The years of each group, as one text.
    count, effort : ndarray of float64
        Σ over the usable surveys; 0 in an empty cell.
    surveys, failed, rows : ndarray of int64
        Usable surveys, surveys without any effort, and rows in all.
    direction : ndarray of complex128
        The direction of the part's middle, averaged over years by effort; length 1.
    first, twice : ndarray of complex128, shape (groups,)
        Σ count · exp(iα) and exp(2iα) over the surveys.
    scatter : Overdispersion
        φ of the surveys about their cell's density, one a group.
    mixed : list of str
        The methods or equipments of each group where there are several, else "".
    """

    section: Section
    keys: pd.DataFrame
    years: list[str]
    count: Floats
    effort: Floats
    surveys: Ints
    failed: Ints
    rows: Ints
    direction: Arrows
    first: Arrows
    twice: Arrows
    scatter: Overdispersion
    mixed: list[str]

    @property
    def density(self) -> Floats:
        """Σ count / Σ effort, NaN where there was no usable survey."""
        found: Floats = np.full(self.count.shape, np.nan)
        np.divide(self.count, self.effort, out=found, where=self.effort > 0)
        return found

    def kinds(self, quiet: Flags) -> NDArray[np.str_]:
        """Return which of the five kinds of empty each cell is; ``quiet`` parts are not asked."""
        surveyed = self.surveys > 0
        effort = np.where(surveyed, self.effort, np.where(self.failed > 0, 0.0, np.nan))
        return classify(~quiet[None, :], True, self.rows > 0, effort, self.count)


def gather(
    frame: pd.DataFrame,
    section: Section | str = Section.MONTH,
    by: Iterable[str] = ("series",),
    *,
    each_year: bool = False,
    year_start: int = 1,
) -> Cells:
    """Pool surveys by group and part of the year.

    Parameters
    ----------
    frame : DataFrame
        As :func:`vector.stats.observation.observations` takes it.
    section : {"month", "week"}
        By which part of the year.
    by : iterable of str
        The columns whose values make a group, of ``series``, ``species``, ``habitat`` and others.
    each_year : bool
        Whether each year is a group of its own.
    year_start : int
        The month a year begins with: 7 keeps a winter in one piece.

    Raises
    ------
    VectorError
        When the frame is not in order, or lacks a column of ``by``.
    """
    groups = tuple(by)
    seen = observations(_by_survey(frame, groups), section)
    year = _years(seen, year_start)
    keyed = seen.frame[[*groups]].assign(year=year if each_year else 0)
    code, keys = _codes(keyed if each_year else keyed[[*groups]], len(seen.frame))
    years = _spans(year, code, len(keys), year_start)
    if each_year:
        keys = keys.assign(year=years)
    return _sums(seen, code, keys, years)


def _by_survey(frame: pd.DataFrame, groups: tuple[str, ...]) -> pd.DataFrame:
    named = frame if "series" in frame else frame.assign(series="")
    for name in groups:
        if name not in named:
            raise refusal("column_missing", column=name, found=either(map(str, frame.columns)))
    if "species" not in named or "period" not in named or "count" not in named:
        return named
    if "species" in groups:
        return every_species(named, tuple(each for each in groups if each != "species"))
    return whole_catch(named)


def _years(seen: Observations, start: int) -> Ints:
    """Return the year each row counts for: that in which its season began."""
    if start == 1:
        return seen.calendar.year
    month = np.floor(seen.calendar.angle / 30).astype(np.int64)
    if seen.calendar.section is Section.MONTH:
        month = seen.calendar.part
    return seen.calendar.year - (month < start - 1)


def _codes(keyed: pd.DataFrame, rows: int) -> tuple[Ints, pd.DataFrame]:
    if not len(keyed.columns):
        return np.zeros(rows, np.int64), pd.DataFrame(index=range(min(rows, 1)))
    grouped = keyed.groupby(list(keyed.columns), dropna=False, observed=True, sort=True)
    code = np.asarray(grouped.ngroup(), np.int64)
    first = np.unique(code, return_index=True)[1]
    return code, keyed.iloc[first].reset_index(drop=True)


def _spans(year: Ints, code: Ints, size: int, start: int) -> list[str]:
    """Return the years of each group as one text: 2021、2022, or 2021/22 for split years."""
    found: list[list[str]] = [[] for _ in range(size)]
    for pair in np.unique(code * YEARS + year).tolist():
        group, known = divmod(pair, YEARS)
        found[group].append(str(known) if start == 1 else f"{known}/{(known + 1) % 100:02d}")
    return ["、".join(each) for each in found]


def _sums(seen: Observations, code: Ints, keys: pd.DataFrame, years: list[str]) -> Cells:
    shape = (len(keys), seen.calendar.section.parts)
    cell = code * shape[1] + seen.calendar.part
    good = seen.usable
    surveys, failed, rows = numbers_of(seen)
    count, effort = np.where(good, seen.count, 0.0), np.where(good, seen.effort, 0.0)
    arrow = np.exp(1j * np.radians(seen.calendar.angle))
    return Cells(
        section=seen.calendar.section,
        keys=keys,
        years=years,
        count=_total(cell, count, shape),
        effort=_total(cell, effort, shape),
        surveys=_total(cell, surveys, shape).astype(np.int64),
        failed=_total(cell, failed, shape).astype(np.int64),
        rows=_total(cell, rows, shape).astype(np.int64),
        direction=_unit(_arrows(cell, effort * arrow, shape)),
        first=_arrows(code, count * arrow, shape[:1]),
        twice=_arrows(code, count * arrow**2, shape[:1]),
        scatter=scatter_within(seen, cell, shape),
        mixed=_mixed(seen.frame, code, len(keys)),
    )


def _mixed(frame: pd.DataFrame, code: Ints, size: int) -> list[str]:
    """Return the names of methods, or equipments, that a group has several of."""
    found = [""] * size
    for name in ("method", "equipment"):
        if name not in frame:
            continue
        said = (frame[name].notna() & (frame[name] != "")).to_numpy()
        names = frame.loc[said, [name]].astype({name: str}).assign(code=code[said])
        pairs = names.drop_duplicates().sort_values(["code", name])
        several = pairs[pairs["code"].duplicated(keep=False)]
        for group, joined in several.groupby("code")[name].agg("、".join).items():
            found[int(str(group))] += ("、" if found[int(str(group))] else "") + joined
    return found


def _total(at: Ints, weights: Floats | Flags, shape: tuple[int, ...]) -> Floats:
    return np.bincount(at, weights, math.prod(shape)).astype(np.float64).reshape(shape)


def _arrows(at: Ints, arrows: Arrows, shape: tuple[int, ...]) -> Arrows:
    return _total(at, arrows.real, shape) + 1j * _total(at, arrows.imag, shape)


def _unit(arrows: Arrows) -> Arrows:
    length = np.abs(arrows)
    return np.asarray(arrows / np.where(length > 0, length, 1.0), np.complex128)
