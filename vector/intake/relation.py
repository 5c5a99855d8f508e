"""What must hold within one survey: the method's checks, its needed fields, its species' sum."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from vector.catalog.method import Check, Method
from vector.errors import Said
from vector.intake.page import Page, Rows
from vector.intake.word import words

Values = Mapping[str, NDArray[np.float64]]
"""Field id → stored values, one per row; NaN where missing."""


def broken(check: Check, method: Method, values: Values) -> NDArray[np.bool_]:
    """Return the rows on which a check does not hold; a missing field passes it over.

    Examples
    --------
    >>> from vector.catalog import load
    >>> trap = load().methods["snap_trap"]
    >>> values = {"set": np.array([5.0, 5.0]), "effective": np.array([6.0, np.nan])}
    >>> broken(trap.checks[0], trap, values).tolist()
    [True, False]
    """
    finest = max(method.field(name).decimals for name in (*check.left, *check.right))
    left = _sum(check.left, method, values, finest)
    right = _sum(check.right, method, values, finest)
    known = ~(np.isnan(left) | np.isnan(right))
    return known & _AGAINST[check.op](left, right)


_Comparison = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.bool_]]

_AGAINST: dict[str, _Comparison] = {
    "<=": lambda left, right: left > right,
    "<": lambda left, right: left >= right,
    "==": lambda left, right: left != right,
    "implies": lambda left, right: (left > 0) & (right <= 0),
}


def _sum(
    names: tuple[str, ...], method: Method, values: Values, finest: int
) -> NDArray[np.float64]:
    """Add up fields at the finest of their resolutions, so that the numbers stay whole."""
    terms = (values[name] * 10 ** (finest - method.field(name).decimals) for name in names)
    return np.asarray(sum(terms))


def note_broken(page: Page, method: Method, rows: Rows, values: Values) -> None:
    """Note every check of the method that a row breaks."""
    for check in method.checks:
        bad = np.flatnonzero(broken(check, method, values))
        if not bad.size:
            continue
        code = "relation" if check.severity == "error" else "relation_doubtful"
        page.note(
            code,
            rows[bad],
            _column(check, page),
            found=[_said(check, method, values, row) for row in bad],
            expected=_rule(check, method),
        )


def _column(check: Check, page: Page) -> str:
    """Point at the left field, the one that is too large, where the sheet has it."""
    return next((name for name in (*check.left, *check.right) if name in page.header.places), "")


def _said(check: Check, method: Method, values: Values, row: np.intp) -> Said:
    names = (*check.left, *check.right)
    numbers = {name: natural(values[name][row], method, name) for name in names}
    return Said(
        "，".join(f"{method.field(name).zh} {number}" for name, number in numbers.items()),
        ", ".join(f"{method.field(name).en} {number}" for name, number in numbers.items()),
    )


def natural(stored: float, method: Method, name: str) -> str:
    """Return a stored value as people write it.

    Examples
    --------
    >>> from vector.catalog import load
    >>> natural(1500.0, load().methods["rodent_route"], "km")
    '1.5'
    """
    return f"{stored / 10 ** method.field(name).decimals:.12g}"


def _rule(check: Check, method: Method) -> Said:
    left, right = (_added(method, names) for names in (check.left, check.right))
    return words().expects(check.op, left=left, right=right)


def _added(method: Method, names: tuple[str, ...]) -> Said:
    fields = [method.field(name) for name in names]
    return Said(" + ".join(field.zh for field in fields), " + ".join(field.en for field in fields))
