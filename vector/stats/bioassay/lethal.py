"""Lethal doses 致死剂量 (LC50, LD95, KT50 …) with delta and fiducial (Fieller) limits."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from vector.stats.bioassay.curve import HETEROGENEITY, Curves
from vector.stats.bioassay.link import predictor
from vector.stats.bioassay.reason import Reason, give
from vector.stats.density import Floats

CONFIDENCE = 0.95
PERCENTS = (50.0, 90.0, 95.0)


class Fiducial(NamedTuple):
    """Limits of a ratio -a/b on its own scale, and Fieller's g."""

    lower: Floats
    upper: Floats
    g: Floats


def log_dose(curves: Curves, percent: float) -> Floats:
    """Return log10 of the dose that kills so many percent, (link(p) - intercept)/slope.

    Parameters
    ----------
    curves : Curves
        Whatever their reasons say; this is bare arithmetic.
    percent : float
        Strictly between 0 and 100.

    Raises
    ------
    ValueError
        When the percentage is not strictly between 0 and 100.
    """
    if not 0 < percent < 100:
        raise ValueError(f"a lethal dose of {percent} % does not exist")
    target = predictor(curves.link, np.array(percent / 100))
    log10 = np.full(curves.size, np.nan)
    np.divide(target - curves.intercept, curves.slope, out=log10, where=curves.slope != 0)
    return log10


def log_variance(curves: Curves, log10: Floats) -> Floats:
    """Return the delta variance of a log dose, (v_a + 2 m v_ab + m² v_b)/b²."""
    spread = curves.var_intercept + 2 * log10 * curves.covariance + log10**2 * curves.var_slope
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(spread / curves.slope**2)


def fieller(curves: Curves, log10: Floats, quantile: Floats, factor: Floats) -> Fiducial:
    """Return fiducial limits of a log dose by Fieller's theorem.

    g = t² h v_b/b²; the limits are
    m + g/(1-g) (m + v_ab/v_b) ± t/(b(1-g)) √(h (v_a + 2 m v_ab + m² v_b - g(v_a - v_ab²/v_b))).

    Parameters
    ----------
    curves : Curves
    log10 : float64 array, shape (assays,)
        The log dose m.
    quantile, factor : float64 array, shape (assays,)
        t (or z), and the heterogeneity h (or 1).

    Returns
    -------
    Fiducial
        Limits NaN where g ≥ 1: none are finite.

    References
    ----------
    Fieller (1944), Q. J. Pharm. Pharmacol. 17, 117–123; Finney (1971), section 4.6.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        g = quantile**2 * factor * curves.var_slope / curves.slope**2
        finite = np.where(g < 1, 1 - g, np.nan)
        lean = curves.covariance / curves.var_slope
        spread = curves.var_intercept + 2 * log10 * curves.covariance
        spread = spread + log10**2 * curves.var_slope
        spread = spread - g * (curves.var_intercept - curves.covariance * lean)
        centre = log10 + g / finite * (log10 + lean)
        half = quantile / (np.abs(curves.slope) * finite) * np.sqrt(factor * np.maximum(spread, 0))
    return Fiducial(centre - half, centre + half, g)


def lethal(
    curves: Curves,
    percents: Sequence[float] = PERCENTS,
    *,
    confidence: float = CONFIDENCE,
    heterogeneity: float = HETEROGENEITY,
) -> pd.DataFrame:
    """Return the doses that kill so many percent, with both kinds of limits.

    Parameters
    ----------
    curves : Curves
        The fitted lines.
    percents : sequence of float
        Which doses: 50 for LC50 (LD50, KT50).
    confidence : float
        The coverage of the limits.
    heterogeneity : float
        Where p of χ² is below this, variances are multiplied by χ²/df and t(df) replaces z; 0
        never does so.

    Returns
    -------
    DataFrame
        One row per assay and percentage, in that order: ``assay, percent, dose, log10,
        se_log10`` (h taken in), ``g, factor, quantile, delta_lower, delta_upper,
        fiducial_lower, fiducial_upper, reason``. No figures where the curve has a reason;
        ``no_finite_limits`` where g ≥ 1, with the dose but without fiducial limits;
        ``extrapolated`` where the dose was not among those tested.

    References
    ----------
    Finney (1971), Probit Analysis, 3rd ed., chapters 3 and 4.

    Examples
    --------
    >>> from vector.stats.bioassay import fit, gather
    >>> line = fit(gather([0] * 5, [10.2, 7.7, 5.1, 3.8, 2.6], [50, 49, 46, 48, 50],
    ...                   [44, 42, 24, 16, 6]))
    >>> lethal(line, [50])[["dose", "fiducial_lower", "fiducial_upper"]].round(3).values.tolist()
    [[4.845, 4.364, 5.354]]
    """
    frames = [_of_percent(curves, each, confidence, heterogeneity) for each in percents]
    if not frames:
        raise ValueError("no percentage was asked for")
    together = pd.concat(frames, ignore_index=True)
    return together.sort_values("assay", kind="stable", ignore_index=True)


def _of_percent(
    curves: Curves, percent: float, confidence: float, heterogeneity: float
) -> pd.DataFrame:
    given = np.where(curves.reasons == Reason.FINE.value, 1.0, np.nan)
    log10 = log_dose(curves, percent) * given
    factor, quantile = (
        curves.heterogeneity(heterogeneity),
        curves.quantile(confidence, heterogeneity),
    )
    se = np.sqrt(np.maximum(factor * log_variance(curves, log10), 0))
    limits = fieller(curves, log10, quantile, factor)
    reasons = curves.reasons.copy()
    with np.errstate(invalid="ignore"):
        give(reasons, limits.g >= 1, Reason.NO_FINITE_LIMITS)
        outside = (log10 < curves.lowest) | (log10 > curves.highest)
        give(reasons, outside, Reason.EXTRAPOLATED)
    columns = {
        "assay": np.arange(curves.size),
        "percent": float(percent),
        "dose": power(log10),
        "log10": log10,
        "se_log10": se,
        "g": limits.g * given,
        "factor": factor * given,
        "quantile": quantile * given,
        "delta_lower": power(log10 - quantile * se),
        "delta_upper": power(log10 + quantile * se),
        "fiducial_lower": power(limits.lower),
        "fiducial_upper": power(limits.upper),
        "reason": reasons,
    }
    return pd.DataFrame(columns)


def power(log10: Floats) -> Floats:
    """Return 10 to the power of a log dose; infinite where no number is so great.

    Examples
    --------
    >>> power(np.array([1.0, 400.0])).tolist()
    [10.0, inf]
    """
    with np.errstate(over="ignore"):
        return np.asarray(10.0**log10)
