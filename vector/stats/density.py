"""Densities 密度: what one survey contributes to an index, and how surveys are pooled.

Pool first, then divide: the density of a street in a month is Σ numerator / Σ denominator of its
surveys, never a mean of their densities. Components are whole numbers of the form's resolution,
so every sum here is exact, for ten surveys or ten million.
"""

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vector.catalog.index import Index

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Codes = NDArray[np.integer[Any]]
Whole = NDArray[np.integer[Any]] | NDArray[np.bool_]

# A block's codes and summands stay in the processor's cache while they are added up.
BLOCK = 1 << 14
LARGEST = 2**63 - 1


class Components(NamedTuple):
    """What each survey contributes to an index; ``known`` is False where a field is missing."""

    numerator: Ints
    denominator: Ints
    known: NDArray[np.bool_]


class Pooled(NamedTuple):
    """The sums of each group, and how many surveys they come from."""

    numerator: Ints
    denominator: Ints
    surveys: Ints


def components(index: Index, fields: Mapping[str, Floats]) -> Components:
    """Return what each survey contributes to an index.

    The numerator is the sum of the index's numerator fields (a leading ``-`` subtracts), the
    denominator the product of its denominator fields, e.g. lamps × nights. A survey that lacks
    one of these fields contributes nothing: ``known`` is False and both numbers are 0. That is
    not the same as a survey that found none.

    Parameters
    ----------
    index : Index
        An index of the catalogue.
    fields : mapping of str to float64 array, shape (surveys,)
        The forms' fields as whole numbers of their resolution, NaN where missing. A field that
        is not in the mapping is missing on every survey.

    Returns
    -------
    Components
        Numerator and denominator in stored units (int64), and known (bool).

    Raises
    ------
    ValueError
        When a field holds a number that is not whole, so that it is not in stored units.
    OverflowError
        When a contribution does not fit 64 bits.

    Examples
    --------
    >>> from vector.catalog.index import DensityIndex
    >>> index = DensityIndex(
    ...     id="light_trap_density", zh="蚊密度", en="mosquito density", source="-",
    ...     confidence="certain", group="mosquito", family="rate", methods=("light_trap",),
    ...     numerator=("females",), denominator=("lamps", "nights"), unit="只/(灯·夜)")
    >>> found = components(index, {"females": np.array([12.0, np.nan]),
    ...     "lamps": np.array([2.0, 2.0]), "nights": np.array([3.0, 3.0])})
    >>> found.numerator.tolist(), found.denominator.tolist(), found.known.tolist()
    ([12, 0], [6, 0], [True, False])
    """
    size = len(next(iter(fields.values()))) if fields else 0
    terms = {name.removeprefix("-") for name in index.numerator} | set(index.denominator)
    given = {name: fields.get(name, np.full(size, np.nan)) for name in terms}
    known = np.ones(size, dtype=np.bool_)
    for values in given.values():
        known &= ~np.isnan(values)
    stored = {name: _whole(name, values, known) for name, values in given.items()}
    numerator = _signed_sum(index.numerator, stored, size)
    return Components(numerator, _product(index.denominator, stored, known), known)


def _whole(name: str, values: Floats, known: NDArray[np.bool_]) -> Ints:
    standing = np.where(known, values, 0.0)
    if np.any(standing != np.floor(standing)):
        raise ValueError(f"{name} holds numbers that are not whole units of its resolution")
    if np.any(np.abs(standing) > 2.0**53):
        raise OverflowError(f"{name} holds numbers beyond exact representation")
    return standing.astype(np.int64)


def _signed_sum(names: tuple[str, ...], stored: Mapping[str, Ints], size: int) -> Ints:
    total = np.zeros(size, dtype=np.int64)
    for name in names:
        total += -stored[name[1:]] if name.startswith("-") else stored[name]
    return total


def _product(names: tuple[str, ...], stored: Mapping[str, Ints], known: NDArray[np.bool_]) -> Ints:
    product = known.astype(np.int64)
    magnitude = np.ones(len(known))
    for name in names:
        product *= stored[name]
        magnitude *= np.abs(stored[name])
    if np.any(magnitude > 2.0**62):
        raise OverflowError(f"the product of {', '.join(names)} does not fit 64 bits")
    return product


def cross(*axes: tuple[Codes, int]) -> tuple[NDArray[np.intp], int]:
    """Return one code for each combination of several, e.g. month × street × group.

    Parameters
    ----------
    *axes : (codes, size)
        Codes 0 ≤ code < size of each row along each axis; the last axis varies fastest. A
        negative code on any axis means that the row belongs to no group.

    Returns
    -------
    codes : intp array, shape (rows,)
        The position in a table of all combinations, -1 for a row that belongs to no group.
    size : int
        The number of combinations.

    Raises
    ------
    IndexError
        When a code reaches its axis's size.
    OverflowError
        When there are more combinations than 64 bits can number.

    Examples
    --------
    >>> cross((np.array([0, 1, 1]), 2), (np.array([2, 0, -1]), 3))
    (array([ 2,  3, -1]), 6)
    """
    size = math.prod(length for _, length in axes)
    if size > LARGEST:
        raise OverflowError(f"{size} combinations do not fit 64 bits")
    rows = len(axes[0][0])
    crossed = np.empty(rows, dtype=np.intp)
    for block in _blocks(rows):
        crossed[block] = _crossed([(codes[block], length) for codes, length in axes])
    return crossed, size


