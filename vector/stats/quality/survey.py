"""Surveys as the quality checks need them: series by series, in order of date."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.stats.period import number_of

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
Flags = NDArray[np.bool_]
Family = Literal["rate", "proportion"]

NEEDED = ("station", "date", "count", "effort")
NAMES = ("station", "method", "habitat")


@dataclass(frozen=True)
class Surveys:
    """Surveys in order of series and date; one series is a station, a method and a habitat.

    Attributes
    ----------
    series : DataFrame
        ``station``, ``method``, ``habitat`` of each series.
    code : ndarray of int
        The series of each survey.
    date : ndarray of datetime64[D]
    count, effort, planned : ndarray of float
        NaN where missing.
    sheet : ndarray of int
        Surveys with the same number have the same count, effort and other figures.
    uploaded : ndarray of datetime64[D]
        NaT where missing.
    left_out : int
        Rows without a station, a date, or with figures that cannot be.
    """

    series: pd.DataFrame
    code: Codes
    date: NDArray[np.datetime64]
    count: Floats
    effort: Floats
    planned: Floats
    sheet: Codes
    uploaded: NDArray[np.datetime64]
    left_out: int = 0

    @property
    def size(self) -> int:
        """How many series there are."""
        return len(self.series)

    @property
    def counted(self) -> Flags:
        """Which surveys found out something: they had effort and a count."""
        return np.asarray((self.effort > 0) & (self.count >= 0))

    @property
    def month(self) -> NDArray[np.int64]:
        """Months since January 1970."""
        return number_of(self.date, "month")

    def only(self, kept: Flags) -> "Surveys":
        """Return the surveys kept; the series stay."""
        return Surveys(
            self.series,
            self.code[kept],
            self.date[kept],
            self.count[kept],
            self.effort[kept],
            self.planned[kept],
            self.sheet[kept],
            self.uploaded[kept],
            self.left_out,
        )


def surveys(table: pd.DataFrame) -> Surveys:
    """Gather a long table of surveys.

    Parameters
    ----------
    table : DataFrame
        One row per survey: ``station``, ``date``, ``count``, ``effort``; optionally ``method``,
        ``habitat``, ``uploaded`` (the day the sheet came), ``planned`` (the effort asked for)
        and columns ``species:NAME``, which must be equal too for two sheets to be the same.
        A missing count or effort is a survey that came to nothing. Rows without a station or a
        date, with a negative figure, or with a count that is not whole are left out.

    Returns
    -------
    Surveys
        Where a series has several rows on a day, the last one stands.

    Raises
    ------
    ValueError
        When a column is missing.

    Examples
    --------
    >>> found = surveys(pd.DataFrame({"station": ["b", "a", "a"], "date": "2025-03-01",
    ...                               "count": [1, 2, 3], "effort": [200, 200, 200]}))
    >>> found.series["station"].tolist(), found.count.tolist()
    (['a', 'b'], [3.0, 1.0])
    """
    for name in NEEDED:
        if name not in table:
            raise ValueError(f"the table has no column {name}")
    rows = _rows(table)
    kept = _possible(rows)
    rows = rows[kept].sort_values([*NAMES, "date"], kind="stable")
    rows = rows[~rows.duplicated([*NAMES, "date"], keep="last")]
    groups = rows.groupby(list(NAMES), sort=True)
    series = groups.size().index.to_frame(index=False)
    figures = ["count", "effort", *(name for name in rows if str(name).startswith("species:"))]
    return Surveys(
        series,
        np.asarray(groups.ngroup(), np.intp),
        rows["date"].to_numpy("datetime64[D]"),
        rows["count"].to_numpy(np.float64),
        rows["effort"].to_numpy(np.float64),
        rows["planned"].to_numpy(np.float64),
        np.asarray(rows.groupby(figures, dropna=False, sort=False).ngroup(), np.intp),
        rows["uploaded"].to_numpy("datetime64[D]"),
        int((~kept).sum()),
    )


def _rows(table: pd.DataFrame) -> pd.DataFrame:
    rows = pd.DataFrame(index=range(len(table)))
    for name in NAMES:
        rows[name] = _texts(table[name]) if name in table else ""
    for name in ("date", "uploaded"):
        days = pd.to_datetime(_column(table, name), errors="coerce")
        rows[name] = days.dt.tz_localize(None).astype("datetime64[s]").dt.normalize()
    species = [str(name) for name in table if str(name).startswith("species:")]
    for name in ("count", "effort", "planned", *species):
        numbers = pd.to_numeric(_column(table, name), errors="coerce")
        rows[name] = numbers.astype(np.float64).replace([np.inf, -np.inf], np.nan)
    return rows


def _column(table: pd.DataFrame, name: str) -> "pd.Series[Any]":
    given = table[name].to_numpy() if name in table else None
    return pd.Series(given, index=range(len(table)))


def _texts(column: pd.Series) -> NDArray[np.object_]:
    given = column.astype(object)
    return np.asarray(given.where(given.notna(), "").astype(str), dtype=object)


def _possible(rows: pd.DataFrame) -> pd.Series:
    named = (rows["station"] != "") & rows["date"].notna()
    positive = ~(rows[["count", "effort", "planned"]] < 0).any(axis=1)
    return named & positive & ~(rows["count"] % 1 > 0)
