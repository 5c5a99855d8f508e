"""Counts from an index's own value, for layouts that give nothing else.

An emergency form says ``BI 12.3`` and no number of households. What is stored are always counts,
so the value is turned back into the smallest ones that give it: the least effort on which the
index may be judged, or a little more until a whole number of finds fits. Nothing is known of the
true effort, and the user is told so; the density is the stated one to two decimals and on the
same side of every half, where bands have their cuts. The value itself goes with the table.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vector.catalog.index import Index
from vector.catalog.method import Method
from vector.intake import column
from vector.intake.column import Distinct, Read
from vector.intake.number import number

DECIMALS = 6
NEAR = 0.005
"""Two values are one when they show the same two decimals; small ones must agree to a percent."""

SEARCHED = (2_000, 200_000)
"""Most values fit a small effort; the others are looked for further on."""

GREATEST = 10_000


def values(cells: Distinct) -> Read:
    """Read a column of index values in natural units."""
    return column.read(cells, _value, "f8", np.nan)


def _value(cell: Any) -> tuple[float, str]:
    if isinstance(cell, float) and math.isfinite(cell):
        cell = round(cell, DECIMALS)
    elif isinstance(cell, str):
        cell = cell.strip().rstrip("%％") or cell
    found, fault = number(cell, DECIMALS)
    natural = found / 10**DECIMALS
    return (math.nan, "number_large") if natural > GREATEST else (natural, fault)


def countable(index: Index, method: Method | None = None) -> bool:
    """Return whether counts can be made from the index's value alone.

    Parameters
    ----------
    index : Index
        One finding over an effort; of a rate of what is in order only the sum is known.
    method : Method, optional
        Whose form must be complete with those counts.
    """
    needed = set() if method is None else set(method.required)
    plain = len(index.numerator) == 1 and not index.numerator[0].startswith("-")
    return plain and needed <= {*index.numerator, *index.denominator}


def counts(stated: NDArray[np.float64], index: Index) -> dict[str, NDArray[np.float64]]:
    """Return the smallest counts that give stated values.

    Parameters
    ----------
    stated : ndarray
        Values of the index in its unit; NaN where missing.
    index : Index
        One for which :func:`countable` holds.

    Returns
    -------
    dict of field id → ndarray
        In stored units; the last field of the denominator takes the effort, the others 1.

    Examples
    --------
    >>> from vector.catalog import load
    >>> index = load().indices["breteau_index"]
    >>> {field: found.tolist() for field, found in counts(np.array([5.0]), index).items()}
    {'households': [40.0], 'positive_containers': [2.0]}
    """
    known = np.unique(stated[~np.isnan(stated)])
    pairs = np.array([smallest(value, index) for value in known.tolist()]).reshape(-1, 2)
    place = np.searchsorted(known, stated).clip(max=max(known.size - 1, 0))
    missing = np.isnan(stated)
    found = np.full((2, stated.size), np.nan)
    if known.size:
        found = np.where(missing, np.nan, pairs[place].T)
    *ones, last = index.denominator
    once = np.where(missing, np.nan, 1.0)
    return {**dict.fromkeys(ones, once), last: found[1], index.numerator[0]: found[0]}


def smallest(value: float, index: Index) -> tuple[float, float]:
    """Return the numerator and the least denominator that give one value.

    Examples
    --------
    >>> from vector.catalog import load
    >>> smallest(12.3, load().indices["breteau_index"])
    (15.0, 122.0)
    """
    for searched in SEARCHED:
        found = _found(value, index, searched)
        if found is not None:
            return found
    return _nearest(value, index, index.min_effort + SEARCHED[-1])


def _found(value: float, index: Index, searched: int) -> tuple[float, float] | None:
    times = float(index.multiplier)
    efforts = np.arange(index.min_effort, index.min_effort + searched, dtype=np.float64)
    finds = np.rint(value * efforts / times)
    fits = np.abs(times * finds / efforts - value) <= min(NEAR, value / 100)
    fits &= _side(times * finds / efforts) == _side(np.array(value))
    at = int(np.argmax(fits))
    return (float(finds[at]), float(efforts[at])) if fits[at] else None


def _side(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return between or on which halves values lie: no band has a cut between them."""
    return np.asarray(np.floor(np.round(2 * values, 9)) + np.ceil(np.round(2 * values, 9)))


def _nearest(value: float, index: Index, effort: int) -> tuple[float, float]:
    return float(round(value * effort / float(index.multiplier))), float(effort)
