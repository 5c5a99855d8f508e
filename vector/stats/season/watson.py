"""Watson–Williams 检验: whether the peaks of several years, or species, fall on the same day."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from vector.stats.observation import Floats


class WatsonWilliams(NamedTuple):
    """F with its degrees of freedom and probability; ``sound`` where its conditions hold."""

    f: Floats
    between: Floats
    within: Floats
    p: Floats
    sound: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]"


def watson_williams(angle: ArrayLike, r: ArrayLike, n: ArrayLike) -> WatsonWilliams:
    """Test whether several mean angles are equal.

    F = K (N - k)(Σ R_i - R) / ((k - 1)(N - Σ R_i)), R_i = n_i r_i, R the length of all arrows
    together, K = 1 + 3/(8 κ), κ estimated from r_w = Σ R_i / N.

    Parameters
    ----------
    angle, r, n : array, shape (…, k)
        Mean angle in degrees, mean resultant length and number of individuals of each sample;
        NaN for a sample that is not there.

    Returns
    -------
    WatsonWilliams
        Arrays of shape (…); NaN with fewer than two samples. ``sound`` needs r_w ≥ 0.45 and an
        average sample of at least 6, as Zar advises. Animals caught together make F too large,
        as they do Rayleigh's z.

    References
    ----------
    Watson and Williams (1956), Biometrika 43, 344–352; Zar, section 27.4; κ by Fisher (1993),
    Statistical Analysis of Circular Data, section 4.5.5.

    Examples
    --------
    >>> test = watson_williams([62.1, 54.0], [0.9379, 0.9703], [11, 9])
    >>> test.between.item(), test.within.item(), bool(test.sound)
    (1.0, 18.0, True)
    """
    directions, lengths, sizes = np.broadcast_arrays(*(np.asarray(x, float) for x in (angle, r, n)))
    there = (sizes > 0) & ~np.isnan(lengths) & ~np.isnan(directions)
    size = np.where(there, sizes, 0.0)
    arrows = np.where(there, lengths, 0.0) * size
    turned = np.exp(1j * np.radians(np.where(there, directions, 0.0)))
    together = np.abs((arrows * turned).sum(axis=-1))
    whole, each, samples = size.sum(-1), arrows.sum(-1), there.sum(-1).astype(float)
    between, within = samples - 1, whole - samples
    possible = (between >= 1) & (within > 0) & (each < whole)
    scale = np.where(possible, between * (whole - each), np.nan)
    mean = each / np.where(whole > 0, whole, np.nan)
    f = (1 + 3 / (8 * _kappa(mean))) * within * (each - together) / scale
    p = special.fdtrc(np.where(possible, between, np.nan), within, np.maximum(f, 0.0))
    sound = possible & (mean >= 0.45) & (whole >= 6 * samples)
    return WatsonWilliams(np.asarray(f), between, within, np.asarray(p), sound)


def _kappa(r: Floats) -> Floats:
    """Return the concentration parameter κ of the von Mises distribution with that r."""
    length = np.where((r > 0) & (r < 1), r, np.nan)
    low = 2 * length + length**3 + 5 * length**5 / 6
    middle = -0.4 + 1.39 * length + 0.43 / (1 - length)
    high = 1 / (length**3 - 4 * length**2 + 3 * length)
    return np.asarray(np.where(length < 0.53, low, np.where(length < 0.85, middle, high)))
