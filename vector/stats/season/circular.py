"""Circular distribution 圆形分布法: on which day of the year the catch centres, and how closely.

Each month (or week) is an arrow from the centre of a circle of 360°: its direction is the middle
of the month, its length the catch. The arrows put end to end lead to the mean angle; how far they
lead, as a share of their whole length, is r.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vector.stats.observation import Floats

Arrows = NDArray[np.complex128]

# Below this the arrows cancel out but for rounding, and their sum has no direction.
CANCELLED = 1e-12


class Circular(NamedTuple):
    """The circular distribution of each series, as arrays of one shape.

    Attributes
    ----------
    angle : ndarray
        Mean angle in degrees, 0 ≤ angle < 360; NaN where the arrows cancel out.
    r : ndarray
        Mean resultant length, 0 (spread evenly) to 1 (all on one day).
    spread : ndarray
        Circular standard deviation s in degrees, √(-2 ln r) · 180/π.
    z, p : ndarray
        Rayleigh's statistic and probability; NaN without a number of individuals.
    second : ndarray
        The resultant length of the doubled angles: above r, there are two peaks half a year apart.
    """

    angle: Floats
    r: Floats
    spread: Floats
    z: Floats
    p: Floats
    second: Floats


def circular(
    weights: ArrayLike,
    angles: ArrayLike,
    individuals: ArrayLike | None = None,
    *,
    spacing: float = 0.0,
) -> Circular:
    """Return the circular distribution of catches over the year.

    x = Σ w cos α / Σ w, y = Σ w sin α / Σ w, r = c √(x² + y²), mean angle = atan2(y, x),
    s = √(-2 ln r) in radians, z = n r². Weights are counts of individuals (as papers do) or
    densities (right where the effort differs from month to month).

    Parameters
    ----------
    weights : array, shape (…, parts)
        Catch or density of each part of the year; a missing part must not be passed as 0.
    angles : array, shape (parts,) or (…, parts)
        The middle of each part, in degrees.
    individuals : array, shape (…), optional
        n of Rayleigh's test. Animals caught together are not independent: with n the number of
        individuals the test is far too sure of itself. See :func:`rayleigh_of_rates`.
    spacing : float
        Width d of a part in degrees (30 for months) to correct r for grouping by
        c = (d/2) / sin(d/2); 0 leaves r as it is.

    Returns
    -------
    Circular
        Arrays of shape (…); all NaN where nothing was caught or a weight is missing.

    Raises
    ------
    ValueError
        When a weight is negative.

    References
    ----------
    Zar, Biostatistical Analysis, 5th ed., chapters 26 and 27; Mardia and Jupp, Directional
    Statistics, section 2.3.

    Examples
    --------
    >>> leaning = circular(np.ones(8), [45, 55, 81, 96, 110, 117, 132, 154], 8)
    >>> [round(float(each), 3) for each in leaning[:4]]
    [98.988, 0.825, 35.515, 5.448]
    """
    lengths = np.asarray(weights, dtype=np.float64)
    if np.any(lengths < 0):
        raise ValueError("a catch cannot be negative")
    turned = np.radians(np.asarray(angles, dtype=np.float64))
    total = lengths.sum(axis=-1)
    first = (lengths * np.exp(1j * turned)).sum(axis=-1)
    twice = (lengths * np.exp(2j * turned)).sum(axis=-1)
    return of_resultant(first, twice, total, individuals, spacing=spacing)


def of_resultant(
    first: ArrayLike,
    twice: ArrayLike,
    total: ArrayLike,
    individuals: ArrayLike | None = None,
    *,
    spacing: float = 0.0,
) -> Circular:
    """Return the circular distribution from sums of arrows, e.g. of many years' rows.

    Parameters
    ----------
    first, twice : complex array
        Σ w exp(iα) and Σ w exp(2iα).
    total : array
        Σ w.
    individuals, spacing
        As :func:`circular` takes them.

    Examples
    --------
    >>> of_resultant(3j, -3.0, 4.0).angle.item()
    90.0
    """
    sum1, sum2 = np.asarray(first, np.complex128), np.asarray(twice, np.complex128)
    whole = np.asarray(total, dtype=np.float64)
    whole = np.where(whole > 0, whole, np.nan)
    r = _length(sum1, whole, spacing)
    angle = np.degrees(np.angle(sum1)) % 360.0
    # A tiny negative angle comes out of the remainder as 360 itself.
    angle = np.where(r > CANCELLED, np.where(angle == 360.0, 0.0, angle), np.nan)
    with np.errstate(divide="ignore"):
        spread = np.degrees(np.sqrt(-2 * np.log(r)))
    n = np.full(r.shape, np.nan) if individuals is None else np.asarray(individuals, np.float64)
    z, p = rayleigh(r, n)
    return Circular(angle, r, spread, z, p, _length(sum2, whole, 2 * spacing))


def _length(resultant: Arrows, whole: Floats, spacing: float) -> Floats:
    half = np.radians(spacing) / 2
    correction = half / np.sin(half) if half else 1.0
    return np.asarray(np.minimum(np.abs(resultant) / whole * correction, 1.0), np.float64)


def rayleigh(r: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    """Return Rayleigh's z and the probability of such an r were the year even.

    z = n r²; P = exp(√(1 + 4n + 4(n² - R²)) - (1 + 2n)) with R = n r, right to three places
    from n = 10 on.

    Parameters
    ----------
    r : array
        Mean resultant length.
    n : array
        Number of independent observations, which may be an effective one.

    Returns
    -------
    z, p : float64 array
        NaN where n is not positive.

    References
    ----------
    Greenwood and Durand (1955), Ann. Math. Stat. 26, 233–246; Zar, equation 27.4.

    Examples
    --------
    >>> z, p = rayleigh(0.82522, 8)
    >>> round(float(z), 3), round(float(p), 4)
    (5.448, 0.0019)
    """
    length, size = np.asarray(r, dtype=np.float64), np.asarray(n, dtype=np.float64)
    size = np.where(size > 0, size, np.nan)
    squared = (size * length) ** 2
    root = np.sqrt(np.maximum(1 + 4 * size + 4 * (size**2 - squared), 0.0))
    # (root - (1 + 2n)) without the loss of digits that a large n brings.
    exponent = -4 * squared / (root + 1 + 2 * size)
    return size * length**2, np.exp(exponent)


def rayleigh_of_rates(
    count: ArrayLike,
    effort: ArrayLike,
    angles: ArrayLike,
    dispersion: ArrayLike = 1.0,
    freedom: ArrayLike = np.inf,
) -> tuple[Floats, Floats]:
    """Return Rayleigh's test for densities: unequal effort, and animals caught in clusters.

    With densities d = count/effort, q = (Σ d cos α - E, Σ d sin α - E) is what the arrows of an
    even year would not give, E = λ Σ cos α and λ = Σ count / Σ effort. Its covariance is
    V = φ λ [Σ (cos², cos sin; cos sin, sin²)/effort - (Σ cos, Σ sin)(Σ cos, Σ sin)ᵀ / Σ effort].
    z = ½ qᵀ V⁻¹ q and P = exp(-z), or (1 + 2z/ν)^(-ν/2) where φ > 1 rests on ν degrees of freedom
    (F with 2 and ν). With equal effort, equal spacing and φ = 1 this is n r². With
    φ animals to a cluster, z is φ times smaller.

    Parameters
    ----------
    count, effort : array, shape (…, parts)
        Of each part of the year; parts without effort take no part.
    angles : array, shape (parts,) or (…, parts)
        In degrees.
    dispersion : array, shape (…)
        φ ≥ 1: how many times more the surveys of a part scatter than independent animals would;
        NaN where unknown, which counts as 1.
    freedom : array, shape (…)
        ν of φ.

    Returns
    -------
    z, p : float64 array
        NaN where nothing was caught, or fewer than three parts were surveyed.

    Examples
    --------
    >>> z, p = rayleigh_of_rates(np.arange(12), np.full(12, 50), np.arange(12) * 30)
    >>> round(float(z), 4) == round(float(rayleigh(
    ...     circular(np.arange(12), np.arange(12) * 30).r, 66)[0]), 4)
    True
    """
    caught, size = np.broadcast_arrays(np.asarray(count, np.float64), np.asarray(effort, float))
    known = (size > 0) & (caught >= 0)
    kept, at = np.where(known, size, 1.0), np.where(known, caught, 0.0)
    turned = np.radians(np.asarray(angles, dtype=np.float64))
    cosine, sine = np.cos(turned) * known, np.sin(turned) * known
    whole = np.where(known, size, 0.0).sum(-1).clip(min=np.finfo(float).tiny)
    mean = at.sum(-1) / whole
    beyond = at / kept - mean[..., None]
    x, y = (beyond * cosine).sum(-1), (beyond * sine).sum(-1)
    a, b, c = (
        ((one * other / kept).sum(-1) - one.sum(-1) * other.sum(-1) / whole) * mean
        for one, other in ((cosine, cosine), (cosine, sine), (sine, sine))
    )
    phi = np.fmax(np.asarray(dispersion, np.float64), 1.0)
    determinant = a * c - b**2
    possible = (mean > 0) & (known.sum(-1) >= 3) & (determinant > 0)
    z = 0.5 * (c * x**2 - 2 * b * x * y + a * y**2) / np.where(possible, determinant, np.nan)
    z = z / phi
    nu = np.where(phi > 1, np.asarray(freedom, np.float64), np.inf)
    finite = np.where(np.isfinite(nu), nu, 1.0)
    return z, np.where(np.isfinite(nu), (1 + 2 * z / finite) ** (-finite / 2), np.exp(-z))
