"""Margins: what would change a level — *再有 2 个阳性房间即降为低于C级*."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from vector.catalog.index import Family
from vector.stats.level import Level, Levels, Limits, Op, Whole, factors, grade

NEVER = -1


class Margin(NamedTuple):
    """How many units would change a level, and to which; NEVER (-1) where none would."""

    worse_by: Whole
    worse_to: Levels
    better_by: Whole
    better_to: Levels


def margin(limits: Limits, k: ArrayLike, n: ArrayLike, held: ArrayLike | None = None) -> Margin:
    """Return how many units more would lower the level, and how many fewer would raise it.

    The effort stays as it is; inspected units change from good to bad, or back: rooms with
    signs, premises that fail. All in whole numbers: with ``a k ≤ b n`` the limit, the worst
    numerator still within it is ``⌊b n / a⌋``.

    Parameters
    ----------
    limits : Limits
        The limits of a graded index.
    k, n : array_like of int
        Pooled numerators and denominators in stored units.
    held : array_like of int8, optional
        A level that a companion's limit imposes: nothing better can be reached alone.

    Returns
    -------
    Margin
        ``worse_by`` and ``better_by`` in units of the numerator, with the level each leads to;
        -1 where there is no worse (better) level, no effort, or no such count.

    Examples
    --------
    >>> from datetime import date
    >>> from vector.catalog import load
    >>> catalog = load()
    >>> rate = catalog.indices["indoor_trace_rate"]
    >>> found = margin(Limits(rate, catalog.grading(rate, date(2024, 5, 1))), [4], [100])
    >>> int(found.worse_by[0]), Level(found.worse_to[0]).label
    (2, 'worse')
    >>> int(found.better_by[0]), Level(found.better_to[0]).label
    (1, 'B')
    """
    k, n = np.broadcast_arrays(np.asarray(k, np.int64), np.asarray(n, np.int64))
    imposed = np.asarray(Level.NONE if held is None else held, np.int8)
    own = grade(limits, k, n)
    start = np.where(own == Level.NONE, Level.NONE, np.maximum(own, imposed))
    worse_by, better_by = np.full(n.shape, NEVER, np.int64), np.full(n.shape, NEVER, np.int64)
    bad = 1 if limits.index.worse == "high" else -1
    for code, (op, bound) in enumerate(limits.bounds):
        spare = bad * (_edge(op, n, *factors(limits.index.multiplier, bound)) - k)
        worse_by = np.where(start == code, spare + 1, worse_by)
        better_by = np.where((start > code) & (imposed <= code) & (spare < 0), -spare, better_by)
    worse_by, worse_to = _moved(limits, k, n, worse_by, bad)
    better_by, better_to = _moved(limits, k, n, better_by, -bad)
    return Margin(worse_by, worse_to, better_by, better_to)


def _edge(op: Op, n: Whole, a: int, b: int) -> Whole:
    """Return the worst numerator at which ``a k op b n`` still holds."""
    scaled = n.astype(object) * b
    edge = {"le": scaled // a, "lt": (scaled - 1) // a, "ge": -(-scaled // a)}[op]
    return np.asarray(edge, dtype=np.int64)


def _moved(limits: Limits, k: Whole, n: Whole, by: Whole, way: int) -> tuple[Whole, Levels]:
    """Return the steps that a count can take, and the level after them."""
    after = k + way * by
    possible = (by > 0) & (after >= 0)
    if limits.index.family is Family.PROPORTION:
        possible &= after <= n
    by = np.where(possible, by, NEVER)
    reached = grade(limits, np.where(possible, after, k), n)
    return by, np.where(possible, reached, np.int8(Level.NONE))
