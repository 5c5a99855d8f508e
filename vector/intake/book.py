"""A book of sheets: what a file holds once it was opened, whichever format it came in."""

from dataclasses import dataclass, field
from typing import Literal

from vector.intake.cells import Broken, Cells, Column

Kind = Literal["xlsx", "xls", "ods", "csv"]
Area = tuple[int, int, int, int]

VERDICT_SHEET = "问题清单"
"""The sheet a marked workbook comes back with; it is never read as data."""


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
    since_1904 : bool
        Whether the serial numbers of its days begin in 1904, not 1900.
    assumed : str
        The encoding a text was taken to be in, where its bytes left a choice.
    """

    name: str
    cells: Cells
    hidden: bool = False
    merged: list[Area] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    errors: dict[tuple[int, int], Broken] = field(default_factory=dict)
    since_1904: bool = False
    assumed: str = ""

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
        rows = zip(*self.cells.columns(0, min(n, self.height)), strict=True)
        return [[None if cell == "" else cell for cell in row] for row in rows]

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
