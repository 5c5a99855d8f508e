"""Quasi-Poisson regression with log link, many fits at once, step for step as R's ``glm.fit``.

The steps matter: R stops when the deviance no longer moves, and takes dispersion, leverage and
standard errors from the weights of the last step, one step before the fitted means. A threshold
that is to agree with R's to the last digits must stop at the same step and use the same weights.
"""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]

TOLERANCE = 1e-8
MOST_STEPS = 25
SMALLEST = float(np.finfo(np.float64).eps)


class Design(Protocol):
    """What the log means of many regressions are made of; one row for each regression."""

    def solve(self, weights: Floats, response: Floats) -> tuple[Floats, Floats]:
        """Return coefficients and fitted values of weighted least squares."""

    def leverage(self, weights: Floats) -> Floats:
        """Return the diagonal of the hat matrix."""

    def rank(self, weights: Floats) -> Codes:
        """Return how many coefficients each regression has."""


class Layers(NamedTuple):
    """Weighted sums of each layer, and what the time trend rests on within the layers."""

    total: Floats
    time: Floats
    spread: Floats


@dataclass(frozen=True)
class Layered:
    """A level for each layer (a season, say), and a common trend in time if wished.

    Within weighted least squares such a design needs no matrix: the trend is the regression
    within the layers, each layer's level a weighted mean. It is exact however small the weights.

    Attributes
    ----------
    layer : int64 array, shape (fits, points)
        The layer of each point, from 0.
    size : int
        The number of layers.
    time : float64 array, shape (fits, points), optional
        Time of each point; no trend without it.
    """

    layer: Codes
    size: int
    time: Floats | None = None

    def _sum(self, values: Floats) -> Floats:
        rows, _ = values.shape
        flat = self.layer + np.arange(rows)[:, None] * self.size
        sums = np.bincount(flat.ravel(), values.ravel(), rows * self.size)
        return np.asarray(sums.reshape(rows, self.size), dtype=np.float64)

    def _at(self, layers: Floats) -> Floats:
        return np.take_along_axis(layers, self.layer, axis=1)

    def layers(self, weights: Floats) -> Layers:
        """Return total weight and mean time of the layers, and the spread of time within them."""
        total = self._sum(weights)
        if self.time is None:
            return Layers(total, np.zeros_like(total), np.full(len(total), np.inf))
        mean = _ratio(self._sum(weights * self.time), total)
        return Layers(total, mean, (weights * (self.time - self._at(mean)) ** 2).sum(axis=1))

    def solve(self, weights: Floats, response: Floats) -> tuple[Floats, Floats]:
        """Return the levels, the trend as last coefficient if there is one, and the fit."""
        total, mean_time, spread = self.layers(weights)
        mean = _ratio(self._sum(weights * response), total)
        if self.time is None:
            return mean, self._at(mean)
        centred = self.time - self._at(mean_time)
        product = (weights * centred * (response - self._at(mean))).sum(axis=1)
        slope = _ratio(product, spread)
        levels = mean - slope[:, None] * mean_time
        fitted = self._at(mean) + slope[:, None] * centred
        return np.column_stack([levels, slope]), fitted

    def leverage(self, weights: Floats) -> Floats:
        """Return w (1/W + (t - t̄)²/S) of each point, in its layer."""
        total, mean_time, spread = self.layers(weights)
        around = _ratio(np.ones_like(weights), self._at(total))
        if self.time is not None:
            around = around + _ratio((self.time - self._at(mean_time)) ** 2, spread[:, None])
        return weights * around

    def rank(self, weights: Floats) -> Codes:
        """Return the number of layers that hold a point, one more with a trend."""
        filled = (self._sum((weights > 0).astype(np.float64)) > 0).sum(axis=1)
        return np.asarray(filled + (self.time is not None), dtype=np.int64)

    def variance(self, weights: Floats, layer: int, time: Floats) -> Floats:
        """Return the unscaled variance of the log mean in a layer at a time."""
        total, mean_time, spread = self.layers(weights)
        level = _ratio(np.ones(len(total)), total[:, layer])
        if self.time is None:
            return level
        return level + _ratio((time - mean_time[:, layer]) ** 2, spread)

    def without_trend(self) -> "Layered":
        """Return the same layers without the trend."""
        return Layered(self.layer, self.size)

    def rows(self, chosen: Flags) -> "Layered":
        """Return the design of some of the regressions."""
        return Layered(
            self.layer[chosen], self.size, None if self.time is None else self.time[chosen]
        )


def _ratio(above: Floats, below: Floats) -> Floats:
    """Return above/below, 0 where there is nothing below."""
    return np.divide(above, below, out=np.zeros(np.broadcast(above, below).shape), where=below > 0)


@dataclass(frozen=True)
class Columns:
    """A design of any columns.

    Attributes
    ----------
    matrix : float64 array, shape (points, columns) or (fits, points, columns)
        The columns; they must be independent of one another.
    """

    matrix: Floats

    def _factor(self, weights: Floats) -> tuple[Floats, Floats, Floats]:
        root = np.sqrt(weights)
        q, r = np.linalg.qr(root[..., None] * self.matrix)
        return root, q, r

    def solve(self, weights: Floats, response: Floats) -> tuple[Floats, Floats]:
        """Return coefficients and fitted values, by orthogonal factors."""
        root, q, r = self._factor(weights)
        right = np.einsum("...nk,...n->...k", q, root * response)
        coefficients = np.linalg.solve(r, right[..., None])[..., 0]
        return coefficients, self.predict(coefficients)

    def predict(self, coefficients: Floats) -> Floats:
        """Return the linear predictor."""
        return np.asarray((self.matrix @ coefficients[..., None])[..., 0])

    def leverage(self, weights: Floats) -> Floats:
        """Return the squared lengths of the rows of Q."""
        return np.asarray((self._factor(weights)[1] ** 2).sum(axis=-1))

    def rank(self, weights: Floats) -> Codes:
        """Return the number of columns."""
        return np.full(weights.shape[0], self.matrix.shape[-1], dtype=np.int64)


