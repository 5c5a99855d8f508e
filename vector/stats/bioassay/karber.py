"""The Spearman–Kärber method 寇氏法: a mean lethal dose without any form of the curve.

The shares dead are made to rise with the dose (pooling neighbours that fall), joined by straight
lines on log dose, and the mean of that distribution is taken; trimmed, only its middle is.
"""

from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy import special

from vector.stats.bioassay.assays import Assays
from vector.stats.bioassay.lethal import CONFIDENCE, power
from vector.stats.bioassay.reason import Reason, Reasons, give
from vector.stats.density import Floats

MOST_TRIM = 0.45
ROUNDING = 1e-12


class Ladder(NamedTuple):
    """Doses of many assays side by side, shape (assays, doses), padded with the last dose."""

    dose: Floats
    number: Floats
    share: Floats


def karber(
    assays: Assays,
    trim: float | Literal["least"] = 0.0,
    *,
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """Return the mean log dose of every assay and its interval.

    m = 1/(1-2α) Σ over the steps between α and 1-α of (rise in share) × (log dose at its
    middle); var m = Σ (∂m/∂p)² p(1-p)/(n-1), where ∂m/∂p is the part of the neighbouring spans
    that lies between the doses of α and 1-α, weighted by nearness, over 1-2α. Untrimmed this is
    Σ ((x_next - x_previous)/2)² p(1-p)/(n-1).

    Parameters
    ----------
    assays : Assays
        As :func:`~vector.stats.bioassay.assays.gather` returns them.
    trim : float or "least"
        The share α cut off at both ends, 0 to 0.45; ``least`` takes what each assay needs.
    confidence : float
        The coverage of the interval.

    Returns
    -------
    DataFrame
        ``assay, dose, log10, se_log10, lower, upper, trim, needed, reason``; no figures where
        the shares do not run from α to 1-α: ``needed`` is the least trim that would do.

    Raises
    ------
    ValueError
        When the trim is outside 0 to 0.45.

    References
    ----------
    Finney (1978), Statistical Method in Biological Assay, 3rd ed., section 18.6; Hamilton, Russo
    and Thurston (1977), Environ. Sci. Technol. 11, 714–719, for the trim.

    Examples
    --------
    >>> from vector.stats.bioassay import gather
    >>> tests = gather([0] * 5, [1, 2, 4, 8, 16], [20] * 5, [0, 4, 10, 16, 20])
    >>> karber(tests)[["dose", "lower", "upper"]].round(3).values.tolist()
    [[4.0, 3.161, 5.061]]
    """
    if trim != "least" and not 0 <= trim <= MOST_TRIM:
        raise ValueError(f"a trim of {trim} is not between 0 and {MOST_TRIM}")
    reasons = assays.reasons.copy()
    ladder = _ladder(assays)
    needed = _needed(ladder)
    cut = needed.copy() if trim == "least" else np.full(assays.size, float(trim))
    _refuse(assays, ladder, reasons, cut)
    given = np.where(reasons == Reason.FINE.value, 1.0, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean, variance = _moments(ladder, np.where(given == 1, cut, 0.0))
    # Every share 0 or 1: the dose lies between two doses, and nothing tells how near to which.
    give(reasons, (given == 1) & (variance == 0), Reason.ALL_OR_NONE)
    given = np.where(reasons == Reason.FINE.value, 1.0, np.nan)
    log10, se = mean * given, np.sqrt(variance) * given
    reach = float(special.ndtri((1 + confidence) / 2))
    columns = {
        "assay": np.arange(assays.size),
        "dose": power(log10),
        "log10": log10,
        "se_log10": se,
        "lower": power(log10 - reach * se),
        "upper": power(log10 + reach * se),
        "trim": cut,
        "needed": needed,
        "reason": reasons,
    }
    return pd.DataFrame(columns)


def _needed(ladder: Ladder) -> Floats:
    """Return the least trim that the shares of each assay allow."""
    return np.maximum(np.maximum(ladder.share[:, 0], 1 - ladder.share[:, -1]), 0)


def _refuse(assays: Assays, ladder: Ladder, reasons: Reasons, cut: Floats) -> None:
    needed = _needed(ladder)
    every = np.ones(len(assays.codes), dtype=np.bool_)
    give(reasons, assays.least(every) == assays.most(every), Reason.ONE_DOSE)
    give(reasons, assays.total(assays.dead) == 0, Reason.NO_DEATHS)
    give(reasons, assays.total(assays.number - assays.dead) == 0, Reason.ALL_DEAD)
    # Pooled until it rises, a curve that is flat or falls has one share only.
    give(reasons, ladder.share[:, -1] - ladder.share[:, 0] < ROUNDING, Reason.FLAT)
    give(reasons, (needed > cut + ROUNDING) | (cut > MOST_TRIM), Reason.NOT_TRIMMED)


def _ladder(assays: Assays) -> Ladder:
    """Return the doses in order, replicates of a dose added up, shares made to rise."""
    frame = pd.DataFrame(
        {"code": assays.codes, "dose": assays.dose, "n": assays.number, "k": assays.dead}
    )
    steps = frame.groupby(["code", "dose"], as_index=False).sum()
    place = steps.groupby("code").cumcount().to_numpy()
    code = steps["code"].to_numpy()
    # A single dose, or none, has no step to the next; it is refused with a reason all the same.
    wide = max(int(place.max(initial=-1)) + 1, 2)
    number, dead = np.zeros((2, assays.size, wide))
    dose = np.full((assays.size, wide), np.nan)
    dose[code, place], number[code, place] = steps["dose"], steps["n"]
    dead[code, place] = steps["k"]
    dose = pd.DataFrame(dose.T).ffill().to_numpy().T
    return Ladder(dose, number, _rising(number, dead))


def _rising(number: Floats, dead: Floats) -> Floats:
    """Return the nearest rising shares: the greatest, over starts, of the least mean to an end."""
    wide = number.shape[1]
    total_n = np.pad(np.cumsum(number, axis=1), ((0, 0), (1, 0)))
    total_k = np.pad(np.cumsum(dead, axis=1), ((0, 0), (1, 0)))
    rising = np.full(number.shape, -np.inf)
    for start in range(wide):
        below = total_n[:, start + 1 :] - total_n[:, [start]]
        above = total_k[:, start + 1 :] - total_k[:, [start]]
        mean = np.divide(above, below, out=np.full(above.shape, np.inf), where=below > 0)
        least = np.minimum.accumulate(mean[:, ::-1], axis=1)[:, ::-1]
        rising[:, start:] = np.maximum(rising[:, start:], np.where(np.isinf(least), -np.inf, least))
    # An assay without rows has no shares; zeros keep it apart from all arithmetic.
    return np.maximum(np.maximum.accumulate(rising, axis=1), 0.0)


def _moments(ladder: Ladder, cut: Floats) -> tuple[Floats, Floats]:
    alpha = cut[:, None]
    low, high = ladder.share[:, :-1], ladder.share[:, 1:]
    left, span = ladder.dose[:, :-1], np.diff(ladder.dose, axis=1)
    start, end = np.clip(low, alpha, 1 - alpha), np.clip(high, alpha, 1 - alpha)
    rise = np.where(high > low, high - low, 1.0)
    middle = left + ((start + end) / 2 - low) / rise * span
    mean = ((end - start) * middle).sum(axis=1) / (1 - 2 * cut)
    inside = end > start
    first = np.where(inside, left + (start - low) / rise * span, np.inf).min(axis=1)
    last = np.where(inside, left + (end - low) / rise * span, -np.inf).max(axis=1)
    slope = _influence(ladder.dose, first[:, None], last[:, None]) / (1 - 2 * alpha)
    spread = ladder.share * (1 - ladder.share) / np.maximum(ladder.number - 1, 1)
    return mean, np.where(ladder.number > 0, slope**2 * spread, 0.0).sum(axis=1)


def _influence(dose: Floats, first: Floats, last: Floats) -> Floats:
    """Return the area, between two doses, of each dose's tent over its neighbours."""
    before, after = np.diff(dose, axis=1, prepend=dose[:, :1]), np.diff(dose, axis=1)
    after = np.concatenate([after, np.zeros((len(dose), 1))], axis=1)
    return _tent(dose, before, after, last) - _tent(dose, before, after, first)


def _tent(dose: Floats, before: Floats, after: Floats, upto: Floats) -> Floats:
    """Return the area of each tent up to a dose."""
    rising = np.clip(upto - (dose - before), 0, before)
    falling = np.clip(upto - dose, 0, after)
    up = np.divide(rising**2, 2 * before, out=np.zeros_like(dose), where=before > 0)
    down = np.divide(falling**2, 2 * after, out=np.zeros_like(dose), where=after > 0)
    return np.asarray(up + falling - down)
