"""How a month, or a part of one, is called."""

from datetime import date

from vector.report.saying import say


def part_named(part: int, times: int, language: str = "zh") -> str:
    """Return what a part of a month is called; "" for a month that is surveyed once.

    Parameters
    ----------
    part, times : int
        Which part, of how many.
    language : {"zh", "en"}
        Of the words.

    Examples
    --------
    >>> part_named(1, 2), part_named(3, 3), part_named(2, 4), part_named(0, 1)
    ('上半月', '下旬', '第2次', '')
    """
    if not part:
        return ""
    words = say("part", f"{language}_{times}").split("|")
    return words[part - 1]


def month_named(month: date, part: int, times: int, language: str = "zh") -> str:
    """Return a month, or a part of one, as lists show it.

    Examples
    --------
    >>> month_named(date(2026, 5, 1), 2, 2), month_named(date(2026, 5, 1), 0, 1)
    ('2026-05 下半月', '2026-05')
    """
    return f"{month:%Y-%m} {part_named(part, times, language)}".strip()
