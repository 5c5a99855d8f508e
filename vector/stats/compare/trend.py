"""Annual trend 年度趋势: by what factor a density changes from year to year.

January is compared with Januaries and July with Julys: each part of the year has a level of its
own, so that a year surveyed only in summer does not look like a bad year. Only the surveys
comparable with the latest ones take part: a change of method or lamp ends the past.
"""

from collections.abc import Iterable
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.catalog import Catalog, load
from vector.stats.compare.period import Periods, latest, periods
from vector.stats.compare.segment import WATCHED
from vector.stats.compare.slope import annual_trend, distinct
from vector.stats.compare.telling import tell_trends
from vector.stats.observation import Flags, Ints, Section


class Reason(StrEnum):
    """Why there is no trend; NONE where there is one."""

    NONE = ""
    TOO_SHORT = "trend_too_short"
    NO_CATCH = "trend_no_catch"
    NO_COMMON = "trend_no_common"
    ONE_END = "trend_one_end"


def trends(
    frame: pd.DataFrame,
    section: Section | str = Section.MONTH,
    *,
    watched: Iterable[str] = WATCHED,
    catalog: Catalog | None = None,
) -> pd.DataFrame:
    """Return the annual trend of every series.

    Parameters
    ----------
    frame : DataFrame
        Columns ``series, period, count, effort`` and where there are ``species`` (pooled),
        ``method``, ``equipment``, ``habitat``.
    section : {"month", "week"}
        What is compared with its like in other years.
    watched : iterable of str
        What breaks a series when it changes; only what compares with the latest survey is used.
    catalog : Catalog, optional

    Returns
    -------
    DataFrame
        ``series, years, first, last, left_out, count, effort, ratio, lower, upper, percent, p,
        dispersion, reason, zh, en``; ``years`` is how many took part, ``left_out``
        how many were not comparable.

    Examples
    --------
    >>> rats = pd.DataFrame({"period": ["2021-05", "2022-05", "2023-05", "2024-05"],
    ...     "count": [80, 42, 19, 10], "effort": 1000})
    >>> trends(rats)[["years", "reason"]].values.tolist(), trends(rats)["ratio"].round(2).item()
    ([[4, '']], 0.5)
    """
    facts = load() if catalog is None else catalog
    pooled = periods(frame, Section(section), tuple(watched), "rate")
    table = pooled.table
    surveyed = (table["surveys"] > 0).to_numpy()
    alike = surveyed & _like_latest(pooled)
    cells = table[alike]
    size = int(pooled.series.max(initial=-1)) + 1
    of = pooled.series[alike]
    least = facts.comparison.least_trend_years
    found = annual_trend(
        of, cells["part"], cells["year"], cells["count"], cells["effort"], size, least_years=least
    )
    names = table["series"].to_numpy()[np.unique(pooled.series, return_index=True)[1]]
    whole = _spans(pooled, alike, surveyed, size)
    columns = {**whole, **found._asdict(), "percent": (found.ratio - 1) * 100}
    told = pd.DataFrame({"series": names, **columns})
    told["reason"] = _reasons(told, whole["all_years"], least)
    return tell_trends(told, facts.comparison)[list(COLUMNS)]


def _like_latest(pooled: Periods) -> Flags:
    state = np.full(int(pooled.series.max(initial=-1)) + 1, -1)
    rows = latest(pooled)
    state[pooled.series[rows]] = pooled.table["state"].to_numpy()[rows]
    return np.asarray(pooled.table["state"].to_numpy() == state[pooled.series], np.bool_)


def _spans(
    pooled: Periods, alike: Flags, surveyed: Flags, size: int
) -> dict[str, NDArray[np.generic]]:
    def years(rows: Flags) -> Ints:
        found, _ = distinct(pooled.series[rows], pooled.year[rows])
        return np.bincount(found, minlength=size).astype(np.int64)

    first, last = np.full(size, 9999), np.full(size, 0)
    np.minimum.at(first, pooled.series[alike], pooled.year[alike])
    np.maximum.at(last, pooled.series[alike], pooled.year[alike])
    sums = {
        name: np.bincount(pooled.series, pooled.table[name] * alike, size)
        for name in ("count", "effort")
    }
    comparable = years(alike)
    return {
        "first": first,
        "last": last,
        "all_years": comparable,
        "left_out": years(surveyed) - comparable,
        **sums,
    }


def _reasons(told: pd.DataFrame, years: NDArray[np.generic], least: int) -> NDArray[np.object_]:
    kinds = [
        (np.asarray(years) < least, Reason.TOO_SHORT),
        (told["years"] < least, Reason.NO_COMMON),
        (told["count"] == 0, Reason.NO_CATCH),
        (told["ratio"].isna(), Reason.ONE_END),
    ]
    where = [np.asarray(condition) for condition, _ in kinds]
    return np.select(where, [kind.value for _, kind in kinds], "").astype(object)


COLUMNS = (
    "series", "years", "first", "last", "left_out", "count", "effort", "ratio", "lower", "upper",
    "percent", "p", "dispersion", "reason", "zh", "en",
)  # fmt: skip
