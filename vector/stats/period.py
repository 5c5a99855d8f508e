"""Periods: as people write them, and the numbers by which months and weeks are counted everywhere.

Months count from January 1970, weeks from Monday 5 January 1970; both are number 0. Numbers that
are kept in the store are these.
"""

import re
import unicodedata
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Step = Literal["month", "week"]
Days = NDArray[np.datetime64]
Numbers = NDArray[np.int64]

# 1970-01-01 was a Thursday; weeks are counted from the Monday after it.
MONDAY = 4
WEEK = 7

WRITTEN_WEEK = re.compile(r"(\d{4})(?:-?[Ww]|年第?)(\d{1,2})周?", re.ASCII)
TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})?", re.ASCII)
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?[月日号]?(?:[T ][\d:.]+)?", re.ASCII)


def first_day(text: str) -> date | None:
    """Return the day a period begins with, or the day itself; None where it is no period.

    Parameters
    ----------
    text : str
        ``2024-05-13``, ``2024年5月``, ``202405``, ``2024-W20``, ``2024年第20周`` and the like, in
        half or full width. What may be two days (``2024109``) is none.

    Examples
    --------
    >>> first_day("2024年第20周"), first_day("2024-02-30"), first_day("2024年５月")
    (datetime.date(2024, 5, 13), None, datetime.date(2024, 5, 1))
    """
    written = unicodedata.normalize("NFKC", text).strip()
    try:
        if (week := WRITTEN_WEEK.fullmatch(written)) and not DAY.fullmatch(written):
            return date.fromisocalendar(int(week[1]), int(week[2]), 1)
        if parts := DAY.fullmatch(written) or TOGETHER.fullmatch(written):
            return date(int(parts[1]), int(parts[2]), int(parts[3] or 1))
    except ValueError:
        pass
    return None


def number_of(days: Days, step: Step) -> Numbers:
    """Return the number of the month or week in which each day lies.

    Parameters
    ----------
    days : ndarray of datetime64
        Days, or finer; none of them missing.
    step : {"month", "week"}
        Calendar months, or weeks from Monday, as ISO 8601 has them.

    Returns
    -------
    ndarray of int
        Consecutive through the years; negative before 1970.

    Examples
    --------
    >>> days = np.array(["1970-01-01", "1970-01-05", "2026-11-22"], "datetime64[D]")
    >>> number_of(days, "month").tolist(), number_of(days, "week").tolist()
    ([0, 0, 682], [-1, 0, 2967])
    """
    whole = np.asarray(days).astype("datetime64[D]")
    if step == "month":
        return whole.astype("datetime64[M]").astype(np.int64)
    return np.asarray((whole.astype(np.int64) - MONDAY) // WEEK, np.int64)


def starts(counted: Numbers, step: Step) -> Days:
    """Return the first day of each month or week.

    Parameters
    ----------
    counted : ndarray of int
        As :func:`number_of` gives them.
    step : {"month", "week"}
        What they count.

    Returns
    -------
    ndarray of datetime64[D]
        The first of the month, or the Monday.

    Examples
    --------
    >>> starts(np.array([682]), "month").tolist(), starts(np.array([2967]), "week").tolist()
    ([datetime.date(2026, 11, 1)], [datetime.date(2026, 11, 16)])
    """
    whole = np.asarray(counted, np.int64)
    if step == "month":
        return whole.astype("datetime64[M]").astype("datetime64[D]")
    return (whole * WEEK + MONDAY).astype("datetime64[D]")
