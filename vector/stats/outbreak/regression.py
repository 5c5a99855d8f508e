"""The regression behind Farrington's tests: down-weighted past outbreaks, a trend if it is real."""

from typing import NamedTuple

import numpy as np
from scipy import special

from vector.stats.outbreak.design import Codes, Flags, Floats, Layered
from vector.stats.outbreak.glm import Fit, fit

# A trend needs so many years of reference.
TREND_YEARS = 3
# A leverage this close to 1 is 1.
SATURATED = 1 - 10 * np.finfo(np.float64).eps


class Task(NamedTuple):
    """Regressions to be done, one a row: the reference, and the period that is judged by it.

    ``weights`` is 1 for a point that is used, else 0. The judged period lies in the last layer.
    """

    counts: Floats
    weights: Floats
    offset: Floats
    layer: Codes
    layers: int
    time: Floats
    now: Floats
    offset_now: Floats

    def rows(self, chosen: Flags) -> "Task":
        """Return some of the regressions."""
        return self._replace(
            **{name: getattr(self, name)[chosen] for name in self._fields if name != "layers"}
        )


class Rule(NamedTuple):
    """How the regression is done.

    ``plain`` takes dispersion for tests and errors from the reweighting weights themselves, as
    the flexible form of the established program does, and not as at least 1.
    """

    reweight: bool
    weights_threshold: float
    trend: bool
    p_threshold: float
    plain: bool


class Model(NamedTuple):
    """What the regressions say of the judged period, on the log scale."""

    log_mean: Floats
    error: Floats
    phi: Floats
    trend: Flags
    slope: Floats
    converged: Flags


def regress(task: Task, rule: Rule) -> Model:
    """Fit with a trend, keep it where it deserves it, and fit the others again without.

    A trend stays when its p is under the rule's and the expectation it leads to is not beyond
    every reference count.

    Parameters
    ----------
    task : Task
    rule : Rule

    Returns
    -------
    Model

    Examples
    --------
    >>> one = np.ones((1, 4))
    >>> task = Task(8 * one, one, 0 * one, np.zeros((1, 4), np.int64), 1, np.arange(4.0)[None],
    ...     np.array([9.0]), np.zeros(1))
    >>> np.exp(regress(task, Rule(True, 2.58, False, 0.05, True)).log_mean).round(6).tolist()
    [8.0]
    """
    if not rule.trend:
        return _without(task, rule)
    found, kept = _with_trend(task, rule)
    if kept.all():
        return found
    again = _without(task.rows(~kept), rule)
    for column, other in zip(found, again, strict=True):
        column[~kept] = other
    return found


def _with_trend(task: Task, rule: Rule) -> tuple[Model, Flags]:
    """Return the model with a trend, and where the trend stays."""
    design = Layered(task.layer, task.layers, task.time)
    fitted = _fit(task, design, rule)
    model, spread = _model(task, design, fitted, rule)
    with np.errstate(divide="ignore", invalid="ignore"):
        steepness = np.abs(model.slope) / np.sqrt(_scale(task, fitted, rule) / spread)
        p = 2 * special.stdtr(fitted.fit.degrees, -steepness)
    most = np.where(task.weights > 0, task.counts, -np.inf).max(axis=1)
    with np.errstate(over="ignore"):
        kept = model.converged & (p < rule.p_threshold) & (np.exp(model.log_mean) <= most)
    return model, kept


def _without(task: Task, rule: Rule) -> Model:
    design = Layered(task.layer, task.layers)
    return _model(task, design, _fit(task, design, rule), rule)[0]


class _Fitted(NamedTuple):
    fit: Fit
    weights: Floats
    phi: Floats
    sound: Flags


def _fit(task: Task, design: Layered, rule: Rule) -> _Fitted:
    first = fit(design, task.counts, task.weights, task.offset)
    phi = np.maximum(first.dispersion(task.counts), 1)
    if not rule.reweight:
        return _Fitted(first, first.working, phi, first.converged)
    weights = outbreak_weights(task, design, first, phi, rule.weights_threshold)
    second = fit(design, task.counts, weights, task.offset)
    phi = np.maximum(second.dispersion(task.counts), 1)
    return _Fitted(second, weights, phi, first.converged)


def outbreak_weights(
    task: Task, design: Layered, fitted: Fit, phi: Floats, threshold: float
) -> Floats:
    """Return weights that let past outbreaks count less: γ s⁻² beyond the threshold, else γ.

    s = 3/2 (y^⅔ μ^(-1/6) - μ^½) / √(φ (1 - h)) is the standardised Anscombe residual, h the
    leverage; γ makes the weights sum to the number of points.

    Parameters
    ----------
    task : Task
    design : Layered
    fitted : Fit
        The fit without these weights.
    phi : float64 array, shape (fits,)
        Its over-dispersion, at least 1.
    threshold : float

    Returns
    -------
    float64 array, shape (fits, points)

    References
    ----------
    Farrington et al. (1996), section 3.5; Noufaily et al. (2013) raise the threshold to 2.58.

    Examples
    --------
    >>> counts = np.array([[4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 40.0]])
    >>> one, layer = np.ones((1, 8)), np.zeros((1, 8), np.int64)
    >>> task = Task(counts, one, 0 * one, layer, 1, one, np.zeros(1), np.zeros(1))
    >>> design = Layered(layer, 1)
    >>> weights = outbreak_weights(task, design, fit(design, counts), np.ones(1), 2.58)
    >>> weights[0, [0, -1]].round(3).tolist()
    [1.141, 0.016]
    """
    leverage = design.leverage(fitted.working)
    leverage = np.where(leverage > SATURATED, 1, leverage)
    raw = 1.5 * (task.counts ** (2 / 3) * fitted.mean ** (-1 / 6) - np.sqrt(fitted.mean))
    with np.errstate(divide="ignore", invalid="ignore"):
        s = raw / np.sqrt(phi[:, None] * (1 - leverage))
        shrunk = np.where(s > threshold, s**-2.0, 1) * (task.weights > 0)
    shrunk = np.nan_to_num(shrunk, nan=1.0)
    points = (task.weights > 0).sum(axis=1)
    return np.asarray(shrunk * (points / shrunk.sum(axis=1))[:, None])


def _scale(task: Task, fitted: _Fitted, rule: Rule) -> Floats:
    """Return the dispersion that tests of coefficients use."""
    return fitted.fit.dispersion(task.counts, fitted.weights if rule.plain else None)


def _model(task: Task, design: Layered, fitted: _Fitted, rule: Rule) -> tuple[Model, Floats]:
    """Return what the regression says of the judged period, and the spread its trend rests on."""
    coefficients, layer = fitted.fit.coefficients, task.layers - 1
    slope = np.zeros(len(coefficients)) if design.time is None else coefficients[:, -1]
    log_mean = coefficients[:, layer] + slope * task.now + task.offset_now
    scale = _scale(task, fitted, rule) if rule.plain else fitted.phi
    variance = design.variance(fitted.fit.working, layer, task.now)
    with np.errstate(invalid="ignore"):
        error = np.sqrt(scale * variance)
    trend = np.full(len(slope), design.time is not None)
    layers = design.layers(fitted.fit.working)
    # A season without a survey, or as many coefficients as surveys, tells nothing.
    told = (layers.total[:, layer] > 0) & (fitted.fit.degrees > 0)
    sound = fitted.sound & told & np.isfinite(fitted.phi) & np.isfinite(log_mean)
    return Model(log_mean, error, fitted.phi, trend, slope.copy(), sound), layers.spread
