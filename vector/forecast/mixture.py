"""The predictive distribution: Poisson counts whose log rate is uncertain.

count ~ Poisson(effort · rate), ln rate = location + error; the error of variance v is part
gamma (what makes a negative binomial), part normal (what makes a Poisson log-normal), in shares
chosen by past likelihood. It is held as nodes of the log rate with weights, so that the
probability of any count is a sum, exact for small counts.
"""

from functools import cache

import numpy as np
from scipy.special import gammaincinv, gammaln, ndtr, ndtri, pdtr, xlogy

from vector.forecast.panel import Array

# Shares of the gamma part that are tried.
SHARES = (0.0, 0.35, 0.7, 1.0)
# Edges of the nodes' probabilities, finer in the tails.
EDGES = np.concatenate(
    [
        [0, 0.002, 0.006, 0.0125, 0.025, 0.05],
        np.linspace(0.075, 0.925, 35),
        [0.95, 0.975, 0.9875, 0.994, 0.998, 1],
    ]
)
MIDDLES = (EDGES[1:] + EDGES[:-1]) / 2
WEIGHTS = np.diff(EDGES)
VARIANCES = np.exp(np.linspace(np.log(0.003), np.log(12.0), 36))
FINE = 64
# Above this mean a Poisson count is normal on the square-root scale.
LARGE = 30.0
# So many nodes at either end make the tails.
TAIL = 6
# Rows whose highest node lies below the one are summed count by count, up to the other.
SMALL = ((8.0, 36), (60.0, 120))
# The highest log count that is thought of.
LARGEST = 40.0


@cache
def _errors(share: float) -> Array:
    """Nodes of the error for every tabled variance, shape (36, nodes)."""
    fine = (np.arange(FINE) + 0.5) / FINE
    return np.array([_error(share, variance, fine) for variance in VARIANCES])


def _error(share: float, variance: float, fine: Array) -> Array:
    if share == 0:
        return np.asarray(ndtri(MIDDLES) * np.sqrt(variance))
    shape = 1 / (share * variance)
    middles = MIDDLES if share == 1 else fine
    gamma = np.log(np.maximum(gammaincinv(shape, middles), 1e-12)) - np.log(shape)
    if share == 1:
        return np.asarray(gamma)
    normal = ndtri(fine) * np.sqrt((1 - share) * variance)
    both = np.sort(np.add.outer(gamma, normal).ravel())
    return np.asarray(both[(MIDDLES * len(both)).astype(int)])


def nodes(location: Array, variance: Array, share: float) -> Array:
    """Return the nodes of the expected count.

    Parameters
    ----------
    location : ndarray, shape (N,)
        Log expected count.
    variance : ndarray, shape (N,)
        Variance of its error.
    share : float
        Share of the gamma part, one of ``SHARES``.

    Returns
    -------
    ndarray, shape (N, len(WEIGHTS))
        Increasing along each row.

    Examples
    --------
    >>> nodes(np.array([0.0]), np.array([1.0]), 0.0)[0, [0, -1]].round(2).tolist()
    [0.05, 22.1]
    """
    place = np.log(variance / VARIANCES[0]) / np.log(VARIANCES[1] / VARIANCES[0])
    place = np.clip(place, 0, len(VARIANCES) - 1.001)
    low = place.astype(int)
    part = (place - low)[:, None]
    table = _errors(share)
    error = table[low] * (1 - part) + table[low + 1] * part
    return np.asarray(np.exp(np.minimum(location[:, None] + error, LARGEST)))


def at_most(count: Array, node: Array) -> Array:
    """Return the probability of at most so many.

    Parameters
    ----------
    count : ndarray, shape (N,)
        Counts; below 0 the probability is 0.
    node : ndarray, shape (N, len(WEIGHTS))
        Nodes of the expected count.

    Returns
    -------
    ndarray, shape (N,)
        Probabilities.

    Examples
    --------
    >>> at_most(np.array([0.0]), np.full((1, len(WEIGHTS)), 2.0)).round(3).tolist()
    [0.135]
    """
    whole = np.floor(np.broadcast_to(count[:, None], node.shape))
    chance = np.zeros(node.shape)
    large = (node > LARGE) & (whole >= 0)
    small = (node <= LARGE) & (whole >= 0)
    chance[small] = pdtr(whole[small], node[small])
    root = np.sqrt(node)
    away = np.sqrt(np.maximum(whole, 0) + 0.75) - root
    chance[large] = ndtr(away[large] * _steepness(root)[large])
    return np.asarray(chance @ WEIGHTS)


