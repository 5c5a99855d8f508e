"""Designs of regressions: what the logarithm of the mean is made of.

Weighted least squares for many regressions at once: a level for each part of the year with a
common trend, in closed form, or any columns, by orthogonal factors.
"""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]


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
