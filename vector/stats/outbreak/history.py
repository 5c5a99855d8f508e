"""Histories: from a table of surveys to what each judged survey is compared with."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.catalog.outbreak import OutbreakRules, Step
from vector.stats.observation import impossible
from vector.stats.outbreak.calendar import MONTHS, SENTENCES, Calendar
from vector.stats.outbreak.design import Codes, Flags, Floats
from vector.stats.outbreak.sample import Sample
from vector.stats.period import Numbers
from vector.stats.sentence import either, refusal_from

COLUMNS = ("series", "period", "count", "effort")
# So many past surveys are held in memory at a time.
ROOM = 1 << 21


@dataclass(frozen=True)
class Judged:
    """What is to be judged, one a row: series, period, and the survey, NaN where there is none."""

    series: Codes
    number: Numbers
    count: Floats
    effort: Floats

    def rows(self, chosen: NDArray[Any]) -> "Judged":
        """Return some of the rows."""
        return Judged(
            self.series[chosen], self.number[chosen], self.count[chosen], self.effort[chosen]
        )


class Past(NamedTuple):
    """The history of judged rows, and what of it is of the same season."""

    sample: Sample
    years: Codes
    same_season: Codes
    surveys: Codes
    usual_effort: Floats


@dataclass(frozen=True)
class History:
    """Surveys of many series, sorted by series and period; each period of a series stands once.

    Attributes
    ----------
    names : Index
        The series' names, by code.
    series, number : int64 array
    count, effort : float64 array
        As reported; NaN where missing.
    kind : int64 array
        The kind of each series, by code.
    """

    calendar: Calendar
    names: "pd.Index[Any]"
    series: Codes
    number: Numbers
    count: Floats
    effort: Floats
    kind: Codes

    @classmethod
    def of(cls, table: pd.DataFrame, season: int) -> "History":
        """Read a table with the columns series, period, count, effort and, if any, kind.

        Several rows of one series in one period are added up: pool first, then divide.

        Raises
        ------
        VectorError
            When a column lacks, or a value is no number or one that no survey can have.

        Examples
        --------
        >>> rows = pd.DataFrame({"series": ["a", "a"], "period": ["2026-05-02", "2026-05-20"],
        ...     "count": [1, 2], "effort": [10, 10]})
        >>> History.of(rows, 12).count.tolist()
        [3.0]
        """
        for name in COLUMNS:
            if name not in table:
                expected = either(COLUMNS)
                raise refusal_from(SENTENCES, "column_missing", column=name, expected=expected)
        calendar = Calendar.of(table["period"], season)
        series, names = pd.factorize(table["series"])
        if (series < 0).any():
            raise refusal_from(SENTENCES, "nameless")
        flat = _pooled(
            pd.DataFrame(
                {
                    "series": series,
                    "number": calendar.numbers(table["period"]),
                    "count": _amount(table["count"], "count"),
                    "effort": _amount(table["effort"], "effort"),
                }
            )
        )
        return cls(
            calendar=calendar,
            names=pd.Index(names),
            series=flat["series"].to_numpy(np.int64),
            number=flat["number"].to_numpy(np.int64),
            count=flat["count"].to_numpy(np.float64),
            effort=flat["effort"].to_numpy(np.float64),
            kind=_kinds(table, series, len(names)),
        )

    def step(self, rules: OutbreakRules) -> Step:
        """Return the rules for months or for weeks."""
        return rules.month if self.calendar.per_year <= MONTHS else rules.week

    def judged(self, which: Literal["last", "all"] | pd.DataFrame) -> Judged:
        """Return what is to be judged: the last period of each series, every one, or a table's.

        Raises
        ------
        VectorError
            When a table asks for a series that has no history.
        """
        if isinstance(which, pd.DataFrame):
            return self._asked(which)
        rows = np.arange(len(self.series))
        if which == "last":
            rows = np.flatnonzero(np.append(self.series[1:] != self.series[:-1], True)[: len(rows)])
        return Judged(self.series[rows], self.number[rows], self.count[rows], self.effort[rows])

    def _asked(self, table: pd.DataFrame) -> Judged:
        series = self.names.get_indexer(pd.Index(table["series"])).astype(np.int64)
        if (series < 0).any():
            name = table["series"].iloc[int(np.flatnonzero(series < 0)[0])]
            raise refusal_from(SENTENCES, "unknown_series", series=name)
        number = self.calendar.numbers(table["period"])
        held, wanted = _keys((self.series, self.number), (series, number))
        at = pd.Index(held).get_indexer(pd.Index(wanted))
        known = at >= 0
        planned = table["effort"].to_numpy(np.float64) if "effort" in table else np.nan
        count = np.where(known, self.count[at] if len(self.count) else np.nan, np.nan)
        effort = np.where(known, self.effort[at] if len(self.effort) else np.nan, planned)
        return Judged(series, number, count, effort)

    def portions(self, judged: Judged, rules: OutbreakRules) -> Iterator[Codes]:
        """Cut rows into portions that fit the room; the rows of one period stay together.

        Their dispersions are drawn together, so a cut between them would change the result.
        """
        most = max(ROOM // max(int(rules.years * self.calendar.per_year), 1), 1)
        _, period, sizes = np.unique(judged.number, return_inverse=True, return_counts=True)
        portion = ((np.cumsum(sizes) - sizes) // most)[period]
        for each in np.unique(portion):
            yield np.flatnonzero(portion == each)

    def past(self, judged: Judged, rules: OutbreakRules) -> Past:
        """Return what each judged row is compared with."""
        known = np.isfinite(self.count) & (self.effort > 0)
        series, number = self.series[known], self.number[known]
        at, used = self._reach(series, number, judged, rules)
        cycle, step = self.calendar.per_year, self.step(rules)
        age = np.where(used, (judged.number[:, None] - number[at]) / cycle, 0)
        phase, now = self.calendar.phase(number[at]), self.calendar.phase(judged.number)
        effort = np.where(used, self.effort[known][at], 1)
        sample = Sample(
            counts=np.where(used, self.count[known][at], 0),
            used=used.astype(np.float64),
            log_effort=np.log(effort),
            phase=phase,
            age=age,
            pool=_pools(self.kind[judged.series], judged.number),
            phase_now=now,
        )
        apart = np.abs((phase - now[:, None] + 0.5) % 1 - 0.5) * cycle
        same = used & (apart < step.window + 0.5)
        years = _distinct(np.rint(age).astype(np.int64), same)
        surveys = used.sum(axis=1)
        usual = np.exp(sample.log_effort.sum(axis=1) / np.maximum(surveys, 1))
        return Past(sample, years, same.sum(axis=1), surveys, usual)

    def grid(self) -> tuple[Numbers, Floats, Floats]:
        """Return the numbers of all periods, and counts and efforts as periods × series.

        Examples
        --------
        >>> rows = pd.DataFrame({"series": "a", "period": [3, 5], "count": [1, 2], "effort": 1})
        >>> History.of(rows, 12).grid()[1].tolist()
        [[1.0], [nan], [2.0]]
        """
        if not len(self.number):
            return self.number, np.zeros((0, 0)), np.zeros((0, 0))
        first, last = int(self.number.min()), int(self.number.max())
        counts = np.full((last - first + 1, len(self.names)), np.nan)
        effort = counts.copy()
        counts[self.number - first, self.series] = self.count
        effort[self.number - first, self.series] = self.effort
        return np.arange(first, last + 1), counts, effort

    def _reach(
        self, series: Codes, number: Numbers, judged: Judged, rules: OutbreakRules
    ) -> tuple[Codes, Flags]:
        """Return where in the known surveys each row's history lies."""
        step = self.step(rules)
        back = round(rules.years * self.calendar.per_year) + step.window
        low = min(number.min(initial=0), judged.number.min(initial=0) - back)
        span = max(number.max(initial=0), judged.number.max(initial=0)) - low + 1
        key = series * span + number - low
        base = judged.series * span + judged.number - low
        start = np.searchsorted(key, np.maximum(base - back, judged.series * span))
        stop = np.searchsorted(key, base - step.left_out)
        longest = int((stop - start).max(initial=0))
        at = start[:, None] + np.arange(longest)
        used = at < stop[:, None]
        return np.where(used, at, 0), used