@dataclass(frozen=True)
class Fit:
    """Quasi-Poisson regressions, one a row.

    Attributes
    ----------
    coefficients : float64 array, shape (fits, coefficients)
    mean : float64 array, shape (fits, points)
        Fitted means.
    working : float64 array, shape (fits, points)
        Weights of the last step of least squares.
    converged : bool array, shape (fits,)
    degrees : int64 array, shape (fits,)
        Residual degrees of freedom.
    """

    coefficients: Floats
    mean: Floats
    working: Floats
    converged: Flags
    degrees: Codes

    def dispersion(self, counts: Floats, weights: Floats | None = None) -> Floats:
        """Return Σ w r² over the degrees of freedom, r the working residuals (y - μ)/μ.

        Parameters
        ----------
        counts : float64 array, shape (fits, points)
        weights : float64 array, optional
            The weights of the last step unless given.
        """
        used = self.working if weights is None else weights
        squares = np.where(used > 0, used * (counts / self.mean - 1) ** 2, 0).sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(squares / self.degrees)


def fit(
    design: Design,
    counts: Floats,
    weights: Floats | None = None,
    offset: Floats | None = None,
    *,
    tolerance: float = TOLERANCE,
    most: int = MOST_STEPS,
) -> Fit:
    """Fit quasi-Poisson regressions with log link by iteratively reweighted least squares.

    E Y = μ, log μ = offset + Xβ, Var Y = φ μ / weight. From μ = y + 0.1, each step regresses
    z = η - offset + (y - μ)/μ on X with weights w μ; it ends when the deviance D changes by less
    than ``tolerance`` (|D| + 0.1).

    Parameters
    ----------
    design : Design
        :class:`Layered` or :class:`Columns`.
    counts : float64 array, shape (fits, points)
        Counts, not negative; what has weight 0 may hold any finite number.
    weights : float64 array, shape (fits, points), optional
        Prior weights; 1 unless given, 0 for a point that is left out.
    offset : float64 array, shape (fits, points), optional
        Logarithm of the effort.
    tolerance : float
    most : int
        Steps after which a regression counts as not converged.

    Returns
    -------
    Fit
        A regression that broke down has ``converged`` False.

    References
    ----------
    McCullagh and Nelder (1989), Generalized Linear Models, 2nd edition, section 2.5; Wedderburn
    (1974), Biometrika 61, 439–447.

    Examples
    --------
    >>> counts = np.array([[2.0, 4.0, 6.0]])
    >>> fit(Columns(np.ones((3, 1))), counts).mean.round(9).tolist()
    [[4.0, 4.0, 4.0]]
    """
    prior = np.ones_like(counts) if weights is None else weights
    if not len(counts):
        nothing = design.solve(prior, counts)[0]
        none = np.zeros(0, np.int64)
        return Fit(nothing, counts, prior, none > 0, none)
    given = np.zeros_like(counts) if offset is None else offset
    state = _Steps(design, counts, prior, given, tolerance)
    for _ in range(most):
        if not state.open.any():
            break
        state.step()
    points = (prior > 0).sum(axis=1)
    return Fit(
        state.coefficients,
        state.mean,
        state.working,
        state.converged,
        np.asarray(points - design.rank(prior), dtype=np.int64),
    )


class _Steps:
    """The state of many regressions between two steps; those that are done stand still."""

    def __init__(
        self, design: Design, counts: Floats, prior: Floats, offset: Floats, tolerance: float
    ) -> None:
        self.design, self.counts, self.prior = design, counts, prior
        self.offset, self.tolerance = offset, tolerance
        self.mean = counts + 0.1
        self.predictor = np.log(self.mean)
        self.deviance = self._deviance(self.mean)
        self.working = prior * self.mean
        self.coefficients = np.zeros((len(counts), 0))
        self.open = np.ones(len(counts), dtype=np.bool_)
        self.converged = np.zeros(len(counts), dtype=np.bool_)

    def _deviance(self, mean: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(self.counts > 0, self.counts * np.log(self.counts / mean), 0)
            each = np.where(self.prior > 0, self.prior * (ratio - (self.counts - mean)), 0)
        return np.asarray(2 * each.sum(axis=1))

    def step(self) -> None:
        working = self.prior * self.mean
        response = self.predictor - self.offset + self.counts / self.mean - 1
        coefficients, fitted = self.design.solve(working, response)
        predictor = fitted + self.offset
        with np.errstate(over="ignore"):
            mean = np.where(self.prior > 0, np.maximum(np.exp(predictor), SMALLEST), 1)
        deviance = self._deviance(mean)
        sound = np.isfinite(deviance)
        self._take(self.open & sound, coefficients, predictor, mean, working)
        change = np.abs(deviance - self.deviance)
        done = sound & (change / (np.abs(deviance) + 0.1) < self.tolerance)
        self.converged |= self.open & done
        self.deviance = np.where(self.open, deviance, self.deviance)
        self.open &= sound & ~done

    def _take(
        self,
        rows: Flags,
        coefficients: Floats,
        predictor: Floats,
        mean: Floats,
        working: Floats,
    ) -> None:
        if not self.coefficients.shape[1]:
            self.coefficients = np.full(coefficients.shape, np.nan)
        for kept, new in (
            (self.coefficients, coefficients),
            (self.predictor, predictor),
            (self.mean, mean),
            (self.working, working),
        ):
            kept[rows] = new[rows]
