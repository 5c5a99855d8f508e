"""Periods and seasons: months and weeks as numbers, and where in the year each one lies."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.stats.period import WEEK, Numbers, first_day, number_of, starts
from vector.stats.sentence import refusal_from

Unit = Literal["month", "week", "number"]

SENTENCES = Path(__file__).with_name("sentences.toml")
DAYS_A_YEAR = 365.2425
MONTHS, WEEKS = 12, 52


@dataclass(frozen=True)
class Calendar:
    """How periods are counted.

    Attributes
    ----------
    unit : {"month", "week", "number"}
        Calendar months, weeks from Monday, or plain numbers.
    per_year : float
        Periods a year; 52.18 calendar weeks.
    """

    unit: Unit
    per_year: float

    @classmethod
    def of(cls, period: "pd.Series[Any]", season: int) -> "Calendar":
        """Choose the calendar of a column: numbers stay numbers, days are months or weeks.

        Raises
        ------
        VectorError
            When the periods are days and a year has neither 12 nor 52 of them, or fewer than 2.

        Examples
        --------
        >>> Calendar.of(pd.Series(["2026-05-01"]), 52).unit
        'week'
        """
        if season < 2:
            raise refusal_from(SENTENCES, "too_few_parts", found=season)
        if pd.api.types.is_integer_dtype(period) or pd.api.types.is_float_dtype(period):
            return cls("number", float(season))
        if season == WEEKS:
            return cls("week", DAYS_A_YEAR / WEEK)
        if season == MONTHS:
            return cls("month", float(MONTHS))
        raise refusal_from(SENTENCES, "days_by_number", found=season)

    def numbers(self, period: "pd.Series[Any]") -> Numbers:
        """Return the number of each period, months and weeks as everywhere.

        Raises
        ------
        VectorError
            Naming the first row that is no period.

        Examples
        --------
        >>> Calendar("month", 12).numbers(pd.Series(["1970-02-14", "1971-01"])).tolist()
        [1, 12]
        """
        if self.unit == "number":
            found = pd.to_numeric(period, errors="coerce").to_numpy(dtype=np.float64)
            self._refuse(period, ~np.isfinite(found) | (found != np.floor(found)))
            return found.astype(np.int64)
        days = _days(period)
        self._refuse(period, np.isnat(days))
        return number_of(days, self.unit)

    def phase(self, counted: Numbers) -> NDArray[np.float64]:
        """Return the part of the year before each period, from 0 up to 1.

        Examples
        --------
        >>> Calendar("month", 12).phase(np.array([0, 6])).tolist()
        [0.0, 0.5]
        """
        if self.unit != "week":
            return np.asarray((counted % self.per_year) / self.per_year, dtype=np.float64)
        days = starts(counted, "week")
        new_year = days.astype("datetime64[Y]").astype("datetime64[D]")
        return np.asarray((days - new_year).astype(np.float64) / DAYS_A_YEAR)

    def labels(self, counted: Numbers) -> NDArray[Any]:
        """Return the first day of each period; numbers as they are.

        Examples
        --------
        >>> Calendar("week", 52.18).labels(np.array([0])).tolist()
        [datetime.date(1970, 1, 5)]
        """
        return counted if self.unit == "number" else starts(counted, self.unit)

    @staticmethod
    def _refuse(period: "pd.Series[Any]", wrong: NDArray[np.bool_]) -> None:
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            raise refusal_from(SENTENCES, "no_period", row=row + 1, found=period.iloc[row])


def _days(period: "pd.Series[Any]") -> NDArray[np.datetime64]:
    if isinstance(period.dtype, pd.PeriodDtype):
        period = period.dt.start_time
    if _written(period):
        codes, distinct = pd.factorize(period, use_na_sentinel=False)
        return np.array([_day(each) for each in distinct], "datetime64[D]")[codes]
    days = pd.to_datetime(period, errors="coerce")
    return days.to_numpy().astype("datetime64[D]")


def _written(period: "pd.Series[Any]") -> bool:
    return len(period) > 0 and pd.api.types.is_string_dtype(period.dtype)


def _day(cell: Any) -> np.datetime64:
    """Return the day of a cell of a column of mixed kinds; not a time where it is none."""
    found = first_day(cell) if isinstance(cell, str) else cell
    known = isinstance(found, date | np.datetime64) and not pd.isna(found)
    return np.datetime64(found, "D") if known else np.datetime64("NaT", "D")
