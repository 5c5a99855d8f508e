"""The indices of control efficacy 控制效果, from densities before and after, treated and control.

Every index is signed: a density that rose shows as a negative reduction, never as 0. Where a
density that stands below the line is 0 nothing can be computed, and nothing is shown.
"""

import numpy as np
from numpy.typing import ArrayLike

from vector.stats.density import Floats


def reduction(before: ArrayLike, after: ArrayLike) -> Floats:
    """Return the density reduction 密度下降率, (before - after)/before × 100 %.

    Parameters
    ----------
    before, after : array
        Densities by the same method.

    Returns
    -------
    float64 array
        In %; negative where the density rose; NaN (不可计算) where it was 0 before.

    References
    ----------
    GB/T 27784-2011 and the rodent practice (灭前 - 灭后)/灭前.

    Examples
    --------
    >>> reduction([100, 10, 0], [5.64, 12, 3]).round(2).tolist()
    [94.36, -20.0, nan]
    """
    return 100 * (1 - _over(_floats(after), _floats(before)))


def rpi(
    control_before: ArrayLike, control_after: ArrayLike, before: ArrayLike, after: ArrayLike
) -> Floats:
    """Return the relative population index RPI 相对种群指数, (Cb Ta)/(Ca Tb) × 100.

    Parameters
    ----------
    control_before, control_after : array
        Densities of the untreated control.
    before, after : array
        Densities of the treated places.

    Returns
    -------
    float64 array
        In %; 100 where the treated fell just as the control did; NaN where any of Cb, Ca and Tb
        is 0: without them the course of the control, or of the treated, is unknown.

    References
    ----------
    Chinese efficacy practice: test -94.36 %, control -69.29 % give 18.37.

    Examples
    --------
    >>> rpi(100, 30.71, 100, 5.64).round(2).tolist()
    18.37
    """
    course = _over(_floats(control_after), _floats(control_before))
    return 100 * _over(_over(_floats(after), _floats(before)), course)


def corrected(
    control_before: ArrayLike, control_after: ArrayLike, before: ArrayLike, after: ArrayLike
) -> Floats:
    """Return the corrected efficacy 校正灭效 of Henderson and Tilton, 100 - RPI.

    (1 - (Cb Ta)/(Ca Tb)) × 100 %; Mulla's formula is the same.

    Parameters
    ----------
    control_before, control_after, before, after : array
        As for :func:`rpi`.

    Returns
    -------
    float64 array
        In %; negative where the treated did worse than the control; NaN as for :func:`rpi`.

    References
    ----------
    Henderson and Tilton (1955), J. Econ. Entomol. 48, 157–161; Mulla et al. (1971), Mosq. News
    31, 21–27.

    Examples
    --------
    >>> corrected(100, 30.71, 100, 5.64).round(2).tolist()
    81.63
    """
    return 100 - rpi(control_before, control_after, before, after)


def abbott(control: ArrayLike, treated: ArrayLike) -> Floats:
    """Return Abbott's efficacy, (control - treated)/control × 100 %, both after the treatment.

    Parameters
    ----------
    control, treated : array
        Densities after the treatment; before it they are taken to have been alike.

    Returns
    -------
    float64 array
        In %; negative where the treated is denser; NaN where the control is 0.

    References
    ----------
    Abbott (1925), J. Econ. Entomol. 18, 265–267.

    Examples
    --------
    >>> abbott([40, 0], [10, 1]).tolist()
    [75.0, nan]
    """
    return 100 * (1 - _over(_floats(treated), _floats(control)))


def _floats(values: ArrayLike) -> Floats:
    return np.asarray(values, dtype=np.float64)


def _over(above: Floats, below: Floats) -> Floats:
    """Return a ratio of densities; NaN where either is negative, or the lower is not positive."""
    with np.errstate(divide="ignore", invalid="ignore"):
        sound = (above >= 0) & (below > 0) & np.isfinite(above) & np.isfinite(below)
        return np.where(sound, above / below, np.nan)
