"""Marking cells in the XML of one .xlsx worksheet: only their style number changes."""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache

from vector.intake.cells import cell_name, column_number

Marked = Callable[[int, str], int]
"""Gives the number of the style to use for (a cell's style, a severity)."""

_ROW = re.compile(rb'<row r="(\d{1,7})"')
_ANY_CELL = re.compile(rb"<c[\s/>]")
_CELL = re.compile(rb'(<c r="([A-Z]{1,3})\d+")([^<>]*?)(/?>)')
_STYLE = re.compile(rb'\ss="(\d+)"')


class UnusualSheetError(Exception):
    """The worksheet is written in a way that cannot be patched safely."""


def mark(
    pieces: Iterable[bytes], faulty: Mapping[int, Mapping[int, str]], marked: Marked
) -> Iterator[bytes | memoryview]:
    """Yield the worksheet in slices, faulty cells in their marked style.

    Parameters
    ----------
    pieces : iterable of bytes
        The part's XML, cut in front of rows.
    faulty : mapping of row → column → severity
        Rows and columns from 0. A row that the sheet does not write out is passed over.
    marked : callable
        See :data:`Marked`.

    Raises
    ------
    UnusualSheetError
        When rows or cells are not written plainly and in order.

    Examples
    --------
    >>> sheet = b'<sheetData><row r="1"><c r="A1" s="4"><v>7</v></c></row></sheetData>'
    >>> b"".join(mark([sheet], {0: {0: "error"}}, lambda style, severity: style + 10))
    b'<sheetData><row r="1"><c r="A1" s="14"><v>7</v></c></row></sheetData>'
    """
    waiting, last = deque(sorted(faulty)), 0
    for piece in pieces:
        last = _last_row(piece) or last
        here = []
        while waiting and waiting[0] < last:
            here.append(waiting.popleft())
        yield from _marked_piece(piece, {row: faulty[row] for row in here}, marked)
    if not last:
        raise UnusualSheetError


def _last_row(piece: bytes) -> int:
    """Return the number of the last row that begins in a piece; 0 where none does."""
    end = piece.find(b"</sheetData>")
    at = piece.rfind(b"<row", 0, end if end >= 0 else len(piece))
    found = _ROW.match(piece, at) if at >= 0 else None
    if at >= 0 and not found:
        raise UnusualSheetError
    return int(found[1]) if found else 0


def _marked_piece(
    piece: bytes, faulty: Mapping[int, Mapping[int, str]], marked: Marked
) -> Iterator[bytes | memoryview]:
    view, done = memoryview(piece), 0
    for row, columns in faulty.items():
        start = piece.find(b'<row r="%d"' % (row + 1), done)
        head = piece.find(b">", start) + 1
        if start < 0 or piece[head - 2 : head] == b"/>":
            continue
        end = piece.find(b"</row>", head)
        style = _STYLE.search(piece, start, head)
        yield view[done:head]
        yield _row(piece[head:end], row, columns, int(style[1]) if style else 0, marked)
        done = end
    yield view[done:]


def _row(
    cells: bytes, row: int, faulty: Mapping[int, str], row_style: int, marked: Marked
) -> bytes:
    """Return a row's cells with the faulty ones marked; a cell that is not there is added."""
    found = [(_place(cell[2]), cell) for cell in _CELL.finditer(cells)]
    present = [column for column, _ in found]
    if present != sorted(set(present)) or len(present) != len(_ANY_CELL.findall(cells)):
        raise UnusualSheetError
    stops = [cell.start() for _, cell in found[1:]] + [len(cells)]
    pieces = {}
    for (column, cell), stop in zip(found, stops, strict=True):
        head = _restyled(cell, faulty[column], marked) if column in faulty else cell[0]
        pieces[column] = head + cells[cell.end() : stop]
    for column in faulty.keys() - pieces.keys():
        name = cell_name(row, column).encode()
        pieces[column] = b'<c r="%s" s="%d"/>' % (name, marked(row_style, faulty[column]))
    before = cells[: found[0][1].start()] if found else cells
    return before + b"".join(pieces[column] for column in sorted(pieces))


@cache
def _place(letters: bytes) -> int:
    return column_number(letters)


def _restyled(cell: re.Match[bytes], severity: str, marked: Marked) -> bytes:
    style = _STYLE.search(cell[3])
    number = marked(int(style[1]) if style else 0, severity)
    return cell[1] + b' s="%d"' % number + _STYLE.sub(b"", cell[3]) + cell[4]
