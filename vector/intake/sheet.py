"""Files in the wild as a book of sheets; what is no readable table is refused with a sentence."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal, Protocol

import numpy as np
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from vector.intake import text
from vector.intake.fault import refuse
from vector.intake.text import Column

Kind = Literal["xlsx", "xls", "ods", "csv"]
Area = tuple[int, int, int, int]
BATCH = 8192


@dataclass(frozen=True)
class Broken:
    """A cell without a usable value: an error value, or a formula that was never computed."""

    code: Literal["cell_error", "formula_uncomputed"]
    found: str


class Cells(Protocol):
    """Where a sheet's cells come from."""

    height: int
    width: int

    def columns(self, first_row: int, stop: int) -> list[Column]:
        """Return the cells of rows ``first_row`` to ``stop`` column by column."""


@dataclass
class Sheet:
    """One sheet of a book.

    Attributes
    ----------
    name : str
    hidden : bool
    merged : list of (row, column, last row, last column), from 0
    hidden_rows : list of int
        Rows the user cannot see, from 0.
    errors : dict of (row, column) → Broken
        Cells, from 0, that show an error value or hold a formula without a stored result;
        they come back as "" and must not be taken as missing.
    """

    name: str
    cells: Cells
    hidden: bool = False
    merged: list[Area] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    errors: dict[tuple[int, int], Broken] = field(default_factory=dict)

    @property
    def height(self) -> int:
        """The number of rows down to the last filled one."""
        return self.cells.height

    @property
    def width(self) -> int:
        """The number of columns up to the last filled one."""
        return self.cells.width

    def head(self, n: int) -> list[list[object]]:
        """Return the first ``n`` rows; an empty cell is None."""
        columns = self.cells.columns(0, min(n, self.height))
        return [
            [None if cell == "" else cell for cell in row] for row in zip(*columns, strict=True)
        ]

    def columns(self, first_row: int) -> list[Column]:
        """Return one object array per column from a row (from 0) down; an empty cell is ""."""
        return self.cells.columns(first_row, self.height)


@dataclass
class Book:
    """A file that was opened: its sheets in order, and its bytes."""

    name: str
    kind: Kind
    content: bytes
    sheets: list[Sheet]


class TextCells:
    """The cells of a delimited text."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self.width = len(columns)
        self.height = len(columns[0]) if columns else 0

    def columns(self, first_row: int, stop: int) -> list[Column]:
        """Return the cells of rows ``first_row`` to ``stop`` column by column."""
        return [column[first_row:stop] for column in self._columns]


class WorkbookCells:
    """The cells of a workbook's sheet."""

    def __init__(self, source: CalamineSheet) -> None:
        self._source = source
        end = source.end
        self.height, self.width = (end[0] + 1, end[1] + 1) if end else (0, 0)

    def columns(self, first_row: int, stop: int) -> list[Column]:
        """Return the cells of rows ``first_row`` to ``stop`` column by column."""
        height = max(0, stop - first_row)
        left = self._source.start[1] if self._source.start else 0
        arrays = [np.full(height, "", dtype=object) for _ in range(self.width)]
        rows = islice(self._source.iter_rows(), first_row, max(first_row, stop))
        done = 0
        while batch := list(islice(rows, BATCH)):
            for array, values in zip(arrays[left:], zip(*batch, strict=True), strict=True):
                array[done : done + len(batch)] = values
            done += len(batch)
        return arrays


def open_book(content: bytes, name: str) -> Book:
    """Open a file by its bytes, whatever its name ends in."""
    if not content:
        raise refuse("empty_file", file=name)
    if content.startswith(b"PK\x03\x04"):
        kind: Kind = "ods" if b"opendocument.spreadsheet" in content[:200] else "xlsx"
        return Book(name, kind, content, _sheets(content, name))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return Book(name, "xls", content, _sheets(content, name))
    cells = TextCells(text.columns(text.decode(content, name)))
    return Book(name, "csv", content, [Sheet("CSV", cells)])


def _sheets(content: bytes, name: str) -> list[Sheet]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [
            _sheet(
                workbook.get_sheet_by_index(place), about.visible is not SheetVisibleEnum.Visible
            )
            for place, about in enumerate(workbook.sheets_metadata)
        ]
    except CalamineError as error:
        raise refuse("broken_file", file=name, found=str(error)) from error


def _sheet(source: CalamineSheet, hidden: bool) -> Sheet:
    ranges = source.merged_cell_ranges or []
    merged = [(*start, *end) for start, end in ranges]
    return Sheet(source.name, WorkbookCells(source), hidden, merged)
