"""Periods as people write them: a day, a month, or an ISO week."""

import re
import unicodedata
from datetime import date

WEEK = re.compile(r"(\d{4})(?:-?[Ww]|年第?)(\d{1,2})周?", re.ASCII)
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
        if (week := WEEK.fullmatch(written)) and not DAY.fullmatch(written):
            return date.fromisocalendar(int(week[1]), int(week[2]), 1)
        if parts := DAY.fullmatch(written) or TOGETHER.fullmatch(written):
            return date(int(parts[1]), int(parts[2]), int(parts[3] or 1))
    except ValueError:
        pass
    return None
