"""Replicates: how many times more surveys of one density vary than independent animals would.

Rats run in families and mosquitoes in swarms: where one is caught, more are. Ignoring it makes
every test too sure. φ is found from surveys that should have found the same density.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from vector.stats.interval import CONFIDENCE
from vector.stats.observation import Floats, Ints


class Overdispersion(NamedTuple):
    """φ of each group, at least 1, and the degrees of freedom it rests on; NaN if unknown."""

    phi: Floats
    freedom: Floats

    @property
    def known(self) -> Floats:
        """φ, 1 where it could not be found."""
        return np.asarray(np.where(np.isnan(self.phi), 1.0, self.phi), np.float64)

    @property
    def cautious(self) -> Floats:
        """φ · (t/z)²: makes a normal interval as wide as that of t, whose φ is only estimated."""
        return cautious(self.phi, self.freedom)


class Squares(NamedTuple):
    """What φ is made of, cell by cell: the squares found, those of φ = 1, degrees of freedom."""

    found: Floats
    expected: Floats
    freedom: Floats


def overdispersion(
    cell: Ints, count: Floats, effort: Floats, shape: tuple[int, int], *, binomial: bool = False
) -> Overdispersion:
    """Return φ of each group from the surveys that share a cell.

    φ = Σ (count - effort·d)² / Σ d (E - Σ effort²/E), with d = Σ count / E the pooled density and
    E the effort of each cell; for proportions d (1 - d) stands for d. Sums over all cells of a
    group are divided, not cells one by one: a cell with few animals cannot show its clusters and
    would pull φ down. Degrees of freedom by Satterthwaite.

    Parameters
    ----------
    cell : integer array, shape (surveys,)
        group · parts + part: surveys of one cell share their density.
    count, effort : array, shape (surveys,)
        Effort above 0.
    shape : (groups, parts)
    binomial : bool
        For positives among checked.

    Returns
    -------
    Overdispersion
        Arrays of shape (groups,).

    References
    ----------
    Method of moments of the quasi-likelihood, Wedderburn (1974), Biometrika 61, 439–447;
    Satterthwaite (1946), Biometrics Bulletin 2, 110–114.

    Examples
    --------
    >>> found = overdispersion(
    ...     np.array([0, 0, 1]), np.array([0.0, 8, 5]), np.array([10.0, 10, 9]), (1, 2))
    >>> found.phi.tolist(), found.freedom.tolist()
    ([8.0], [1.0])
    """
    found = squares(cell, count, effort, shape[0] * shape[1], binomial=binomial)
    return of_groups(found, np.repeat(np.arange(shape[0]), shape[1]), shape[0])


def squares(
    cell: Ints, count: Floats, effort: Floats, size: int, *, binomial: bool = False
) -> Squares:
    """Return what φ is made of for each cell; see :func:`overdispersion`.

    Examples
    --------
    >>> squares(np.array([0, 0]), np.array([0.0, 8]), np.array([10.0, 10]), 1).found.tolist()
    [32.0]
    """
    pooled, whole, square = (np.bincount(cell, each, size) for each in (count, effort, effort**2))
    density = np.divide(pooled, whole, out=np.zeros(size), where=whole > 0)
    spread = density * np.maximum(1 - density, 0.0) if binomial else density
    room = spread * np.maximum(whole - square / np.where(whole > 0, whole, 1.0), 0.0)
    found = np.bincount(cell, (count - effort * density[cell]) ** 2, size).astype(np.float64)
    freedom = np.maximum(np.bincount(cell, minlength=size) - 1.0, 0.0)
    return Squares(found, np.where(freedom > 0, room, 0.0), freedom)


def of_groups(parts: Squares, group: Ints, size: int) -> Overdispersion:
    """Return φ of groups of cells.

    Examples
    --------
    >>> parts = Squares(np.array([32.0, 0]), np.array([4.0, 4]), np.array([1.0, 1]))
    >>> of_groups(parts, np.array([0, 0]), 1).phi.tolist()
    [4.0]
    """
    some = parts.expected > 0
    fourth = np.divide(parts.expected**2, parts.freedom, out=np.zeros(len(some)), where=some)
    found, total, fourth = (
        np.bincount(group, np.where(some, each, 0.0), size)
        for each in (parts.found, parts.expected, fourth)
    )
    known = total > 0
    phi = found / np.where(known, total, np.nan)
    freedom = total**2 / np.where(known, fourth, np.nan)
    return Overdispersion(np.maximum(phi, 1.0), freedom)


def cautious(phi: ArrayLike, freedom: ArrayLike) -> Floats:
    """Return φ · (t/z)² where φ is above 1; 1 where it is unknown.

    Examples
    --------
    >>> cautious([3.0, 1.0, float("nan")], [4.0, 4.0, float("nan")]).round(2).tolist()
    [6.02, 1.0, 1.0]
    """
    given, degrees = np.asarray(phi, np.float64), np.asarray(freedom, np.float64)
    above = given > 1
    quantile = (1 + CONFIDENCE) / 2
    t = special.stdtrit(np.where(above, np.maximum(degrees, 1.0), np.inf), quantile)
    widening = (t / special.ndtri(quantile)) ** 2
    return np.asarray(np.where(above, given * np.where(above, widening, 1.0), 1.0), np.float64)
