"""One column of cells read at once: every different cell is looked at a single time.

A year of counts repeats few numbers, dates and names, so reading the different ones and putting
the answers back by position is what makes a file of a million rows quick.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.intake.cells import Broken
from vector.intake.word import tidy, words

PURE = ("floating", "string", "date", "datetime")
"""What a column is said to be that holds cells of one kind, and truth values nowhere."""

Cells = NDArray[np.object_]
Codes = NDArray[np.intp]


@dataclass(frozen=True)
class Distinct:
    """The different cells of a column and where each stands; code -1 is an empty cell."""

    codes: Codes
    cells: list[Any]

    def at(self, rows: NDArray[np.intp]) -> "Distinct":
        """Return the same for some of the rows."""
        return Distinct(self.codes[rows], self.cells)

    def where(self, wanted: Callable[[Any], bool], *, empty: bool) -> NDArray[np.bool_]:
        """Return on which rows a condition on the cell holds; ``empty`` answers for no cell."""
        answers = np.array([wanted(cell) for cell in self.cells], dtype=bool)
        return self.spread(answers, empty)

    def quoted(self) -> NDArray[np.object_]:
        """Return the cells row by row, as they came."""
        different = np.empty(len(self.cells), dtype=object)
        different[:] = self.cells
        return self.spread(different, "")

    def spread(self, answers: NDArray[Any], empty: Any) -> NDArray[Any]:
        """Put one answer per different cell back on every row."""
        last = np.empty(1, dtype=answers.dtype)
        last[0] = empty
        return np.concatenate([answers, last])[self.codes]


def distinct(cells: Cells) -> Distinct:
    """Factorise a column of mixed cells.

    Python holds ``True == 1``; a tick box is no count, so truth values become text first.

    Examples
    --------
    >>> distinct(np.array([3.0, "3", None, 3.0], object)).codes.tolist()
    [0, 1, -1, 0]
    """
    if pd.api.types.infer_dtype(cells, skipna=False) not in PURE and bool in set(map(type, cells)):
        cells = np.array([str(c).upper() if isinstance(c, bool) else c for c in cells], object)
    codes, found = pd.factorize(cells, use_na_sentinel=True)
    return Distinct(codes, list(found))


@dataclass(frozen=True)
class Read:
    """A column as values, with what is wrong on each row.

    Attributes
    ----------
    values : ndarray
        One value per row; NaN or NaT where missing or wrong.
    marks : ndarray of int8
        0 where the cell is in order, else 1 + position in ``codes``.
    codes : tuple of str
        The fault codes met.
    """

    values: NDArray[Any]
    marks: NDArray[np.int8]
    codes: tuple[str, ...]

    @property
    def wrong(self) -> NDArray[np.bool_]:
        """Rows whose cell carries a fault or a caution."""
        return self.marks > 0


def read(column: Distinct, one: Callable[[Any], tuple[Any, str]], dtype: str, empty: Any) -> Read:
    """Read a column with a function for one cell, called once per different cell.

    Parameters
    ----------
    one : callable
        Cell → (value, fault code or empty string).
    dtype : str
        Of the values.
    empty : object
        The value of an empty cell.
    """
    answers = [one(cell) for cell in column.cells]
    codes = tuple(dict.fromkeys(code for _, code in answers if code))
    position = {"": 0} | {code: number for number, code in enumerate(codes, start=1)}
    values = np.array([value for value, _ in answers], dtype=dtype)
    marks = np.array([position[code] for _, code in answers], dtype=np.int8)
    return Read(column.spread(values, empty), column.spread(marks, 0), codes)


def name(cell: Any) -> str:
    """Read one cell as a name; a number typed as a code loses its ``.0``, a missing mark is empty.

    Examples
    --------
    >>> name(12.0), name("—"), name(" 东门 ")
    ('12', '', '东门')
    """
    if isinstance(cell, Broken):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = tidy(str(cell))
    return "" if text.lower() in words().missing else text


def names(column: Distinct) -> pd.Categorical:
    """Read a column of names; missing ones are the empty string."""
    cleaned, kept = pd.factorize(np.array([*map(name, column.cells), ""], object))
    return pd.Categorical.from_codes(cleaned[column.codes], categories=pd.Index(kept, dtype=object))