def _amount(column: "pd.Series[Any]", name: str) -> Floats:
    found = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    wrong = (np.isnan(found) & column.notna().to_numpy()) | impossible(found)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        found_there = column.iloc[row]
        raise refusal_from(SENTENCES, "number_wrong", row=row + 1, column=name, found=found_there)
    return found


def _pooled(flat: pd.DataFrame) -> pd.DataFrame:
    """Add up the rows of one series and period; what lacks in one of them lacks in their sum."""
    keys = ["series", "number"]
    if not flat.duplicated(keys).any():
        return flat.sort_values(keys, ignore_index=True)
    groups = flat.groupby(keys, sort=True)[["count", "effort"]]
    whole = groups.count().eq(groups.size(), axis=0)
    return groups.sum().where(whole).reset_index()


def _kinds(table: pd.DataFrame, series: Codes, size: int) -> Codes:
    """Return the kind of each series; all are alike where none is told."""
    kinds = np.zeros(size, np.int64)
    if "kind" in table:
        kinds[series] = pd.factorize(table["kind"])[0]
    return kinds


def _pools(kind: Codes, number: Numbers) -> Codes:
    """Number the rows of one kind judged at one period: no later survey tells of an earlier one."""
    (groups,) = _keys((kind, number))
    return np.asarray(pd.factorize(groups)[0], dtype=np.int64)


def _keys(*tables: tuple[Codes, Numbers]) -> list[Codes]:
    """Return one number for each code and period, the same for the same in every table."""
    periods = np.concatenate([number for _, number in tables])
    low = periods.min(initial=0)
    span = periods.max(initial=0) - low + 1
    return [code * span + number - low for code, number in tables]


def _distinct(years: Codes, chosen: Flags) -> Codes:
    """Count the years from 1 on that hold a chosen survey."""
    ages = np.arange(1, max(int(years.max(initial=0)), 1) + 1)
    held = [((years == age) & chosen).any(axis=1) for age in ages]
    return np.asarray(np.sum(held, axis=0), dtype=np.int64)