def likelihood(count: Array, node: Array) -> Array:
    """Return the probability of exactly so many.

    Parameters
    ----------
    count : ndarray, shape (N,)
        Counts.
    node : ndarray, shape (N, len(WEIGHTS))
        Nodes of the expected count.

    Returns
    -------
    ndarray, shape (N,)
        Probabilities.

    Examples
    --------
    >>> likelihood(np.array([2.0]), np.full((1, len(WEIGHTS)), 2.0)).round(3).tolist()
    [0.271]
    """
    whole = np.broadcast_to(count[:, None], node.shape)
    large = node > LARGE
    logs = xlogy(whole, node) - node - gammaln(count + 1)[:, None]
    chance = np.exp(np.where(large, -np.inf, logs))
    root, steepness = np.sqrt(node), _steepness(np.sqrt(node))
    away = (np.sqrt(whole + 0.5) - root) * steepness
    # The density in the root, per count.
    dense = np.exp(-(away**2) / 2) * steepness / np.sqrt(8 * np.pi * (whole + 0.5))
    chance[large] = dense[large]
    return np.asarray(chance @ WEIGHTS)


def quantiles(node: Array, level: Array) -> Array:
    """Return the smallest counts that are not exceeded with the given probabilities.

    Parameters
    ----------
    node : ndarray, shape (N, len(WEIGHTS))
        Nodes of the expected count.
    level : ndarray, shape (N, L)
        Probabilities, increasing along each row.

    Returns
    -------
    ndarray, shape (N, L)
        Whole numbers.

    Examples
    --------
    >>> quantiles(np.full((1, len(WEIGHTS)), 2.0), np.array([[0.1, 0.5, 0.9]])).tolist()
    [[0.0, 2.0, 4.0]]
    """
    out = np.empty(level.shape)
    left = np.ones(len(node), bool)
    for highest, top in SMALL:
        small = left & (node[:, -1] < highest)
        out[small] = _counted(node[small], level[small], top)
        left &= ~small
    out[left] = _read(node[left], level[left])
    return out


def _counted(node: Array, level: Array, top: int) -> Array:
    """Sum the probabilities count by count."""
    term = np.exp(-node) * WEIGHTS
    total = np.empty((len(node), top))
    sum_so_far = np.zeros(len(node))
    for count in range(top):
        sum_so_far = sum_so_far + term.sum(axis=1)
        total[:, count] = sum_so_far
        term = term * (node / (count + 1))
    # Rows are told apart by twos, so that one search serves all.
    shift = 2.0 * np.arange(len(node))[:, None]
    found = np.searchsorted((total + shift).ravel(), (level - 1e-12 + shift).ravel())
    return np.asarray(found.reshape(level.shape) - top * np.arange(len(node))[:, None], float)


def _read(node: Array, level: Array) -> Array:
    """Read the counts off the distribution function at the nodes, on the square-root scale."""
    root = np.sqrt(node)
    low, high = np.maximum(root[:, :1] - 1.5, 0), root[:, -1:] + 1.5
    # Every second node will do: between them the function is smooth.
    grid = np.hstack([low / 2, low, root[:, 1:-1:2], high, high * 1.1 + 1])
    grid.sort(axis=1)
    chance = np.empty(grid.shape)
    centre, weight = _paired(root)
    steepness = _steepness(centre)
    for place in range(grid.shape[1]):
        chance[:, place] = ndtr((grid[:, place, None] - centre) * steepness) @ weight
    rows = zip(level, chance, grid, strict=True)
    found = np.array([np.interp(*row) for row in rows]).reshape(level.shape)
    return np.maximum(np.ceil(found**2 - 0.75), 0)


def _paired(root: Array) -> tuple[Array, Array]:
    """Join the nodes between the tails in pairs."""
    middle = root[:, TAIL:-TAIL]
    weight = WEIGHTS[TAIL:-TAIL]
    return (
        np.hstack([root[:, :TAIL], (middle[:, ::2] + middle[:, 1::2]) / 2, root[:, -TAIL:]]),
        np.concatenate([WEIGHTS[:TAIL], weight[::2] + weight[1::2], WEIGHTS[-TAIL:]]),
    )


def _steepness(root: Array) -> Array:
    """Return how steeply each node's share of the distribution function rises in the root.

    The chance of catching has standard deviation ½ there; a node stands for all rates as far as
    half-way to its neighbours, so that many large counts make no staircase.
    """
    reach = np.empty_like(root)
    reach[:, 1:-1] = (root[:, 2:] - root[:, :-2]) / 2
    reach[:, 0], reach[:, -1] = root[:, 1] - root[:, 0], root[:, -1] - root[:, -2]
    return np.asarray(1 / np.sqrt(0.25 + reach**2 / 4))


def chosen_share(count: Array, location: Array, variance: Array) -> float:
    """Return the share of the gamma part under which counts were likeliest.

    Parameters
    ----------
    count, location, variance : ndarray, shape (N,)
        Observed counts, and the log expected counts and variances forecast for them.

    Returns
    -------
    float
        One of ``SHARES``.

    Examples
    --------
    >>> often_none = np.array([0.0, 0.0, 30.0, 60.0, 0.0, 25.0, 90.0, 1.0])
    >>> chosen_share(often_none, np.full(8, np.log(30)), np.full(8, 2.0))
    1.0
    """

    def score(share: float) -> float:
        chance = likelihood(count, nodes(location, variance, share))
        return float(np.log(np.maximum(chance, 1e-9)).mean())

    return max(SHARES, key=score)
