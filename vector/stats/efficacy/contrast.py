"""Ratios of rates between the cells of a trial: how much lower, how sure, beyond chance or not.

A rate model with the effort as offset: log rate = arm + phase + arm × phase. With four cells it is
saturated, so its estimates are the pooled rates themselves and every trial is solved at once. How
far counts scatter about the rate of their cell (quasi-Poisson φ), or how far the ratio moves when
a whole station is left out (jackknife, cluster-robust), decides the interval.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from vector.stats.density import Floats
from vector.stats.efficacy.trial import Trials

CONFIDENCE = 0.95
# What is added to every count, for the interval only, where a cell caught nothing.
HALF = 0.5


class Sign:
    """Which cells stand above (+1) and below (-1) the line of a ratio of rates."""

    TREATED = (-1, 1, 0, 0)
    CONTROL = (0, 0, -1, 1)
    DIFFERENCE = (-1, 1, 1, -1)
    AFTER = (0, 1, 0, -1)
    BEFORE = (1, 0, -1, 0)


class Basis(StrEnum):
    """On what an interval stands: stations, visits, or the bare counts (Poisson)."""

    STATION = "station"
    VISIT = "visit"
    COUNT = "count"
    NONE = ""


@dataclass(frozen=True)
class Contrast:
    """A ratio of rates in each trial; every array has shape (trials,).

    ``ratio`` is 1 without an effect, NaN where it cannot be computed; ``se`` is of its log; ``df``
    of its t, infinite for z; ``padded`` where a half was added to every count.
    """

    ratio: Floats
    lower: Floats
    upper: Floats
    se: Floats
    df: Floats
    p: Floats
    dispersion: Floats
    basis: NDArray[np.object_]
    padded: NDArray[np.bool_]


def contrast(
    trials: Trials,
    sign: tuple[int, int, int, int] = Sign.DIFFERENCE,
    *,
    least_stations: int = 3,
    confidence: float = CONFIDENCE,
) -> Contrast:
    """Compare cells of every trial; by default the difference in differences.

    The ratio is Π rate^sign over the cells, rate = Σ count/Σ effort. The variance of its log is,
    where every arm compared has enough stations, the jackknife's over whole stations,
    (G-1)/G Σ (log ratio without the station - log ratio)², summed over arms, with t on
    Satterthwaite's degrees of freedom, and at least Σ 1/Y over the cells; else by visit φ Σ 1/Y
    with φ = max(1, Pearson χ²/(visits - cells)) and t; else, with one visit per cell, Σ 1/Y and z.

    Parameters
    ----------
    trials : Trials
    sign : tuple of int
        One of :class:`Sign`.
    least_stations : int
        Fewer stations in an arm give no variance by station.
    confidence : float
        The coverage of the interval.

    Returns
    -------
    Contrast
        Not computed where a cell was not visited, or where any but a cell above the line after
        the treatment caught nothing: the course it should tell is unknown. Where that one caught
        nothing the ratio is 0, and its interval is that with half an animal added to every cell.

    References
    ----------
    McCullagh and Nelder (1989), chapters 6 and 9; Bell and McCaffrey (2002), Survey Methodology
    28, 169–181, for the jackknife by cluster; Anscombe (1956), Biometrika 43, 461–464, for the
    half.

    Examples
    --------
    >>> import pandas as pd
    >>> from vector.stats.efficacy.trial import gather
    >>> found = contrast(gather(pd.DataFrame({
    ...     "trial": "一", "station": ["a", "a", "b", "b"], "count": [200, 12, 180, 90],
    ...     "arm": ["treated"] * 2 + ["control"] * 2, "phase": ["before", "after"] * 2,
    ...     "effort": 100})))
    >>> found.ratio.round(3).tolist(), found.basis.tolist()
    ([0.12], ['count'])
    """
    signs = np.array(sign)
    count, effort = trials.by_cell(trials.count), trials.by_cell(trials.effort)
    ratio = _ratio(count, effort, signs)
    padded = np.isfinite(ratio) & (count[:, signs != 0] == 0).any(axis=1)
    shown = count + np.where(padded, HALF, 0.0)[:, None]
    middle = np.log(_ratio(shown, effort, signs))
    phi, visit_df = dispersion(trials)
    per_count = np.divide(1, shown, out=np.zeros_like(shown), where=shown > 0)[:, signs != 0]
    by_count = per_count.sum(axis=1)
    by_station, station_df, enough = _by_station(trials, signs, least_stations)
    use_station = enough & ~padded
    basis = np.select(
        [~np.isfinite(ratio), use_station, visit_df > 0],
        [Basis.NONE.value, Basis.STATION.value, Basis.VISIT.value],
        Basis.COUNT.value,
    ).astype(object)
    df = np.where(use_station, station_df, np.where(visit_df > 0, visit_df, np.inf))
    # Animals caught at random scatter at least as counts do, however alike stations look.
    se = np.sqrt(np.where(use_station, np.maximum(by_station, by_count), phi * by_count))
    return _interval(ratio, middle, se, df, phi, basis, padded, confidence)


def _interval(
    ratio: Floats,
    middle: Floats,
    se: Floats,
    df: Floats,
    phi: Floats,
    basis: NDArray[np.object_],
    padded: NDArray[np.bool_],
    confidence: float,
) -> Contrast:
    reach = stats.t.ppf((1 + confidence) / 2, df) * se
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        lower, upper = np.exp(middle - reach), np.exp(middle + reach)
        p = 2 * stats.t.sf(np.abs(middle) / se, df)
    # Nothing caught is a ratio of 0: the interval with the halves begins above it.
    lower = np.where(padded, np.minimum(lower, ratio), lower)
    given = np.where(np.isfinite(ratio), 1.0, np.nan)
    return Contrast(
        ratio, lower * given, upper * given, se * given, df, p * given, phi, basis, padded
    )


def _ratio(count: Floats, effort: Floats, signs: NDArray[np.int64]) -> Floats:
    """Return Π rate^sign; NaN where a cell that must be positive is not, or lacks effort."""
    compared = signs != 0
    known = np.asarray((effort[:, compared] > 0).all(axis=1))
    # Only what stands above the line after the treatment may be 0: all else tells a course.
    needed = compared & ~((signs > 0) & (np.arange(4) % 2 == 1))
    known = np.asarray(known & (count[:, needed] > 0).all(axis=1))
    used = known[:, None] & compared
    rate = np.divide(count, effort, out=np.ones_like(count), where=used)
    return np.where(known, np.prod(rate ** signs.astype(np.float64), axis=1), np.nan)


def dispersion(trials: Trials) -> tuple[Floats, Floats]:
    """Return φ ≥ 1 of each trial and its degrees of freedom, visits less cells.

    φ = Σ (y - μ)²/μ / df with μ = effort × the rate of the cell; 1 without a degree of freedom.

    Parameters
    ----------
    trials : Trials

    References
    ----------
    McCullagh and Nelder (1989), section 4.5.
    """
    count, effort = trials.by_cell(trials.count), trials.by_cell(trials.effort)
    rate = np.divide(count, effort, out=np.zeros_like(count), where=effort > 0)
    expected = trials.effort * rate[trials.codes, trials.cells]
    squares = (trials.count - expected) ** 2
    part = np.divide(squares, expected, out=np.zeros_like(squares), where=expected > 0)
    pearson = np.bincount(trials.codes, part, trials.size)
    visits = np.bincount(trials.codes, minlength=trials.size)
    df = (visits - (effort > 0).sum(axis=1)).astype(np.float64)
    phi = np.divide(pearson, df, out=np.ones(trials.size), where=df > 0)
    return np.maximum(phi, 1.0), df


def _by_station(
    trials: Trials, signs: NDArray[np.int64], least: int
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return the jackknife variance, its degrees of freedom, and where both may be used."""
    arms = trials.station_trial * 2 + trials.station_arm
    seen = (trials.by_station(trials.effort) > 0) & (_own(signs, trials) != 0)
    number = np.bincount(arms, seen.any(axis=1), trials.size * 2).reshape(-1, 2)
    squares = np.bincount(arms, _without(trials, signs) ** 2, trials.size * 2).reshape(-1, 2)
    compared = np.array([signs[:2].any(), signs[2:].any()])
    part = np.where(compared, squares * (number - 1) / np.maximum(number, 1), 0.0)
    variance = part.sum(axis=1)
    # Satterthwaite: an arm that scatters more counts for more of the degrees of freedom.
    share = (part**2 / np.maximum(number - 1, 1)).sum(axis=1)
    # Without a station that held all of a cell's catch there is no ratio to compare.
    known = np.isfinite(variance) & (variance > 0)
    df = np.divide(variance**2, share, out=np.ones(trials.size), where=known)
    return variance, df, known & (number[:, compared] >= least).all(axis=1)


def _own(signs: NDArray[np.int64], trials: Trials) -> NDArray[np.int64]:
    """Return the signs of each station's two cells."""
    return signs.reshape(2, 2)[trials.station_arm]


def _without(trials: Trials, signs: NDArray[np.int64]) -> Floats:
    """Return how far the log ratio moves when each station is left out."""
    count, effort = (
        trials.by_cell(each).reshape(-1, 2, 2)[trials.station_trial, trials.station_arm]
        for each in (trials.count, trials.effort)
    )
    own_count, own_effort = trials.by_station(trials.count), trials.by_station(trials.effort)
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = np.log((count - own_count) / (effort - own_effort)) - np.log(count / effort)
        sign = _own(signs, trials)
        return np.asarray(np.where(sign != 0, sign * moved, 0.0).sum(axis=1))
