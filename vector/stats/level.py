"""Levels 等级 and bands 风险等级: which side of a limit a pooled count lies on, decided exactly.

A level needs :class:`Limits`, and limits exist only for a
:class:`~vector.catalog.index.GradedIndex`; a band needs a
:class:`~vector.catalog.index.BandedIndex`. A routine monitoring density is neither type, so
nothing here can put an A, B or C on it.

Every comparison is between whole numbers: ``k × multiplier ≤ limit × n`` is cross-multiplied, so
5 positive of 100 is C where the limit is 5 %, and 51 of 1,000 is worse than C.
"""

from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from math import gcd
from typing import Any, Literal, final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vector.catalog import Grading
from vector.catalog.band import Cuts
from vector.catalog.entry import exact
from vector.catalog.index import BandedIndex, GradedIndex
from vector.catalog.standard import LETTERS

Levels = NDArray[np.int8]
Whole = NDArray[np.int64]
Op = Literal["le", "lt", "ge"]

_ROOM = 2**63 - 1


class Level(IntEnum):
    """The level of a graded index, ordered from best to worst; NONE is not surveyed."""

    NONE = -1
    A = 0
    B = 1
    C = 2
    WORSE = 3

    @property
    def label(self) -> str:
        """The level as ``vector assess`` prints it: A, B, C, worse, or nothing."""
        return {Level.NONE: "", Level.WORSE: "worse"}.get(self, self.name)


@final
@dataclass(frozen=True)
class Limits:
    """The A, B and C limits of one graded index under one edition.

    Parameters
    ----------
    index : GradedIndex
        The index the limits are for.
    grading : Grading
        The edition that applies, as :meth:`vector.catalog.Catalog.grading` gives it.

    Raises
    ------
    TypeError
        When the index is of any other kind: a monitoring density has no levels.
    ValueError
        When the edition does not give an A, a B and a C limit for this index.
    """

    index: GradedIndex
    grading: Grading

    def __post_init__(self) -> None:
        if not isinstance(self.index, GradedIndex):
            raise TypeError(f"{getattr(self.index, 'id', self.index)} is not a graded index")
        if not isinstance(self.grading, Grading):
            raise TypeError("limits come from an edition's grading only")
        found = sorted((limit.index, limit.level) for limit in self.grading.limits)
        if found != [(self.index.id, letter) for letter in LETTERS]:
            raise ValueError(f"{self.grading.edition.id} has no A, B, C limits of {self.index.id}")

    @property
    def bounds(self) -> tuple[tuple[Op, Fraction], ...]:
        """The operator and value of the A, B and C limit, in that order."""
        ordered = sorted(self.grading.limits, key=lambda limit: limit.level)
        return tuple((limit.op, limit.value) for limit in ordered)

    @property
    def least(self) -> Fraction:
        """The C limit, beyond which the index is worse than C."""
        return self.bounds[-1][1]

    @property
    def certain(self) -> bool:
        """Whether every limit may be shown without a caution."""
        return all(limit.certain for limit in self.grading.limits)


def factors(multiplier: Fraction, bound: Fraction) -> tuple[int, int]:
    """Return whole a, b such that ``multiplier × k / n`` against bound is ``a k`` against ``b n``.

    Examples
    --------
    >>> factors(Fraction(100), Fraction(5))
    (20, 1)
    """
    a = multiplier.numerator * bound.denominator
    b = bound.numerator * multiplier.denominator
    common = gcd(a, b) or 1
    return a // common, b // common


def _wide(numbers: NDArray[Any], factor: int) -> NDArray[Any]:
    """Return numbers × factor without overflow, in Python's integers where 64 bits are too few."""
    largest = max(1, int(np.abs(numbers).max(initial=0)))
    if numbers.dtype != object and largest * abs(factor) <= _ROOM:
        return numbers * factor
    return numbers.astype(object) * factor


def holds(op: Op, k: ArrayLike, n: ArrayLike, multiplier: Fraction, bound: Fraction) -> Any:
    """Decide whether ``multiplier × k / n`` is at most, under, or at least the bound, exactly.

    Parameters
    ----------
    op : {"le", "lt", "ge"}
        At most, under, at least.
    k, n : array_like of int
        Pooled numerator and denominator in stored units; n is taken as positive.
    multiplier, bound : Fraction
        The index's multiplier, and the limit in the index's unit.

    Returns
    -------
    ndarray of bool

    Examples
    --------
    >>> holds("le", [5, 51], [100, 1000], Fraction(100), Fraction(5)).tolist()
    [True, False]
    """
    a, b = factors(multiplier, bound)
    left = _wide(np.asarray(k), a)
    right = _wide(np.asarray(n), b)
    compared = {"le": np.less_equal, "lt": np.less, "ge": np.greater_equal}[op](left, right)
    return np.asarray(compared, dtype=bool)


