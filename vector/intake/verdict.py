"""The verdict workbook: the user's own sheets with the faulty cells marked, and the sheet 问题清单.

An .xlsx file comes back as it was but for the style of its faulty cells. Other formats, and the
few .xlsx files that cannot be patched safely, come back as a fresh workbook with the same cells.
Error cells are red, warnings amber; the list says everything in words.
"""

from collections.abc import Iterable
from typing import Protocol

import pandas as pd

from vector.intake.archive import open_archive
from vector.intake.book import Book
from vector.intake.cells import cell_place
from vector.intake.mark import UnusualSheetError
from vector.intake.patch import patched
from vector.intake.stylebook import UnusualStylesError

Faulty = dict[str, dict[int, dict[int, str]]]
"""Sheet → row → column → severity; rows and columns from 0."""


class Judged(Protocol):
    """What a verdict is written from: a reading, or anything with its book and faults."""

    @property
    def book(self) -> Book:
        """The file that was read."""

    @property
    def faults(self) -> pd.DataFrame:
        """The faults found in it."""


def marked_workbook(reading: Judged) -> bytes:
    """Write the verdict on a file as an .xlsx workbook.

    Parameters
    ----------
    reading : Reading
        Its book and faults are used.

    Returns
    -------
    bytes
        The workbook.
    """
    faulty = faulty_cells(reading.faults)
    if reading.book.kind == "xlsx":
        archive = open_archive(reading.book.content, reading.book.name)
        try:
            return patched(archive, reading.book.name, reading.faults, faulty)
        except (UnusualSheetError, UnusualStylesError):
            pass
    # The writer takes as long to import as a tenth of the whole verdict, and is seldom needed.
    from vector.intake import fresh

    return fresh.workbook(reading.book, reading.faults, faulty)


def faulty_cells(faults: pd.DataFrame) -> Faulty:
    """Return which cells to mark; an error outweighs a warning on the same cell.

    Examples
    --------
    >>> faults = {"sheet": ["鼠"] * 2, "cell": ["C5", ""], "severity": ["error", "warning"]}
    >>> faulty_cells(pd.DataFrame(faults))
    {'鼠': {4: {2: 'error'}}}
    """
    faulty: Faulty = {}
    named: Iterable[tuple[str, str, str]] = zip(
        faults["sheet"].tolist(), faults["cell"].tolist(), faults["severity"].tolist(), strict=True
    )
    for sheet, cell, severity in named:
        if place := cell_place(cell):
            row = faulty.setdefault(sheet, {}).setdefault(place[0], {})
            row[place[1]] = "error" if "error" in (severity, row.get(place[1])) else severity
    return faulty
