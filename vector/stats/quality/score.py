"""The score 监测质量评分: how well a series was monitored in a period, point by point.

Seven points: three duties (were the months surveyed, did the sheets come in time, was the effort
what was asked for) and four patterns (last digits, repeated sheets, runs of zeros, steadiness).
The score is made for finding what to mend. A pattern is a reason to look at the sheets together,
and nothing more: traps stolen, a new officer, a real clean-up look alike from afar.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from vector.catalog.quality import DUTIES, PATTERNS, QualityRules
from vector.stats.period import number_of
from vector.stats.quality.digits import digits
from vector.stats.quality.duty import Duty, completeness, effort, timeliness
from vector.stats.quality.level import levels
from vector.stats.quality.like import Expectation, expectation, kinds
from vector.stats.quality.pattern import Pattern, likelier
from vector.stats.quality.repeats import repeats
from vector.stats.quality.steadiness import steadiness
from vector.stats.quality.survey import Codes, Family, Floats, Surveys, surveys
from vector.stats.quality.telling import said
from vector.stats.quality.zeros import zeros

POINTS = (*DUTIES, *PATTERNS)
SCORES = (
    "station", "method", "habitat", "period", "score", "band", "check", "surveys", "p", "q",
    *POINTS,
)  # fmt: skip
Period = Literal["year", "quarter", "all"]


@dataclass(frozen=True)
class Quality:
    """The scores, and the points they are made of.

    Attributes
    ----------
    scores : DataFrame
        One row per series and period, columns :data:`SCORES`: ``score`` 0–100, ``band`` the id of
        its words, ``check`` whether a pattern should be checked, ``p`` and ``q`` of all patterns
        together, and each point's share 0–1 (NaN: not judged).
    points : DataFrame
        One row per point that was judged: ``station``, ``method``, ``habitat``, ``period``,
        ``point``, ``share``, ``weight``, ``p``, ``q``, ``check``, ``zh``, ``en``.
    left_out : int
        Rows that could not be read.
    """

    scores: pd.DataFrame
    points: pd.DataFrame
    left_out: int = 0


class Span(NamedTuple):
    """A period: its name, and its months counted from January 1970."""

    name: str
    months: range


def quality(
    table: pd.DataFrame,
    rules: QualityRules,
    *,
    plan: pd.DataFrame | None = None,
    period: Period = "year",
    until: date | None = None,
    family: Family = "rate",
) -> Quality:
    """Score the quality of monitoring, series by series and period by period.

    ``score = 100 Σ w s / Σ w`` over the points that can be judged; a duty's share s is what was
    done of what was asked, a pattern's is 1 unless it should be checked, then 0. Each pattern
    test is honest about chance (its p is never meant to be too small); a series' p is K times
    the least of its K tests, and its sheets should be checked when p ≤ ``error`` and its q of
    Benjamini–Hochberg over all series of the period is ≤ ``false_discovery``. Patterns look back
    ``memory_months`` from the end of the period, at series surveyed in it.

    Parameters
    ----------
    table : DataFrame
        As :func:`vector.stats.quality.survey.surveys` takes it.
    rules : QualityRules
        The catalogue's.
    plan : DataFrame, optional
        ``method``, ``month`` (1–12), optionally ``times``: when a survey is due.
    period : {"year", "quarter", "all"}
    until : date, optional
        The last day that is judged; the newest survey's month unless given. Months not yet
        begun are not due.
    family : {"rate", "proportion"}
        Whether counts are bounded by their effort.

    Returns
    -------
    Quality
        Empty frames where there is no survey.

    References
    ----------
    Benjamini and Hochberg (1995), J. R. Stat. Soc. B 57, 289–300. The weights are the service's
    own; see the catalogue.

    Examples
    --------
    >>> from vector.catalog import load
    >>> months = pd.date_range("2024-01-01", periods=12, freq="MS")
    >>> rows = [(f"s{k}", day, day.month * (k + 7) % 11, 200) for k in range(6) for day in months]
    >>> table = pd.DataFrame(rows, columns=["station", "date", "count", "effort"])
    >>> found = quality(table.iloc[:-6], load().quality).scores
    >>> found.loc[found.station == "s5", ["completeness", "check"]].values.tolist()
    [[0.5, False]]
    """
    every = surveys(table)
    if until is not None:
        every = every.only(every.date <= np.datetime64(until, "D"))
    if not len(every.code):
        return Quality(pd.DataFrame(columns=list(SCORES)), _no_points(), every.left_out)
    kind, alike = kinds(every, rules.least_alike)
    parts = [
        _period(every, span, kind, alike, plan, rules, family)
        for span in _spans(every, period, until)
    ]
    return Quality(
        pd.concat([scores for scores, _ in parts], ignore_index=True),
        pd.concat([points for _, points in parts], ignore_index=True),
        every.left_out,
    )


def _no_points() -> pd.DataFrame:
    names = "station method habitat period point share weight p q check zh en"
    return pd.DataFrame(columns=names.split())


def _spans(every: Surveys, period: Period, until: date | None) -> Iterator[Span]:
    month = every.month
    days = np.array([until], "datetime64[D]")
    last = int(month.max()) if until is None else int(number_of(days, "month")[0])
    first = int(month.min())
    if period == "all":
        yield Span("", range(first, last + 1))
        return
    length = 12 if period == "year" else 3
    for start in range(first // length * length, last + 1, length):
        year, quarter = start // 12 + 1970, start % 12 // 3 + 1
        name = str(year) if period == "year" else f"{year}Q{quarter}"
        yield Span(name, range(max(start, first), min(start + length, last + 1)))


def _period(
    every: Surveys,
    span: Span,
    kind: Codes,
    alike: NDArray[np.bool_],
    plan: pd.DataFrame | None,
    rules: QualityRules,
    family: Family,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    history = every.only(every.month < span.months.stop)
    inside = history.only(history.month >= span.months.start)
    duties = {
        "completeness": completeness(history, kind, alike, span.months, plan, rules),
        "timeliness": timeliness(inside, rules),
        "effort": effort(inside, kind, alike),
    }
    back = history.month >= span.months.stop - max(rules.memory_months, len(span.months))
    recent = history.only(back & history.counted)
    patterns = looked_at(recent, recent.month >= span.months.start, kind, rules, family)
    present = np.bincount(inside.code, minlength=every.size)
    patterns = {name: _silenced(each, present == 0) for name, each in patterns.items()}
    served = np.zeros(every.size, dtype=np.bool_)
    served[history.code] = True
    return _scored(every, span, duties, patterns, present, served, rules)


def looked_at(
    found: Surveys,
    inside: NDArray[np.bool_],
    kind: Codes,
    rules: QualityRules,
    family: Family = "rate",
) -> dict[str, Pattern]:
    """Return the four tests of patterns, over all surveys and over those of the period alone.

    Parameters
    ----------
    found : Surveys
        Only surveys with effort and count.
    inside : ndarray of bool
        Which surveys belong to the period.
    kind : ndarray of int
        The kind of each series.
    rules : QualityRules
    family : {"rate", "proportion"}
    """
    expected = expectation(found, kind, rules.level)
    known = levels(found.code, found.size, found.count, expected, rules.level)
    least = rules.least
    looks = [(found, expected)]
    if not inside.all():
        looks.append((found.only(inside), Expectation(*(each[inside] for each in expected))))
    return {
        "digits": likelier([digits(*look, known, least.digits) for look in looks]),
        "repeats": likelier([repeats(*look, known, least.repeats) for look in looks]),
        "zeros": zeros(found, expected, known, least.zeros, inside),
        "steadiness": likelier([steadiness(*look, least.steadiness, family) for look in looks]),
    }


def _silenced(pattern: Pattern, where: NDArray[np.bool_]) -> Pattern:
    """Return a test that says nothing of some series."""
    return pattern._replace(p=np.where(where, np.nan, pattern.p))


def together(patterns: dict[str, Pattern]) -> tuple[Floats, Floats]:
    """Return p of all tests of each series together, and its q over the series.

    Parameters
    ----------
    patterns : dict of str to Pattern

    Returns
    -------
    p, q : ndarray of float
        ``p = min(1, K min p_k)`` over the K tests that apply (Bonferroni); NaN where none does.
    """
    p = np.stack([each.p for each in patterns.values()])
    applied = np.isfinite(p).sum(axis=0)
    least = np.where(np.isfinite(p), p, np.inf).min(axis=0)
    with np.errstate(invalid="ignore"):
        joint = np.where(applied > 0, np.minimum(1.0, least * applied), np.nan)
    adjusted = np.full(joint.shape, np.nan)
    if applied.any():
        adjusted[applied > 0] = stats.false_discovery_control(joint[applied > 0])
    return joint, adjusted


def _scored(
    every: Surveys,
    span: Span,
    duties: dict[str, Duty],
    patterns: dict[str, Pattern],
    present: Codes,
    served: NDArray[np.bool_],
    rules: QualityRules,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    p, q = together(patterns)
    named = (p <= rules.error) & (q <= rules.false_discovery)
    applied = sum(np.isfinite(each.p) for each in patterns.values())
    checks = {name: named & (each.p * applied <= rules.error) for name, each in patterns.items()}
    shares = {name: each.share for name, each in duties.items()}
    shares |= {
        name: np.where(np.isfinite(each.p), 1.0 - checks[name], np.nan)
        for name, each in patterns.items()
    }
    scores = every.series.assign(period=span.name, surveys=present, p=p, q=q, check=named, **shares)
    scores["score"] = _weighted(shares, rules)
    scores["band"] = _band(scores["score"].to_numpy(np.float64), rules)
    points = said(duties, patterns, checks, q, rules)
    points = points[served[points["series"].to_numpy(np.intp)]]
    points = every.series.loc[points["series"]].reset_index(drop=True).join(
        points.reset_index(drop=True).drop(columns="series")
    )  # fmt: skip
    points.insert(3, "period", span.name)
    return scores.loc[served, list(SCORES)], points


def _weighted(shares: dict[str, Floats], rules: QualityRules) -> Floats:
    weight = np.array([getattr(rules.weights, name) for name in shares])[:, None]
    share = np.stack(list(shares.values()))
    judged = np.where(np.isfinite(share), weight, 0.0)
    whole = judged.sum(axis=0)
    reached = (np.nan_to_num(share) * judged).sum(axis=0)
    score = np.divide(100 * reached, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
    return np.asarray(score, np.float64)


def _band(score: Floats, rules: QualityRules) -> NDArray[np.object_]:
    words = np.array(["", *(each.id for each in rules.band[::-1])], dtype=object)
    place = np.searchsorted([each.least for each in rules.band[::-1]], score, side="right")
    return np.asarray(words[np.where(np.isfinite(score), place, 0)], dtype=object)
