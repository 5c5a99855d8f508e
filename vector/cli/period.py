"""Periods as people write them: a day, a month, an ISO week, or the number of a period."""

import re
from datetime import date

from vector.errors import VectorError

DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?:日|号)?(?:[ T].*)?")
MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
WEEK = re.compile(r"(\d{4})(?:-?[Ww]|年第?)(\d{1,2})周?")
PACKED = re.compile(r"(19\d\d|20\d\d)(\d\d)(\d\d)?")
NUMBER = re.compile(r"\d{1,5}")


def period(text: str) -> str | int:
    """Return the day a period begins with, or holds, as ISO text; a plain number as it is.

    Raises
    ------
    VectorError
        When it is none of these.

    Examples
    --------
    >>> period("2026年5月"), period("2026-W05"), period("202605"), period("17")
    ('2026-05-01', '2026-01-26', '2026-05-01', 17)
    """
    written = text.strip()
    try:
        found = _found(written)
    except ValueError:
        found = None
    if found is None:
        raise VectorError(
            f"时期“{text}”不能识别，可写作 2026-05-01、2026-05、2026年5月、2026-W05 或期号。"
            " Not a period."
        )
    return found


def _found(text: str) -> str | int | None:
    if match := WEEK.fullmatch(text):
        return date.fromisocalendar(int(match[1]), int(match[2]), 1).isoformat()
    if match := DAY.fullmatch(text) or MONTH.fullmatch(text) or PACKED.fullmatch(text):
        year, month, *rest = (int(part) for part in match.groups() if part)
        return date(year, month, *(rest or [1])).isoformat()
    return int(text) if NUMBER.fullmatch(text) else None
