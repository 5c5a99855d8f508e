"""Thresholds: from an expected count and its uncertainty to the count above which there is alarm.

Three ways: ``delta``, the normal law of the power-transformed count (Farrington et al. 1996);
``nbPlugin``, a quantile of the negative binomial with the expected mean; ``muan``, the same with
an upper bound of the mean (Noufaily et al. 2013).
"""

from typing import Literal, NamedTuple

import numpy as np
from scipy import special

from vector.stats.outbreak.quantile import Floats, exceedance, quantile

Power = Literal["2/3", "1/2", "none"]
Method = Literal["delta", "nbPlugin", "muan"]
EXPONENT: dict[Power, float] = {"2/3": 2 / 3, "1/2": 1 / 2, "none": 1.0}


class Threshold(NamedTuple):
    """Upper bound of a count, the score of the observed one, and P(a count at least so large)."""

    upper: Floats
    score: Floats
    p: Floats


def transformed(
    observed: Floats, mean: Floats, error: Floats, phi: Floats, z: float, power: Power
) -> Threshold:
    """Return the threshold by the normal law of a power of the count.

    With τ = φ + se²/μ the power Y^a has mean μ^a and standard deviation
    a μ^(a - ½) √τ; the upper bound is (μ^a + z a μ^(a-½) √τ)^(1/a).

    Parameters
    ----------
    observed, mean : float64 array
        The count and its expectation μ.
    error : float64 array
        Standard error of μ.
    phi : float64 array
        Over-dispersion φ.
    z : float
        Quantile of the normal law.
    power : {"2/3", "1/2", "none"}
        a: against the skewness of Poisson, its variance, or no transformation.

    References
    ----------
    Farrington, Andrews, Beale and Catchpole (1996), J. R. Stat. Soc. A 159, 547–563, section 3.6.

    Examples
    --------
    >>> one = np.array([1.0])
    >>> transformed(9 * one, 4 * one, 0 * one, one, 2.0, "2/3").upper.round(4).tolist()
    [8.6066]
    """
    a = EXPONENT[power]
    with np.errstate(all="ignore"):
        spread = a * mean ** (a - 0.5) * np.sqrt(phi + error**2 / mean)
        upper = (mean**a + z * spread) ** (1 / a)
        p = special.ndtr(-(observed**a - mean**a) / spread)
        return Threshold(upper, (observed - mean) / (upper - mean), p)


def counted(
    observed: Floats, log_mean: Floats, error: Floats, phi: Floats, alpha: float, method: Method
) -> Threshold:
    """Return the threshold by the negative binomial with variance φμ, Poisson where φ = 1.

    Parameters
    ----------
    observed : float64 array
        The count.
    log_mean, error : float64 array
        Logarithm of the expectation and its standard error.
    phi : float64 array
        Over-dispersion φ ≥ 1.
    alpha : float
        One-sided: the bound is the quantile 1 - α.
    method : {"nbPlugin", "muan"}
        ``muan`` takes the quantile 1 - α of the mean in place of the mean.

    Notes
    -----
    The score is (y - log μ)/(u - log μ), as the established program has it, with the logarithm of
    the mean where one expects the mean. The alarm, a score over 1, is the same either way.

    References
    ----------
    Noufaily, Enki, Farrington, Garthwaite, Andrews and Charlett (2013), Stat. Med. 32, 1206–1222.

    Examples
    --------
    >>> one = np.array([1.0])
    >>> counted(9 * one, np.log(4 * one), 0 * one, 2 * one, 0.01, "nbPlugin").upper.tolist()
    [13.0]
    """
    z = special.ndtri(1 - alpha) if method == "muan" else 0.0
    with np.errstate(all="ignore"):
        mean = np.exp(log_mean + z * error)
        size = np.where(phi > 1, mean / (phi - 1), np.inf)
        upper = quantile(1 - alpha, mean, size)
        score = (observed - log_mean) / (upper - log_mean)
    p = np.where(np.isinf(mean), np.nan, exceedance(observed, mean, size))
    return Threshold(upper, score, p)
