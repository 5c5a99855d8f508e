"""CUSUM: do small excesses over the expectation add up?

Counts are standardised against the expectation; what exceeds the reference value k is summed,
never below 0, and there is alarm where the sum reaches the decision boundary h.
"""

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from vector.stats.outbreak.design import Columns, Floats
from vector.stats.outbreak.glm import fit
from vector.stats.outbreak.panel import Panel

Transform = Literal["rossi", "standard", "anscombe"]
Reasons = NDArray[np.str_]


def cusum(
    counts: ArrayLike,
    start: int,
    *,
    k: float = 1.04,
    h: float = 2.26,
    mean: Literal["glm", "mean"] | float = "glm",
    transform: Transform = "rossi",
    frequency: int = 52,
) -> pd.DataFrame:
    """Judge the periods from a start on by a CUSUM of standardised counts.

    S_t = max(0, S_{t-1} + z_t - k), alarm where S_t ≥ h. With the expectation m, Rossi's
    z = (y - 3m + 2√(my)) / (2√m) is nearly normal for small counts; ``standard`` is (y - m)/√m,
    ``anscombe`` 3/2 (y^⅔ - m^⅔)/m^(1/6). The upper bound is the count at which S_t = h.

    Parameters
    ----------
    counts : array, shape (periods,) or (periods, series)
        Counts at even periods, the oldest first; a missing one leaves the sum as it is.
    start : int
        The position, from 0, of the first judged period; the periods before it are the history.
    k, h : float
        Reference value and decision boundary, in standard deviations.
    mean : "glm", "mean" or float
        The expectation: a Poisson regression of the history on the cosine and sine of the year,
        the history's mean, or a given number.
    transform : {"rossi", "standard", "anscombe"}
    frequency : int
        Periods a year.

    Returns
    -------
    DataFrame
        ``series``, ``position``, ``observed``, ``upper``, ``alarm``, ``expected``, ``cusum``,
        ``reason``: "", ``missing``; and where no alarm is told ``history_short``, ``no_cases``
        (a mean of 0: any count would be endlessly far above it), ``not_converged``.

    Raises
    ------
    ValueError
        When there is no history, a count is negative, or a given mean is not above 0.

    References
    ----------
    Rossi, Lampugnani and Marchi (1999), Stat. Med. 18, 2111–2122; Page (1954), Biometrika 41,
    100–115; Höhle (2007), Comput. Stat. 22, 571–582.

    Examples
    --------
    >>> found = cusum([2, 3, 2, 1, 2, 3, 9], 4, mean="mean")
    >>> found["alarm"].tolist(), found["cusum"].round(3).tolist()
    ([False, False, True], [0.0, 0.0, 3.021])
    """
    panel = Panel.of(counts)
    if not 0 < start <= panel.length:
        raise ValueError(f"the history before position {start} must have at least one period")
    expected, why = _expectation(panel.counts, start, mean, frequency)
    observed = panel.counts[start:]
    sums, before = _sums(standardised(observed, expected, transform) - k)
    upper = _upper(expected, h + k - before, transform)
    unknown = np.broadcast_to(why != "", observed.shape)
    told = np.where(unknown, why, np.where(np.isnan(observed), "missing", ""))
    frame = pd.DataFrame(
        {
            "series": np.tile(np.arange(panel.series), len(observed)),
            "position": np.repeat(np.arange(start, panel.length), panel.series),
            "observed": observed.ravel(),
            "upper": np.where(unknown, np.nan, upper).ravel(),
            "alarm": pd.arrays.BooleanArray((sums >= h).ravel(), unknown.ravel()),
            "expected": np.where(unknown, np.nan, expected).ravel(),
            "cusum": np.where(unknown, np.nan, sums).ravel(),
            "reason": pd.Categorical(told.ravel()),
        }
    )
    return frame.sort_values(["series", "position"], kind="stable", ignore_index=True)


def _expectation(
    counts: Floats, start: int, mean: Literal["glm", "mean"] | float, frequency: int
) -> tuple[Floats, Reasons]:
    """Return the expectation of each judged period and series, and why a series has none."""
    rows, series = len(counts) - start, counts.shape[1]
    if isinstance(mean, int | float):
        if not 0 < mean < np.inf:
            raise ValueError(f"the mean must be a number above 0, found {mean}")
        return np.full((rows, series), float(mean)), np.full(series, "")
    history = counts[:start]
    if mean == "mean":
        known = ~np.isnan(history)
        total, number = np.where(known, history, 0).sum(axis=0), known.sum(axis=0)
        level = np.divide(total, number, out=np.full(series, np.nan), where=number > 0)
        why = np.select([number == 0, total == 0], ["history_short", "no_cases"], "")
        return np.broadcast_to(level, (rows, series)), why
    return _seasonal(history, rows, frequency)


def _seasonal(history: Floats, rows: int, frequency: int) -> tuple[Floats, Reasons]:
    """Return the expectation by the cosine and sine of the year, and why there is none."""
    start, series = history.shape
    angle = 2 * np.pi / frequency * np.arange(start + rows)
    wave = np.column_stack([np.ones(start + rows), np.cos(angle), np.sin(angle)])
    known = ~np.isnan(history.T)
    long = known.sum(axis=1) > wave.shape[1]
    expected = np.full((rows, series), np.nan)
    why = np.where(long, "not_converged", "history_short")
    if long.any():
        counts = np.where(known, history.T, 0)[long]
        fitted = fit(Columns(wave[:start]), counts, known[long].astype(np.float64))
        expected[:, long] = np.exp(Columns(wave[start:]).predict(fitted.coefficients)).T
        why[np.flatnonzero(long)[fitted.converged]] = ""
    return expected, why


def standardised(counts: Floats, expected: Floats, transform: Transform) -> Floats:
    """Return counts on a scale on which they are nearly standard normal.

    Parameters
    ----------
    counts, expected : float64 array
    transform : {"rossi", "standard", "anscombe"}
        As for :func:`cusum`.

    Examples
    --------
    >>> standardised(np.array([4.0]), np.array([4.0]), "rossi").tolist()
    [0.0]
    """
    root = np.sqrt(expected)
    with np.errstate(divide="ignore", invalid="ignore"):
        if transform == "rossi":
            return np.asarray((counts - 3 * expected + 2 * np.sqrt(counts * expected)) / (2 * root))
        if transform == "standard":
            return np.asarray((counts - expected) / root)
        return np.asarray(1.5 * (counts ** (2 / 3) - expected ** (2 / 3)) / expected ** (1 / 6))


def _sums(excess: Floats) -> tuple[Floats, Floats]:
    """Return the sum after and before each period, in one pass over time for all series."""
    after = np.zeros_like(excess)
    before = np.zeros_like(excess)
    total = np.zeros(excess.shape[1])
    for row, each in enumerate(excess):
        before[row] = total
        total = np.where(np.isnan(each), total, np.maximum(0, total + each))
        after[row] = total
    return after, before


def _upper(expected: Floats, room: Floats, transform: Transform) -> Floats:
    """Return the count that fills the room left up to the boundary; at least 0."""
    root = np.sqrt(expected)
    with np.errstate(invalid="ignore"):
        if transform == "rossi":
            upper = (np.sqrt(4 * expected + 2 * root * room) - root) ** 2
        elif transform == "standard":
            upper = np.ceil(root * room + expected)
        else:
            base = 2 / 3 * expected ** (1 / 6) * room + expected ** (2 / 3)
            upper = np.maximum(base, 0) ** 1.5
    return np.asarray(np.maximum(np.nan_to_num(upper, nan=0.0), 0))
