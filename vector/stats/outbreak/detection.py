"""The service's own outbreak test: is a survey beyond what its own past lets expect?

Made for vector counts: irregular surveys by month or week, months off, effort that changes, few
years. Every answer says on how many years it stands; where they are too few, that is the answer.
"""

from enum import StrEnum
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.catalog import load
from vector.catalog.outbreak import OutbreakRules
from vector.stats.outbreak.design import Floats
from vector.stats.outbreak.expectation import Expectation, expect
from vector.stats.outbreak.history import History, Judged, Past
from vector.stats.outbreak.quantile import exceedance, quantile

SMALLEST = float(np.finfo(np.float64).tiny)


class Reason(StrEnum):
    """Why a survey is, or is not, an outbreak."""

    RAISED = "raised"
    ORDINARY = "ordinary"
    FEW = "few"
    HISTORY_SHORT = "history_short"
    NO_SURVEY = "no_survey"
    NO_EFFORT = "no_effort"
    NOT_CONVERGED = "not_converged"


def detect(
    history: pd.DataFrame,
    *,
    season: int = 12,
    judged: Literal["last", "all"] | pd.DataFrame = "last",
    rules: OutbreakRules | None = None,
    multiplier: float = 1.0,
) -> pd.DataFrame:
    """Judge surveys against the seasonal expectation of their own series.

    The expectation μ (:func:`vector.stats.outbreak.expectation.expect`) has a variance v on the
    log scale, counts scatter by α. So a count has the negative binomial law with mean μ and size
    1/(α + v + αv); p = P(Y ≥ count), upper and lower are the quantiles 1 - alpha and alpha, over
    the effort. There is alarm where the count is above the upper one and not under
    ``least_count``. The score is log p / log alpha: 1 is the border.

    Parameters
    ----------
    history : DataFrame
        ``series``, ``period`` (day, month or number), ``count``, ``effort`` and, if any, ``kind``
        of the series: those of a kind lend one another their scatter. Rows in any order.
    season : int
        Periods a year: 12 for months, 52 for weeks; with numbered periods any.
    judged : "last", "all" or DataFrame
        The last period of each series, every one, or ``series``, ``period`` and, if any,
        ``effort`` of a table; a period without a survey gets its expectation, at the usual effort
        where none is given.
    rules : OutbreakRules, optional
        The catalogue's unless given.
    multiplier : float
        From count per effort to the density shown.

    Returns
    -------
    DataFrame
        One row for each judged period: ``series``, ``period`` (first day, or number), ``count``,
        ``effort``, ``density``, ``expected``, ``lower``, ``upper`` (densities), ``p``, ``score``,
        ``alarm``, ``reason`` (:class:`Reason`), ``years`` (with a survey of the same season),
        ``needed`` (years), ``same_season`` and ``surveys`` (used in all), ``trend``.

    Raises
    ------
    VectorError
        When a column lacks or a value is no period or number.

    References
    ----------
    Noufaily et al. (2013), Stat. Med. 32, 1206–1222; Farrington et al. (1996), J. R. Stat. Soc. A
    159, 547–563. Measured on simulated series: docs/statistics/outbreak.md.

    Examples
    --------
    >>> months = pd.date_range("2021-01-01", "2025-06-01", freq="MS")
    >>> rows = pd.DataFrame({"series": "a", "period": months, "count": 4, "effort": 2})
    >>> rows.loc[53, "count"] = 40
    >>> found = detect(rows).iloc[0]
    >>> bool(found["alarm"]), int(found["years"]), round(float(found["expected"]), 1)
    (True, 4, 2.0)
    """
    chosen = rules or load().outbreak
    read = History.of(history, season)
    asked = read.judged(judged)
    parts = [
        _part(read, asked.rows(rows), chosen, multiplier).set_index(rows)
        for rows in read.portions(asked, chosen)
    ]
    return pd.concat(parts).sort_index() if parts else _part(read, asked, chosen, multiplier)


def _part(
    history: History, judged: Judged, rules: OutbreakRules, multiplier: float
) -> pd.DataFrame:
    past = history.past(judged, rules)
    expected = _expected(past, rules)
    band = _band(judged, past, expected, rules)
    reason = _reason(judged, past, expected, band, rules)
    told = ~np.isin(reason, [Reason.HISTORY_SHORT, Reason.NOT_CONVERGED])
    effort = np.where(judged.effort > 0, judged.effort, np.nan)
    return pd.DataFrame(
        {
            "series": history.names.take(judged.series),
            "period": history.calendar.labels(judged.number),
            "count": judged.count,
            "effort": judged.effort,
            "density": judged.count / effort * multiplier,
            "expected": np.where(told, np.exp(expected.log_density) * multiplier, np.nan),
            "lower": np.where(told, band.lower * multiplier, np.nan),
            "upper": np.where(told, band.upper * multiplier, np.nan),
            "p": np.where(told, band.p, np.nan),
            "score": np.where(told, _score(band.p, rules.alpha), np.nan),
            "alarm": reason == Reason.RAISED,
            "reason": pd.Categorical(reason, [each.value for each in Reason]),
            "years": past.years,
            "needed": rules.needed_years,
            "same_season": past.same_season,
            "surveys": past.surveys,
            "trend": expected.trend,
        }
    )


def _expected(past: Past, rules: OutbreakRules) -> Expectation:
    """Return the expectation where the history is long enough, elsewhere none."""
    long = past.years >= rules.needed_years
    found = expect(past.sample.rows(long), rules)

    def filled(column: NDArray[Any]) -> Floats:
        wide = np.full(len(long), np.nan)
        wide[long] = column
        return wide

    return Expectation(
        filled(found.log_density),
        filled(found.variance),
        filled(found.dispersion),
        filled(found.trend) == 1,
        filled(found.slope),
        filled(found.converged) == 1,
    )


def _score(p: Floats, alpha: float) -> Floats:
    """Return log p / log alpha, 1 at the border of alarm."""
    return np.asarray(np.log(np.maximum(p, SMALLEST)) / np.log(alpha) + 0.0)


class _Band(NamedTuple):
    lower: Floats
    upper: Floats
    p: Floats


def _band(judged: Judged, past: Past, expected: Expectation, rules: OutbreakRules) -> _Band:
    """Return the bounds of the density and P(a count at least so large)."""
    effort = np.where(judged.effort > 0, judged.effort, past.usual_effort)
    mean = np.exp(expected.log_density) * effort
    a, v = expected.dispersion, expected.variance
    size = 1 / (a + v + a * v)
    lower, upper = (quantile(at, mean, size) / effort for at in (rules.alpha, 1 - rules.alpha))
    surveyed = np.where(judged.effort > 0, judged.count, np.nan)
    return _Band(lower, upper, exceedance(surveyed, mean, size))


def _reason(
    judged: Judged, past: Past, expected: Expectation, band: _Band, rules: OutbreakRules
) -> Any:
    """Return the first reason that holds."""
    beyond = band.p <= rules.alpha
    return np.select(
        [
            past.years < rules.needed_years,
            ~expected.converged | ~np.isfinite(band.upper),
            judged.effort <= 0,
            np.isnan(judged.count) | np.isnan(judged.effort),
            beyond & (judged.count < rules.least_count),
            beyond,
        ],
        [
            Reason.HISTORY_SHORT,
            Reason.NOT_CONVERGED,
            Reason.NO_EFFORT,
            Reason.NO_SURVEY,
            Reason.FEW,
            Reason.RAISED,
        ],
        default=Reason.ORDINARY,
    )
