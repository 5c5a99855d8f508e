"""Survey dates as people type them, read into days.

Real dates, ``2025-08-01``, ``2025/8/1``, ``20250801``, ``2025年8月1日`` and a spreadsheet's serial
numbers are days. ``2016109`` may be two days and is a fault; so is the day 0 of a spreadsheet,
which a blank date cell becomes and which then lies 40,000 days back.
"""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np

from vector.intake import column
from vector.intake.cells import Broken
from vector.intake.column import Distinct, Read
from vector.intake.word import plain, typed, words

EARLIEST = date(1950, 1, 1)
"""No routine survey of a service is older; an earlier date is a slip of the keyboard."""

DAY_ZERO = date(1899, 12, 30)
"""Serial number 0 of the 1900 date system as it runs after its false 29 February 1900."""

SINCE_1904 = date(1904, 1, 1)
"""Serial number 0 of the 1904 date system, which old Macintosh workbooks count in."""

BLANK_UNTIL = date(1900, 1, 2)
"""A date cell up to here is a blank that a formula or an export turned into 0 or 1."""

_YEAR, _MONTH = r"(?:-|/|\.|年)", r"(?:-|/|\.|月)"
_CLOCK = r"(?:(?:[ t]|(?<=[日号]))(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?)?"
_PARTED = re.compile(rf"(\d{{4}}){_YEAR}(\d{{1,2}}){_MONTH}(\d{{1,2}})[日号]?{_CLOCK}", re.ASCII)
_TOGETHER = re.compile(rf"(\d{{4}})(\d{{2}})(\d{{2}}){_CLOCK}", re.ASCII)
_TO = "|".join(re.escape(mark) for mark in words().spans)
_SPAN = re.compile(
    rf"(\d{{4}}){_YEAR}(\d{{1,2}}){_MONTH}(\d{{1,2}})[日号]? ?(?:{_TO}) ?"
    rf"(?:(?:(\d{{4}}){_YEAR})?(\d{{1,2}}){_MONTH})?(\d{{1,2}})[日号]?",
    re.ASCII,
)
_SERIAL = re.compile(r"\d{5}(?:\.\d*)?", re.ASCII)


def dates(cells: Distinct, today: date, zero: date = DAY_ZERO) -> Read:
    """Read a column of survey dates.

    Parameters
    ----------
    cells : Distinct
        As the spreadsheet gave them.
    today : date
        No survey is later.
    zero : date
        The day of serial number 0 in the workbook.

    Returns
    -------
    Read
        datetime64[us] values, NaT where missing or at fault. The mark ``date_serial`` is only a
        caution: a bare serial number was read as a day.

    Examples
    --------
    >>> cells = column.distinct(np.array(["2025年8月1日", "20250801", 45870.0], object))
    >>> np.unique(dates(cells, date(2025, 9, 1)).values).astype("M8[D]").astype(str).tolist()
    ['2025-08-01']
    """
    return column.read(cells, lambda cell: day(cell, today, zero), "M8[us]", np.datetime64("NaT"))


def day(cell: Any, today: date, zero: date = DAY_ZERO) -> tuple[date | None, str]:
    """Read one cell: its day and a fault code, empty when in order.

    Examples
    --------
    >>> day("2016109", date(2020, 1, 1))
    (None, 'date_ambiguous')
    """
    if isinstance(cell, Broken):
        return None, cell.code
    if isinstance(cell, datetime):
        return _possible(cell.date(), today)
    if isinstance(cell, date):
        return _possible(cell, today)
    if isinstance(cell, time):
        return None, "date_blank"  # a spreadsheet shows its day 0 as a time of day
    if isinstance(cell, int | float):
        return _numbered(cell, today, zero)
    return _typed(str(cell), today, zero)


def _typed(text: str, today: date, zero: date) -> tuple[date | None, str]:
    if plain(text) in words().missing:
        return None, ""
    if plain(text) in words().formula_errors:
        return None, "cell_error"
    text = typed(text)
    if parts := _PARTED.fullmatch(text) or _TOGETHER.fullmatch(text):
        return _calendar(*(int(part) for part in parts.groups()), today=today)
    if _SERIAL.fullmatch(text):
        return _numbered(float(text), today, zero)
    if text in ("0", "1"):
        return None, "date_blank"
    if span := _span(text, today):
        return span
    return None, _unreadable(text)


def _span(text: str, today: date) -> tuple[date | None, str] | None:
    """Read a survey of a night or of a few days, which belongs to the day it began.

    Examples
    --------
    >>> _span("2025年7月31日至8月1日", date(2026, 1, 1))
    (datetime.date(2025, 7, 31), 'date_span')
    """
    found = _SPAN.fullmatch(text)
    if found is None:
        return None
    year, month, number, to_year, to_month, to_number = found.groups()
    first, fault = _calendar(int(year), int(month), int(number), today=today)
    ended = (int(to_year or year), int(to_month or month), int(to_number))
    last, late = _calendar(*ended, today=today)
    if first is None or last is None:
        return None, fault or late
    near = 0 <= (last - first).days <= words().longest_span
    return (first, "date_span") if near else (None, "date_text")


def _unreadable(text: str) -> str:
    """Name why a text is no day: two readings, a part missing, or no date at all."""
    if re.fullmatch(r"(19|20)\d{2}\d{2,3}", text):
        return "date_ambiguous"
    if re.fullmatch(rf"(\d{{1,2}}{_YEAR})?\d{{1,2}}{_MONTH}\d{{1,4}}[日号]?", text):
        return "date_no_year"
    if re.fullmatch(rf"\d{{4}}{_YEAR}\d{{1,2}}月?", text):
        return "date_no_day"
    return "date_text"


def _calendar(year: int, month: int, number: int, *, today: date) -> tuple[date | None, str]:
    try:
        return _possible(date(year, month, number), today)
    except ValueError:
        return None, "date_blank" if year == BLANK_UNTIL.year else "date_unreal"


def _numbered(cell: int | float, today: date, zero: date) -> tuple[date | None, str]:
    """Read a bare number: a serial number, or the eight digits of a day."""
    if not np.isfinite(cell):
        return None, ""
    if 0 <= cell <= (BLANK_UNTIL - DAY_ZERO).days:
        return None, "date_blank"
    if 10_000_000 <= cell < 100_000_000 and cell == int(cell):
        return _typed(str(int(cell)), today, zero)
    if 0 < cell < 100_000:
        found, fault = _possible(zero + timedelta(days=int(cell)), today)
        return found, fault or "date_serial"
    return None, _unreadable(str(int(cell)))


def _possible(found: date, today: date) -> tuple[date | None, str]:
    if found <= BLANK_UNTIL:
        return None, "date_blank"
    if found < EARLIEST:
        return None, "date_early"
    if found > today:
        return None, "date_future"
    return found, ""
