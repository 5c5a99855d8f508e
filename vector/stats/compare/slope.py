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
    """The trend of each series: rate ratio a year with interval, p, and the largest φ."""

    ratio: Floats
    lower: Floats
    upper: Floats
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
    information. Three φ are taken: 1 (chance alone, with z), X²/df of the cells, and X²/df of the
    years, because a good year is good in all its months (each with t of its df, years less 2 for
    the last). The widest interval and the largest p stand.

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
    error = 1 / np.sqrt(np.where(information > 0, information, np.nan))
    slope = np.where(possible, slope, np.nan)
    scatters = _scatters(cells, np.where(possible, slope, 0.0), years)
    quantile = (1 + CONFIDENCE) / 2
    half = error * np.fmax.reduce(
        [special.stdtrit(nu, quantile) * np.sqrt(phi) for phi, nu in scatters]
    )
    p = np.fmax.reduce(
        [2 * special.stdtr(nu, -np.abs(slope / (error * np.sqrt(phi)))) for phi, nu in scatters]
    )
    phi = np.fmax.reduce([each for each, _ in scatters])
    with np.errstate(over="ignore"):
        bounds = np.exp(slope - half), np.exp(slope + half)
    missing = np.where(possible, 1.0, np.nan)
    return Trend(np.exp(slope), *bounds, p * missing, phi * missing, years)


def _strata(
    series: ArrayLike,
    stratum: ArrayLike,
    year: ArrayLike,
    count: ArrayLike,
    effort: ArrayLike,
    size: int,
) -> Strata:
    """Keep the strata with two years: one alone says nothing of a trend."""
    owner, code = distinct(np.asarray(series, np.int64), np.asarray(stratum, np.int64))
    of_year, _ = distinct(code, np.asarray(year, np.int64))
    kept = np.bincount(of_year, minlength=len(owner))[code] > 1
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
        len(owner),
        owner,
    )


def distinct(first: Ints, second: Ints) -> tuple[Ints, Ints]:
    """Return the first number of every distinct pair, in order, and the pair of each row.

    Examples
    --------
    >>> distinct(np.array([4, 4, 0]), np.array([2020, 2021, 2020]))
    (array([0, 4, 4]), array([1, 2, 0]))
    """
    low = int(second.min(initial=0))
    span = int(second.max(initial=0)) - low + 1
    found, at = np.unique(first * span + second - low, return_inverse=True)
    return found // span, at.ravel()


def _sum(cells: Strata, values: Floats) -> Floats:
    return _total(cells.stratum, values, cells.strata)


def _years(cells: Strata) -> Ints:
    found, _ = distinct(cells.series, cells.year.astype(np.int64))
    return np.bincount(found, minlength=cells.size).astype(np.int64)


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


def _scatters(cells: Strata, slope: Floats, years: Ints) -> list[tuple[Floats, Floats]]:
    """Return φ and its degrees of freedom: of chance alone, of the cells, and of the years."""
    total = _sum(cells, cells.caught)
    expected = total[cells.stratum] * _shares(cells, slope)
    of_cells = _total(cells.series, _square(cells.caught, expected), cells.size)
    some = np.bincount(cells.series, expected > 0, cells.size)
    freedom = some - np.bincount(cells.owner, total > 0, cells.size) - 1
    owner, at = distinct(cells.series, cells.year.astype(np.int64))
    caught, hoped = (_total(at, each, len(owner)) for each in (cells.caught, expected))
    of_years = _total(owner, _square(caught, hoped), cells.size)
    alone = np.ones(cells.size), np.full(cells.size, np.inf)
    # What cannot be estimated, or is 0, leaves the word to the others.
    return [alone, *(_mean(each, df) for each, df in ((of_cells, freedom), (of_years, years - 2)))]


def _total(at: Ints, values: Floats, size: int) -> Floats:
    return np.bincount(at, values, size).astype(np.float64)


def _square(found: Floats, expected: Floats) -> Floats:
    square = (found - expected) ** 2
    return np.divide(square, expected, out=np.zeros(len(found)), where=expected > 0)


def _mean(square: Floats, freedom: Ints) -> tuple[Floats, Floats]:
    known = (freedom > 0) & (square > 0)
    phi = np.where(known, square, np.nan) / np.maximum(freedom, 1)
    return np.asarray(phi, np.float64), np.where(known, freedom, 1.0).astype(np.float64)
