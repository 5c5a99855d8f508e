"""The calendar: which number a month or a week has, how it is written, and what lies ahead.

Months count year × 12 + month - 1, so that the period's remainder by 12 is the month. Weeks
count from the Monday of 5 January 1970.
"""

import numpy as np
import pandas as pd

from vector.forecast.panel import Whole

MONTHS, WEEKS = 12, (52, 53)
MONDAY = pd.Timestamp("1970-01-05")


def periods_of(dates: "pd.Series[pd.Timestamp]", season: int) -> Whole:
    """Return the number of the month, or of the week where the season is 52 or 53.

    Parameters
    ----------
    dates : Series of datetime64
        Days, all known.
    season : int
        12 for months, 52 or 53 for weeks.

    Returns
    -------
    ndarray of int
        Numbers, consecutive through the years.

    Examples
    --------
    >>> days = pd.Series(pd.to_datetime(["2024-01-01", "2024-01-08"]))
    >>> periods_of(days, 12).tolist(), periods_of(days, 52).tolist()
    ([24288, 24288], [2817, 2818])
    """
    if season in WEEKS:
        return np.asarray((dates - MONDAY).dt.days // 7, np.int64)
    return np.asarray(dates.dt.year * 12 + dates.dt.month - 1, np.int64)


def label(period: int, season: int) -> str:
    """Return how a period is written: 2024-03, or the Monday of the week.

    Parameters
    ----------
    period : int
        As :func:`periods_of` gives it.
    season : int
        12 for months, 52 or 53 for weeks; the number itself for others.

    Returns
    -------
    str
        The period.

    Examples
    --------
    >>> label(24288, 12), label(2817, 52), label(7, 4)
    ('2024-01', '2024-01-01', '7')
    """
    if season == MONTHS:
        return f"{period // 12}-{period % 12 + 1:02d}"
    if season in WEEKS:
        return str((MONDAY + pd.Timedelta(days=7 * period)).date())
    return str(period)


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
