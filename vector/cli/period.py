"""The time of a row of a file: a day, a month, an ISO week, or the number of a period."""

import re
from datetime import date, datetime, timedelta

from vector.cli.language import refusal

NUMBER = re.compile(r"\d{1,5}", re.ASCII)
# A date cell that lost its form: the days since the end of 1899, of the years 1982 to 2064.
SERIAL = re.compile(r"[345]\d{4}", re.ASCII)
DAY_ZERO = date(1899, 12, 30)
# No routine survey is older; an earlier year is a slip of the keyboard.
EARLIEST = 1950


def period(text: str) -> str | int:
    """Return the day a period begins with, or holds, as ISO text; a plain number as it is.

    Raises
    ------
    VectorError
        When it is none of these, or lies before 1950 or after next year.

    Examples
    --------
    >>> period("2026年5月"), period("2026-W05"), period("202605"), period("17")
    ('2026-05-01', '2026-01-26', '2026-05-01', 17)
    >>> period("45870")
    '2025-08-01'
    """
    from vector.stats.period import first_day

    written = text.strip()
    if SERIAL.fullmatch(written):
        return (DAY_ZERO + timedelta(days=int(written))).isoformat()
    if NUMBER.fullmatch(written):
        return int(written)
    found = first_day(written)
    if found is None:
        raise refusal("period_unknown", found=text)
    if not EARLIEST <= found.year <= datetime.now().astimezone().year + 1:
        raise refusal("period_slip", found=text, earliest=EARLIEST)
    return found.isoformat()
