"""Rates that a sheet states beside its counts: compared with what the counts give, never kept."""

import re
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
from vector.intake.unit import with_unit
from vector.intake.word import plain

DECIMALS = 6
SLACK = 1e-9
"""Room for binary fractions, beside the half unit of the last place that is printed."""

_FRACTION = re.compile(r"\.(\d+)")


def note_differing(
    page: Page, catalog: Catalog, method: Method, rows: Rows, values: Values
) -> None:
    """Caution where a stated rate is not the one its own counts give."""
    for index in catalog.indices_of(method.id):
        if RATE + index.id not in page.header.places:
            continue
        stated = _stated(page, index, rows)
        computed = _computed(index, values) * page.form.rate_times.get(index.id, 1)
        places = _places(page, index, rows)
        off = _off(stated, computed, places, index)
        for row in np.flatnonzero(off):
            shown = max(2, int(places[row]))
            page.note(
                "rate_differs",
                [rows[row]],
                RATE + index.id,
                expected=with_unit(f"{computed[row]:.{shown}f}", index.unit),
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


def _places(page: Page, index: Index, rows: Rows) -> NDArray[np.float64]:
    """Return how many decimals each rate was printed with."""
    found: Read = read(page.column(RATE + index.id).at(rows), _printed, "f8", 0)
    return np.asarray(found.values, dtype=np.float64)


def _printed(cell: Any) -> tuple[float, str]:
    """Count the decimals; of a number those that it has, since a sheet keeps no others."""
    if isinstance(cell, int | float):
        if not abs(cell) < GREATEST:
            return 0.0, ""
        cell = format(round(Decimal(repr(cell)), DECIMALS).normalize(), "f")
    found = _FRACTION.search(plain(str(cell)))
    return float(min(len(found[1]), DECIMALS)) if found else 0.0, ""


def _off(
    stated: NDArray[np.float64],
    computed: NDArray[np.float64],
    places: NDArray[np.float64],
    index: Index,
) -> NDArray[np.bool_]:
    """Return which rates are further off than half a unit in the last place they were printed to.

    A rate cut off instead of rounded is off by up to a whole unit, and told.
    """
    known = ~(np.isnan(stated) | np.isnan(computed))
    half = 0.5 * 10.0**-places
    near = np.abs(stated - computed) <= half + SLACK * (1 + np.abs(computed))
    if index.unit == "%":  # a cell formatted as a percentage holds the hundredth part
        near |= np.abs(100 * stated - computed) <= 100 * half + SLACK * (1 + np.abs(computed))
    return known & ~near
