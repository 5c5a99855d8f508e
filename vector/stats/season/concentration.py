"""Concentration 集中度 M and the seasonal index 季节指数: how uneven the year is.

M adds twelve arrows, one a month, each 30° further, as long as the month's share of the year: 0
when all months are alike, 1 when all the catch falls in one month. The seasonal index of a month
is its density over that of a mean month: 1 is a month like any other.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from vector.catalog.statistic import SeasonBand
from vector.stats.observation import Floats, Ints

MONTHS = 12


def concentration(values: ArrayLike) -> Floats:
    """Return the concentration M of twelve monthly values.

    M = √(Rx² + Ry²), Rx = Σ rᵢ sin(30°(i-1)), Ry = Σ rᵢ cos(30°(i-1)), rᵢ the share of month i;
    written out, Rx = (r₂+r₆-r₈-r₁₂)/2 + √3 (r₃+r₅-r₉-r₁₁)/2 + (r₄-r₁₀) and Ry likewise. All
    months count as 30°; the circular r, which knows their true middles, differs in the third place.

    Parameters
    ----------
    values : array, shape (…, 12)
        Counts or densities from January to December.

    Returns
    -------
    float64 array, shape (…)
        0..1; NaN where a month is missing or the whole year is 0.

    Raises
    ------
    ValueError
        When there are not twelve months, or one is negative.

    References
    ----------
    As used in 中国媒介生物学及控制杂志 2022, 33(2): 230–233.

    Examples
    --------
    >>> concentration([[0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0], [5] * 12]).round(12).tolist()
    [1.0, 0.0]
    """
    months = np.asarray(values, dtype=np.float64)
    if months.shape[-1:] != (MONTHS,):
        raise ValueError(f"M needs twelve months, not {months.shape}")
    if np.any(months < 0):
        raise ValueError("a catch cannot be negative")
    total = months.sum(axis=-1)
    arrows = months * np.exp(1j * np.radians(30.0) * np.arange(MONTHS))
    length = np.abs(arrows.sum(axis=-1)) / np.where(total > 0, total, np.nan)
    return np.asarray(np.minimum(length, 1.0), np.float64)


def strength(values: ArrayLike, bands: Iterable[SeasonBand]) -> Ints:
    """Return which band each M or r falls in, counted from the weakest.

    Parameters
    ----------
    values : array
        M or r.
    bands : iterable of SeasonBand
        The catalogue's ``season_bands``; a boundary value belongs to the stronger band.

    Returns
    -------
    int64 array
        0 for the weakest; -1 where the value is missing.

    Examples
    --------
    >>> from vector.catalog import load
    >>> strength([0.29, 0.3, 0.95, float("nan")], load().season_bands.values()).tolist()
    [0, 1, 4, -1]
    """
    cuts = np.sort([band.least for band in bands])
    given = np.asarray(values, dtype=np.float64)
    found = np.searchsorted(cuts, given, side="right") - 1
    return np.where(np.isnan(given), -1, found).astype(np.int64)


def seasonal_index(density: ArrayLike) -> Floats:
    """Return each part's density over the mean of the parts that were surveyed.

    S_i = d_i / mean(d). The mean of the indices is 1; with parts missing they are relative to the
    surveyed ones only, which a reader must be told.

    Parameters
    ----------
    density : array, shape (…, parts)
        NaN where a part was not surveyed.

    Returns
    -------
    float64 array
        NaN where missing, and everywhere when nothing was caught.

    Examples
    --------
    >>> seasonal_index([1.0, 3.0, float("nan")]).tolist()
    [0.5, 1.5, nan]
    """
    values = np.asarray(density, dtype=np.float64)
    known = ~np.isnan(values)
    parts = known.sum(axis=-1, keepdims=True)
    mean = np.where(known, values, 0.0).sum(axis=-1, keepdims=True) / np.maximum(parts, 1)
    return np.asarray(values / np.where(mean > 0, mean, np.nan), np.float64)


def ratio_to_moving_average(values: ArrayLike, parts: int = MONTHS, first: int = 0) -> Floats:
    """Return the seasonal index of a series with a trend, by the ratio to its moving average.

    The trend is the moving mean over one year (for an even number of parts the mean of the two
    next to each other: half weight at both ends); each value over its trend, averaged by part of
    the year, scaled so that the indices average 1. A moving mean with a missing value is missing.

    Parameters
    ----------
    values : array, shape (…, periods)
        Densities of consecutive periods; NaN where missing.
    parts : int
        Parts of a year: 12.
    first : int
        The part, from 0, of the first period.

    Returns
    -------
    float64 array, shape (…, parts)
        NaN for a part without any ratio; all NaN then, because the scale is unknown.

    References
    ----------
    Kendall and Stuart, The Advanced Theory of Statistics, vol. 3, section 46; the multiplicative
    decomposition of R and statsmodels.

    Examples
    --------
    >>> seasonal_index = ratio_to_moving_average(np.tile([1.0, 2.0, 1.0, 4.0], 4), parts=4)
    >>> seasonal_index.tolist()
    [0.5, 1.0, 0.5, 2.0]
    """
    series = np.asarray(values, dtype=np.float64)
    periods = series.shape[-1]
    found: Floats = np.full((*series.shape[:-1], parts), np.nan)
    width = parts + 1 - parts % 2
    if periods < width:
        return found
    window = np.full(width, 1.0 / parts)
    if parts % 2 == 0:
        window[[0, -1]] /= 2
    trend = np.lib.stride_tricks.sliding_window_view(series, width, axis=-1) @ window
    middle = series[..., width // 2 : periods - width // 2]
    ratio = middle / np.where(trend > 0, trend, np.nan)
    part = (first + width // 2 + np.arange(ratio.shape[-1])) % parts
    for each in range(parts):
        of_part = ratio[..., part == each]
        known = ~np.isnan(of_part)
        number = known.sum(axis=-1)
        total = np.where(known, of_part, 0.0).sum(axis=-1)
        found[..., each] = total / np.where(number > 0, number, np.nan)
    mean = found.mean(axis=-1, keepdims=True)
    return found / np.where(mean > 0, mean, np.nan)
