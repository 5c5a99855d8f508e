"""Resistance classes 抗性等级: which class of a scheme a mortality or a ratio falls in.

No class leaves here without its scheme: what the class is called, where its cuts come from and
how sure they are.
"""

import math
from collections.abc import Iterable
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from vector.catalog.resistance import Class, Scheme
from vector.stats.sentence import Language

UNKNOWN = -1
Number = int | float | Fraction


def classify(scheme: Scheme, values: Iterable[Number]) -> NDArray[np.int8]:
    """Return the position of each value's class in the scheme.

    Parameters
    ----------
    scheme : Scheme
        From the catalogue.
    values : iterable of number
        Mortalities in % or ratios, as the scheme measures. Fractions are compared exactly, so
        that 98 of 100 is 98 % and not a little less; a float is taken as it is written.

    Returns
    -------
    int8 array
        From 0, the lowest; -1 where the value is NaN.

    References
    ----------
    The scheme's own source.

    Examples
    --------
    >>> from vector.catalog import load
    >>> who = load().resistance_schemes["who_2013"]
    >>> classify(who, [Fraction(98), 97.99, 90, 89, float("nan")]).tolist()
    [2, 1, 1, 0, -1]
    """
    return np.array([_position(scheme.classes, value) for value in values], dtype=np.int8)


def _position(classes: tuple[Class, ...], value: Number) -> int:
    if value != value:
        return UNKNOWN
    if value in (math.inf, -math.inf):
        return len(classes) - 1 if value > 0 else 0
    exact = Fraction(str(value)) if isinstance(value, float) else Fraction(value)
    return next(place for place, each in enumerate(classes) if _holds(each, exact))


def _holds(each: Class, value: Fraction) -> bool:
    if each.below is not None:
        return value < each.below
    return each.upto is None or value <= each.upto


def words(scheme: Scheme, positions: Iterable[int], language: Language = "zh") -> list[str]:
    """Return the name of each class; nothing for -1.

    Parameters
    ----------
    scheme : Scheme
    positions : iterable of int
        As :func:`classify` returns them.
    language : {"zh", "en"}

    Examples
    --------
    >>> from vector.catalog import load
    >>> words(load().resistance_schemes["who_2013"], [2, -1])
    ['敏感', '']
    """
    names = [getattr(each, language) for each in scheme.classes]
    return [names[place] if place >= 0 else "" for place in positions]


def identifiers(scheme: Scheme, positions: Iterable[int]) -> list[str]:
    """Return the id of each class; nothing for -1.

    Examples
    --------
    >>> from vector.catalog import load
    >>> identifiers(load().resistance_schemes["gbt_26347"], [0, 2])
    ['low', 'high']
    """
    return [scheme.classes[place].id if place >= 0 else "" for place in positions]
