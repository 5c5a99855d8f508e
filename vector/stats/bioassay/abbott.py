"""Abbott's correction 校正: what would have died without the insecticide is taken off."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vector.catalog.resistance import AbbottRule
from vector.stats.density import Floats


@dataclass(frozen=True)
class Verdict:
    """What a rule says of each control: take the deaths off, or repeat the test."""

    correct: NDArray[np.bool_]
    repeat: NDArray[np.bool_]


def corrected(
    dead: ArrayLike, number: ArrayLike, control_dead: ArrayLike, control_number: ArrayLike
) -> Floats:
    """Return the corrected mortality (p - c)/(1 - c), p of the treated and c of the control.

    Parameters
    ----------
    dead, number : array
        Dead and exposed of the treated.
    control_dead, control_number : array
        Dead and kept of the untreated control.

    Returns
    -------
    float64 array
        A share; below 0 where fewer died than in the control. NaN without insects or without a
        control, and where all of the control died.

    References
    ----------
    Abbott (1925), J. Econ. Entomol. 18, 265–267; GB/T 26347-2010 (mosquitoes).

    Examples
    --------
    >>> corrected([60, 0], [100, 100], [10, 3], [100, 100]).round(6).tolist()
    [0.555556, -0.030928]
    """
    killed, exposed, lost, kept = (
        np.asarray(each, dtype=np.float64) for each in (dead, number, control_dead, control_number)
    )
    # One division of whole numbers, so that a round result comes out round.
    above = killed * kept - lost * exposed
    below = exposed * (kept - lost)
    known = (exposed > 0) & (kept > lost)
    share = np.full(above.shape, np.nan)
    np.divide(above, below, out=share, where=known)
    return share


def verdict(control_dead: ArrayLike, control_number: ArrayLike, rule: AbbottRule) -> Verdict:
    """Say which controls are to be corrected for and which void the test.

    Corrected from ``rule.correct_from`` % up to and including ``rule.repeat_above`` %, void
    above; compared as whole numbers, so that 5 of 100 is exactly 5 %.

    Parameters
    ----------
    control_dead, control_number : array
        Dead and kept of the untreated control; no control neither corrects nor voids.
    rule : AbbottRule
        The rule, from the catalogue.

    References
    ----------
    The rule's own source; WHO (1998), Test procedures for insecticide resistance monitoring.

    Examples
    --------
    >>> from vector.catalog import load
    >>> said = verdict([3, 5, 20, 21], [100, 100, 100, 100], load().abbott_rules["who"])
    >>> said.correct.tolist(), said.repeat.tolist()
    ([False, True, True, False], [False, False, False, True])
    """
    dead = np.asarray(control_dead, dtype=np.float64)
    number = np.asarray(control_number, dtype=np.float64)
    start, end = rule.correct_from, rule.repeat_above
    kept = number > 0
    repeat = kept & (dead * 100 * end.denominator > number * end.numerator)
    enough = dead * 100 * start.denominator >= number * start.numerator
    return Verdict(kept & enough & (dead > 0) & ~repeat, repeat)
