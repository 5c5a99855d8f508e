"""The slope of years: a log-linear trend of counts, with a level of its own for every stratum."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from vector.stats.interval import CONFIDENCE
from vector.stats.observation import Flags, Floats, Ints

STEPS = 60
PRECISE = 1e-12
# A step of more than e² a year is a leap in the dark.
LARGEST_STEP = 2.0


class Trend(NamedTuple):
    """The trend of each series: rate ratio a year with interval, t, p and dispersion."""

    ratio: Floats
    lower: Floats
    upper: Floats
    statistic: Floats
    p: Floats
    dispersion: Floats
    years: Ints


class Strata(NamedTuple):
    """Cells that can tell a trend: of parts of the year surveyed in two years or more."""

    series: Ints
    stratum: Ints
    year: Floats
    caught: Floats
    effort: Floats
    size: int
    strata: int
    owner: Ints


def annual_trend(
    series: ArrayLike,
    stratum: ArrayLike,
    year: ArrayLike,
    count: ArrayLike,
    effort: ArrayLike,
    size: int,
    *,
    least_years: int = 3,
) -> Trend:
    """Return the log-linear trend of each series, given the level of each stratum.

    log E[count] = log effort + level(stratum) + β · year. Given the total of each stratum its
    counts are multinomial, which leaves β alone; ratio = exp(β). Its variance is φ / I(β), I the
    information; φ = max(1, X²/df of the cells, X²/df of the years), because a good year is good
    in all its months, and t has the years less 2 degrees of freedom.

    Parameters
    ----------
    series, stratum, year, count, effort : array, shape (cells,)
        ``stratum`` tells which cells share a level, e.g. the month; effort above 0.
    size : int
        The number of series.
    least_years : int
        A series with fewer years in strata of two years has no trend.

    Returns
    -------
    Trend
        Arrays of shape (size,); NaN where there is none: too few years, no catch, or all catch in
        the first or all in the last year of each stratum.

    References
    ----------
    Poisson regression with fixed effects: Cameron and Trivedi, Regression Analysis of Count Data,
    section 9.3; McCullagh and Nelder (1989), section 4.5, for φ.

    Examples
    --------
    >>> found = annual_trend([0] * 4, [0] * 4, [2020, 2021, 2022, 2023], [1, 2, 4, 8], [9] * 4, 1)
    >>> found.ratio.round(6).tolist(), found.years.tolist()
    ([2.0], [4])
    """
    cells = _strata(series, stratum, year, count, effort, size)
    years = _years(cells)
    total = np.bincount(cells.owner, _sum(cells, cells.caught), size)
    possible = (years >= least_years) & (total > 0) & _both_ends(cells)
    slope, information = _slope(cells, possible)
    phi = _dispersion(cells, slope, years)
    error = np.sqrt(phi / np.where(information > 0, information, np.nan))
    slope = np.where(possible, slope, np.nan)
    freedom = np.maximum(years - 2.0, 1.0)
    statistic = slope / error
    half = special.stdtrit(freedom, (1 + CONFIDENCE) / 2) * error
    with np.errstate(over="ignore"):
        bounds = np.exp(slope - half), np.exp(slope + half)
    p = 2 * special.stdtr(freedom, -np.abs(statistic))
    return Trend(np.exp(slope), *bounds, statistic, p, np.where(possible, phi, np.nan), years)


def _strata(
    series: ArrayLike,
    stratum: ArrayLike,
    year: ArrayLike,
    count: ArrayLike,
    effort: ArrayLike,
    size: int,
) -> Strata:
    """Keep the strata with two years: one alone says nothing of a trend."""
    keys = np.column_stack([series, stratum]).astype(np.int64)
    groups, code = np.unique(keys, axis=0, return_inverse=True)
    code = code.ravel()
    pairs = np.unique(np.column_stack([code, np.asarray(year)]).astype(np.int64), axis=0)
    kept = np.bincount(pairs[:, 0], minlength=len(groups))[code] > 1
    begun = np.zeros(size)
    of = np.asarray(series, np.int64)
    years = np.asarray(year, np.float64)
    np.maximum.at(begun, of, years)
    # Counted back from the last year of each series, so that no power runs away.
    return Strata(
        of[kept],
        code[kept],
        (years - begun[of])[kept],
        np.asarray(count, np.float64)[kept],
        np.asarray(effort, np.float64)[kept],
        size,
        len(groups),
        groups[:, 0],
    )


def _sum(cells: Strata, values: Floats) -> Floats:
    return np.bincount(cells.stratum, values, cells.strata).astype(np.float64)


def _years(cells: Strata) -> Ints:
    pairs = np.unique(np.column_stack([cells.series, cells.year.astype(np.int64)]), axis=0)
    return np.bincount(pairs[:, 0], minlength=cells.size).astype(np.int64)


def _both_ends(cells: Strata) -> Flags:
    """Return where β is finite: not all catch in the first, nor all in the last years of strata."""
    first, last = np.full(cells.strata, np.inf), np.full(cells.strata, -np.inf)
    np.minimum.at(first, cells.stratum, cells.year)
    np.maximum.at(last, cells.stratum, cells.year)
    inside = [
        np.bincount(cells.series, cells.caught * (cells.year != end[cells.stratum]), cells.size) > 0
        for end in (first, last)
    ]
    return np.asarray(inside[0] & inside[1], np.bool_)


def _slope(cells: Strata, possible: Flags) -> tuple[Floats, Floats]:
    """Climb to β of all series at once, by Newton's steps."""
    slope = np.zeros(cells.size)
    total = _sum(cells, cells.caught)
    observed = np.bincount(cells.series, cells.caught * cells.year, cells.size)
    information: Floats = np.zeros(cells.size)
    for _ in range(STEPS):
        mean, variance = _moments(cells, slope)
        information = np.bincount(cells.owner, total * variance, cells.size).astype(np.float64)
        score = observed - np.bincount(cells.owner, total * mean, cells.size)
        able = possible & (information > 0)
        step = np.divide(score, information, out=np.zeros(cells.size), where=able)
        slope += np.clip(step, -LARGEST_STEP, LARGEST_STEP)
        if np.all(np.abs(step) < PRECISE * (1 + np.abs(slope))):
            break
    return slope, information


