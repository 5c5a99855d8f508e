"""EARS C1, C2 and C3: is the count beyond the mean and spread of the periods just before it?

For series without a history. C1 looks at the periods right before, C2 leaves two out so that a
slow outbreak does not hide itself, C3 adds up the exceedances of three days in a row.
"""

from typing import Literal

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike
from scipy import special

from vector.stats.outbreak.design import Floats
from vector.stats.outbreak.panel import Panel

Kind = Literal["C1", "C2", "C3"]
# Periods between the baseline and the judged one, and periods whose exceedances are added.
GAP: dict[Kind, int] = {"C1": 0, "C2": 2, "C3": 2}
ADDED: dict[Kind, int] = {"C1": 0, "C2": 0, "C3": 2}
ALPHA: dict[Kind, float] = {"C1": 0.001, "C2": 0.001, "C3": 0.025}
SHORTEST = 3


def ears(
    counts: ArrayLike,
    kind: Kind = "C1",
    *,
    baseline: int = 7,
    min_sigma: float = 0.0,
    alpha: float | None = None,
    periods: ArrayLike | None = None,
) -> pd.DataFrame:
    """Judge periods of many series by EARS C1, C2 or C3.

    C1 and C2: u = ȳ + z s, with mean and standard deviation of the ``baseline`` periods before
    (C2: before the two newest). C3: u = y + s (z - Σ max(0, C2 - 1) over the two periods before),
    at least 0. There is alarm where y > u.

    Parameters
    ----------
    counts : array, shape (periods,) or (periods, series)
        Counts at even periods, the oldest first.
    kind : {"C1", "C2", "C3"}
    baseline : int
        Periods, at least 3.
    min_sigma : float
        The standard deviation is taken as at least this.
    alpha : float, optional
        z is the normal quantile 1 - α; 0.001, for C3 0.025, unless given.
    periods : int array, optional
        Positions to judge, from 0; all that have the history unless given.

    Returns
    -------
    DataFrame
        ``series``, ``position``, ``observed``, ``upper``, ``alarm`` (missing where the bound has
        no value), ``reason``: "", ``history_short``, ``missing`` or ``no_spread`` (equal counts
        before, and no least sigma to divide by).

    Raises
    ------
    ValueError
        When the baseline is too short, ``min_sigma`` negative or a count is.

    References
    ----------
    Hutwagner, Thompson, Seeman and Treadwell (2003), J. Urban Health 80, i89–i96; Fricker,
    Hegler and Dunfee (2008), Stat. Med. 27, 3407–3429.

    Examples
    --------
    >>> ears([1, 2, 1, 2, 1, 2, 1, 9])[["upper", "alarm"]].round(4).values.tolist()
    [[3.0804, True]]
    """
    if baseline < SHORTEST or min_sigma < 0:
        raise ValueError("a baseline of at least 3 periods and a least sigma of at least 0")
    panel = Panel.of(counts)
    needed = baseline + GAP[kind] + ADDED[kind]
    asked = panel.asked(periods, needed)
    z = float(special.ndtri(1 - (ALPHA[kind] if alpha is None else alpha)))
    upper = _bounds(panel.counts, kind, baseline, min_sigma, z)[asked]
    observed = panel.counts[asked]
    unknown = np.isnan(upper) | np.isnan(observed)
    short = np.broadcast_to((asked < needed)[:, None], upper.shape)
    missing = np.isnan(panel.recent(asked, needed + 1, slice(None)))
    reason = np.select(
        [short, unknown & missing, unknown], ["history_short", "missing", "no_spread"], ""
    )
    frame = pd.DataFrame(
        {
            "series": np.tile(np.arange(panel.series), len(asked)),
            "position": np.repeat(asked, panel.series),
            "observed": observed.ravel(),
            "upper": upper.ravel(),
            "alarm": pd.arrays.BooleanArray((observed > upper).ravel(), unknown.ravel()),
            "reason": pd.Categorical(reason.ravel()),
        }
    )
    return frame.sort_values(["series", "position"], kind="stable", ignore_index=True)


def _bounds(counts: Floats, kind: Kind, baseline: int, least: float, z: float) -> Floats:
    """Return the upper bound of every period and series; NaN where the history is too short."""
    upper = np.full(counts.shape, np.nan)
    start = baseline + GAP[kind]
    if len(counts) <= start:
        return upper
    past = sliding_window_view(counts[: len(counts) - GAP[kind] - 1], baseline, axis=0)
    mean, spread = past.mean(axis=-1), np.maximum(past.std(axis=-1, ddof=1), least)
    if kind != "C3":
        upper[start:] = mean + z * spread
        return upper
    with np.errstate(divide="ignore", invalid="ignore"):
        beyond = np.maximum((counts[start:] - mean) / spread - 1, 0)
        before = beyond[1:-1] + beyond[:-2]
        bound = counts[start + 2 :] + spread[2:] * (z - before)
    upper[start + 2 :] = np.maximum(bound, 0)
    return upper
