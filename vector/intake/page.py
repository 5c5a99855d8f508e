"""A page: the rows of one sheet under its header, the faults found there, and which rows are held.

A row is accepted, held (it has an error) or skipped (blank, a subtotal, nothing carried out);
there is no fourth way, so that rows read = accepted + held + skipped.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vector.errors import Said
from vector.intake.cells import Broken, Column, column_letters
from vector.intake.column import Distinct, distinct
from vector.intake.fault import Faults, wordings
from vector.intake.form import Form
from vector.intake.given import Given
from vector.intake.header import Header
from vector.intake.shape import Shape, shaped
from vector.intake.sheet import Sheet

Rows = NDArray[np.intp]


class Page:
    """The rows of a sheet below its header.

    Parameters
    ----------
    sheet : Sheet
    form : Form
    header : Header
    faults : Faults
        Takes what is found.
    given : Given
        What every row has in common.
    below : sequence of columns, optional
        The cells below the header, where several methods share them.
    alone : bool
        False where other methods share the sheet, so that a row without numbers says nothing.
    """

    def __init__(
        self,
        sheet: Sheet,
        form: Form,
        header: Header,
        faults: Faults,
        given: Given = Given(),  # noqa: B008
        *,
        below: Sequence[Column] | None = None,
        alone: bool = True,
    ) -> None:
        self.sheet = sheet.name
        self.since_1904 = sheet.since_1904
        self.form = form
        self.header = header
        self.faults = faults
        self.first = header.row + 1
        self.alone = alone
        own = sheet.columns(self.first) if below is None else below
        shape = shaped(sheet, form, header, given, own)
        self.cells, self.merged, self.rows = shape.cells, shape.merged, shape.rows
        self.collected = shape.collected
        self.height = int(shape.rows.size)
        self._distinct: dict[int, Distinct] = {}
        self._put = {target: distinct(column) for target, column in shape.put.items()}
        self.held = np.zeros(self.height, dtype=bool)
        self.skipped = np.zeros(self.height, dtype=bool)
        self.undone = np.zeros(self.height, dtype=bool)
        self.reasons: dict[str, int] = {}
        self.skip(np.array(shape.years, dtype=np.intp), "year")
        self._say(shape)

    @property
    def targets(self) -> tuple[str, ...]:
        """What the page has cells for, in columns of the sheet or put in."""
        return tuple(dict.fromkeys((*self.header.places, *self._put)))

    def _say(self, shape: Shape) -> None:
        """Caution about what was done to the sheet's rows."""
        for target, count in shape.filled.items():
            if count:
                title = self.title(target)
                self.faults.add("filled_down", sheet=self.sheet, column=title, found=count)
        if shape.lines:
            surveys = str(self.height)
            self.faults.add("lines_gathered", sheet=self.sheet, found=shape.lines, expected=surveys)
        if self.form.months:
            self.faults.add("month_rows", sheet=self.sheet)

    def column(self, target: str) -> Distinct:
        """Return the cells of a target; all empty where the sheet has no such column."""
        if target in self._put:
            return self._put[target]
        place = self.header.places.get(target)
        if place is None:
            return Distinct(np.full(self.height, -1, dtype=np.intp), [])
        return self.at(place)

    def at(self, place: int) -> Distinct:
        """Return the cells of a column by its place, factorised once."""
        if place not in self._distinct:
            self._distinct[place] = distinct(self.cells[place])
        return self._distinct[place]

    def title(self, target: str) -> str:
        """Return the header of a target as the sheet writes it, else as people expect it."""
        place = self.header.places.get(target)
        return self.form.shown.get(target, target) if place is None else self.header.texts[place]

    def skip(self, rows: Rows, reason: str) -> None:
        """Pass rows over for a reason."""
        fresh = rows[~self.skipped[rows]]
        self.skipped[fresh] = True
        if reason == "no_data":
            self.undone[fresh] = True
        if fresh.size:
            self.reasons[reason] = self.reasons.get(reason, 0) + int(fresh.size)

    def _cells_of(self, target: str, rows: list[int]) -> list[Any]:
        cells = self.column(target).at(np.array(rows, dtype=np.intp)).quoted()
        return [cell.found if isinstance(cell, Broken) else cell for cell in cells]

    def shown_row(self, row: int) -> int:
        """Return the number Excel shows beside a row."""
        return self.first + int(self.rows[row]) + 1

    def note(
        self,
        code: str,
        rows: Iterable[int],
        target: str = "",
        *,
        found: Iterable[object] | None = None,
        expected: str | Said = "",
        **values: object,
    ) -> None:
        """Note one fault on several rows; an error holds them.

        Parameters
        ----------
        target : str
            The column at fault; its header and cell are named.
        found : iterable, optional
            What is quoted, one per listed row; else the cells of the target.
        """
        place = None if target in self._put else self.header.places.get(target)
        listed = [int(row) for row in rows]
        if wordings()[code].severity == "error":
            self.held[listed] = True
        quoted = self._cells_of(target, listed) if found is None else list(found)
        for row, said in zip(listed, quoted, strict=True):
            number = self.shown_row(row)
            self.faults.add(
                code,
                sheet=self.sheet,
                row=number,
                column=self.title(target) if target else "",
                cell="" if place is None else f"{column_letters(place)}{number}",
                found=said,
                expected=expected,
                **values,
            )


def note_undone(pages: Sequence[Page]) -> None:
    """Caution about the rows of a shared sheet that give no number for any of its methods."""
    undone = np.flatnonzero(np.logical_and.reduce([page.undone for page in pages]))
    if undone.size:
        station = pages[0].column("station").at(undone).quoted()
        pages[0].note("no_data_row", undone, found=station)
