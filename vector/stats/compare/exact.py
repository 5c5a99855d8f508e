"""Exact tests of small tables: Fisher's by enumeration, Freeman–Halton's and shares by chance."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from vector.stats.observation import Floats

# Tables as likely as the observed one but for rounding count as equally likely.
ALIKE = 1 + 1e-7
# So many cells of random tables are held at a time.
BLOCK = 1 << 22


def fisher(k1: Floats, n1: Floats, k2: Floats, n2: Floats) -> Floats:
    """Return the two-sided p of Fisher's exact test of each 2×2 table.

    The sum of the probabilities of all tables with the same margins that are at most as likely as
    the observed one.

    Parameters
    ----------
    k1, n1, k2, n2 : array, shape (tables,)
        Positives and checked of the two groups.

    References
    ----------
    Fisher (1934), Statistical Methods for Research Workers, 5th ed., section 21.02.

    Examples
    --------
    >>> fisher(*(np.array([each], float) for each in (8, 10, 1, 6))).round(6).tolist()
    [0.034965]
    """
    positives = k1 + k2
    low = np.maximum(0.0, positives - n2)
    support = (np.minimum(n1, positives) - low + 1).astype(np.int64)
    table = np.repeat(np.arange(len(k1)), support)
    first = np.arange(len(table)) - np.repeat(np.cumsum(support) - support, support) + low[table]
    size, base, rest = n1[table], n2[table], positives[table]
    log = _log_choose(size, first) + _log_choose(base, rest - first)
    log -= _log_choose(size + base, rest)
    observed = _log_choose(n1, k1) + _log_choose(n2, k2) - _log_choose(n1 + n2, positives)
    kept = log <= observed[table] + np.log(ALIKE)
    return np.minimum(np.bincount(table, np.where(kept, np.exp(log), 0.0), len(k1)), 1.0)


def freeman_halton(k: Floats, n: Floats, draws: int, random: np.random.Generator) -> Floats:
    """Return p of the Freeman–Halton test of each 2×k table, by random tables.

    Tables with the same margins are drawn group by group from hypergeometric laws; p is
    (1 + number at most as likely as the observed) / (1 + draws).

    Parameters
    ----------
    k, n : array, shape (tables, groups)
        Positives and checked; 0 of 0 for a group that is not there.
    draws : int
    random : numpy Generator

    Examples
    --------
    >>> few = freeman_halton(np.array([[3.0, 0, 1]]), np.array([[4.0, 5, 4]]), 9999,
    ...                      np.random.default_rng(1))
    >>> bool(abs(few - 0.0545).max() < 0.01)
    True
    """
    found = np.empty(len(k))
    tables = max(1, BLOCK // max(draws * k.shape[-1], 1))
    for start in range(0, len(k), tables):
        some = slice(start, start + tables)
        found[some] = _halton(k[some], n[some], draws, random)
    return found


def _halton(k: Floats, n: Floats, draws: int, random: np.random.Generator) -> Floats:
    whole, rest = n.astype(np.int64), np.repeat(k.sum(-1)[:, None], draws, 1).astype(np.int64)
    log = np.zeros(rest.shape)
    for group in range(n.shape[-1]):
        size = whole[:, group, None]
        others = whole[:, group + 1 :].sum(-1)[:, None]
        drawn = random.hypergeometric(size, others, rest) if others.any() else rest
        log += _log_choose(size, drawn)
        rest = rest - drawn
    observed = _log_choose(n, k).sum(-1)[:, None]
    likely = (log <= observed + np.log(ALIKE)).sum(-1)
    return np.asarray((1 + likely) / (draws + 1), np.float64)


def multinomial(
    statistic: Floats, total: Floats, share: Floats, draws: int, random: np.random.Generator
) -> Floats:
    """Return how often a random division of each total has a χ² at least as large.

    Parameters
    ----------
    statistic, total : array, shape (tables,)
        χ² observed, and the (whole) number to divide.
    share : array, shape (tables, groups)
        Of the effort, summing to 1.
    draws : int
    random : numpy Generator

    Examples
    --------
    >>> p = multinomial(np.array([3.0]), np.array([3.0]), np.array([[0.5, 0.5]]), 9999,
    ...                 np.random.default_rng(1))
    >>> bool(abs(p - 0.25).max() < 0.02)
    True
    """
    found = np.empty(len(total))
    tables = max(1, BLOCK // max(draws * share.shape[-1], 1))
    for start in range(0, len(total), tables):
        some = slice(start, start + tables)
        whole, parts = total[some, None], share[some, None, :]
        drawn = random.multinomial(
            np.repeat(whole.astype(np.int64), draws, 1), parts / parts.sum(-1, keepdims=True)
        )
        expected = whole[..., None] * parts
        square = np.divide(
            (drawn - expected) ** 2, expected, out=np.zeros(drawn.shape), where=expected > 0
        ).sum(-1)
        found[some] = (1 + (square >= statistic[some, None] / ALIKE).sum(-1)) / (draws + 1)
    return found


def _log_choose(n: NDArray[Any], k: NDArray[Any]) -> Floats:
    chosen = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    return np.asarray(chosen, np.float64)
