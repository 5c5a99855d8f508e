"""The likelihood ratio of a window: how much better two rates explain the counts than one."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
Direction = Literal["high", "low", "both"]

# Above this total the logarithms are taken when needed instead of from a table.
TABLED = 2_000_000


@dataclass(frozen=True)
class Ratio:
    """Kulldorff's log likelihood ratio, for a total and one side or both.

    With c counted where e is expected, and C in all,
    ``LLR = c ln(c/e) + (C - c) ln((C - c)/(C - e))``; 0 where the window is not on the side
    looked for, and where nothing is expected. As counts are whole, ``c ln c + (C - c) ln(C - c)``
    comes from a table and no logarithm is taken in the search itself.

    References
    ----------
    Kulldorff (1997), Commun. Stat. Theory Methods 26, 1481–1496, the Poisson model.

    Examples
    --------
    >>> Ratio(100).of(np.array([20, 5]), np.array([10.0, 10.0])).round(4).tolist()
    [4.4403, 0.0]
    """

    total: int
    direction: Direction = "high"

    @cached_property
    def _table(self) -> Floats:
        return self._entropy(np.arange(self.total + 1, dtype=np.float64))

    def _entropy(self, count: Floats) -> Floats:
        return np.asarray(
            special.xlogy(count, count) + special.xlogy(self.total - count, self.total - count)
        )

    def against(self, expected: Floats) -> "Against":
        """Return the ratio of windows of which so much is expected, ready for many counts."""
        possible = (expected > 0) & (expected < self.total)
        inside = np.where(possible, expected, 1.0)
        outside = np.where(possible, self.total - inside, 1.0)
        base = np.where(possible, self.total * np.log(outside), np.inf)
        return Against(self, expected, np.log(inside) - np.log(outside), base)

    def of(self, count: NDArray[np.integer], expected: Floats) -> Floats:
        """Return the ratio of each window.

        Parameters
        ----------
        count : integer array, shape (..., windows)
        expected : array, broadcastable to it
        """
        return self.against(expected).of(count)

    def entropy(self, count: NDArray[np.integer]) -> Floats:
        """Return ``c ln c + (C - c) ln(C - c)``."""
        if self.total <= TABLED:
            return np.take(self._table, count)
        return self._entropy(count.astype(np.float64))


@dataclass(frozen=True)
class Against:
    """The ratio of windows whose expectations are known."""

    ratio: Ratio
    expected: Floats
    slope: Floats
    base: Floats

    def of(self, count: NDArray[np.integer]) -> Floats:
        """Return the ratio of each window for its count."""
        value = self.ratio.entropy(count)
        value -= count * self.slope
        value -= self.base
        np.maximum(value, 0.0, out=value)
        if self.ratio.direction == "high":
            value *= count > self.expected
        elif self.ratio.direction == "low":
            value *= count < self.expected
        return value
