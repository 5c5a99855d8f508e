"""Observations: counts with their effort, by series and period, for seasons and comparisons.

One row is one survey, or one period already pooled: columns ``series``, ``period``, ``count`` and
``effort``. A blank count or effort is missing and contributes nothing; it is never a zero. An
effort of 0 was a failed effort. Which part of the year a row falls in, and where on the circle of
the year, is decided here: by calendar month or by ISO week, leap years as they are.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.errors import VectorError
from vector.stats.period import first_day, number_of, starts
from vector.stats.sentence import refusal_from

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Days = NDArray[np.datetime64]

SENTENCES = Path(__file__).with_name("observation.toml")
NO_DAY = np.datetime64("NaT", "D")
# What a count or an effort can be; the squares of what is beyond are no numbers any more.
LEAST, MOST = 1e-9, 1e12


class Section(StrEnum):
    """By which part of the year."""

    MONTH = "month"
    WEEK = "week"

    @property
    def parts(self) -> int:
        """How many there may be in a year."""
        return 12 if self is Section.MONTH else 53


@dataclass(frozen=True)
class Calendar:
    """Where in the year each period lies: its year, part (from 0) and angle of its middle (°)."""

    section: Section
    year: Ints
    part: Ints
    angle: Floats


@dataclass(frozen=True)
class Observations:
    """Checked rows: the frame they came from, their calendar, count and effort.

    Attributes
    ----------
    frame : DataFrame
        The rows as given, with a fresh index; ``series`` as text.
    calendar : Calendar
        Where in the year each row lies.
    count, effort : ndarray of float64
        NaN where missing; the effort is 1 a row where the frame has no such column.
    usable : ndarray of bool
        Where both are known and there was effort.
    """

    frame: pd.DataFrame
    calendar: Calendar
    count: Floats
    effort: Floats
    usable: Flags


def refusal(key: str, **values: object) -> VectorError:
    """Return the error that refuses a frame, with its sentence in both languages."""
    return refusal_from(SENTENCES, key, **values)


def observations(frame: pd.DataFrame, section: Section | str = Section.MONTH) -> Observations:
    """Check a frame of counts and place its rows in the year.

    Parameters
    ----------
    frame : DataFrame
        Columns ``series`` (all rows are one series without it), ``period`` (dates, pandas
        periods, ``2024-05``, ``2024-05-13`` or ``2024-W05``), ``count`` and, where known,
        ``effort``; others are kept.
    section : {"month", "week"}
        By which part of the year.

    Returns
    -------
    Observations
        One row per row of the frame.

    Raises
    ------
    VectorError
        When a column is missing, or a cell is no number, negative, endless or no period.

    Examples
    --------
    >>> seen = observations(pd.DataFrame({"period": ["2024-02", "2023-02"], "count": [3, None]}))
    >>> seen.calendar.angle.round(2).tolist(), seen.usable.tolist()
    ([44.75, 44.38], [True, False])
    """
    for name in ("period", "count"):
        if name not in frame:
            raise refusal("column_missing", column=name, found="、".join(map(str, frame.columns)))
    rows = frame.reset_index(drop=True)
    rows["series"] = _texts(rows["series"] if "series" in rows else pd.Series("", rows.index))
    count = numbers(rows, "count")
    effort = numbers(rows, "effort") if "effort" in rows else np.ones(len(rows))
    usable = ~np.isnan(count) & (effort > 0)
    when = days(rows["period"], row_numbers(rows))
    return Observations(rows, calendar(when, section), count, effort, usable)


def _texts(names: "pd.Series[Any]") -> "pd.Series[Any]":
    found = names.astype(object)
    plain = all(type(name) is str for name in found)
    return found if plain else found.where(found.notna(), "").astype(str).astype(object)


def numbers(rows: pd.DataFrame, name: str) -> Floats:
    """Read a column of counts or efforts: NaN where blank.

    Raises
    ------
    VectorError
        Naming the first row that holds no number, or one that no survey can have.
    """
    column = rows[name]
    plain = isinstance(column.dtype, np.dtype) and column.dtype.kind in "iuf"
    values = column.to_numpy(np.float64, copy=True) if plain else _written(column)
    wrong = impossible(values)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise refusal(
            "number_wrong", row=row_numbers(rows)[row], column=name, found=column.iloc[row]
        )
    return values


def _written(column: "pd.Series[Any]") -> Floats:
    """Read numbers that may be blank or written as text; what is no number is endless."""
    blank = column.isna() | (column.astype(object) == "")
    values = pd.to_numeric(column.where(~blank), errors="coerce").to_numpy(np.float64, copy=True)
    return np.where(np.isnan(values) & ~blank.to_numpy(), np.inf, values)


def impossible(values: Floats) -> Flags:
    """Return which counts or efforts no survey can have: neither 0 nor from 1e-9 to 1e12.

    Examples
    --------
    >>> impossible(np.array([0.0, 3.0, -1.0, np.inf, 1e-300, np.nan])).tolist()
    [False, False, True, True, True, False]
    """
    return np.asarray((values < 0) | ((values > 0) & (values < LEAST)) | (values > MOST), np.bool_)


def row_numbers(rows: pd.DataFrame) -> Any:
    """Return the number each row is known by: that of its sheet, where told.

    Examples
    --------
    >>> row_numbers(pd.DataFrame({"count": [3, 4]})).tolist()
    [1, 2]
    """
    return rows["row"].to_numpy() if "row" in rows else np.arange(1, len(rows) + 1)


def days(periods: "pd.Series[Any]", numbers: Any = None) -> Days:
    """Return a day of each period: its first, or the day itself.

    ``numbers`` are what the rows are called in a refusal; 1, 2 … unless given.

    Raises
    ------
    VectorError
        Naming the first cell that is no period.

    Examples
    --------
    >>> days(pd.Series(["2024-05", "2024-W01"])).astype(str).tolist()
    ['2024-05-01', '2024-01-01']
    """
    if isinstance(periods.dtype, pd.PeriodDtype):
        periods = periods.dt.to_timestamp()
    codes, distinct = pd.factorize(periods, use_na_sentinel=False)
    read = np.array([_day(each) for each in distinct], "M8[D]")
    found = read[codes] if len(read) else np.empty(0, "M8[D]")
    if np.isnat(found).any():
        row = int(np.flatnonzero(np.isnat(found))[0])
        number = row + 1 if numbers is None else numbers[row]
        raise refusal("period_wrong", row=number, found=periods.iloc[row])
    return found


def _day(cell: Any) -> np.datetime64:
    if isinstance(cell, str):
        cell = first_day(cell)
    if isinstance(cell, datetime):
        cell = cell.replace(tzinfo=None)
    known = isinstance(cell, date) and not pd.isna(cell)
    return np.datetime64(cell, "D") if known else NO_DAY


def calendar(when: Days, section: Section | str = Section.MONTH) -> Calendar:
    """Place days in the year by the month or the ISO week they lie in.

    The angle is 360° × (days from 1 January to the middle of the month or week) / (days of that
    year): 15.29° for January of a common year, 44.38° for February, 44.75° in a leap year. A week
    belongs to the year of its Thursday, whose noon is its middle.

    Parameters
    ----------
    when : ndarray of datetime64[D]
        Any day of each period.
    section : {"month", "week"}
        By which part of the year.

    Examples
    --------
    >>> place = calendar(np.array(["2023-01-31", "2024-12-31"], "M8[D]"), "week")
    >>> place.year.tolist(), place.part.tolist(), place.angle.round(2).tolist()
    ([2023, 2025], [4, 0], [32.05, 1.48])
    """
    section = Section(section)
    if section is Section.MONTH:
        first = when.astype("M8[M]")
        year = first.astype("M8[Y]")
        part = (first - year.astype("M8[M]")).astype(np.int64)
        begun, ended = first.astype("M8[D]"), (first + 1).astype("M8[D]")
    else:
        begun = starts(number_of(when, "week"), "week")
        ended = begun + 7
        year = (begun + 3).astype("M8[Y]")
        part = ((begun + 3) - year.astype("M8[D]")).astype(np.int64) // 7
    new_year = year.astype("M8[D]")
    length = ((year + 1).astype("M8[D]") - new_year).astype(np.float64)
    middle = ((begun - new_year).astype(np.float64) + (ended - new_year).astype(np.float64)) / 2
    return Calendar(section, year.astype(np.int64) + 1970, part, 360 * middle / length)
