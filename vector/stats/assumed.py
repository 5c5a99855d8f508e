"""Assumptions 假设: counts as they would be if so many of what was found bad were put right.

Nobody's finding is changed: what comes out is judged like any survey, and shown as assumed.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.catalog import Catalog
from vector.catalog.index import Index

Whole = NDArray[np.int64]
SURVEY = ["method", "street", "station", "habitat", "date"]


def found_bad(components: pd.DataFrame, catalog: Catalog) -> dict[str, int]:
    """Return how much could be put right, index by index.

    Parameters
    ----------
    components : DataFrame
        As :func:`vector.stats.judge.components` returns it.
    catalog : Catalog
        The catalogue.

    Returns
    -------
    dict of str to int
        What counts against each index: positives, or what failed where low is worse.

    Examples
    --------
    >>> from vector.catalog import load
    >>> checked = pd.DataFrame({"index": ["rodent_proofing_rate"], "numerator": [93],
    ...     "denominator": [100]})
    >>> found_bad(checked, load())
    {'rodent_proofing_rate': 7}
    """
    names = components["index"].astype(str).to_numpy()
    k, n = (components[name].to_numpy(np.int64) for name in ("numerator", "denominator"))
    return {
        name: int(_bad(catalog.indices[name], k, n, np.flatnonzero(names == name)).sum())
        for name in np.unique(names).tolist()
    }


def assume(components: pd.DataFrame, catalog: Catalog, fixed: Mapping[str, int]) -> pd.DataFrame:
    """Return the components as if so much of what was bad were put right.

    What is put right is taken from the surveys that found most of it, the worst first. A count
    per positive unit loses the units that are positive no more, but none of its own count unless
    that is assumed too: the least favourable case. Without positive units it has nothing left.

    Parameters
    ----------
    components : DataFrame
        As :func:`vector.stats.judge.components` returns it; left as it is.
    catalog : Catalog
        The catalogue.
    fixed : mapping of str to int
        By index, how many positives are gone, or how many failed ones pass now; more than there
        are is all there are.

    Raises
    ------
    KeyError
        When there is no such index.
    ValueError
        When a number is negative.

    Examples
    --------
    >>> from vector.catalog import load
    >>> rooms = pd.DataFrame({"method": "rodent_trace_indoor", "index": "indoor_trace_rate",
    ...     "street": "", "station": ["甲", "乙"], "habitat": "", "date": pd.Timestamp(2024, 5, 1),
    ...     "numerator": [2, 4], "denominator": [50, 50]})
    >>> assume(rooms, load(), {"indoor_trace_rate": 5})["numerator"].tolist()
    [1, 0]
    """
    if any(count < 0 for count in fixed.values()):
        raise ValueError("what is put right cannot be negative")
    counts = {name: components[name].to_numpy(np.int64).copy() for name in COUNTS}
    names = components["index"].astype(str).to_numpy()
    survey = components.groupby(SURVEY, observed=True, sort=False, dropna=False).ngroup()
    # A count per positive unit comes after the rate it goes with.
    asked = sorted(fixed, key=lambda each: bool(catalog.indices[each].needs_positive))
    for name in asked:
        index, at = catalog.indices[name], np.flatnonzero(names == name)
        bad = _bad(index, counts["numerator"], counts["denominator"], at)
        gone = _spread(bad, fixed[name])
        counts["numerator"][at] += gone if index.worse == "low" else -gone
        lost = np.zeros(int(survey.max()) + 1 if len(survey) else 0, np.int64)
        lost[survey.to_numpy()[at]] = gone
        _follow(catalog, name, counts, names, lost[survey.to_numpy()])
    return components.assign(**counts)


COUNTS = ("numerator", "denominator")


def _bad(index: Index, k: Whole, n: Whole, at: NDArray[Any]) -> Whole:
    return np.asarray(n[at] - k[at] if index.worse == "low" else k[at], np.int64)


def _spread(bad: Whole, count: int) -> Whole:
    """Return how much of a number falls to each survey, those with most of it first."""
    order = np.argsort(-bad, kind="stable")
    before = np.cumsum(bad[order]) - bad[order]
    gone = np.zeros_like(bad)
    gone[order] = np.clip(count - before, 0, bad[order])
    return gone


def _follow(
    catalog: Catalog, rate: str, counts: dict[str, Whole], names: NDArray[Any], lost: Whole
) -> None:
    """Take the units that are positive no more from the counts per positive unit."""
    for companion in catalog.indices.values():
        if companion.needs_positive == rate:
            own = names == companion.id
            counts["denominator"][own] = np.maximum(counts["denominator"] - lost, 0)[own]
            counts["numerator"][own & (counts["denominator"] == 0)] = 0
