"""Rates that a sheet states beside its counts: compared with what the counts give, never kept."""

from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vector.catalog import Catalog
from vector.catalog.index import Index
from vector.catalog.method import Method
from vector.intake.column import Read, read
from vector.intake.layout import RATE
from vector.intake.number import GREATEST, number
from vector.intake.page import Page, Rows
from vector.intake.relation import Values

DECIMALS = 6
TOLERANCE = 0.0101
"""Two decimals, rounded either way, with room for binary fractions."""


def note_differing(
    page: Page, catalog: Catalog, method: Method, rows: Rows, values: Values
) -> None:
    """Caution where a stated rate is not the one its own counts give."""
    for index in catalog.indices_of(method.id):
        if RATE + index.id not in page.header.places:
            continue
        stated = _stated(page, index, rows)
        computed = _computed(index, values) * page.form.rate_times.get(index.id, 1)
        off = _off(stated, computed, index)
        for row in np.flatnonzero(off):
            page.note(
                "rate_differs",
                [rows[row]],
                RATE + index.id,
                expected=f"{computed[row]:.2f}{index.unit}",
            )


def _computed(index: Index, values: Values) -> NDArray[np.float64]:
    """Compute an index for single surveys; NaN where a field is missing or the effort is 0."""
    above = sum(
        (-1 if name.startswith("-") else 1) * values[name.removeprefix("-")]
        for name in index.numerator
    )
    below = np.prod([values[name] for name in index.denominator], axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = float(index.multiplier) * np.asarray(above) / below
    return np.where(below > 0, found, np.nan)


def _stated(page: Page, index: Index, rows: Rows) -> NDArray[np.float64]:
    found: Read = read(page.column(RATE + index.id).at(rows), _rate, "f8", np.nan)
    return np.asarray(found.values / 10**DECIMALS, dtype=np.float64)


def _rate(cell: Any) -> tuple[float, str]:
    """Read a stated rate, whose percent sign says nothing new; an unreadable one is passed over."""
    if isinstance(cell, str):
        cell = cell.strip().rstrip("%％")
    if isinstance(cell, float):
        cell = str(round(Decimal(repr(cell)), DECIMALS)) if abs(cell) < GREATEST else ""
    value, _ = number(cell, DECIMALS)
    return value, ""


def _off(
    stated: NDArray[np.float64], computed: NDArray[np.float64], index: Index
) -> NDArray[np.bool_]:
    known = ~(np.isnan(stated) | np.isnan(computed))
    near = np.abs(stated - computed) <= TOLERANCE
    if index.unit == "%":  # a cell formatted as a percentage holds the hundredth part
        near |= np.abs(100 * stated - computed) <= TOLERANCE
    return known & ~near
