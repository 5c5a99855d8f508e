"""Mortality at a discriminating dose 诊断剂量: corrected, with its interval and its class."""

from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from vector.catalog.resistance import AbbottRule, Scheme
from vector.stats.bioassay.abbott import verdict
from vector.stats.bioassay.reason import Reason, Reasons, fine, give
from vector.stats.bioassay.scheme import classify, identifiers
from vector.stats.density import Floats
from vector.stats.interval import CONFIDENCE, Bounds, clopper_pearson

FEWEST = 100


class Counts(NamedTuple):
    """Dead and exposed of tests, and of their controls."""

    dead: Floats
    number: Floats
    control_dead: Floats
    control_number: Floats


def mortality(
    dead: ArrayLike,
    number: ArrayLike,
    control_dead: ArrayLike = 0,
    control_number: ArrayLike = 0,
    *,
    scheme: Scheme,
    rule: AbbottRule | None = None,
    least: int = FEWEST,
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """Return the mortality of each test, its binomial interval and its class.

    Where the rule asks for it the mortality is corrected by Abbott's formula. Uncorrected, the
    interval is Clopper and Pearson's. Corrected, survivals s are compared, 1 - s_test/s_control,
    and the interval joins those of both by the square-and-add method for a ratio, so that the
    control's own uncertainty counts.

    Parameters
    ----------
    dead, number : array, shape (tests,)
        Dead and exposed, the replicates of a test added up.
    control_dead, control_number : array, shape (tests,) or one number
        Of the untreated control; 0 of 0 where there was none.
    scheme : Scheme
        A scheme of mortality, from the catalogue.
    rule : AbbottRule, optional
        What the control mortality means; without one nothing is corrected.
    least : int
        Fewer insects are told with a caution.
    confidence : float
        The coverage of the interval.

    Returns
    -------
    DataFrame
        ``mortality`` (as counted), ``corrected`` (bool), ``value, lower, upper`` (all in %; what
        the class rests on), ``class, class_lower, class_upper`` (ids in the scheme, of the value
        and of both ends of the interval), ``scheme``, ``reason``.

    Raises
    ------
    ValueError
        When the scheme is not one of mortality.

    References
    ----------
    WHO (1998, 2013), Test procedures for insecticide resistance monitoring; Clopper and Pearson
    (1934); Donner and Zou (2012), Stat. Methods Med. Res. 21, 347–359, for the ratio.

    Examples
    --------
    >>> from vector.catalog import load
    >>> tests = mortality([98, 97], [100, 100], scheme=load().resistance_schemes["who_2013"])
    >>> tests[["value", "lower", "class"]].round(3).values.tolist()
    [[98.0, 92.962, 'susceptible'], [97.0, 91.482, 'possible_resistance']]
    """
    if scheme.measure != "mortality":
        raise ValueError(f"{scheme.id} does not class mortalities")
    counts = _counts(dead, number, control_dead, control_number)
    reasons, adjust = _verdicts(counts, rule)
    given = np.where(reasons == Reason.FINE.value, 1.0, np.nan)
    give(reasons, counts.number < least, Reason.FEW_TESTED)
    exact = [_exact(*each) for each in zip(*counts, adjust, given, strict=True)]
    lower, upper = (100 * bound * given for bound in _bounds(counts, adjust, confidence))
    with np.errstate(divide="ignore", invalid="ignore"):
        raw = 100 * counts.dead / counts.number
    columns = {
        "mortality": raw,
        "corrected": adjust,
        "value": np.array([float(each) for each in exact]),
        "lower": lower,
        "upper": upper,
        "class": identifiers(scheme, classify(scheme, exact)),
        "class_lower": identifiers(scheme, classify(scheme, lower.tolist())),
        "class_upper": identifiers(scheme, classify(scheme, upper.tolist())),
        "scheme": scheme.id,
        "reason": reasons,
    }
    return pd.DataFrame(columns)


def _counts(*columns: ArrayLike) -> Counts:
    arrays = (np.atleast_1d(np.asarray(each, dtype=np.float64)) for each in columns)
    return Counts(*np.broadcast_arrays(*arrays))


def _verdicts(counts: Counts, rule: AbbottRule | None) -> tuple[Reasons, NDArray[np.bool_]]:
    """Return why a test has no mortality, and where it is to be corrected."""
    dead, number, lost, kept = counts
    reasons = fine(len(dead))
    give(reasons, ~_possible(dead, number) | ~_possible(lost, kept), Reason.IMPOSSIBLE)
    give(reasons, number == 0, Reason.NO_INSECTS)
    if rule is None:
        return reasons, np.zeros(len(dead), dtype=np.bool_)
    said = verdict(lost, kept, rule)
    give(reasons, (kept > 0) & (lost == kept), Reason.CONTROL_ALL)
    give(reasons, said.repeat, Reason.CONTROL_HIGH)
    return reasons, said.correct & (reasons == Reason.FINE.value)


def _possible(dead: Floats, number: Floats) -> NDArray[np.bool_]:
    whole = (np.floor(dead) == dead) & (np.floor(number) == number)
    return np.asarray(np.isfinite(number) & whole & (dead >= 0) & (number >= dead))


def _exact(
    dead: float, number: float, lost: float, kept: float, adjust: bool, given: float
) -> Fraction | float:
    """Return the mortality in % without rounding; NaN where there is none."""
    if given != given:
        return given
    killed, exposed, died, alive = (int(each) for each in (dead, number, lost, kept))
    if not adjust:
        return Fraction(100 * killed, exposed)
    share = Fraction(killed * alive - died * exposed, exposed * (alive - died))
    return 100 * max(share, Fraction(0))


def _bounds(counts: Counts, adjust: NDArray[np.bool_], confidence: float) -> Bounds:
    dead, number, lost, kept = counts
    lower, upper = clopper_pearson(dead, number, confidence)
    if not adjust.any():
        return lower, upper
    least, most = _ratio_bounds((number - dead, number), (kept - lost, kept), confidence)
    return (
        np.where(adjust, np.clip(1 - most, 0, 1), lower),
        np.where(adjust, np.clip(1 - least, 0, 1), upper),
    )


def _ratio_bounds(
    first: tuple[Floats, Floats], second: tuple[Floats, Floats], confidence: float
) -> Bounds:
    """Return the square-and-add interval of a ratio of two proportions."""
    with np.errstate(divide="ignore", invalid="ignore"):
        p, q = first[0] / first[1], second[0] / second[1]
        low, high = clopper_pearson(*first, confidence)
        small, great = clopper_pearson(*second, confidence)
        below = np.maximum((p * q) ** 2 - low * great * (2 * p - low) * (2 * q - great), 0)
        above = np.maximum((p * q) ** 2 - high * small * (2 * p - high) * (2 * q - small), 0)
        return (
            (p * q - np.sqrt(below)) / (great * (2 * q - great)),
            (p * q + np.sqrt(above)) / (small * (2 * q - small)),
        )
