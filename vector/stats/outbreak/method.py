"""The tests by name, each on a table of surveys: the service's own, and those of the literature.

The tests of the literature want even periods: a period without a survey is missing. Farrington's
two take the effort as offset; EARS and CUSUM know of no effort and judge bare counts.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from vector.stats.outbreak.calendar import MONTHS, SENTENCES
from vector.stats.outbreak.cusum import cusum
from vector.stats.outbreak.design import Codes, Floats
from vector.stats.outbreak.detection import detect
from vector.stats.outbreak.ears import ears
from vector.stats.outbreak.farrington import farrington, farrington_flexible
from vector.stats.outbreak.form import Flexible, Original
from vector.stats.outbreak.history import History
from vector.stats.sentence import either, refusal_from

Which = Literal["last", "all"]

# Noufaily's choice for weeks, and what answers to it in months.
NOUFAILY_WEEK = Flexible(
    alpha=0.01,
    p_threshold_trend=1,
    no_periods=10,
    past_weeks_not_included=26,
    threshold_method="nbPlugin",
)
NOUFAILY_MONTH = replace(
    NOUFAILY_WEEK, w=1, no_periods=4, past_weeks_not_included=6, frequency=MONTHS
)
ORIGINAL_WEEK = Original(alpha=0.02)
ORIGINAL_MONTH = Original(alpha=0.02, w=1, frequency=MONTHS)


class _Grid:
    """Surveys of all series as even periods."""

    def __init__(self, table: pd.DataFrame, season: int) -> None:
        self.history = History.of(table, season)
        self.season = season
        self.numbers, self.counts, effort = self.history.grid()
        self.effort = np.where(np.isnan(self.counts), np.nan, effort)
        # Counted weeks drift against the year; days find the same season again.
        weeks = self.history.calendar.unit == "week"
        self.days = self.history.calendar.labels(self.numbers) if weeks else None

    def counted(self) -> Floats:
        """Return the counts of surveys that had an effort."""
        return np.where(self.effort > 0, self.counts, np.nan)

    def last(self, which: Which) -> Codes | None:
        """Return what is judged: the last period, or all that can be."""
        return np.array([len(self.numbers) - 1]) if which == "last" else None


def _own(grid: _Grid, table: pd.DataFrame, which: Which, years: int | None) -> pd.DataFrame:
    return detect(table, season=grid.season, judged=which)


def _farrington(grid: _Grid, table: pd.DataFrame, which: Which, years: int | None) -> pd.DataFrame:
    form = (
        ORIGINAL_MONTH if grid.season == MONTHS else replace(ORIGINAL_WEEK, frequency=grid.season)
    )
    return farrington(
        grid.counts,
        replace(form, b=years or form.b),
        grid.last(which),
        effort=grid.effort,
        days=grid.days,
    )


def _noufaily(grid: _Grid, table: pd.DataFrame, which: Which, years: int | None) -> pd.DataFrame:
    form = (
        NOUFAILY_MONTH if grid.season == MONTHS else replace(NOUFAILY_WEEK, frequency=grid.season)
    )
    return farrington_flexible(
        grid.counts,
        replace(form, b=years or form.b),
        grid.last(which),
        effort=grid.effort,
        days=grid.days,
    )


def _ears(kind: Literal["C1", "C2", "C3"]) -> Callable[..., pd.DataFrame]:
    def judge(grid: _Grid, table: pd.DataFrame, which: Which, years: int | None) -> pd.DataFrame:
        # Half a case keeps rows of equal counts from giving alarm at the next single one.
        return ears(grid.counted(), kind, min_sigma=0.5, periods=grid.last(which))

    return judge


def _cusum(grid: _Grid, table: pd.DataFrame, which: Which, years: int | None) -> pd.DataFrame:
    start = grid.season * (years or 3)
    if start >= len(grid.numbers):
        raise refusal_from(SENTENCES, "cusum_short", found=len(grid.numbers), needed=start)
    found = cusum(grid.counted(), start, frequency=grid.season)
    return found[found["position"] == len(grid.numbers) - 1] if which == "last" else found


METHODS: dict[str, Callable[[_Grid, pd.DataFrame, Which, int | None], pd.DataFrame]] = {
    "own": _own,
    "farrington": _farrington,
    "noufaily": _noufaily,
    "c1": _ears("C1"),
    "c2": _ears("C2"),
    "c3": _ears("C3"),
    "cusum": _cusum,
}


def judge_by(
    method: str,
    table: pd.DataFrame,
    *,
    season: int = MONTHS,
    judged: Which = "last",
    years: int | None = None,
) -> pd.DataFrame:
    """Judge a table of surveys by the test of a name.

    Parameters
    ----------
    method : str
        One of :data:`METHODS`.
    table : DataFrame
        ``series``, ``period``, ``count``, ``effort``, as for :func:`detect`.
    season : int
        Periods a year, 12 or 52; with numbered periods any.
    judged : {"last", "all"}
        The last period, or every one that can be judged.
    years : int, optional
        Years of reference of Farrington's tests (5), years of history of CUSUM (3).

    Returns
    -------
    DataFrame
        ``series``, ``period``, then what the test returns.

    Raises
    ------
    VectorError
        When there is no such test, a column lacks, a value is no number, or a year has too few
        periods for the test.

    Examples
    --------
    >>> rows = pd.DataFrame({"series": "a", "period": range(9), "effort": 1,
    ...     "count": [1, 2, 1, 2, 1, 2, 1, 2, 9]})
    >>> judge_by("c1", rows, season=52)[["period", "alarm"]].values.tolist()
    [[8, True]]
    """
    if method not in METHODS:
        raise refusal_from(SENTENCES, "unknown_method", method=method, expected=either(METHODS))
    if not len(table):
        raise refusal_from(SENTENCES, "no_surveys")
    grid = _Grid(table, season)
    try:
        found = METHODS[method](grid, table, judged, years)
    except ValueError as error:
        raise refusal_from(SENTENCES, "unfit", reason=error) from error
    return found if method == "own" else _named(found, grid)


def _named(found: pd.DataFrame, grid: _Grid) -> pd.DataFrame:
    """Say series and periods by name."""
    position = found["position"].to_numpy()
    columns: dict[str, Any] = {
        "series": grid.history.names.take(found["series"].to_numpy()),
        "period": grid.history.calendar.labels(grid.numbers[position]),
        "count": found["observed"].to_numpy(),
        "effort": grid.effort[position, found["series"].to_numpy()],
    }
    rest = found.drop(columns=["series", "position", "observed"]).reset_index(drop=True)
    return pd.concat([pd.DataFrame(columns), rest], axis=1)