def _moments(cells: Strata, slope: Floats) -> tuple[Floats, Floats]:
    """Return the mean and variance of the year in each stratum, by expected catch."""
    share = _shares(cells, slope)
    mean = _sum(cells, share * cells.year)
    return mean, _sum(cells, share * (cells.year - mean[cells.stratum]) ** 2)


def _shares(cells: Strata, slope: Floats) -> Floats:
    """Return the share of its stratum's catch that each cell should have."""
    power = slope[cells.series] * cells.year + np.log(cells.effort)
    highest = np.full(cells.strata, -np.inf)
    np.maximum.at(highest, cells.stratum, power)
    weight = np.exp(power - highest[cells.stratum])
    return np.asarray(weight / _sum(cells, weight)[cells.stratum], np.float64)


def _dispersion(cells: Strata, slope: Floats, years: Ints) -> Floats:
    """Return φ: the larger of that of the cells and that of the years, never below 1."""
    expected = _sum(cells, cells.caught)[cells.stratum] * _shares(cells, slope)
    some = expected > 0
    square = np.divide(
        (cells.caught - expected) ** 2, expected, out=np.zeros(len(some)), where=some
    )
    used = np.bincount(cells.owner, _sum(cells, cells.caught) > 0, cells.size)
    freedom = np.bincount(cells.series, some, cells.size) - used - 1
    of_cells = np.bincount(cells.series, square, cells.size) / np.maximum(freedom, 1)
    groups, at = np.unique(
        np.column_stack([cells.series, cells.year.astype(np.int64)]), axis=0, return_inverse=True
    )
    caught, hoped = (
        np.bincount(at.ravel(), each, len(groups)) for each in (cells.caught, expected)
    )
    square = np.divide((caught - hoped) ** 2, hoped, out=np.zeros(len(groups)), where=hoped > 0)
    of_years = np.bincount(groups[:, 0], square, cells.size) / np.maximum(years - 2, 1)
    return np.asarray(np.maximum(1.0, np.fmax(of_cells, of_years)), np.float64)
