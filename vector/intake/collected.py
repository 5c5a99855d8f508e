"""The day on which traps were collected 回收日期: not before they were set, and not months after.

A night belongs to the day it began, so a trap collected the next month is in order; what lies
before, or further off than any trap is left out, is a day that was mistyped.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vector.intake.date import DAY_ZERO, SINCE_1904, day
from vector.intake.listed import COLLECTED
from vector.intake.page import Page, Rows

MOST_DAYS = 62
"""Two months; ovitraps hang for days, and no method of monitoring leaves a trap longer."""


def note_collected(page: Page, days: NDArray[np.datetime64], today: date, left: Rows) -> None:
    """Hold surveys whose traps were collected before they were set, or months later.

    A day of collecting that cannot be read holds nothing, but is told.
    """
    if COLLECTED not in page.header.places:
        return
    for row in left:
        if not np.isnat(days[row]):
            began = days[row].astype("M8[D]").astype(date)
            for cell in _cells(page, int(row)):
                _note(page, int(row), cell, began, today)


def _cells(page: Page, row: int) -> Sequence[Any]:
    if page.collected is not None:
        return page.collected[row]
    return list(page.column(COLLECTED).at(np.array([row], dtype=np.intp)).quoted())


def _note(page: Page, row: int, cell: Any, began: date, today: date) -> None:
    found, code = day(cell, today, SINCE_1904 if page.since_1904 else DAY_ZERO)
    if found is None:
        if code:
            page.note("collected_unread", [row], COLLECTED, found=[cell])
    elif found < began:
        page.note("collected_before", [row], COLLECTED, found=[cell], day=began)
    elif (out := (found - began).days) > MOST_DAYS:
        page.note(
            "collected_late", [row], COLLECTED, found=[cell], expected=str(MOST_DAYS), day=began,
            days=out,
        )  # fmt: skip
