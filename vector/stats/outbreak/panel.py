"""Panels: many series over the same even periods, as the tests of this package read them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from vector.stats.observation import MOST, impossible
from vector.stats.outbreak.design import Codes, Floats
from vector.stats.outbreak.reference import Days


@dataclass(frozen=True)
class Panel:
    """Counts of many series.

    Attributes
    ----------
    counts : float64 array, shape (periods, series)
        NaN where missing.
    effort : float64 array, shape (periods, series), optional
    days : datetime64[D] array, shape (periods,), optional
    """

    counts: Floats
    effort: Floats | None = None
    days: Days | None = None

    @classmethod
    def of(
        cls, counts: ArrayLike, effort: ArrayLike | None = None, days: ArrayLike | None = None
    ) -> "Panel":
        """Check the arrays and lay them out as periods × series.

        Raises
        ------
        ValueError
            When a count is negative or beyond 1e12, the days do not rise, or shapes differ. A
            count whose effort is none, or no number of a survey, is missing.

        Examples
        --------
        >>> Panel.of([1, 2, 3]).counts.shape
        (3, 1)
        """
        found = _columns(counts)
        if (found < 0).any() or (found > MOST).any():
            raise ValueError(f"counts must be finite, from 0 to {MOST:g}")
        spent = None if effort is None else _columns(effort)
        if spent is not None:
            if spent.shape != found.shape:
                raise ValueError(f"effort has shape {spent.shape}, counts have {found.shape}")
            spent = np.where((spent > 0) & ~impossible(spent), spent, np.nan)
            found = np.where(np.isnan(spent), np.nan, found)
        return cls(found, spent, _rising(days, len(found)))

    @property
    def length(self) -> int:
        """The number of periods."""
        return len(self.counts)

    @property
    def series(self) -> int:
        """The number of series."""
        return int(self.counts.shape[1])

    def asked(self, periods: ArrayLike | None, first: int) -> Codes:
        """Return the positions to judge: those asked for, else all from the first on.

        Raises
        ------
        ValueError
            When a position is outside the series.
        """
        if periods is None:
            return np.arange(first, self.length, dtype=np.int64)
        asked = np.unique(np.asarray(periods, dtype=np.int64))
        if len(asked) and not 0 <= asked[0] <= asked[-1] < self.length:
            raise ValueError(f"positions must lie in 0 … {self.length - 1}")
        return asked

    def time(self) -> Floats:
        """Return the time of each period: by the days, in steps of the first, else its place."""
        if self.days is None or self.length < 2:
            return np.arange(self.length, dtype=np.float64)
        days = (self.days - self.days[0]).astype(np.float64)
        return np.asarray(days / days[1])

    def log_effort(self) -> Floats:
        """Return the logarithm of the effort: 0 where none is kept, NaN where there was none."""
        if self.effort is None:
            return np.zeros_like(self.counts)
        return np.log(np.where(self.effort > 0, self.effort, np.nan))

    def recent(self, asked: Codes, length: int, series: slice) -> Floats:
        """Return the cases of the last periods, the asked one included; NaN where one lacks."""
        back = asked[:, None] - np.arange(length)
        cases = self.counts[np.maximum(back, 0)][..., series]
        return np.asarray(np.where(back[..., None] < 0, np.nan, cases).sum(axis=1))


def _columns(values: ArrayLike) -> Floats:
    found = np.asarray(values, dtype=np.float64)
    if found.ndim not in (1, 2):
        raise ValueError(f"expected (periods,) or (periods, series), found shape {found.shape}")
    return found[:, None] if found.ndim == 1 else found


def _rising(days: ArrayLike | None, length: int) -> Days | None:
    if days is None:
        return None
    found = np.asarray(days, dtype="datetime64[D]")
    if found.shape != (length,) or not (np.diff(found) > np.timedelta64(0, "D")).all():
        raise ValueError("days must be one for each period, each later than the one before")
    return found
