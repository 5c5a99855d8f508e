"""Bioassays 生物测定: how many insects were exposed to which dose, and how many died.

Many assays at once: one row per assay and dose, a code says which assay. A row of dose 0 is the
untreated control. Natural mortality is taken off by Abbott's formula before anything is fitted.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vector.catalog.resistance import AbbottRule
from vector.stats.bioassay.abbott import corrected, verdict
from vector.stats.bioassay.reason import Reason, Reasons, fine, give
from vector.stats.density import Floats

Flags = NDArray[np.bool_]
Positions = NDArray[np.intp]


@dataclass(frozen=True)
class Assays:
    """Treated rows of many assays, with what their controls showed.

    Attributes
    ----------
    size : int
        The number of assays.
    codes : integer array, shape (rows,)
        The assay of each treated row with insects.
    dose : float64 array, shape (rows,)
        log10 of the dose (or of the minutes).
    number, dead : float64 array, shape (rows,)
        Exposed, and dead after Abbott's correction, so not always whole.
    control_number, control_dead : float64 array, shape (size,)
        The untreated control; 0 where there was none.
    adjusted : bool array, shape (size,)
        Whether Abbott's formula was applied.
    reasons : object array, shape (size,)
        Why an assay cannot be fitted at all; empty where it can.
    """

    size: int
    codes: Positions
    dose: Floats
    number: Floats
    dead: Floats
    control_number: Floats
    control_dead: Floats
    adjusted: Flags
    reasons: Reasons

    def take(self, positions: Positions) -> "Assays":
        """Return the assays at some positions, in that order; one may come more than once."""
        order, count = (
            np.argsort(self.codes, kind="stable"),
            np.bincount(self.codes, minlength=self.size),
        )
        length = count[positions]
        within = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
        rows = order[np.repeat((np.cumsum(count) - count)[positions], length) + within]
        return Assays(
            len(positions),
            np.repeat(np.arange(len(positions)), length),
            self.dose[rows],
            self.number[rows],
            self.dead[rows],
            self.control_number[positions],
            self.control_dead[positions],
            self.adjusted[positions],
            self.reasons[positions],
        )

    def total(self, values: Floats) -> Floats:
        """Return the sum of a row's values in each assay."""
        return np.bincount(self.codes, values, self.size).astype(np.float64)

    def least(self, where: Flags) -> Floats:
        """Return the lowest log dose of some rows in each assay; infinite without any."""
        found = np.full(self.size, np.inf)
        np.minimum.at(found, self.codes[where], self.dose[where])
        return found

    def most(self, where: Flags) -> Floats:
        """Return the highest log dose of some rows in each assay; -infinite without any."""
        found = np.full(self.size, -np.inf)
        np.maximum.at(found, self.codes[where], self.dose[where])
        return found


def gather(
    codes: ArrayLike,
    dose: ArrayLike,
    number: ArrayLike,
    dead: ArrayLike,
    *,
    size: int | None = None,
    rule: AbbottRule | None = None,
    correct: bool = True,
) -> Assays:
    """Return assays ready to be fitted: rows checked, controls set apart, deaths corrected.

    Parameters
    ----------
    codes : integer array, shape (rows,)
        The assay of each row, from 0; rows with a negative code are left out.
    dose, number, dead : array, shape (rows,)
        The dose in its own unit (0: control), insects exposed, insects dead.
    size : int, optional
        The number of assays; one more than the greatest code unless given.
    rule : AbbottRule, optional
        What the control mortality means; without a rule controls are counted but not used.
    correct : bool
        Whether the rule's correction is applied; its limit for repeating the test holds anyway.

    Raises
    ------
    ValueError
        When the arrays differ in length, or a code is not below the size.

    References
    ----------
    Abbott (1925), J. Econ. Entomol. 18, 265–267.

    Examples
    --------
    >>> assays = gather([0, 0, 0], [0, 1, 10], [50, 50, 50], [5, 14, 41], rule=None)
    >>> assays.dose.tolist(), assays.dead.tolist(), assays.control_dead.tolist()
    ([0.0, 1.0], [14.0, 41.0], [5.0])
    """
    group, amount, exposed, died = _rows(codes, dose, number, dead)
    count = _size(group, size)
    reasons = fine(count)
    possible = _possible(amount, exposed, died)
    give(reasons, np.bincount(group[~possible], minlength=count) > 0, Reason.IMPOSSIBLE)
    control = possible & (amount == 0)
    untreated = np.bincount(group[control], exposed[control], count).astype(np.float64)
    natural = np.bincount(group[control], died[control], count).astype(np.float64)
    adjust = _controls(natural, untreated, rule, reasons) & correct
    used = possible & (amount > 0) & (exposed > 0)
    give(reasons, np.bincount(group[used], minlength=count) == 0, Reason.NO_INSECTS)
    at = group[used]
    killed = np.where(
        adjust[at],
        corrected(died[used], exposed[used], natural[at], untreated[at]).clip(0) * exposed[used],
        died[used],
    )
    return Assays(
        count,
        at,
        np.log10(amount[used]),
        exposed[used],
        killed,
        untreated,
        natural,
        adjust,
        reasons,
    )


def _rows(*columns: ArrayLike) -> tuple[Positions, Floats, Floats, Floats]:
    codes, *values = (np.asarray(column) for column in columns)
    if any(column.shape != codes.shape for column in values) or codes.ndim != 1:
        raise ValueError("codes, dose, number and dead must be columns of one length")
    kept = codes >= 0
    dose, number, dead = (column[kept].astype(np.float64) for column in values)
    return codes[kept].astype(np.intp), dose, number, dead


def _size(codes: Positions, size: int | None) -> int:
    needed = int(codes.max(initial=-1)) + 1
    if size is not None and size < needed:
        raise ValueError(f"code {needed - 1} is not below the size {size}")
    return needed if size is None else size


def _possible(dose: Floats, number: Floats, dead: Floats) -> Flags:
    """Return whether the numbers of a row can be true."""
    finite = np.isfinite(dose) & np.isfinite(number) & np.isfinite(dead)
    whole = (np.floor(number) == number) & (np.floor(dead) == dead)
    return np.asarray(finite & whole & (dose >= 0) & (dead >= 0) & (number >= dead))


def _controls(dead: Floats, number: Floats, rule: AbbottRule | None, reasons: Reasons) -> Flags:
    """Return which assays are to be corrected; void those whose control died."""
    if rule is None:
        return np.zeros(dead.shape, dtype=np.bool_)
    said = verdict(dead, number, rule)
    give(reasons, (number > 0) & (dead == number), Reason.CONTROL_ALL)
    give(reasons, said.repeat, Reason.CONTROL_HIGH)
    return said.correct