def _crossed(axes: list[tuple[Codes, int]]) -> NDArray[np.intp]:
    crossed = np.zeros(len(axes[0][0]), dtype=np.intp)
    absent = np.zeros(len(crossed), dtype=np.bool_)
    for codes, size in axes:
        if codes.max(initial=-1) >= size:
            raise IndexError(f"code {codes.max()} on an axis of {size}")
        crossed *= size
        crossed += codes
        if codes.min(initial=0) < 0:
            absent |= codes < 0
    crossed[absent] = -1
    return crossed


def pool(codes: Codes, size: int, numerator: Whole, denominator: Whole) -> Pooled:
    """Return Σ numerator, Σ denominator and the number of surveys of every group.

    The sums are exact: they are added up in 64-bit integers, not in floating point.

    Parameters
    ----------
    codes : integer array, shape (surveys,)
        The group of each survey, 0 ≤ code < size. A survey with a negative code belongs to no
        group (as pandas marks a missing category) and is left out.
    size : int
        The number of groups.
    numerator, denominator : integer or bool array, shape (surveys,)
        What each survey contributes, in stored units.

    Returns
    -------
    Pooled
        Three int64 arrays of shape (size,); a group without surveys has 0 in all three.

    Raises
    ------
    TypeError
        When a component is not of whole numbers.
    IndexError
        When a code reaches size.
    OverflowError
        When a sum might not fit 64 bits.

    Examples
    --------
    >>> pooled = pool(np.array([0, 1, 0, -1]), 3, np.array([3, 0, 1, 9]), np.array([50, 60, 50, 9]))
    >>> pooled.numerator.tolist(), pooled.denominator.tolist(), pooled.surveys.tolist()
    ([4, 0, 0], [100, 60, 0], [2, 1, 0])
    """
    _refuse_inexact(numerator)
    _refuse_inexact(denominator)
    pooled = Pooled(*(np.zeros(size, dtype=np.int64) for _ in Pooled._fields))
    for block in _blocks(len(codes)):
        _add(pooled, codes[block], numerator[block], denominator[block])
    return pooled


def together(*parts: Pooled) -> Pooled:
    """Return the sums of several parts of the same groups, e.g. of files pooled one by one.

    Pooling the parts and putting them together gives what pooling all rows at once gives.

    Parameters
    ----------
    *parts : Pooled
        Sums over the same groups in the same order.

    Returns
    -------
    Pooled
        The sums over all parts.

    Examples
    --------
    >>> may = pool(np.array([0, 1]), 2, np.array([3, 0]), np.array([50, 60]))
    >>> june = pool(np.array([1]), 2, np.array([2]), np.array([40]))
    >>> together(may, june).denominator.tolist()
    [50, 100]
    """
    return Pooled(*(np.add.reduce(sums) for sums in zip(*parts, strict=True)))


def _add(pooled: Pooled, codes: Codes, numerator: Whole, denominator: Whole) -> None:
    if codes.min(initial=0) < 0:
        kept = codes >= 0
        codes, numerator, denominator = codes[kept], numerator[kept], denominator[kept]
    # numpy adds at integer speed only when neither the codes nor the summands need a cast.
    at = codes.astype(np.intp, copy=False)
    np.add.at(pooled.numerator, at, numerator.astype(np.int64, copy=False))
    np.add.at(pooled.denominator, at, denominator.astype(np.int64, copy=False))
    np.add.at(pooled.surveys, at, 1)


def _refuse_inexact(values: Whole) -> None:
    if values.dtype.kind not in "iub":
        raise TypeError(f"components are whole numbers, not {values.dtype}")
    largest = max(abs(int(values.max(initial=0))), abs(int(values.min(initial=0))))
    if largest * len(values) > LARGEST:
        raise OverflowError("the sums may not fit 64 bits")


def _blocks(rows: int) -> Iterator[slice]:
    return (slice(start, start + BLOCK) for start in range(0, rows, BLOCK))


def density(numerator: Ints, denominator: Ints, multiplier: Fraction | int = 1) -> Floats:
    """Return the value of an index: multiplier × numerator / denominator.

    Parameters
    ----------
    numerator, denominator : integer array
        Pooled components, in stored units.
    multiplier : Fraction
        The index's multiplier from stored units to the displayed unit.

    Returns
    -------
    float64 array
        The unrounded value in the index's unit; NaN where there was no effort. For display and
        statistics: comparisons with a limit go by the whole numbers themselves.

    Examples
    --------
    >>> density(np.array([5, 0, 3]), np.array([100, 40, 0]), Fraction(100)).tolist()
    [5.0, 0.0, nan]
    """
    exact = Fraction(multiplier)
    above = np.asarray(numerator, dtype=np.float64) * exact.numerator
    below = np.asarray(denominator, dtype=np.float64) * exact.denominator
    value: Floats = np.full(np.broadcast_shapes(above.shape, below.shape), np.nan)
    np.divide(above, below, out=value, where=below > 0)
    return value
