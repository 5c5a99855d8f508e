"""What was expected and how it arrived, counted by places, months or methods, with its rates."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from vector.stats.arrival import EXPECTED, Arrival
from vector.stats.empty import Empty

# What totals count: the ways to arrive, then what was found in what came, asked for or not.
FOUND = (Empty.ZERO, Empty.NO_EFFORT)
COUNTS = ("expected", *EXPECTED, *FOUND, "unasked", "lost")


def counts(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Count the kinds of empty by street, group, method or station.

    Parameters
    ----------
    rows : DataFrame
        As given by :func:`vector.store.completeness.months`.
    by : str
        One of its columns.

    Returns
    -------
    DataFrame
        One row for each value of that column, one column for each kind that occurs; the column
        "" counts figures.

    Examples
    --------
    >>> rows = pd.DataFrame({"street": ["东", "东"], "empty": ["zero", ""]})
    >>> counts(rows, "street").loc["东"].to_dict()
    {'': 1, 'zero': 1}
    """
    return pd.crosstab(rows[by], rows["empty"]).astype("int64")


def totals(rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Count what was expected and how it arrived, by places, months or methods.

    Parameters
    ----------
    rows : DataFrame
        As given by :func:`vector.store.completeness.months`.
    by : sequence of str
        Columns of it, e.g. ``["street", "month"]``.

    Returns
    -------
    DataFrame
        These columns; expected = on_time + late + undated + missing + not_due; zero and no_effort
        among those that came; unasked, which came without a plan; lost, of the missing those due
        before the service began; complete = what came / what came or is missing; timely = on_time /
        (on_time + late + missing - lost): of what was due before, neither what came nor what did
        not says anything of timeliness. Rates are NaN where nothing counts.

    Examples
    --------
    >>> rows = pd.DataFrame({"street": ["东"] * 3, "required": True, "surveys": [1, 1, 0],
    ...     "empty": ["", "zero", "not_reported"], "arrival": ["on_time", "late", "missing"]})
    >>> found = totals(rows, ["street"]).loc[0]
    >>> [float(found[name]) for name in ("expected", "on_time", "zero", "timely")]
    [3.0, 1.0, 1.0, 0.3333333333333333]
    """
    marks = {kind.value: rows["arrival"] == kind.value for kind in EXPECTED}
    marks |= {kind.value: rows["required"] & (rows["empty"] == kind.value) for kind in FOUND}
    marks["expected"] = rows["required"].astype(bool)
    before = rows.get("before", False)
    marks["lost"] = marks[Arrival.MISSING.value] & before
    marks["unasked"] = ~marks["expected"] & (rows["surveys"] > 0)
    flags = rows[list(by)].assign(**{name: each.astype("int64") for name, each in marks.items()})
    return summed(flags, by)


def summed(counts: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Add totals up over fewer columns, and give their rates anew.

    Parameters
    ----------
    counts : DataFrame
        As given by :func:`totals`.
    by : sequence of str
        Some of the columns that these totals are of.

    Returns
    -------
    DataFrame
        As given by :func:`totals`.

    Examples
    --------
    >>> rows = pd.DataFrame({"street": ["东", "西"], "all": 0, "required": True, "surveys": 1,
    ...     "empty": "", "arrival": ["on_time", "late"]})
    >>> found = summed(totals(rows, ["street", "all"]), ["all"]).loc[0]
    >>> [float(found[name]) for name in ("expected", "timely")]
    [2.0, 0.5]
    """
    names = [str(name) for name in COUNTS]
    own = counts[[*by, *names]]
    found = own.groupby(list(by), as_index=False, sort=True, observed=True).sum()
    return found.assign(**rates({name: found[name].to_numpy() for name in names}))


def rates(counts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rates of totals.

    Parameters
    ----------
    counts : mapping of str to int or int64 array
        The numbers of :func:`totals` under their names.

    Returns
    -------
    dict
        complete and timely, NaN where nothing counts.

    Examples
    --------
    >>> nought = dict.fromkeys(COUNTS, 0)
    >>> {key: float(each) for key, each in rates(nought | {"late": 1, "missing": 3}).items()}
    {'complete': 0.25, 'timely': 0.0}
    """
    arrived = counts[Arrival.ON_TIME] + counts[Arrival.LATE] + counts[Arrival.UNDATED]
    judged = counts[Arrival.ON_TIME] + counts[Arrival.LATE] + counts[Arrival.MISSING]
    return {
        "complete": _share(arrived, arrived + counts[Arrival.MISSING]),
        "timely": _share(counts[Arrival.ON_TIME], judged - counts["lost"]),
    }


def _share(counted: Any, whole: Any) -> Any:
    return np.divide(
        counted, whole, out=np.full(np.shape(whole), np.nan), where=np.greater(whole, 0)
    )
