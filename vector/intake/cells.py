"""Cells of a sheet: their names (C5), and the sources that hand them over column by column."""

import gc
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt
from python_calamine import CalamineSheet

Column = npt.NDArray[np.object_]
BATCH = 8192

_NAME = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


@dataclass(frozen=True)
class Broken:
    """A cell without a usable value: an error value, or a formula that was never computed."""

    code: Literal["cell_error", "formula_uncomputed"]
    found: str


def column_letters(column: int) -> str:
    """Return the letters of a column counted from 0.

    Examples
    --------
    >>> column_letters(0), column_letters(25), column_letters(26), column_letters(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str | bytes) -> int:
    """Return the position, from 0, of a column's letters.

    Examples
    --------
    >>> column_number("A"), column_number("aa"), column_number(b"XFD")
    (0, 26, 16383)
    """
    text = letters.decode("ascii") if isinstance(letters, bytes) else letters
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def cell_name(row: int, column: int) -> str:
    """Return a cell's name; row and column from 0.

    Examples
    --------
    >>> cell_name(4, 2)
    'C5'
    """
    return f"{column_letters(column)}{row + 1}"


def cell_place(name: str) -> tuple[int, int] | None:
    """Return the row and column, from 0, of a cell's name; None when it is no name.

    Examples
    --------
    >>> cell_place("C5"), cell_place("")
    ((4, 2), None)
    """
    found = _NAME.fullmatch(name)
    return (int(found[2]) - 1, column_number(found[1])) if found else None


class Cells(Protocol):
    """Where a sheet's cells come from."""

    height: int
    width: int

    def columns(self, first_row: int, stop: int) -> list[Column]:
        """Return the cells of rows ``first_row`` to ``stop`` column by column."""


class TextCells:
    """The cells of a delimited text, already split."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self.width = len(columns)
        self.height = len(columns[0]) if columns else 0

    def columns(self, first_row: int, stop: int) -> list[Column]:
        """Return the cells of rows ``first_row`` to ``stop`` column by column."""
        return [column[first_row:stop] for column in self._columns]


class WorkbookCells:
    """The cells of a workbook's sheet, converted when they are asked for."""

    def __init__(self, source: CalamineSheet) -> None:
        self._source = source
        end = source.end
        self.height, self.width = (end[0] + 1, end[1] + 1) if end else (0, 0)

    def columns(self, first_row: int, stop: int) -> list[Column]:
        """Return the cells of rows ``first_row`` to ``stop`` column by column."""
        first = max(first_row, 0)
        height = max(0, min(stop, self.height) - first)
        # Rows come from the top of the sheet, but their cells only from the first filled column.
        left = self._source.start[1] if self._source.start else 0
        arrays = [np.full(height, "", dtype=object) for _ in range(self.width)]
        rows = islice(self._source.iter_rows(), first, first + height)
        with without_collection():
            _fill(arrays[left:], rows)
        return arrays


def _fill(arrays: list[Column], rows: Iterator[Sequence[object]]) -> None:
    done = 0
    while batch := list(islice(rows, BATCH)):
        for array, values in zip(arrays, zip(*batch, strict=True), strict=True):
            array[done : done + len(batch)] = values
        done += len(batch)


@contextmanager
def without_collection() -> Iterator[None]:
    """Millions of new cells hold no cycles; looking for some costs more than reading them."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
