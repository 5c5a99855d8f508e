"""Month on month 环比, year on year 同比, and against the mean of past years 近五年均值.

Every comparison says with which periods it was made. A period across a change of method, lamp or
habitat, a period nobody surveyed, an effort of 0: each is refused with its reason.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from vector.catalog import Catalog, load
from vector.stats.compare.period import WEEKS, FamilyName, Periods, before, find, periods
from vector.stats.compare.period import latest as last_surveyed
from vector.stats.compare.proportion import risk_ratio
from vector.stats.compare.rate import Ratio, rate_ratio
from vector.stats.compare.segment import WATCHED
from vector.stats.compare.telling import tell_changes
from vector.stats.observation import Flags, Floats, Ints, Section
from vector.stats.replicate import overdispersion


class Against(StrEnum):
    """With what a period is compared."""

    PREVIOUS = "previous"
    YEAR = "year"
    MEAN = "mean"


class Reason(StrEnum):
    """Why there is no ratio; NONE where there is one."""

    NONE = ""
    NO_BASE = "no_base"
    NOT_REPORTED = "not_reported"
    NO_EFFORT = "no_effort"
    BREAK = "break"
    BOTH_ZERO = "both_zero"


def changes(
    frame: pd.DataFrame,
    section: Section | str = Section.MONTH,
    against: Iterable[Against | str] = tuple(Against),
    *,
    family: FamilyName = "rate",
    watched: Iterable[str] = WATCHED,
    latest: bool = False,
    words: bool = True,
    catalog: Catalog | None = None,
) -> pd.DataFrame:
    """Compare each period of each series with earlier ones.

    ``previous`` is the month (week) before, ``year`` the same one a year before, ``mean`` the same
    one of the past five years, pooled (Σ count / Σ effort); years without surveys, or across a
    break, are left out, and which years are in is shown. The ratio's interval is mid-P (rates) or
    Miettinen–Nurminen's (proportions), of samples φ times smaller: φ is found among the surveys
    within the periods of a series, and for the mean also among the years.

    Parameters
    ----------
    frame : DataFrame
        Columns ``series, period, count, effort`` and where there are ``species`` (pooled),
        ``method``, ``equipment``, ``habitat``.
    section : {"month", "week"}
    against : iterable of {"previous", "year", "mean"}
    family : {"rate", "proportion"}
        Counts per effort, or positives among checked.
    watched : iterable of str
        What breaks a series when it changes.
    latest : bool
        Only the last surveyed period of each series.
    words : bool
        Whether to form the sentences ``zh`` and ``en``.
    catalog : Catalog, optional
        For the number of years and the level of significance.

    Returns
    -------
    DataFrame
        One row per series, period and comparison: ``series, year, part, against, base, base_years,
        count, effort, density, base_count, base_effort, base_density, ratio, lower, upper, p,
        percent, dispersion, method, reason, zh, en``. ``base`` names the base periods.

    Raises
    ------
    VectorError
        When the frame is not in order; for proportions also when positives exceed the checked.

    Examples
    --------
    >>> rats = pd.DataFrame({"series": "东街", "period": ["2023-05", "2024-05"],
    ...     "count": [4, 12], "effort": [400, 400]})
    >>> changes(rats, latest=True)[["against", "base", "ratio", "reason"]].values.tolist()[:2]
    [['previous', '2024-04', nan, 'no_base'], ['year', '2023-05', 3.0, '']]
    """
    facts = load() if catalog is None else catalog
    section = Section(section)
    pooled = periods(frame, section, tuple(watched), family)
    rows = last_surveyed(pooled) if latest else np.arange(len(pooled.table))
    years = facts.comparison.mean_years
    compared = [_compared(pooled, rows, Against(each), years, family) for each in against]
    columns = pd.concat(compared, ignore_index=True)
    order = np.argsort(np.tile(np.arange(len(rows)), len(compared)), kind="stable")
    ordered = columns.iloc[order].reset_index(drop=True)
    told = tell_changes(ordered, section, facts.comparison) if words else ordered
    return told.drop(columns=["left_out", "before", "names"])


def _compared(
    pooled: Periods, rows: Ints, against: Against, years: int, family: FamilyName
) -> pd.DataFrame:
    table = pooled.table
    base = _bases(pooled, rows, against, years)
    at = np.maximum(base, 0)
    there = (base >= 0) & (table["surveys"].to_numpy()[at] > 0)
    same = table["state"].to_numpy()[at] == table["state"].to_numpy()[rows][:, None]
    used = there & same
    caught, effort = (
        np.where(used, table[name].to_numpy(np.float64)[at], 0.0) for name in ("count", "effort")
    )
    among = _among_years(caught, effort, used, family)
    broken = (there & ~same).argmax(axis=1)
    found = (
        table.iloc[rows]
        .reset_index(drop=True)
        .assign(
            against=against.value,
            base=_named(pooled, rows, against, used),
            base_years=used.sum(axis=1),
            base_count=caught.sum(axis=1),
            base_effort=effort.sum(axis=1),
            dispersion=np.fmax(table["phi"].to_numpy()[rows], among),
            before=table["names"].to_numpy()[at[np.arange(len(rows)), broken]],
        )
    )
    return _judged(found, _ratio(found, family), there, same, family)


def _bases(pooled: Periods, rows: Ints, against: Against, years: int) -> Ints:
    """Return the rows of the base periods, -1 where there is none; shape (rows, bases)."""
    if against is Against.PREVIOUS:
        year, part = before(pooled, rows)
        return find(pooled, pooled.series[rows], year, part)[:, None]
    back = np.arange(1, 2 if against is Against.YEAR else years + 1)
    year = pooled.year[rows][:, None] - back
    part = np.broadcast_to(pooled.part[rows][:, None], year.shape)
    return find(pooled, np.broadcast_to(pooled.series[rows][:, None], year.shape), year, part)


def _among_years(count: Floats, effort: Floats, used: Flags, family: FamilyName) -> Floats:
    """Return φ among the base years of each row; NaN with fewer than two."""
    shape = (len(count), 1)
    cell = np.broadcast_to(np.arange(len(count))[:, None], count.shape)[used]
    return overdispersion(cell, count[used], effort[used], shape, binomial=family == "proportion")


def _named(pooled: Periods, rows: Ints, against: Against, used: Flags) -> list[str]:
    """Return the base periods as texts; for the mean the years it is made of."""
    if against is Against.MEAN:
        return _years(pooled.year[rows], used)
    year, part = pooled.year[rows] - 1, pooled.part[rows]
    if against is Against.PREVIOUS:
        year, part = before(pooled, rows)
    mark = "W" if pooled.parts == WEEKS else ""
    pairs = zip(year.tolist(), part.tolist(), strict=True)
    return [f"{year}-{mark}{part:02d}" for year, part in pairs]


def _years(year: Ints, used: Flags) -> list[str]:
    """Return the years before each that were used, earliest first, formed once for each set."""
    sets, at = np.unique(np.column_stack([year, used]), axis=0, return_inverse=True)
    texts = [
        "、".join(str(last - back) for back in range(len(uses), 0, -1) if uses[back - 1])
        for last, *uses in sets.tolist()
    ]
    return [texts[each] for each in at.ravel().tolist()]


def _ratio(found: pd.DataFrame, family: FamilyName) -> Ratio:
    phi = found["dispersion"].fillna(1.0).to_numpy()
    names = ("count", "effort", "base_count", "base_effort")
    k, n, base_k, base_n = (found[name].to_numpy(np.float64) for name in names)
    if family == "rate":
        return rate_ratio(k, n, base_k, base_n, phi)
    return risk_ratio(k / phi, n / phi, base_k / phi, base_n / phi)


def _judged(
    found: pd.DataFrame, ratio: Ratio, there: Flags, same: Flags, family: FamilyName
) -> pd.DataFrame:
    used: Flags = np.any(there & same, axis=1)
    surveyed: Flags = found["surveys"].to_numpy() > 0
    reason = _reasons(found, surveyed, np.any(there, axis=1), used)
    given = np.isin(reason, [Reason.NONE, Reason.BOTH_ZERO])
    shown = dict.fromkeys(("count", "effort"), surveyed)
    shown |= {f"base_{name}": used for name in ("count", "effort")}
    figures: dict[str, Any] = {
        "density": _over(found["count"], found["effort"], surveyed),
        "base_density": _over(found["base_count"], found["base_effort"], used),
        **{name: found[name].where(where) for name, where in shown.items()},
        **{name: np.where(given, getattr(ratio, name), np.nan) for name in Ratio._fields},
        "percent": np.where(given, (ratio.ratio - 1) * 100, np.nan),
        "method": np.where(given, METHOD[family], "").astype(object),
        "reason": reason.astype(object),
    }
    left_out: Flags = np.any(there & ~same, axis=1)
    return found.assign(**figures, left_out=left_out)[[*COLUMNS, "left_out", "before", "names"]]


def _reasons(found: pd.DataFrame, surveyed: Flags, there: Flags, used: Flags) -> Any:
    nothing = (found["count"] == 0) & (found["base_count"] == 0)
    kinds = [
        (~surveyed & (found["failed"] > 0), Reason.NO_EFFORT),
        (~surveyed, Reason.NOT_REPORTED),
        (~there, Reason.NO_BASE),
        (~used, Reason.BREAK),
        (nothing, Reason.BOTH_ZERO),
    ]
    where = [np.asarray(condition) for condition, _ in kinds]
    return np.select(where, [kind.value for _, kind in kinds], Reason.NONE.value)


def _over(count: "pd.Series[float]", effort: "pd.Series[float]", where: Flags) -> Floats:
    found = np.full(len(count), np.nan)
    np.divide(count.to_numpy(), effort.to_numpy(), out=found, where=where)
    return found


METHOD = {"rate": "midp", "proportion": "miettinen_nurminen"}
COLUMNS = (
    "series", "year", "part", "against", "base", "base_years", "count", "effort", "density",
    "base_count", "base_effort", "base_density", "ratio", "lower", "upper", "p", "percent",
    "dispersion", "method", "reason",
)  # fmt: skip
