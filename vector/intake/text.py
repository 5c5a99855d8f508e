"""Delimited text (CSV): which encoding, which delimiter, and its cells column by column."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice, zip_longest

import numpy as np

from vector.intake.book import Sheet
from vector.intake.cells import Column, TextCells, cell_name, without_collection
from vector.intake.encoding import encoding_of
from vector.intake.fault import finding, refuse
from vector.intake.signature import CONTROLS

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
SAMPLE_LINES = 20
BATCH = 8192
MOST_ROWS = 3_000_000
MOST_COLUMNS = 1_000
MOST_CELLS = 20_000_000
LONGEST_LINE = 1_000_000

_BLANK_END = b",;\t \r\n"
_DECLARED = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)


def open_text(content: bytes, name: str) -> Sheet:
    """Read delimited text as the one sheet of a book.

    Raises
    ------
    IntakeError
        ``text_encoding``, ``text_structure`` or ``too_many_rows``.
    """
    encoding = encoding_of(content, name)
    if encoding.codec != "utf-16":
        content = content.rstrip(_BLANK_END)
        _check_lines(content, name)
        _check_controls(content, name)
    cells = TextCells(columns(content, encoding.codec, name))
    return Sheet("CSV", cells, assumed=encoding.shown if encoding.guessed else "")


def _check_lines(content: bytes, name: str) -> None:
    rows = max(content.count(b"\n"), content.count(b"\r")) + 1
    if rows > MOST_ROWS:
        most = finding("ten_thousands", number=MOST_ROWS // 10_000)
        raise refuse(
            "too_many_rows",
            file=name,
            found=rows,
            expected=most,
        )
    long = _long_line(content)
    if long >= 0:
        row = content.count(b"\n", 0, long) + 1
        found = finding("line_long", most=LONGEST_LINE)
        raise refuse("text_structure", file=name, row=row, found=found)


def _long_line(content: bytes) -> int:
    """Return where the first line that is too long begins, or -1."""
    start = 0
    while start + LONGEST_LINE <= len(content):
        ends = (content.rfind(mark, start, start + LONGEST_LINE) for mark in (b"\n", b"\r"))
        last = max(ends)
        if last < 0:
            return start
        start = last + 1
    return -1


def _check_controls(content: bytes, name: str) -> None:
    """Refuse control characters anywhere: no database keeps them, and no person typed them."""
    if len(content.translate(None, CONTROLS)) == len(content):
        return
    at = min(place for mark in CONTROLS if (place := content.find(mark)) >= 0)
    row = content.count(b"\n", 0, at) + 1
    found = finding("control_sign", sign=content[at])
    raise refuse("text_structure", file=name, row=row, found=found)


def _lines(content: bytes, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")


def delimiter(content: bytes, encoding: str) -> str:
    """Return the declared delimiter, else the one that stands most often in the first lines.

    Examples
    --------
    >>> delimiter("监测日期;布夹数\\n2025-06-01;1,5".encode(), "utf-8-sig")
    ';'
    """
    lines = list(islice(_lines(content, encoding), SAMPLE_LINES))
    if not lines:
        return ","
    if declared := _DECLARED.match(lines[0]):
        return declared[1]
    middle = (len(lines) - 1) // 2
    return max(DELIMITERS, key=lambda mark: sorted(line.count(mark) for line in lines)[middle])


def columns(content: bytes, encoding: str, name: str) -> list[Column]:
    """Split text into columns of strings; short rows are filled with ""."""
    mark = delimiter(content, encoding)
    reader = csv.reader(_lines(content, encoding), delimiter=mark, strict=True)
    try:
        with without_collection():
            filled = _split(reader, name)
    except csv.Error as error:
        found = finding("quotes")
        raise refuse("text_structure", file=name, row=reader.line_num, found=found) from error
    return [_array(column) for column in _emptied(filled)]


def _split(reader: Iterator[list[str]], name: str) -> list[list[str]]:
    memo: dict[str, str] = {}
    filled: list[list[str]] = []
    height = 0
    while batch := list(islice(reader, BATCH)):
        widest = _check_width(batch, height, name)
        _check_area(height + len(batch), max(widest, len(filled)), name)
        for position, values in enumerate(zip_longest(*batch, fillvalue="")):
            if position == len(filled):
                filled.append([""] * height)
            filled[position].extend(map(memo.setdefault, values, values))
        height += len(batch)
        for column in filled:
            column.extend([""] * (height - len(column)))
    return filled


def _check_width(batch: list[list[str]], above: int, name: str) -> int:
    widest = max(map(len, batch))
    if widest > MOST_COLUMNS:
        row = above + [len(cells) for cells in batch].index(widest) + 1
        found = finding("line_wide", columns=widest)
        raise refuse("text_structure", file=name, row=row, found=found)
    return widest


def _check_area(height: int, width: int, name: str) -> None:
    if height * width > MOST_CELLS:
        most = finding("ten_thousands", number=MOST_CELLS // 10_000)
        corner = finding("near_corner", corner=cell_name(height - 1, width - 1))
        raise refuse("too_many_cells", file=name, sheet="CSV", found=corner, expected=most)


def _emptied(filled: list[list[str]]) -> Iterator[list[str]]:
    """Yield each column and forget it, so that no column is held twice."""
    filled.reverse()
    while filled:
        yield filled.pop()


def _array(values: list[str]) -> Column:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array
