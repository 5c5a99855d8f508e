"""The resistance ratio 抗性倍数: the field strain's lethal dose over the susceptible strain's."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from vector.stats.bioassay.curve import Curves
from vector.stats.bioassay.lethal import PERCENTS, log_dose, log_variance, power
from vector.stats.bioassay.reason import Reason, give
from vector.stats.density import Floats

# How many standard errors the published interval reaches.
REACH = 1.96


def resistance_ratio(
    field: Curves,
    susceptible: Curves,
    percents: Sequence[float] = PERCENTS,
    *,
    reach: float = REACH,
    heterogeneity: float = 0.0,
) -> pd.DataFrame:
    """Return ratios of lethal doses with Robertson and Preisler's interval.

    log10 RR = m_field - m_susceptible; its variance is the sum of their delta variances; the
    interval is 10^(log10 RR ± 1.96 se). The ratio differs from 1 where the interval leaves 1 out.

    Parameters
    ----------
    field, susceptible : Curves
        Of one size, paired by position (:meth:`Curves.take` brings them there), or one
        susceptible curve for all.
    percents : sequence of float
        At which percentages: 50 for the ratio of LC50.
    reach : float
        Standard errors to each side; 1.96 as published.
    heterogeneity : float
        Where p of χ² is below this, that strain's variance is multiplied by χ²/df and the greater
        t (at 95 %) replaces the reach; 0, as published, never does so.

    Returns
    -------
    DataFrame
        ``assay, percent, ratio, log10, se_log10, lower, upper, significant, reason``; no figures
        where either strain has no lethal dose.

    Raises
    ------
    ValueError
        When the sizes do not pair.

    References
    ----------
    Robertson and Preisler (1992), Pesticide Bioassays with Arthropods; Robertson et al. (2017),
    3rd ed., section 3.5.

    Examples
    --------
    >>> from vector.stats.bioassay import fit, gather
    >>> doses, tested = [1, 2, 4, 8, 16, 32], [20] * 6
    >>> female = fit(gather([0] * 6, doses, tested, [0, 2, 6, 10, 12, 16]))
    >>> male = fit(gather([0] * 6, doses, tested, [1, 4, 9, 13, 18, 20]))
    >>> resistance_ratio(female, male, [50])[["ratio", "lower", "upper"]].round(3).values.tolist()
    [[2.098, 1.352, 3.256]]
    """
    if susceptible.size == 1:
        susceptible = susceptible.take(np.zeros(field.size, dtype=np.intp))
    if susceptible.size != field.size:
        raise ValueError(f"{field.size} field curves and {susceptible.size} susceptible ones")
    frames = [_of_percent(field, susceptible, p, reach, heterogeneity) for p in percents]
    together = pd.concat(frames, ignore_index=True)
    return together.sort_values("assay", kind="stable", ignore_index=True)


def _of_percent(
    field: Curves, susceptible: Curves, percent: float, reach: float, heterogeneity: float
) -> pd.DataFrame:
    reasons = field.reasons.copy()
    give(reasons, susceptible.reasons != Reason.FINE.value, Reason.NO_REFERENCE)
    given = np.where(reasons == Reason.FINE.value, 1.0, np.nan)
    log10 = (log_dose(field, percent) - log_dose(susceptible, percent)) * given
    parts = [_variance(each, percent, heterogeneity) for each in (field, susceptible)]
    se = np.sqrt(np.maximum(parts[0] + parts[1], 0)) * given
    wide = np.maximum(
        _reach(field, reach, heterogeneity), _reach(susceptible, reach, heterogeneity)
    )
    lower, upper = log10 - wide * se, log10 + wide * se
    columns = {
        "assay": np.arange(field.size),
        "percent": float(percent),
        "ratio": power(log10),
        "log10": log10,
        "se_log10": se,
        "lower": power(lower),
        "upper": power(upper),
        "significant": (lower > 0) | (upper < 0),
        "reason": reasons,
    }
    return pd.DataFrame(columns)


def _reach(curves: Curves, reach: float, heterogeneity: float) -> Floats:
    scattered = curves.heterogeneous(heterogeneity)
    return np.where(scattered, curves.quantile(0.95, heterogeneity), reach)


def _variance(curves: Curves, percent: float, heterogeneity: float) -> Floats:
    return curves.heterogeneity(heterogeneity) * log_variance(curves, log_dose(curves, percent))


def against_baseline(lethal: pd.DataFrame, baseline: ArrayLike) -> pd.DataFrame:
    """Return ratios to a published lethal dose of a susceptible strain, taken as exact.

    Parameters
    ----------
    lethal : DataFrame
        As :func:`~vector.stats.bioassay.lethal.lethal` returns it.
    baseline : array, shape (rows,) or one number
        The published dose, in the same unit and at the same percentage.

    Returns
    -------
    DataFrame
        As :func:`resistance_ratio`; the interval is the field strain's fiducial one, so it is
        too short by what the published dose is uncertain.

    Raises
    ------
    ValueError
        When a baseline is not positive.

    Examples
    --------
    >>> from vector.stats.bioassay import fit, gather, lethal
    >>> line = fit(gather([0] * 4, [1, 2, 4, 8], [25] * 4, [2, 9, 17, 23]))
    >>> against_baseline(lethal(line, [50]), 0.5)["ratio"].round(2).tolist()
    [5.5]
    """
    known = np.broadcast_to(np.asarray(baseline, dtype=np.float64), len(lethal))
    if not (np.isfinite(known) & (known > 0)).all():
        raise ValueError("a baseline dose must be positive")
    lower, upper = lethal["fiducial_lower"] / known, lethal["fiducial_upper"] / known
    columns = {
        "assay": lethal["assay"],
        "percent": lethal["percent"],
        "ratio": lethal["dose"] / known,
        "log10": lethal["log10"] - np.log10(known),
        "se_log10": lethal["se_log10"],
        "lower": lower,
        "upper": upper,
        "significant": (lower > 1) | (upper < 1),
        "reason": lethal["reason"],
    }
    return pd.DataFrame(columns)
