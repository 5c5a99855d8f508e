"""Segments 分段: where the method, the lamp or the habitats change, a series is another series.

A cage and a snap trap catch differently; a density from one does not compare with one from the
other. A series is cut where what is known of its surveys changes, and the cut is said. A blank
is no change: what is not said stays as it was.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from vector.stats.observation import Ints, Observations, Section, observations, refusal
from vector.stats.sentence import either

WATCHED = ("method", "equipment", "habitat", "site")
# More than any year has: a series and a year make one number.
YEARS = 10_000
FIXED = ("series", "year", "part", "state", "segment")


def segments(
    frame: pd.DataFrame,
    section: Section | str = Section.MONTH,
    watched: Iterable[str] = WATCHED,
) -> pd.DataFrame:
    """Return the state of each series in each period, and the segment it lies in.

    The state of a period is the set of methods, equipments and habitats its surveys name. Two
    periods of one series are comparable when their states are equal.

    Parameters
    ----------
    frame : DataFrame
        Columns ``series, period, count`` and those of ``watched`` that there are.
    section : {"month", "week"}
    watched : iterable of str
        What breaks a series when it changes.

    Returns
    -------
    DataFrame
        One row per series and period, in order: ``series, year, part`` (from 1), one column per
        watched column (its names joined), ``state`` (a number, equal where comparable) and
        ``segment`` (from 1, one more at every change).

    Raises
    ------
    VectorError
        When the frame is not in order.

    Examples
    --------
    >>> lamps = pd.DataFrame({"period": ["2024-05", "2024-06", "2024-07"], "count": 1,
    ...     "equipment": ["紫外灯", None, "光催化灯"]})
    >>> segments(lamps)["segment"].tolist()
    [1, 1, 2]
    """
    seen = observations(frame, section)
    table, at = turns(seen)
    return states(seen, table, at, watched)


def turns(seen: Observations) -> tuple[pd.DataFrame, Ints]:
    """Return each period of each series, in order, and in which of them every row lies."""
    series, names = pd.factorize(seen.frame["series"], sort=True)
    year, part = seen.calendar.year, seen.calendar.part + 1
    month = (series * YEARS + year) * (Section.WEEK.parts + 1) + part
    _, first, at = np.unique(month, return_index=True, return_inverse=True)
    named = pd.Series(names.take(series[first]), dtype=object)
    return pd.DataFrame({"series": named, "year": year[first], "part": part[first]}), at


def states(
    seen: Observations, table: pd.DataFrame, at: Ints, watched: Iterable[str]
) -> pd.DataFrame:
    """Add what is known of each period and its number, as :func:`segments` gives them."""
    named = [name for name in watched if name in seen.frame]
    told = table.assign(**{name: _joined(seen.frame[name], table, at) for name in named})
    told["state"] = _states(told, named)
    return told.assign(segment=_runs(told))


def _joined(names: "pd.Series[Any]", table: pd.DataFrame, at: Ints) -> "pd.Series[Any]":
    """Return the distinct names of each period as one text; where none is, what was or will be."""
    said = (names.notna() & (names.astype(object) != "")).to_numpy()
    codes, distinct = pd.factorize(names[said].astype(str), sort=True)
    words = distinct.tolist()
    found: list[list[str]] = [[] for _ in range(len(table))]
    for pair in np.unique(at[said] * len(words) + codes).tolist():
        period, code = divmod(pair, len(words))
        found[period].append(words[code])
    joined = pd.Series(["、".join(each) if each else None for each in found], dtype=str)
    if joined.notna().all():
        return joined
    known = joined.groupby(table["series"], sort=False).ffill()
    return known.groupby(table["series"], sort=False).bfill().fillna("")


def _states(table: pd.DataFrame, named: list[str]) -> Ints:
    if not named or not len(table):
        return np.zeros(len(table), np.int64)
    return np.asarray(table.groupby(named, sort=True).ngroup(), np.int64)


def _runs(table: pd.DataFrame) -> Ints:
    series, state = pd.factorize(table["series"])[0], table["state"].to_numpy()
    if not len(table):
        return np.zeros(0, np.int64)
    begun = np.append(True, series[1:] != series[:-1])
    changed = np.append(False, (state[1:] != state[:-1]) & ~begun[1:])
    total = np.cumsum(changed)
    return np.asarray(total - np.maximum.accumulate(np.where(begun, total, 0)) + 1, np.int64)


def breaks(table: pd.DataFrame) -> pd.DataFrame:
    """Return every change between the segments of a series.

    Parameters
    ----------
    table : DataFrame
        As :func:`segments` returns it.

    Returns
    -------
    DataFrame
        ``series, year, part, what, before, after``, one row per change and thing that changed.

    Examples
    --------
    >>> lamps = pd.DataFrame({"period": ["2024-05", "2024-06"], "count": 1,
    ...     "equipment": ["紫外灯", "光催化灯"]})
    >>> breaks(segments(lamps))[["year", "part", "what", "before", "after"]].values.tolist()
    [[2024, 6, 'equipment', '紫外灯', '光催化灯']]
    """
    named = [name for name in table.columns if name not in FIXED]
    cut = (table["segment"] > 1) & (table["segment"] != table["segment"].shift())
    before = table[named].shift().astype(object)
    parts = [
        table.loc[changed, ["series", "year", "part"]].assign(
            what=name, before=before.loc[changed, name], after=table.loc[changed, name]
        )
        for name in named
        for changed in [cut & (table[name] != before[name])]
    ]
    columns = ["series", "year", "part", "what", "before", "after"]
    if not parts:
        return pd.DataFrame(columns=columns)
    together = pd.concat(parts)[columns]
    return together.sort_index(kind="stable").reset_index(drop=True)


def refuse_mixture(frame: pd.DataFrame, groups: Iterable[str]) -> None:
    """Refuse to compare places surveyed by different methods or with different equipment.

    Parameters
    ----------
    frame : DataFrame
    groups : iterable of str
        The columns that tell one comparison from another; what stands in them does not mix.

    Raises
    ------
    VectorError
        Naming what is mixed in one comparison, or a column that is missing.
    """
    keys = list(groups)
    for name in keys:
        if name not in frame:
            raise refusal("column_missing", column=name, found=either(map(str, frame.columns)))
    for name in ("method", "equipment"):
        if name in keys or name not in frame:
            continue
        said = frame[frame[name].notna() & (frame[name] != "")]
        distinct = said[[*keys, name]].astype({name: str}).drop_duplicates()
        several = distinct.duplicated(keys, keep=False) if keys else distinct[name].notna()
        mixed = distinct.loc[several, name].unique().tolist()
        if len(mixed) > 1:
            raise refusal("mixed", column=name, found=either(sorted(mixed)))
