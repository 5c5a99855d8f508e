"""The calendar of a forecast: how its periods are written, and what lies ahead.

Months and weeks are numbered as :mod:`vector.stats.period` numbers them. Where the periods of a
history are plain numbers they stay what they are: nobody knows which month number 7 is.
"""

from typing import Literal

import numpy as np
import pandas as pd

from vector.stats.period import Step, starts

# What a period is where a year has so many.
STEPS: dict[int, Step] = {12: "month", 52: "week", 53: "week"}


def label(period: int, step: Step | Literal["number"]) -> str:
    """Return how a period is written: 2024-03, or the Monday of the week, or its number.

    Parameters
    ----------
    period : int
        As :func:`vector.stats.period.number_of` gives it.
    step : {"month", "week", "number"}
        What it counts.

    Returns
    -------
    str
        The period.

    Examples
    --------
    >>> label(648, "month"), label(2817, "week"), label(7, "number")
    ('2024-01', '2024-01-01', '7')
    """
    if step == "number":
        return str(period)
    day = str(starts(np.array([period]), step)[0])
    return day[:7] if step == "month" else day


def ahead(
    history: pd.DataFrame, horizon: int, *, season: int, effort: float | None = None
) -> pd.DataFrame:
    """Return the future of every series: the periods after the last of all, effort as usual.

    Parameters
    ----------
    history : DataFrame
        As :func:`vector.forecast.forecast`.
    horizon : int
        How many periods.
    season : int
        The usual effort is the median of a series' last so many rows with effort.
    effort : float, optional
        Planned effort of all, in place of the usual one.

    Returns
    -------
    DataFrame
        series, period, effort (and kind where the history has it).

    Examples
    --------
    >>> history = pd.DataFrame(
    ...     {"series": "a", "period": [1, 2, 3], "count": 0, "effort": [10, 20, 20]}
    ... )
    >>> ahead(history, 2, season=12).values.tolist()
    [['a', 4, 20.0], ['a', 5, 20.0]]
    """
    seen = history[history["effort"] > 0].sort_values("period", kind="stable")
    usual = seen.groupby("series")["effort"].apply(lambda each: float(each.tail(season).median()))
    last = int(seen["period"].max()) if len(seen) else 0
    size = len(usual)
    future = pd.DataFrame(
        {
            "series": np.repeat(usual.index.to_numpy(object), horizon),
            "period": np.tile(np.arange(last + 1, last + 1 + horizon), size),
            "effort": np.repeat(
                usual.to_numpy(float) if effort is None else [effort] * size, horizon
            ),
        }
    )
    if "kind" not in history.columns:
        return future
    kinds = history.drop_duplicates("series").set_index("series")["kind"]
    return future.assign(kind=future["series"].map(kinds))
