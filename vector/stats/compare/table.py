"""χ² 检验: whether several proportions, or several densities, could be one and the same.

χ² is not corrected for continuity. Where expected counts are small the exact test stands in its
place, and which was used is always said: Fisher's for 2×2, Freeman–Halton's (by random tables
with the same margins) for 2×k, random shares of the total for densities.
"""

from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from vector.catalog.statistic import ComparisonRules
from vector.stats.compare.exact import fisher, freeman_halton, multinomial
from vector.stats.observation import Flags, Floats

SEED = 20_110_401
DRAWS = 9_999


class Test(StrEnum):
    """Which test was used; NONE where there was nothing to compare."""

    __test__ = False

    NONE = ""
    CHI_SQUARE = "chi_square"
    FISHER = "fisher"
    FREEMAN_HALTON = "freeman_halton_random"
    MULTINOMIAL = "multinomial_random"


class Tested(NamedTuple):
    """A test of each table: statistic (χ²), degrees of freedom, p, least expected count, test."""

    statistic: Floats
    freedom: Floats
    p: Floats
    least_expected: Floats
    test: NDArray[np.object_]


def proportions_test(
    k: ArrayLike,
    n: ArrayLike,
    rules: ComparisonRules,
    dispersion: ArrayLike = 1.0,
    dispersion_freedom: ArrayLike = np.inf,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Tested:
    """Test whether the proportions of each table are equal.

    χ² = Σ (observed - expected)²/expected over the positive and the negative cells, with groups
    less 1 degrees of freedom. A 2×2 table with an expected count below ``least_expected`` gets
    Fisher's exact test; a larger one is small when over ``small_share`` of its cells are below it
    or one is below ``smallest_expected``.

    Parameters
    ----------
    k, n : array, shape (tables, groups)
        Positives and checked, whole numbers; NaN or n = 0 for a group that is not there.
    rules : ComparisonRules
        The catalogue's.
    dispersion : array, shape (tables,)
        φ ≥ 1, NaN where unknown: χ² is divided by it; an exact p is not taken below that of
        χ²/φ, because the exact tests know nothing of clusters.
    dispersion_freedom : array, shape (tables,)
        The degrees of freedom φ rests on: χ²/φ/(groups - 1) is then compared with F.
    draws, seed : int
        Of the random tables.

    Returns
    -------
    Tested
        Arrays of shape (tables,). NaN and no test with fewer than two groups, or when all or
        none are positive: such a table cannot tell anything.

    References
    ----------
    Cochran (1954), Biometrics 10, 417–451; Freeman and Halton (1951), Biometrika 38, 141–149.

    Examples
    --------
    >>> from vector.catalog import load
    >>> smokers = proportions_test([[83, 90, 129, 70]], [[86, 93, 136, 82]], load().comparison)
    >>> smokers.statistic.round(4).tolist(), smokers.test.tolist()
    ([12.6004], ['chi_square'])
    >>> proportions_test([[3, 0]], [[5, 9]], load().comparison).p.round(4).tolist()
    [0.0275]
    """
    positive, size, there = _table(k, n)
    whole, caught = size.sum(-1), positive.sum(-1)
    statistic, freedom, expected = _pearson(positive, size, there)
    phi = _phi(dispersion, statistic.shape)
    statistic = statistic / phi
    groups = there.sum(-1)
    possible = (groups > 1) & (caught > 0) & (caught < whole)
    cells = np.concatenate([expected, size - expected], axis=-1)
    small, least = _small(cells, np.concatenate([there, there], axis=-1), groups, rules)
    test = np.where(small, np.where(groups == 2, Test.FISHER, Test.FREEMAN_HALTON), Test.CHI_SQUARE)
    test = np.where(possible, test, Test.NONE).astype(object)
    rough = _tail(statistic, freedom, phi, dispersion_freedom)
    p = rough.copy()
    two = test == Test.FISHER
    p[two] = fisher(*_two(positive[two], size[two], there[two]))
    more = test == Test.FREEMAN_HALTON
    p[more] = freeman_halton(positive[more], size[more], draws, np.random.default_rng(seed))
    p = np.where(phi > 1, np.maximum(p, rough), p)
    return _tested(statistic, freedom, p, least, test, possible)


def rates_test(
    count: ArrayLike,
    effort: ArrayLike,
    rules: ComparisonRules,
    dispersion: ArrayLike = 1.0,
    dispersion_freedom: ArrayLike = np.inf,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Tested:
    """Test whether the densities of each table are equal.

    χ² = Σ (count - expected)²/expected / φ, expected = total count · effort / total effort, with
    groups less 1 degrees of freedom. With small expected counts p is the share of random
    divisions of the total, in proportion to effort, whose χ² is at least as large.

    Parameters
    ----------
    count, effort : array, shape (tables, groups)
        NaN or effort 0 for a group that is not there.
    rules : ComparisonRules
    dispersion : array, shape (tables,)
        φ ≥ 1: animals caught in clusters make a φ times larger χ² by chance alone.
    dispersion_freedom : array, shape (tables,)
        As :func:`proportions_test` takes it.
    draws, seed : int

    Returns
    -------
    Tested
        Arrays of shape (tables,); NaN with fewer than two groups or no catch.

    References
    ----------
    McCullagh and Nelder (1989), Generalized Linear Models, section 6.2, for χ²/φ.

    Examples
    --------
    >>> from vector.catalog import load
    >>> rates_test([[30, 10]], [[100, 100]], load().comparison).statistic.tolist()
    [10.0]
    """
    caught, size, there = _table(count, effort, bounded=False)
    phi = _phi(dispersion, caught.shape[:-1])
    total = caught.sum(-1) / phi
    share = size / np.where(size.sum(-1) > 0, size.sum(-1), 1.0)[..., None]
    expected = total[..., None] * share
    square = (caught / phi[..., None] - expected) ** 2
    statistic = np.divide(square, expected, out=np.zeros_like(square), where=expected > 0).sum(-1)
    groups = there.sum(-1)
    possible = (groups > 1) & (total > 0)
    small, least = _small(expected, there, groups, rules)
    test = np.where(small, Test.MULTINOMIAL, Test.CHI_SQUARE)
    test = np.where(possible, test, Test.NONE).astype(object)
    rough = _tail(statistic, groups - 1.0, phi, dispersion_freedom)
    p = rough.copy()
    few = test == Test.MULTINOMIAL
    p[few] = multinomial(
        statistic[few], np.rint(total[few]), share[few], draws, np.random.default_rng(seed)
    )
    p = np.where(phi > 1, np.maximum(p, rough), p)
    return _tested(statistic, groups - 1.0, p, least, test, possible)


def trend_test(k: ArrayLike, n: ArrayLike, scores: ArrayLike | None = None) -> Tested:
    """Test whether proportions rise or fall along an order (Cochran–Armitage).

    χ² = [Σ x (k - n p̄)]² / {p̄ (1 - p̄) [Σ n x² - (Σ n x)²/N]}, 1 degree of freedom.

    Parameters
    ----------
    k, n : array, shape (tables, groups)
        Positives and checked; NaN or n = 0 for a group that is not there.
    scores : array, shape (groups,), optional
        x; 1, 2, 3 … unless given.

    Returns
    -------
    Tested
        Arrays of shape (tables,); NaN where all or none are positive or one group is left.

    References
    ----------
    Armitage (1955), Biometrics 11, 375–386; R's ``prop.trend.test``.

    Examples
    --------
    >>> trend = trend_test([[83, 90, 129, 70]], [[86, 93, 136, 82]])
    >>> trend.statistic.round(4).tolist(), trend.p.round(6).tolist()
    ([8.2249], [0.004132])
    """
    positive, size, there = _table(k, n)
    x = np.arange(1.0, size.shape[-1] + 1) if scores is None else np.asarray(scores, np.float64)
    x = np.where(there, x, 0.0)
    whole, caught = size.sum(-1), positive.sum(-1)
    share = caught / np.where(whole > 0, whole, 1.0)
    mean = (size * x).sum(-1) / np.where(whole > 0, whole, 1.0)
    away = x - mean[..., None]
    slope = (away * (positive - size * share[..., None])).sum(-1)
    variance = share * (1 - share) * (size * away**2).sum(-1)
    possible = (caught > 0) & (caught < whole) & (variance > 0)
    statistic = slope**2 / np.where(possible, variance, 1.0)
    least = np.where(there, size * np.minimum(share, 1 - share)[..., None], np.inf).min(-1)
    test = np.where(possible, Test.CHI_SQUARE, Test.NONE).astype(object)
    one = np.ones(statistic.shape)
    return _tested(statistic, one, special.chdtrc(one, statistic), least, test, possible)


def _table(k: ArrayLike, n: ArrayLike, *, bounded: bool = True) -> tuple[Floats, Floats, Flags]:
    first, second = np.broadcast_arrays(np.asarray(k, np.float64), np.asarray(n, np.float64))
    if np.any(first < 0) or (bounded and np.any(first > second)):
        raise ValueError("positives must lie between 0 and the number checked")
    there = (second > 0) & ~np.isnan(first)
    return np.where(there, first, 0.0), np.where(there, second, 0.0), there


def _tail(statistic: Floats, freedom: Floats, phi: Floats, within: ArrayLike) -> Floats:
    """Return the tail of χ², or of F where φ was only estimated."""
    between, chi = np.maximum(freedom, 1.0), np.maximum(statistic, 0.0)
    nu = np.broadcast_to(np.asarray(within, np.float64), phi.shape)
    estimated = (phi > 1) & np.isfinite(nu)
    f = special.fdtrc(between, np.where(estimated, nu, 1.0), chi / between)
    return np.asarray(np.where(estimated, f, special.chdtrc(between, chi)), np.float64)


def _phi(dispersion: ArrayLike, shape: tuple[int, ...]) -> Floats:
    given = np.fmax(np.asarray(dispersion, np.float64), 1.0)
    return np.asarray(np.broadcast_to(given, shape), np.float64)


def _pearson(positive: Floats, size: Floats, there: Flags) -> tuple[Floats, Floats, Floats]:
    whole = np.where(size.sum(-1) > 0, size.sum(-1), 1.0)
    share = (positive.sum(-1) / whole)[..., None]
    expected = size * share
    variance = expected * (1 - share)
    square = (positive - expected) ** 2
    parts = np.divide(square, variance, out=np.zeros_like(square), where=variance > 0)
    return parts.sum(-1), there.sum(-1) - 1.0, expected


def _small(
    cells: Floats, there: Flags, groups: NDArray[np.int64], rules: ComparisonRules
) -> tuple[Flags, Floats]:
    """Return which tables have expected counts too small for χ², and the least of each."""
    least = np.where(there, cells, np.inf).min(axis=-1, initial=np.inf)
    below = ((cells < rules.least_expected) & there).sum(-1) / np.maximum(there.sum(-1), 1)
    larger = (below > rules.small_share) | (least < rules.smallest_expected)
    return np.where(groups == 2, least < rules.least_expected, larger), least


def _two(positive: Floats, size: Floats, there: Flags) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the two groups of each 2×2 table, whichever columns they stand in."""
    first, last = there.argmax(-1), there.shape[-1] - 1 - there[..., ::-1].argmax(-1)
    row = np.arange(len(positive))
    return positive[row, first], size[row, first], positive[row, last], size[row, last]


def _tested(
    statistic: Floats,
    freedom: Floats,
    p: Floats,
    least: Floats,
    test: NDArray[np.object_],
    possible: Flags,
) -> Tested:
    statistic, freedom, p, least = (
        np.where(possible, each, np.nan) for each in (statistic, freedom, p, least)
    )
    return Tested(statistic, freedom, p, least, test)
