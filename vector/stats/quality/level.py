"""A station's own level against its like, as a distribution over a grid of levels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from vector.catalog.quality import LevelRules
from vector.stats.quality.like import Expectation
from vector.stats.quality.survey import Codes, Floats

# Levels from a fiftieth to fifty times the like stations'.
NODES = np.geomspace(0.02, 50.0, 33)
TINY = 1e-300
# Less scatter than this is none.
PLAIN = 1e-8


def log_chance(count: Floats, mean: Floats, scatter: Floats | float) -> Floats:
    """Return the log probability of counts: negative binomial, Poisson where scatter is 0.

    Parameters
    ----------
    count, mean : array
    scatter : array or float
        Variance ``mean + scatter mean²``.

    Examples
    --------
    >>> two = np.array([2.0, 2.0])
    >>> log_chance(two, two, np.array([0.0, 1.0])).round(4).tolist()
    [-1.3069, -1.9095]
    """
    spread = np.asarray(scatter, np.float64)
    clumped = spread > PLAIN
    if clumped.all():
        return _clumped(count, mean, 1 / spread)
    plain = special.xlogy(count, mean) - mean - special.gammaln(count + 1)
    if not clumped.any():
        return np.asarray(plain, np.float64)
    return np.asarray(
        np.where(clumped, _clumped(count, mean, 1 / np.maximum(spread, PLAIN)), plain), np.float64
    )


def _clumped(count: Floats, mean: Floats, size: Floats) -> Floats:
    alone = special.gammaln(count + size) - special.gammaln(size) - special.gammaln(count + 1)
    log = special.xlogy(count, mean) - (count + size) * np.log1p(mean / size)
    return np.asarray(log + (alone - count * np.log(size)), np.float64)


@dataclass(frozen=True)
class Levels:
    """What is believed of the level of each series.

    Attributes
    ----------
    prior : ndarray, shape (series, nodes)
        Log weights before the counts were seen.
    evidence : ndarray, shape (surveys, nodes)
        Log probability of each count at each level.
    total : ndarray, shape (series, nodes)
        The evidence of each series.
    rules : LevelRules
    """

    prior: Floats
    evidence: Floats
    total: Floats
    rules: LevelRules

    @property
    def clean(self) -> int:
        """The node of a clean place."""
        return clean_node(self.rules)

    def weights(self, series: Codes | None = None, without: Floats | float = 0.0) -> Floats:
        """Return the weights of the levels, one row a series.

        Parameters
        ----------
        series : ndarray of int, optional
            Which series; all of them unless given.
        without : array, shape (series, nodes)
            Evidence that does not count.
        """
        at = slice(None) if series is None else series
        log = self.prior[at] + self.rules.memory * (self.total[at] - without)
        log -= log.max(axis=1, keepdims=True)
        weight = np.exp(log)
        return np.asarray(weight / weight.sum(axis=1, keepdims=True), np.float64)


def clean_node(rules: LevelRules) -> int:
    """Return the node nearest to the level of a clean place."""
    return int(np.abs(np.log(NODES / rules.clean_level)).argmin())


def levels(
    code: Codes, size: int, count: Floats, expected: Expectation, rules: LevelRules
) -> Levels:
    """Return what is believed of the level of each series.

    Before its counts: a share ``clean_share`` of the stations stand at ``clean_level``, the
    others follow a gamma distribution of mean 1 and variance ``between``.

    Parameters
    ----------
    code : ndarray of int, shape (surveys,)
    size : int
        How many series there are.
    count : ndarray of float
    expected : Expectation
    rules : LevelRules
    """
    between = np.full(size, rules.least_between)
    between[code] = expected.between
    shape = 1 / between[:, None]
    log = shape * np.log(NODES) - NODES * shape
    chance = np.exp(log - special.logsumexp(log, axis=1, keepdims=True))
    chance *= 1 - rules.clean_share
    chance[:, clean_node(rules)] += rules.clean_share
    evidence = log_chance(count[:, None], expected.mean[:, None] * NODES, expected.within[:, None])
    total = np.zeros((size, len(NODES)))
    np.add.at(total, code, evidence)
    return Levels(np.log(chance + TINY), evidence, total, rules)


def runs(code: Codes, same: NDArray[np.bool_]) -> tuple[Codes, Codes]:
    """Return start and length of every run of surveys of one series that are ``same``.

    Examples
    --------
    >>> code = np.array([0, 0, 0, 1, 1])
    >>> [each.tolist() for each in runs(code, np.array([True, False, True, True, True]))]
    [[0, 2, 3], [1, 1, 2]]
    """
    at = np.flatnonzero(same)
    if not len(at):
        return at, at
    fresh = np.append(True, (np.diff(at) > 1) | (np.diff(code[at]) != 0))
    start = at[fresh]
    length = np.diff(np.append(np.flatnonzero(fresh), len(at)))
    return start, length
