"""Blank cells and rows: what holds nothing at all."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.intake.cells import Column


def blank_rows(cells: list[Column]) -> NDArray[np.bool_]:
    """Return which rows hold nothing at all."""
    blank = np.ones(len(cells[0]) if cells else 0, dtype=bool)
    for column in cells:
        left = np.flatnonzero(blank)
        if not left.size:
            break
        blank[left] = blank_cells(column[left])
    return blank


def blank_cells(cells: Column) -> NDArray[np.bool_]:
    """Look at every different cell once; what pandas holds to be missing may be a number."""
    codes, found = pd.factorize(cells)
    blank = np.array([*map(_blank, found), False])[codes]
    missing = np.flatnonzero(codes < 0)
    blank[missing] = [cell is None for cell in cells[missing]]
    return blank


def _blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
