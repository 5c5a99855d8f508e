"""The study: places, periods, counts and what was expected of each, checked before a search."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from vector.stats.hotspot.distance import great_circle, plane
from vector.stats.observation import MOST, impossible

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Codes = NDArray[np.intp]
LARGEST = 2**31 - 1


class Reason(StrEnum):
    """Why there is no search; NONE is no reason."""

    NONE = ""
    INVALID = "invalid"
    MOVED = "moved"
    TOO_FEW = "too_few"
    ONE_SPOT = "one_spot"
    NOTHING = "nothing"
    UNEXPECTED = "unexpected"
    NO_WINDOW = "no_window"


@dataclass(frozen=True)
class Study:
    """Counts of places (rows) and periods (columns) with their expectations.

    Attributes
    ----------
    places, periods : ndarray of object
        Labels; one period "" where time plays no part.
    x, y : ndarray of float
        Position of each place as given.
    distance : ndarray of float, shape (places, places)
        In km on the sphere; in the unit of x and y on the plane.
    count : ndarray of int64, shape (places, periods)
    effort : ndarray of float, shape (places, periods)
    expected : ndarray of float, shape (places, periods)
        Scaled so that it adds up to all that was counted.
    reason : Reason
        Why it cannot be searched.
    left_out : int
        Rows without a count, an effort or a position.
    unit : str
        Of the distances: ``km``, or empty on a plane.
    """

    places: NDArray[np.object_]
    periods: NDArray[np.object_]
    x: Floats
    y: Floats
    distance: Floats
    count: Whole
    effort: Floats
    expected: Floats
    reason: Reason = Reason.NONE
    left_out: int = 0
    unit: str = ""

    @property
    def total(self) -> int:
        """All that was counted."""
        return int(self.count.sum())


FEWEST = 3
NEEDED = ("place", "count", "effort")


def study(
    table: pd.DataFrame, *, adjust: Literal["none", "place", "period", "both"] = "none"
) -> Study:
    """Gather a long table of counts into a study.

    The expectation of a count is its effort (or the column ``expected``) times the rate of
    its stratum (column ``stratum``: season, habitat, method …; one rate for all without it):
    indirect standardisation. It may be held to what each place counted in all (``place``: only
    a change of a place over time is a cluster), to what each period counted (``period``: the
    season is none), or to both. All are scaled to add up to the total.

    Parameters
    ----------
    table : DataFrame
        One row per place (and period): ``place``, ``longitude`` and ``latitude`` in degrees or
        ``x`` and ``y`` in one unit, ``count``, ``effort``; optionally ``period`` (sortable),
        ``expected``, ``stratum``. Rows of the same place and period are added up.
    adjust : {"none", "place", "period", "both"}
        What is no cluster.

    Returns
    -------
    Study
        With a reason instead of a search where counts are negative or broken, a place lies at
        two positions, fewer than three places had effort, all lie on one spot, or nothing was
        counted. Rows with a missing number are left out and counted.

    Raises
    ------
    ValueError
        When a column is missing.

    References
    ----------
    Kulldorff (1997), Commun. Stat. Theory Methods 26, 1481–1496 (covariates by indirect
    standardisation); Kulldorff et al. (2005), PLoS Med. 2, e59 (``both`` is the expectation of
    the space–time permutation model).

    Examples
    --------
    >>> rows = pd.DataFrame({"place": list("abc"), "x": [0, 1, 5], "y": [0, 0, 0],
    ...                      "count": [1, 2, 9], "effort": [100, 100, 200]})
    >>> found = study(rows)
    >>> found.expected.ravel().tolist(), found.reason.value
    ([3.0, 3.0, 6.0], '')
    """
    position = _position(table)
    rows, left_out = _rows(table, position)
    reason = _fault(rows)
    if reason is not Reason.NONE:
        return _empty(reason, left_out)
    codes, places = pd.factorize(rows["place"].astype(str), sort=True)
    times, periods = pd.factorize(rows["period"], sort=True)
    shape = (len(places), len(periods))
    cells = {
        name: _summed(codes, times, rows[name], shape) for name in ("count", "effort", "expected")
    }
    expected = _held(cells["expected"], cells["count"], adjust)
    x, y = (rows.groupby(codes)[name].first().to_numpy(np.float64) for name in ("x", "y"))
    distance = great_circle(x, y) if position == SPHERE else plane(x, y)
    return Study(
        np.asarray(places, dtype=object),
        np.asarray(periods, dtype=object),
        x,
        y,
        distance,
        cells["count"].astype(np.int64),
        cells["effort"],
        expected,
        _unsearchable(distance, cells["count"], expected),
        left_out,
        "km" if position == SPHERE else "",
    )


SPHERE, PLANE = ("longitude", "latitude"), ("x", "y")


def _position(table: pd.DataFrame) -> tuple[str, str]:
    for name in NEEDED:
        if name not in table:
            raise ValueError(f"the table has no column {name}")
    for pair in (SPHERE, PLANE):
        if set(pair) <= set(table):
            return pair
    raise ValueError("the table has neither longitude and latitude nor x and y")


def _rows(table: pd.DataFrame, position: tuple[str, str]) -> tuple[pd.DataFrame, int]:
    """Return the rows that say something: numbers as floats, expectations by stratum."""
    names = {"x": position[0], "y": position[1], "count": "count", "effort": "effort"}
    rows = pd.DataFrame(
        {name: pd.to_numeric(table[column], errors="coerce") for name, column in names.items()},
        dtype=np.float64,
    ).reset_index(drop=True)
    rows["place"] = _blank_is_missing(table["place"])
    rows["period"] = _blank_is_missing(table["period"]) if "period" in table else ""
    if rows["period"].isna().all():
        rows["period"] = ""
    rows["offset"] = (
        pd.to_numeric(table["expected"], errors="coerce").to_numpy(np.float64)
        if "expected" in table
        else rows["effort"]
    )
    rows["stratum"] = table["stratum"].to_numpy() if "stratum" in table else ""
    numbers = rows[["x", "y", "count", "effort", "offset"]]
    kept = numbers.abs().lt(np.inf).all(axis=1) & rows[["place", "period", "stratum"]].notna().all(
        axis=1
    )
    rows = rows[kept & ((rows["offset"] != 0) | (rows["count"] != 0))]
    sums = rows.groupby("stratum")[["count", "offset"]].transform("sum")
    with np.errstate(all="ignore"):
        rows = rows.assign(expected=rows["offset"] * (sums["count"] / sums["offset"]))
    return rows, len(table) - len(rows)


def _blank_is_missing(column: "pd.Series[Any]") -> NDArray[np.object_]:
    given = column.astype(object)
    return np.asarray(given.where(given.notna() & (given != ""), None), dtype=object)


def _fault(rows: pd.DataFrame) -> Reason:
    if (rows[["count", "effort", "offset"]] < 0).to_numpy().any():
        return Reason.INVALID
    if (rows["count"] % 1 != 0).any() or rows["count"].sum() > LARGEST:
        return Reason.INVALID
    if impossible(rows["effort"].to_numpy()).any() or _far(rows):
        return Reason.INVALID
    if ((rows["count"] > 0) & (rows["offset"] == 0)).any():
        return Reason.UNEXPECTED
    spots = rows.groupby(rows["place"].astype(str))[["x", "y"]].nunique()
    if (spots > 1).to_numpy().any():
        return Reason.MOVED
    return Reason.TOO_FEW if len(spots) < FEWEST else Reason.NONE


def _far(rows: pd.DataFrame) -> bool:
    """Return whether positions or expectations are so great that their squares are no numbers."""
    return bool((rows[["x", "y", "offset"]].abs() > MOST).to_numpy().any())


def _summed(codes: Codes, times: Codes, values: pd.Series, shape: tuple[int, int]) -> Floats:
    cells = np.bincount(codes * shape[1] + times, values.to_numpy(np.float64), shape[0] * shape[1])
    return np.asarray(cells, np.float64).reshape(shape)


def _held(expected: Floats, count: Floats, adjust: str) -> Floats:
    """Scale expectations to the totals that are no cluster, then to the grand total."""
    for _ in range(50 if adjust == "both" else 1):
        if adjust in ("place", "both"):
            expected = expected * _factor(count.sum(1), expected.sum(1))[:, None]
        if adjust in ("period", "both"):
            expected = expected * _factor(count.sum(0), expected.sum(0))
    return expected * _factor(count.sum(), expected.sum())


def _factor(wanted: ArrayLike, has: ArrayLike) -> Floats:
    over = np.asarray(has, np.float64)
    found = np.divide(np.asarray(wanted, np.float64), over, out=np.zeros_like(over), where=over > 0)
    return np.asarray(found, np.float64)


def _unsearchable(distance: Floats, count: Floats, expected: Floats) -> Reason:
    if not count.sum() > 0:
        return Reason.NOTHING
    if int((expected.sum(1) > 0).sum()) < FEWEST:
        return Reason.TOO_FEW
    return Reason.NONE if distance.max() > 0 else Reason.ONE_SPOT


def _empty(reason: Reason, left_out: int) -> Study:
    none, cells = np.empty(0), np.empty((0, 0))
    labels = np.empty(0, dtype=object)
    return Study(
        labels, labels, none, none, cells, cells.astype(np.int64), cells, cells, reason, left_out
    )
