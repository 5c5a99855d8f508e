"""Long tables for spreadsheets: csv line by line, xlsx row by row on disk.

A user's text is never a formula, as in :mod:`vector.report.spreadsheet`; numbers stay numbers.
"""

import csv
import io
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

from xlsxwriter import Workbook

from vector.report.spreadsheet import harmless, write_cell

LINES_AT_ONCE = 500
# A mark that lets spreadsheets know the encoding.
MARK = "\ufeff"


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return harmless(value)
    return "" if value is None or _endless(value) else value


def _endless(value: Any) -> bool:
    return isinstance(value, float) and not math.isfinite(value)


def csv_lines(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], *, mark: bool = True
) -> Iterator[bytes]:
    """Yield a csv file in UTF-8, a few hundred lines at a time.

    Parameters
    ----------
    columns : sequence of str
        The header.
    rows : iterable of sequences
        Plain values; None and numbers that are none are empty.
    mark : bool
        Whether a mark of the encoding stands first, for spreadsheets.

    Examples
    --------
    >>> b"".join(csv_lines(["n", "word"], [(-1, "-1"), (None, "东")])).decode("utf-8-sig")
    "n,word\\r\\n-1,'-1\\r\\n,东\\r\\n"
    """
    out = io.StringIO()
    writer = csv.writer(out)
    out.write(MARK if mark else "")
    writer.writerow([harmless(name) for name in columns])
    for number, row in enumerate(rows, start=1):
        writer.writerow([_cell(value) for value in row])
        if number % LINES_AT_ONCE == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def write_workbook(file: IO[bytes], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a workbook row by row; what is written leaves the memory.

    Parameters
    ----------
    file : binary file
        Where to; its position is at the end afterwards.
    columns : sequence of str
        The header.
    rows : iterable of sequences
        Plain values, as for :func:`csv_lines`.
    """
    with Workbook(file, {"constant_memory": True}) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for place, name in enumerate(columns):
            sheet.write_string(0, place, name, bold)
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                write_cell(sheet, number, place, None if _endless(value) else value)
