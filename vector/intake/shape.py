"""The shape of a sheet below its header: its columns after merging, filling down and gathering.

A merged or filled-down station, street, habitat or date holds for all its rows. A merged count
belongs to no single row, so it is handed back to be refused.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

import numpy as np
from numpy.typing import NDArray

from vector.intake import months
from vector.intake.blank import blank_cells, blank_rows
from vector.intake.cells import Column
from vector.intake.column import name
from vector.intake.form import Form
from vector.intake.given import Given
from vector.intake.header import Header
from vector.intake.layout import PLACES
from vector.intake.listed import gathered
from vector.intake.number import number
from vector.intake.sheet import Sheet


@dataclass
class Shape:
    """The cells of a page.

    Attributes
    ----------
    cells : list of columns
    merged : dict of target → rows
        Rows whose count is merged with others.
    put : dict of target → column
        What stands in no column of the sheet.
    rows : ndarray of int
        The row below the header that each row of the page is.
    years : list of int
        Rows that only name a year.
    lines : int
        How many lines of a list were gathered; 0 for other sheets.
    filled : dict of target → int
        How many cells were filled down.
    collected : list of list, or None
        Of a list: on which days each survey's traps were collected, as they are written.
    """

    cells: list[Column]
    merged: dict[str, list[int]]
    rows: NDArray[np.intp]
    put: dict[str, Column] = field(default_factory=dict)
    years: list[int] = field(default_factory=list)
    lines: int = 0
    filled: dict[str, int] = field(default_factory=dict)
    collected: list[list[object]] | None = None


def shaped(
    sheet: Sheet, form: Form, header: Header, given: Given, below: Sequence[Column]
) -> Shape:
    """Bring the cells below a header into shape, as the form's rules say.

    Parameters
    ----------
    below : sequence of columns
        The sheet's cells below the header. Several forms may share them: none is changed.
    """
    cells, merged = _merged(sheet, form, header, below)
    height = len(cells[0]) if cells else 0
    shape = Shape(cells, merged, np.arange(height, dtype=np.intp))
    _ruled(shape, form, header.places)
    _placed(shape, form, given)
    if form.lines is not None:
        _gather(shape, form, header.places)
    return shape


def _merged(
    sheet: Sheet, form: Form, header: Header, below: Sequence[Column]
) -> tuple[list[Column], dict[str, list[int]]]:
    first = header.row + 1
    cells = list(below)
    whole = {*PLACES, *(form.lines.same if form.lines else ())}
    targets = {place: target for target, place in header.places.items()}
    areas = [area for area in sheet.merged if area[0] >= first and area[2] > area[0]]
    shared: dict[str, list[int]] = {}
    for place in {area[1] for area in areas} | {place for _, place in sheet.errors}:
        if place < len(cells):
            cells[place] = cells[place].copy()
    height = len(cells[0]) if cells else 0
    for top, left, bottom, _ in areas:
        rows = range(top - first, min(bottom - first + 1, height))
        if rows and targets.get(left) in whole:
            cells[left][rows.start : rows.stop] = cells[left][rows.start]
        elif rows and left in targets:
            shared.setdefault(targets[left], []).extend(rows)
    _put_errors(sheet, first, cells)
    return cells, shared


def _put_errors(sheet: Sheet, first: int, cells: list[Column]) -> None:
    """Put cells without a usable value back, which are no missing ones."""
    for (row, place), broken in sheet.errors.items():
        if first <= row < first + (len(cells[0]) if cells else 0) and place < len(cells):
            cells[place][row - first] = broken


def _ruled(shape: Shape, form: Form, places: Mapping[str, int]) -> None:
    down = [target for target in form.rules.filled_down if target in places]
    said = ~blank_rows(shape.cells) if down else np.zeros(0, dtype=bool)
    for target in down:
        place = places[target]
        shape.cells[place], shape.filled[target] = _down(shape.cells[place], said)
    for target in form.rules.last_part:
        if target in places:
            if target == "street" and "county" not in places:
                shape.put["county"] = _each(shape.cells[places[target]], _owner)
            shape.cells[places[target]] = _each(shape.cells[places[target]], _last_part)
    for target, divisor in form.rules.divided.items():
        if target in places:
            shape.cells[places[target]] = _each(
                shape.cells[places[target]], partial(_quotient, divisor)
            )


def _placed(shape: Shape, form: Form, given: Given) -> None:
    """Put what all rows have in common, and the day of every month's row."""
    height = shape.rows.size
    for target, value in (("station", given.station), ("date", given.day)):
        if value:
            shape.put[target] = np.full(height, value, dtype=object)
    if form.rules.habitat:
        shape.put["habitat"] = np.full(height, form.rules.habitat, dtype=object)
    if form.months and shape.cells:
        shape.put["date"], shape.years = months.days(shape.cells[0])


def _gather(shape: Shape, form: Form, places: Mapping[str, int]) -> None:
    found = gathered(shape.cells, dict(places), form)
    shape.cells = [column[found.first] for column in shape.cells]
    shape.put = {target: column[found.first] for target, column in shape.put.items()}
    shape.put |= found.fields | found.kinds
    shape.rows, shape.lines, shape.merged = found.first, found.lines, {}
    shape.collected = found.collected


def _down(column: Column, rows: NDArray[np.bool_]) -> tuple[Column, int]:
    """Fill the empty cells of filled rows from above; return how many were."""
    said = ~blank_cells(column)
    above = np.maximum.accumulate(np.where(said, np.arange(said.size), -1))
    empty = rows & ~said & (above >= 0)
    filled = column.copy()
    filled[empty] = column[above[empty]]
    return filled, int(empty.sum())


def _each(column: Column, change: Callable[[object], object]) -> Column:
    found = np.empty(len(column), dtype=object)
    found[:] = [change(cell) for cell in column]
    return found


def _last_part(cell: object) -> object:
    return name(cell).split("-")[-1].strip() if isinstance(cell, str) else cell


def _owner(cell: object) -> object:
    """Return what stands before the last part of a path: the county with its city."""
    return "-".join(name(cell).split("-")[:-1]).strip() if isinstance(cell, str) else ""


def _quotient(divisor: int, cell: object) -> object:
    """Divide what is a plain number; anything else stays for the reader to judge."""
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return cell
    found, fault = number(cell, 6)
    if fault or found != found:
        return cell
    return float(Decimal(found) / 10**6 / divisor)
