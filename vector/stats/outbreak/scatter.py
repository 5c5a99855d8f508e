"""The scatter of counts beyond chance, with past outbreaks taken for what they are.

A survey far above the expectation counts less. That would also take the highest of ordinary
surveys for outbreaks, so mean and scatter are corrected for what the weights leave when there was
no outbreak at all.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from scipy import special

from vector.catalog.outbreak import OutbreakRules
from vector.stats.outbreak.design import Codes, Floats
from vector.stats.outbreak.mode import Mode
from vector.stats.outbreak.sample import Sample

SATURATED = 0.95
# The dispersion is looked for between these, on the log scale.
DISPERSION_RANGE = (-9.0, 3.0)
BISECTIONS = 30
LOSS_POINTS, LOSS_RANKS = 31, 1000


def outbreak_weights(sample: Sample, step: Mode, dispersion: Floats, threshold: float) -> Floats:
    """Return weights s⁻² beyond the threshold, else 1, rescaled to the number of surveys.

    s = 3/2 (y^⅔ - μ^⅔) μ^(-1/6) / √((1 + αμ)(1 - h)), h the leverage.

    Parameters
    ----------
    sample : Sample
    step : Mode
        The regression so far.
    dispersion : float64 array, shape (rows,)
        α.
    threshold : float

    Returns
    -------
    float64 array, shape (rows, surveys)
        0 where there is no survey.

    References
    ----------
    Noufaily et al. (2013), Stat. Med. 32, 1206–1222, section 3.

    Examples
    --------
    >>> counts = np.array([[4.0, 4.0, 40.0]])
    >>> one, none = np.ones((1, 3)), np.zeros((1, 3))
    >>> sample = Sample(counts, one, none, none, one, np.zeros(1, np.int64), np.zeros(1))
    >>> step = Mode(none, none, 4 * one, none, np.ones(1, np.bool_))
    >>> outbreak_weights(sample, step, np.zeros(1), 2.58).round(3).tolist()
    [[1.494, 1.494, 0.013]]
    """
    spread = (1 + dispersion[:, None] * step.mean) * (1 - np.minimum(step.leverage, SATURATED))
    with np.errstate(divide="ignore", invalid="ignore"):
        raw = 1.5 * (sample.counts ** (2 / 3) - step.mean ** (2 / 3)) / step.mean ** (1 / 6)
        s = np.where(sample.used > 0, raw / np.sqrt(spread), 0)
    weights = sample.used.copy()
    far = s > threshold
    weights[far] *= s[far] ** -2.0
    number = sample.used.sum(axis=1)
    total = weights.sum(axis=1)
    return np.asarray(
        weights * np.divide(number, total, out=np.ones_like(total), where=total > 0)[:, None]
    )


def scatter(sample: Sample, step: Mode, weights: Floats, rules: OutbreakRules) -> Floats:
    """Return α of each row, drawn towards its pool's, and that towards the rules'.

    Each α is the root of Σ ω (y - μ)²/(μ + αμ²) = c(α) Σ ω (1 - h); c corrects for the weights
    ω (:func:`loss_of`). A row's α weighs as much as its informative surveys, Σ (αμ/(1 + αμ))².

    Parameters
    ----------
    sample : Sample
    step : Mode
    weights : float64 array, shape (rows, surveys)
    rules : OutbreakRules

    Returns
    -------
    float64 array, shape (rows,)

    References
    ----------
    Lawless (1987), Can. J. Stat. 15, 209–225; Robinson and Smyth (2007), Bioinformatics 23,
    2881–2887 (dispersions drawn together).

    Examples
    --------
    >>> from vector.catalog import load
    >>> counts = np.random.default_rng(1).negative_binomial(2, 0.1, (1, 5000)) * 1.0
    >>> one, none = np.ones(counts.shape), np.zeros(counts.shape)
    >>> sample = Sample(counts, one, none, none, one, np.zeros(1, np.int64), np.zeros(1))
    >>> step = Mode(none, none, 18 * one, none, np.ones(1, np.bool_))
    >>> rules = load().outbreak.model_copy(update={"weights_threshold": 99.0})
    >>> scatter(sample, step, one, rules).round(1).tolist()
    [0.5]
    """
    loss = loss_of(rules.weights_threshold)
    rows, pools = np.arange(len(sample.counts)), int(sample.pool.max(initial=-1)) + 1
    pooled = _root(sample, step, weights, sample.pool, pools, loss)
    alone = len(np.unique(sample.pool)) == len(rows)
    own = pooled[sample.pool] if alone else _root(sample, step, weights, rows, len(rows), loss)
    worth = _worth(step, np.full(len(rows), rules.dispersion))
    known = np.bincount(sample.pool, worth, pools)
    pooled = (known * pooled + rules.pool_weight * rules.dispersion) / (known + rules.pool_weight)
    worth = _worth(step, pooled[sample.pool])
    return np.asarray(
        (worth * own + rules.own_weight * pooled[sample.pool]) / (worth + rules.own_weight)
    )


class Loss(NamedTuple):
    """What the weights leave of mean and variance when there was no outbreak at all."""

    dispersion: Floats
    mean: Floats
    variance: Floats

    def mean_at(self, dispersion: Floats) -> Floats:
        """Return what is left of the mean at a dispersion."""
        return np.interp(np.log(dispersion), np.log(self.dispersion), self.mean)

    def variance_at(self, dispersion: Floats) -> Floats:
        """Return what is left of the variance at a dispersion."""
        return np.interp(np.log(dispersion), np.log(self.dispersion), self.variance)


@cache
def loss_of(threshold: float) -> Loss:
    """Tabulate the loss for gamma-distributed levels of every dispersion.

    The weights take the highest of ordinary surveys for outbreaks; without correction, mean and
    scatter would come out too small, and false alarms too many.

    Parameters
    ----------
    threshold : float
        From which residual on a survey weighs less.

    Examples
    --------
    >>> loss, known = loss_of(2.58), np.array([0.01])
    >>> loss.mean_at(known).round(3).tolist(), loss.variance_at(known).round(2).tolist()
    ([0.998], [0.96])
    """
    dispersion = np.exp(np.linspace(*DISPERSION_RANGE, LOSS_POINTS))
    ranks = (np.arange(LOSS_RANKS) + 0.5) / LOSS_RANKS
    levels = special.gammaincinv(1 / dispersion[:, None], ranks) * dispersion[:, None]
    s = 1.5 * (levels ** (2 / 3) - 1) / np.sqrt(dispersion)[:, None]
    weights = np.where(s > threshold, np.maximum(s, threshold) ** -2.0, 1)
    total = weights.sum(axis=1)
    mean = (weights * levels).sum(axis=1) / total
    squares = (weights * (levels - mean[:, None]) ** 2).sum(axis=1)
    return Loss(dispersion, mean, squares / total / dispersion / mean**2)


def _worth(step: Mode, dispersion: Floats) -> Floats:
    """Return how many surveys tell of the dispersion: those whose counts are not just Poisson."""
    scaled = dispersion[:, None] * step.mean
    return np.asarray(((scaled / (1 + scaled)) ** 2).sum(axis=1))


def _root(
    sample: Sample, step: Mode, weights: Floats, codes: Codes, size: int, loss: Loss
) -> Floats:
    """Solve the moment equation of each code by bisection."""
    wanted = np.bincount(codes, (weights * (1 - step.leverage)).sum(axis=1), size)
    squares = weights * (sample.counts - step.mean) ** 2
    # Where there is no survey there is no square either: any mean serves to divide by.
    mean = np.where(step.mean > 0, step.mean, 1.0)
    low, high = (np.full(size, end) for end in DISPERSION_RANGE)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        dispersion = np.exp(middle)
        ratio = squares / (mean * (1 + dispersion[codes][:, None] * mean))
        more = np.bincount(codes, ratio.sum(axis=1), size) > wanted * loss.variance_at(dispersion)
        low, high = np.where(more, middle, low), np.where(more, high, middle)
    return np.asarray(np.exp((low + high) / 2))
