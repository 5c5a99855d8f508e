"""Parts of a month 一月几次: which days each survey is for, where a month asks for several.

Half-months begin on the 1st and the 16th, thirds (旬) on the 1st, the 11th and the 21st, quarters
on the 1st, 8th, 16th and 23rd. The last part is due by the plan's day, each before it by its own
last day. Part 0 stands for a month that is surveyed once.
"""

import calendar
from datetime import date, timedelta

MOST = 4


def first_day(month: date, part: int, times: int) -> date:
    """Return the first day of a part of a month.

    Parameters
    ----------
    month : date
        Any day of the month.
    part : int
        From 1 to ``times``; 0 for the whole month.
    times : int
        How many parts the month has.

    Examples
    --------
    >>> [first_day(date(2026, 2, 1), part, 3).day for part in (1, 2, 3)]
    [1, 11, 21]
    >>> [first_day(date(2026, 2, 1), part, 4).day for part in (1, 2, 3, 4)]
    [1, 8, 16, 23]
    """
    return month.replace(day=(max(part, 1) - 1) * 30 // max(times, 1) + 1)


def last_day(month: date, part: int, times: int) -> date:
    """Return the last day of a part of a month.

    Examples
    --------
    >>> last_day(date(2026, 2, 1), 1, 2), last_day(date(2026, 2, 1), 2, 2)
    (datetime.date(2026, 2, 15), datetime.date(2026, 2, 28))
    """
    if 0 < part < times:
        return first_day(month, part + 1, times) - timedelta(days=1)
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def due_day(month: date, part: int, times: int, day: int) -> date:
    """Return the day by which a part's survey is due, for a plan due by a day of the month.

    Examples
    --------
    >>> [due_day(date(2026, 2, 1), part, 2, 30).day for part in (1, 2)]
    [15, 28]
    """
    last = last_day(month, part, times)
    if 0 < part < times:
        return last
    return max(first_day(month, part, times), last.replace(day=min(day, last.day)))


def part_of(day: date, times: int) -> int:
    """Return in which part of its month a day lies; 0 for a month that is surveyed once.

    Examples
    --------
    >>> part_of(date(2026, 5, 15), 2), part_of(date(2026, 5, 16), 2), part_of(date(2026, 5, 16), 1)
    (1, 2, 0)
    """
    if times < 2:
        return 0
    return max(each for each in range(1, times + 1) if first_day(day, each, times) <= day)
