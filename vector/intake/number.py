"""Counts and efforts as people type them, read into whole numbers of the field's resolution.

``12``, ``"１２"``, ``"12只"``, ``"1,200"`` are numbers; ``—``, ``/``, ``无`` and blank are missing;
``未捕到`` is zero. Everything else is a fault with its own code, never a guess.
"""

import math
import re
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np

from vector.intake import column
from vector.intake.cells import Broken
from vector.intake.column import Distinct, Read
from vector.intake.word import plain, typed, words

GREATEST = 10**9
"""Beyond this no count in the field is real; sums of such numbers still fit 64 bits."""

GRAIN = Decimal("1e-6")
"""What a spreadsheet's own arithmetic may leave behind after the last digit kept."""

_SHAPE = re.compile(
    r"(?P<number>[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:e[+-]?\d{1,2})?)(?P<rest>.*)",
    re.ASCII,
)


def numbers(cells: Distinct, decimals: int = 0, unit: str = "") -> Read:
    """Read a column of numbers.

    Parameters
    ----------
    cells : Distinct
        As the spreadsheet gave them.
    decimals : int
        The resolution kept; values are whole numbers of ``10**-decimals`` units.
    unit : str
        The field's unit, which a cell may repeat.

    Returns
    -------
    Read
        float64 values, NaN where missing or at fault.

    Examples
    --------
    >>> cells = np.array(["１２只", "—", "未捕到", 3.0], object)
    >>> numbers(column.distinct(cells)).values.tolist()
    [12.0, nan, 0.0, 3.0]
    """
    return column.read(cells, lambda cell: number(cell, decimals, unit), "f8", np.nan)


def number(cell: Any, decimals: int = 0, unit: str = "") -> tuple[float, str]:
    """Read one cell: its value in stored units and a fault code, empty when in order.

    Examples
    --------
    >>> number("1.5公里", 3, "km")
    (1500.0, '')
    >>> number("-3")
    (nan, 'number_negative')
    """
    if isinstance(cell, int | float):
        return _whole(cell, decimals)
    if isinstance(cell, Broken):
        return math.nan, cell.code
    if isinstance(cell, date | time | timedelta):
        return math.nan, "number_is_date"
    text = plain(str(cell))
    if text in words().missing:
        return math.nan, ""
    if text in words().zero:
        return 0.0, ""
    return _typed(typed(str(cell)), decimals, unit)


def _whole(cell: int | float, decimals: int) -> tuple[float, str]:
    if math.isnan(cell):
        return math.nan, ""
    if math.isinf(cell):
        return math.nan, "number_text"
    return _kept(Decimal(repr(cell)), decimals)


def _typed(text: str, decimals: int, unit: str) -> tuple[float, str]:
    if text in words().formula_errors:
        return math.nan, "cell_error"
    if text.startswith("="):
        return math.nan, "formula_uncomputed"
    shape = _SHAPE.fullmatch(text)
    if shape is None or not any(character.isdigit() for character in shape["number"]):
        return math.nan, "number_text"
    if fault := _suffix_fault(shape["rest"], unit):
        return math.nan, fault
    try:
        return _kept(Decimal(shape["number"].replace(",", "")), decimals)
    except InvalidOperation:
        return math.nan, "number_text"


def _suffix_fault(suffix: str, unit: str) -> str:
    """Decide whether what follows the digits may stand there."""
    known = words()
    if suffix == "%":
        return "number_percent"
    if measure := known.measure_of(suffix):
        return "" if measure == known.measure_of(unit) or suffix == plain(unit) else "number_unit"
    return "" if suffix in ("", plain(unit)) or suffix in known.counters else "number_text"


def _kept(value: Decimal, decimals: int) -> tuple[float, str]:
    """Bring a number to its resolution, refusing what does not fit it."""
    if value < 0:
        return math.nan, "number_negative"
    if value > GREATEST:
        return math.nan, "number_large"
    scaled = value.scaleb(decimals)
    nearest = scaled.to_integral_value()
    if abs(scaled - nearest) > GRAIN:
        return math.nan, "number_fine" if decimals else "number_not_whole"
    return float(nearest), ""
