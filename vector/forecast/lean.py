"""The lean: how far each clue moves the forecast at one horizon, learned from the past.

A regression of counts on clues with the filter's expectation as offset, by one Newton step and
a second from there; the surprises are tempered like the filter's. Coefficients are drawn to 0,
each the more the fewer independent facts it rests on: what moves all series alike was seen once
a period, not once a series (design effect over periods). How strongly is chosen by leaving out
one stretch of time after the other; the same folds give honest errors for the spread.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from vector.forecast.filter import shock
from vector.forecast.panel import Array, Whole

FOLDS = 5
STRENGTHS = (3.0, 10.0, 30.0, 100.0, 300.0, 1_000.0, 3_000.0, 10_000.0)
# The constant clue is hardly drawn.
CONSTANT = 0.01
HUBER = 2.5
LARGEST = 40.0


@dataclass(frozen=True)
class Past:
    """Past targets to learn from.

    Attributes
    ----------
    count, effort : ndarray, shape (N,)
        What was observed.
    offset : ndarray, shape (N,)
        Log rate the filter expected.
    variance : ndarray, shape (N,)
        Rough variance of the log rate.
    clue : ndarray, shape (N, K)
        The clues.
    time : ndarray of int, shape (N,)
        Row of the origin, never decreasing.
    late : ndarray, shape (N,)
        What the target counts for being late, 1 for the last.
    """

    count: Array
    effort: Array
    offset: Array
    variance: Array
    clue: Array
    time: Whole
    late: Array

    def folds(self) -> list[slice]:
        """Return the rows of each stretch of time."""
        first, last = self.time[0], self.time[-1]
        ends = first + (last - first + 1) * np.arange(FOLDS + 1) / FOLDS
        rows = np.searchsorted(self.time, ends)
        return [slice(*pair) for pair in pairwise(rows.tolist())]


@dataclass(frozen=True)
class Lean:
    """What was learned.

    Attributes
    ----------
    weight : ndarray, shape (K,)
        Coefficient of each clue.
    strength : float
        How strongly they were drawn to 0.
    """

    weight: Array
    strength: float


def learn(past: Past) -> tuple[Lean, Array]:
    """Learn the lean, and what each past target's forecast was without its own stretch of time.

    Parameters
    ----------
    past : Past
        At least one target.

    Returns
    -------
    Lean
        Coefficients of the clues.
    ndarray, shape (N,)
        Log rates forecast for the past targets from the other folds.

    Examples
    --------
    >>> clue = np.column_stack([np.ones(400), np.tile([0.0, 1.0], 200)])
    >>> count, ones = 100 * np.exp(clue[:, 1]), np.ones(400)
    >>> past = Past(count, ones, np.log(100) * ones, 0.2 * ones, clue, np.arange(400), ones)
    >>> bool(abs(learn(past)[0].weight[1] - 1) < 0.1)
    True
    """
    scale = _scale(past)
    clue, folds = past.clue / scale, past.folds()
    zero = np.zeros(clue.shape[1])
    pull = _design_effect(past, clue)
    pull[0] *= CONSTANT
    start = _normal(past, clue, folds, zero)
    strength = _chosen(start, pull)
    parts = _normal(past, clue, folds, _solve(start, pull * strength))
    weight = _solve(parts, pull * strength)
    forecast = past.offset.copy()
    for one, rows in enumerate(folds):
        forecast[rows] += clue[rows] @ _solve(parts, pull * strength, without=one)
    return Lean(weight / scale, strength), forecast


@dataclass(frozen=True)
class _Normal:
    """Normal equations of each fold, and its sum of squares."""

    square: Array
    moment: Array
    total: Array


def _scale(past: Past) -> Array:
    precision = 1 / past.variance
    return np.asarray(np.sqrt(precision @ past.clue**2 / precision.sum()) + 1e-9)


def _residual(past: Past, move: Array) -> tuple[Array, Array]:
    """Return the tempered residuals after a move, and how much of a further move they feel."""
    mean = past.effort * np.exp(np.clip(past.offset + move, -LARGEST, LARGEST))
    bound = HUBER * np.sqrt(past.variance)
    residual = np.clip(shock(past.count, mean, past.variance), -bound, bound)
    return residual, mean / (1 / past.variance + mean)


def _design_effect(past: Past, clue: Array) -> Array:
    """Return how many times less is known of a coefficient than independent rows would say."""
    residual, _ = _residual(past, np.zeros(len(past.count)))
    score = clue * (residual / past.variance)[:, None]
    starts = np.flatnonzero(np.diff(past.time, prepend=-1))
    summed = np.add.reduceat(score, starts, axis=0)
    effect = (summed**2).sum(axis=0) / np.maximum((score**2).sum(axis=0), 1e-12)
    return np.asarray(np.maximum(effect, 1.0))


def _normal(past: Past, clue: Array, folds: list[slice], weight: Array) -> _Normal:
    move = clue @ weight
    residual, gain = _residual(past, move)
    precision = past.variance.mean() / past.variance
    aim = residual + gain * move
    pulled, felt = clue * (precision * aim)[:, None], clue * (precision * gain)[:, None]
    squares = precision * aim**2 / np.maximum(gain, 1e-3)
    return _Normal(
        np.stack([clue[own].T @ felt[own] for own in folds]),
        np.stack([pulled[own].sum(axis=0) for own in folds]),
        np.array([squares[own].sum() for own in folds]),
    )


def _solve(parts: _Normal, pull: Array, without: int | None = None) -> Array:
    square, moment = parts.square.sum(axis=0), parts.moment.sum(axis=0)
    if without is not None:
        square, moment = square - parts.square[without], moment - parts.moment[without]
    return np.asarray(np.linalg.solve(square + np.diag(pull), moment))


def _chosen(parts: _Normal, pull: Array) -> float:
    """Return the strength whose forecasts of the left-out folds were best."""
    return min(STRENGTHS, key=lambda strength: _loss(parts, pull * strength))


def _loss(parts: _Normal, pull: Array) -> float:
    loss = 0.0
    for one in range(FOLDS):
        weight = _solve(parts, pull, without=one)
        loss += parts.total[one] - 2 * weight @ parts.moment[one]
        loss += weight @ parts.square[one] @ weight
    return float(loss)
