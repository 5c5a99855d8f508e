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
from vector.stats.compare.base import Against, among_years, bases, comparable, names, sums
from vector.stats.compare.mover import Difference, rate_difference
from vector.stats.compare.period import FamilyName, Periods, periods
from vector.stats.compare.period import latest as last_surveyed
from vector.stats.compare.proportion import newcombe, risk_ratio
from vector.stats.compare.rate import Ratio, rate_ratio
from vector.stats.compare.segment import WATCHED
from vector.stats.compare.telling import tell_changes
from vector.stats.observation import Flags, Floats, Ints, Section
from vector.stats.replicate import Overdispersion


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

    ``previous`` is the month (week) before, or two months before where a series is only surveyed
    every second month, ``year`` the same one a year before, ``mean`` the same
    one of the past five years, pooled (Σ count / Σ effort); years without surveys, or across a
    break, are left out, and which years are in is shown. The ratio's interval is mid-P (rates) or
    Miettinen–Nurminen's (proportions), of samples φ (t/z)² times smaller: φ is found among the
    surveys within the periods of a series; for the mean, and where every period has one survey,
    also among the past years of the last twelve months. t has the degrees of freedom of φ.

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
        percent, difference, difference_lower, difference_upper, dispersion, method, reason, zh,
        en``. ``base`` names the base periods.

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
    among = among_years(pooled, years, family)
    compared = [_based(pooled, rows, Against(each), years, among) for each in against]
    # Judged all at once: each solving has its price, however few rows it is for.
    columns = _judged(pd.concat(compared, ignore_index=True), family)
    order = np.argsort(np.tile(np.arange(len(rows)), len(compared)), kind="stable")
    ordered = columns.iloc[order].reset_index(drop=True)
    told = tell_changes(ordered, section, facts.comparison) if words else ordered
    return told.drop(columns=["left_out", "before", "names"])


def _based(
    pooled: Periods, rows: Ints, against: Against, years: int, among: Overdispersion
) -> pd.DataFrame:
    """Return each row with its base: what was counted there, and whether it was and may be used."""
    base = bases(pooled, rows, against, years)
    there, same = comparable(pooled, rows, base)
    used = there & same
    caught, effort = sums(pooled, base, used)
    phi, widened = _scatter(pooled, among, against)
    broken = base[np.arange(len(rows)), (there & ~same).argmax(axis=1)]
    found = pooled.table.iloc[rows].reset_index(drop=True)
    # Column by column a frame is added to ten times as slowly.
    more = pd.DataFrame({
        "against": np.full(len(rows), against.value, object),
        "base": names(pooled, rows, against, used),
        "base_years": used.sum(axis=1),
        "base_count": caught.sum(axis=1),
        "base_effort": effort.sum(axis=1),
        "dispersion": phi[rows],
        "widened": widened[rows],
        "before": pooled.table["names"].to_numpy()[np.maximum(broken, 0)],
        "there": there.sum(axis=1) > 0,
        "used": used.sum(axis=1) > 0,
        "left_out": (there & ~same).sum(axis=1) > 0,
    })  # fmt: skip
    return pd.concat([found, more], axis=1)


def _scatter(pooled: Periods, among: Overdispersion, against: Against) -> tuple[Floats, Floats]:
    """Return φ of each row, and φ (t/z)²: among surveys, and among years where those matter.

    Years matter for their mean; and where each period has one survey they are all there is.
    """
    within = pooled.scatter
    years = (against is Against.MEAN) | np.isnan(within.phi)
    phi = np.where(years, np.fmax(within.phi, among.phi), within.phi)
    widened = np.where(years, np.maximum(within.cautious, among.cautious), within.cautious)
    return phi, widened


def _samples(found: pd.DataFrame) -> list[Floats]:
    names = ("count", "effort", "base_count", "base_effort")
    return [found[name].to_numpy(np.float64) for name in names]


def _ratio(found: pd.DataFrame, phi: Floats, family: FamilyName) -> Ratio:
    k, n, base_k, base_n = _samples(found)
    if family == "rate":
        return rate_ratio(k, n, base_k, base_n, phi)
    return risk_ratio(k / phi, n / phi, base_k / phi, base_n / phi)


def _difference(found: pd.DataFrame, phi: Floats, family: FamilyName) -> Difference:
    k, n, base_k, base_n = _samples(found)
    if family == "rate":
        return rate_difference(k, n, base_k, base_n, phi)
    return newcombe(k / phi, n / phi, base_k / phi, base_n / phi)


def _judged(found: pd.DataFrame, family: FamilyName) -> pd.DataFrame:
    phi = found["widened"].to_numpy(np.float64)
    ratio, gap = _ratio(found, phi, family), _difference(found, phi, family)
    used, there = (found[name].to_numpy(np.bool_) for name in ("used", "there"))
    surveyed: Flags = found["surveys"].to_numpy() > 0
    reason = _reasons(found, surveyed, there, used)
    given = np.isin(reason, [Reason.NONE, Reason.BOTH_ZERO])
    shown = dict.fromkeys(("count", "effort"), surveyed)
    shown |= {f"base_{name}": used for name in ("count", "effort")}
    figures: dict[str, Any] = {
        "density": _over(found["count"], found["effort"], surveyed),
        "base_density": _over(found["base_count"], found["base_effort"], used),
        **{name: found[name].where(where) for name, where in shown.items()},
        **{name: np.where(given, getattr(ratio, name), np.nan) for name in Ratio._fields},
        "difference": np.where(given, gap.difference, np.nan),
        "difference_lower": np.where(given, gap.lower, np.nan),
        "difference_upper": np.where(given, gap.upper, np.nan),
        "percent": np.where(given, (ratio.ratio - 1) * 100, np.nan),
        "method": np.where(given, METHOD[family], "").astype(object),
        "reason": reason.astype(object),
    }
    columns = [*COLUMNS, "left_out", "before", "names"]
    return pd.DataFrame({each: figures[each] if each in figures else found[each]
                         for each in columns})  # fmt: skip


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
    "difference", "difference_lower", "difference_upper", "dispersion", "method", "reason",
)  # fmt: skip
