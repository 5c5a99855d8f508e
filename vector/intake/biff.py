"""The records of an .xls workbook (BIFF): its password mark, macro sheets, how far each sheet's
cells reach, its error cells and its hidden rows.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from vector.intake.cells import Broken
from vector.intake.fault import finding, refuse
from vector.intake.worksheet import Extent, Findings

LAST_ROW, LAST_COLUMN = 65_536, 256

_BOUNDSHEET, _FILEPASS, _BOF, _EOF = 0x0085, 0x002F, 0x0809, 0x000A
_FORMULA, _BOOLERR, _ROW, _DIMENSIONS = 0x0006, 0x0205, 0x0208, 0x0200
_FILLED = frozenset({_FORMULA, _BOOLERR, 0x0203, 0x027E, 0x00BD, 0x00FD, 0x0204, 0x00D6})
_MULRK = 0x00BD
_DATEMODE = 0x0022
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!"}
_NOT_AVAILABLE = "#N/A"
_MACRO_SHEET = 1


@dataclass
class Inside:
    """What one sheet's records say of it."""

    name: str
    extent: Extent = field(default_factory=Extent)
    findings: Findings = field(default_factory=Findings)


def inspect(stream: bytes, file: str) -> list[Inside]:
    """Look through the records of every sheet, in workbook order.

    Raises
    ------
    IntakeError
        ``password``, ``macro`` or ``broken_file``.
    """
    try:
        return [_sheet(stream, start, name, file) for start, name in _starts(stream, file)]
    except struct.error as error:
        raise _damaged(file) from error


def counts_from_1904(stream: bytes) -> bool:
    """Return whether the workbook's serial numbers of days begin in 1904."""
    return any(
        kind == _DATEMODE and stream[at : at + min(length, 2)] == b"\1\0"
        for kind, at, length in _records(stream, 0)
    )


def _damaged(file: str) -> Exception:
    return refuse("broken_file", file=file, found=finding("records_cut"))


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield kind, place and length of records up to the end of a sub-stream."""
    while True:
        kind, length = struct.unpack_from("<HH", stream, at)
        at += 4
        if at + length > len(stream):
            raise struct.error
        yield kind, at, length
        if kind == _EOF:
            return
        at += length


def _starts(stream: bytes, file: str) -> Iterator[tuple[int, str]]:
    seen: set[int] = set()
    for kind, at, length in _records(stream, 0):
        if kind == _FILEPASS:
            raise refuse("password", file=file)
        if kind != _BOUNDSHEET:
            continue
        start, _, sort = struct.unpack_from("<LBB", stream, at)
        name = stream[at + 8 : at + length].decode("utf-16-le", "replace")
        if sort == _MACRO_SHEET:
            raise refuse("macro", file=file)
        if start in seen:
            raise _damaged(file)
        seen.add(start)
        yield start, name


def _sheet(stream: bytes, start: int, name: str, file: str) -> Inside:
    inside = Inside(name)
    for kind, at, length in _records(stream, start):
        if kind in _FILLED:
            row, column = struct.unpack_from("<HH", stream, at)
            last = column + (length - 6) // 6 - 1 if kind == _MULRK else column
            inside.extent.reach(row + 1, last + 1)
            if kind in (_FORMULA, _BOOLERR):
                _note_error(inside, stream, kind, at, (row, column))
        elif kind == _ROW and struct.unpack_from("<H", stream, at + 12)[0] & 0x20:
            inside.findings.hidden_rows.append(struct.unpack_from("<H", stream, at)[0])
        elif kind == _DIMENSIONS:
            _check_dimensions(stream, at, length, file)
    if inside.extent.width > LAST_COLUMN:
        raise _damaged(file)
    return inside


def _check_dimensions(stream: bytes, at: int, length: int, file: str) -> None:
    """Refuse absurd dimensions: the reader sets memory aside by what a sheet declares."""
    _, rows, _, columns = struct.unpack_from("<LLHH" if length >= 14 else "<HHHH", stream, at)
    if rows > LAST_ROW or columns > LAST_COLUMN:
        raise _damaged(file)


def _note_error(inside: Inside, stream: bytes, kind: int, at: int, place: tuple[int, int]) -> None:
    if kind == _BOOLERR:
        code, is_error = struct.unpack_from("<BB", stream, at + 6)
    else:
        sort, code, mark = struct.unpack_from("<BxBxxxH", stream, at + 6)
        is_error = mark == 0xFFFF and sort == 2
    if is_error:
        inside.findings.errors[place] = Broken("cell_error", _ERRORS.get(code, _NOT_AVAILABLE))
