"""The panel: every series of a history side by side, period by period, and what is asked of it.

Decided here: two rows of one series and period are added up (two checks in one month); a row
without effort or without a count is no observation; a count that is not whole is refused.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.errors import Said
from vector.forecast.sentence import refusal
from vector.stats.sentence import either

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]

HISTORY = ("series", "period", "count", "effort")
FUTURE = ("series", "period", "effort")
NOT_COVARIATES = {*HISTORY, "kind"}
TABLES = {"history": Said("历史", "history"), "future": Said("未来", "future")}
# Month numbers like 202401 leave holes of 88 a year: so long a span is a mistake.
MOST_PERIODS = 5_000
# A covariate is believed up to so many standard deviations.
UNUSUAL = 4.0
# Among so many counts above half the effort some would exceed it, were there no bound.
OFTEN = 20


@dataclass(frozen=True)
class Panel:
    """What was observed, as arrays of periods × series.

    Attributes
    ----------
    count, effort : ndarray of float, shape (T, S)
        Sums per period; 0 where nothing was observed.
    start, season : int
        The first period's number, and the periods of a year.
    names : ndarray of object, shape (S,)
        The series, those of the future without a history included.
    kind : ndarray of int, shape (S,)
        Codes of the kinds; all 0 where none are given.
    covariate : ndarray of float, shape (T + H, S, C)
        Standardised covariates, 0 where unknown; H is the longest horizon.
    """

    count: Array
    effort: Array
    start: int
    season: int
    names: NDArray[np.object_]
    kind: Whole
    covariate: Array

    @property
    def observed(self) -> Mask:
        """Where there was effort."""
        return self.effort > 0

    @property
    def of_tries(self) -> bool:
        """Whether counts are of so many tries: often above half the effort, never above it."""
        count, effort = self.count[self.observed], self.effort[self.observed]
        within = bool((effort == np.rint(effort)).all() and (count <= effort).all())
        return within and int((count > effort / 2).sum()) >= OFTEN

    def most(self, effort: Array) -> Array:
        """Return the most that can be counted with an effort; infinite unless of tries."""
        return np.ceil(effort) if self.of_tries else np.full(effort.shape, np.inf)

    @property
    def periods(self) -> int:
        """How many periods the history spans."""
        return len(self.count)

    @property
    def size(self) -> int:
        """How many series there are."""
        return int(self.count.shape[1])


@dataclass(frozen=True)
class Asked:
    """The rows of the future: which series, when, from which origin, with what effort.

    Attributes
    ----------
    series, target, origin : ndarray of int
        Column of the panel; row of the period; row of the last period looked at.
    effort : ndarray of float
        Planned effort, NaN where unknown.
    """

    series: Whole
    target: Whole
    origin: Whole
    effort: Array

    @property
    def horizon(self) -> Whole:
        """Periods from origin to target."""
        return self.target - self.origin


def gather(history: pd.DataFrame, future: pd.DataFrame, season: int) -> tuple[Panel, Asked]:
    """Read a history and a future into arrays.

    A row of the future inside the history's time is asked from the period before it.

    Parameters
    ----------
    history, future : DataFrame
        See :func:`vector.forecast.forecast`.
    season : int
        Periods of a year.

    Returns
    -------
    Panel, Asked
        The observations and the questions.

    Raises
    ------
    ForecastError
        A column is missing, a number unreadable, negative or not whole, or nothing is observed.

    Examples
    --------
    >>> history = pd.DataFrame({"series": ["a"], "period": [7], "count": [2], "effort": [10]})
    >>> future = pd.DataFrame({"series": ["a"], "period": [9], "effort": [10]})
    >>> panel, asked = gather(history, future, 12)
    >>> panel.count.tolist(), asked.horizon.tolist()
    ([[2.0]], [2])
    """
    _check_season(season)
    past = _seen(_read(history, HISTORY, "history"))
    asked = _read(future, FUTURE, "future")
    codes, names = pd.factorize(pd.concat([past["series"], asked["series"]]), sort=True)
    if not len(past):
        raise refusal("empty")
    start, end = int(past["period"].min()), int(past["period"].max())
    _check_span(start, int(asked["period"].max()) if len(asked) else end)
    _check_span(start, end)
    rows, cells = past["period"].to_numpy() - start, codes[: len(past)]
    shape = end - start + 1, len(names)
    count, effort = (_sums(rows, cells, past[name], shape) for name in ("count", "effort"))
    target = asked["period"].to_numpy(np.int64) - start
    _refuse_first(target < 1, asked["period"].to_numpy(), "before", first=start)
    origin = np.clip(target - 1, 0, shape[0] - 1)
    questions = Asked(codes[len(past) :], target, origin, asked["effort"].to_numpy(float))
    kind = _kinds(history, future, names)
    covariate = _covariates(history, future, names, start, max(shape[0], target.max(initial=0) + 1))
    panel = Panel(count, effort, start, season, np.asarray(names, object), kind, covariate)
    return panel, questions


def check(history: pd.DataFrame) -> None:
    """Refuse a history that cannot be read.

    Parameters
    ----------
    history : DataFrame
        See :func:`vector.forecast.forecast`.

    Raises
    ------
    ForecastError
        A column is missing, or a number unreadable, negative or not whole.
    """
    _read(history, HISTORY, "history")


def _check_season(season: object) -> None:
    if isinstance(season, bool) or not isinstance(season, int | np.integer) or season < 1:
        raise refusal("season", found=season)


def _check_span(first: int, last: int) -> None:
    if last - first >= MOST_PERIODS:
        raise refusal("span", first=first, last=last, span=last - first + 1, most=MOST_PERIODS)


def _read(frame: pd.DataFrame, columns: tuple[str, ...], table: str) -> pd.DataFrame:
    """Return the columns as numbers; series as text, so that 1 and "1" are one series."""
    said = {"table": TABLES[table]}
    for name in columns:
        if name not in frame.columns:
            raise refusal("column", name=name, expected=", ".join(columns), **said)
    nameless = frame["series"].isna().to_numpy()
    _refuse_first(nameless, nameless, "nameless", **said)
    read = {"series": frame["series"].astype(str).to_numpy(object)}
    for name in columns[1:]:
        read[name] = _numbers(frame[name], name, said)
    whole = pd.DataFrame(read)
    whole["period"] = _periods(read["period"], said)
    if "count" in columns:
        _check_whole(read["count"])
    return whole


def _numbers(column: "pd.Series[float]", name: str, said: dict[str, Said]) -> Array:
    numbers: Array = pd.to_numeric(column, errors="coerce").to_numpy(float, na_value=np.nan)
    unread = np.isnan(numbers) & column.notna().to_numpy() | np.isinf(numbers)
    _refuse_first(unread, column.to_numpy(object), "number", name=name, **said)
    if name != "period":
        _refuse_first(numbers < 0, numbers, "negative", name=name, **said)
    return numbers


def _periods(numbers: Array, said: dict[str, Said]) -> Whole:
    _refuse_first(np.isnan(numbers) | (numbers != np.rint(numbers)), numbers, "period", **said)
    return np.asarray(numbers, np.int64)


def _check_whole(counts: Array) -> None:
    _refuse_first(~np.isnan(counts) & (counts != np.rint(counts)), counts, "whole")


def _refuse_first(wrong: Mask, found: NDArray[np.generic], code: str, **said: object) -> None:
    if wrong.any():
        row = int(np.argmax(wrong))
        raise refusal(code, row=row + 1, found=found[row], **said)


def _seen(past: pd.DataFrame) -> pd.DataFrame:
    return past[(past["effort"] > 0) & past["count"].notna()]


def _sums(rows: Whole, cells: Whole, column: "pd.Series[float]", shape: tuple[int, int]) -> Array:
    flat = np.bincount(rows * shape[1] + cells, column.to_numpy(float), shape[0] * shape[1])
    return np.asarray(flat.reshape(shape), float)


def _kinds(history: pd.DataFrame, future: pd.DataFrame, names: pd.Index) -> Whole:
    """Return the kind of each series; those without a name of one are a kind of their own."""
    told = [
        frame[["series", "kind"]].dropna() for frame in (history, future) if "kind" in frame.columns
    ]
    if not told:
        return np.zeros(len(names), np.int64)
    pairs = pd.concat(told).astype(str).drop_duplicates()
    twice = pairs["series"].duplicated(keep=False)
    if twice.any():
        series = pairs.loc[twice, "series"].iloc[0]
        found = either(pairs.loc[pairs["series"] == series, "kind"])
        raise refusal("kind", series=series, found=found)
    kinds = pairs.set_index("series")["kind"].reindex(names)
    codes: Whole = pd.factorize(kinds.fillna(""), sort=True)[0].astype(np.int64)
    return codes


def _covariates(
    history: pd.DataFrame, future: pd.DataFrame, names: pd.Index, start: int, periods: int
) -> Array:
    shared = [
        name
        for name in history.columns
        if name not in NOT_COVARIATES
        and name in future.columns
        and pd.api.types.is_numeric_dtype(history[name])
        and pd.api.types.is_numeric_dtype(future[name])
    ]
    out = np.zeros((periods, len(names), len(shared)))
    if not shared:
        return out
    both = pd.concat(
        [history[["series", "period", *shared]], future[["series", "period", *shared]]]
    )
    series = names.get_indexer(pd.Index(both["series"].astype(str)))
    rows = both["period"].to_numpy(float).astype(np.int64) - start
    inside = (series >= 0) & (rows >= 0) & (rows < periods)
    values = both[shared].to_numpy(float, na_value=np.nan)
    out[rows[inside], series[inside]] = _standard(values)[inside]
    return out


def _standard(values: Array) -> Array:
    """Return values in standard deviations from their mean, 0 where unknown."""
    known = ~np.isnan(values)
    size = np.maximum(known.sum(axis=0), 1)
    centred = np.where(known, values - np.where(known, values, 0).sum(axis=0) / size, 0.0)
    scale = np.sqrt((centred**2).sum(axis=0) / size)
    return np.clip(centred / np.where(scale > 0, scale, 1), -UNUSUAL, UNUSUAL)