def grade(limits: Limits, k: ArrayLike, n: ArrayLike) -> Levels:
    """Decide the level of pooled counts: the first of A, B, C whose limit holds, else WORSE.

    Parameters
    ----------
    limits : Limits
        The limits of a graded index; nothing else is accepted.
    k, n : array_like of int
        Pooled numerators and denominators in stored units, of one shape.

    Returns
    -------
    ndarray of int8
        :class:`Level` values; NONE where the denominator is 0, which is not surveyed.

    Raises
    ------
    TypeError
        When ``limits`` is no :class:`Limits`.

    Notes
    -----
    GB/T 27770–27773: levels of the inspection indices (``k × multiplier / n`` against the limit).

    Examples
    --------
    >>> from datetime import date
    >>> from vector.catalog import load
    >>> catalog = load()
    >>> rate = catalog.indices["indoor_trace_rate"]
    >>> limits = Limits(rate, catalog.grading(rate, date(2024, 5, 1)))
    >>> [Level(code).label for code in grade(limits, [5, 51, 0], [100, 1000, 0])]
    ['C', 'worse', '']
    """
    if not isinstance(limits, Limits):
        raise TypeError(f"a level needs Limits of a graded index, not {type(limits).__name__}")
    k, n = np.broadcast_arrays(np.asarray(k), np.asarray(n))
    levels = np.full(n.shape, Level.WORSE, dtype=np.int8)
    for code, (op, bound) in reversed(list(enumerate(limits.bounds))):
        levels[holds(op, k, n, limits.index.multiplier, bound)] = code
    levels[np.asarray(n <= 0, dtype=bool)] = Level.NONE
    return levels


def _published(value: str | int | Fraction, multiplier: Fraction) -> tuple[Any, Any]:
    """Return a value published without its counts as one exact numerator and denominator."""
    quotient = exact(value) / multiplier
    return np.array([quotient.numerator], object), np.array([quotient.denominator], object)


def grade_value(limits: Limits, value: str | int | Fraction) -> Level:
    """Decide the level of a value published as text, such as ``"2.20"``, without counts.

    Floats are refused: they are no longer the published number.

    Examples
    --------
    >>> from datetime import date
    >>> from vector.catalog import load
    >>> catalog = load()
    >>> rate = catalog.indices["indoor_trace_rate"]
    >>> grade_value(Limits(rate, catalog.grading(rate, date(2020, 5, 1))), "2.20").label
    'B'
    """
    k, n = _published(value, limits.index.multiplier)
    return Level(int(grade(limits, k, n)[0]))


def worst(*levels: ArrayLike) -> Levels:
    """Return the worst of several levels (or bands), element by element; NONE is passed over.

    Examples
    --------
    >>> worst([0, -1], [1, -1]).tolist()
    [1, -1]
    """
    return np.asarray(np.maximum.reduce([np.asarray(each, np.int8) for each in levels]), np.int8)


def band(index: BandedIndex, cuts: Cuts, k: ArrayLike, n: ArrayLike) -> Levels:
    """Decide the risk band of pooled counts: how many cut points the value has passed.

    Parameters
    ----------
    index : BandedIndex
        An Aedes index; nothing else is accepted.
    cuts : Cuts
        The profile's cut points; ``boundary`` says which band owns a value equal to a cut.
    k, n : array_like of int
        Pooled numerators and denominators in stored units.

    Returns
    -------
    ndarray of int8
        0 for the lowest band; -1 where the denominator is 0, which is no data, never band 0.

    Raises
    ------
    TypeError
        When the index is of another kind.
    ValueError
        When the cut points are another index's.
    """
    if not isinstance(index, BandedIndex):
        raise TypeError(f"{getattr(index, 'id', index)} is not a banded index")
    if cuts.index != index.id:
        raise ValueError(f"cut points of {cuts.index} cannot judge {index.id}")
    k, n = np.broadcast_arrays(np.asarray(k), np.asarray(n))
    bands = np.zeros(n.shape, dtype=np.int8)
    for cut in cuts.cuts:
        if cuts.boundary == "lower":
            bands += ~holds("le", k, n, index.multiplier, cut)
        else:
            bands += holds("ge", k, n, index.multiplier, cut)
    bands[np.asarray(n <= 0, dtype=bool)] = -1
    return bands


def band_value(index: BandedIndex, cuts: Cuts, value: str | int | Fraction | None) -> int:
    """Decide the band of a value published as text; None is no data and has no band (-1)."""
    if value is None:
        return -1
    k, n = _published(value, index.multiplier)
    return int(band(index, cuts, k, n)[0])
