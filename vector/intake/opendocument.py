"""The content of an .ods file: how far each sheet's cells reach once repeats are written out,
which cells hold an error, which rows are hidden, and whether it is encrypted or carries macros.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from vector.intake.archive import Archive
from vector.intake.cells import Broken
from vector.intake.fault import finding, refuse
from vector.intake.worksheet import DIGITS, Extent, Findings

CONTENT = "content.xml"
MANIFEST = "META-INF/manifest.xml"
MIMETYPE = "mimetype"
SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"

_ATTRIBUTES = rb"""((?:[^<>"']|"[^"]*"|'[^']*')*)"""
_TABLE = re.compile(rb"<table:table(?=[\s>/])" + _ATTRIBUTES)
_NAME = re.compile(rb"""table:name\s*=\s*["']([^"']*)""")
_ROW = re.compile(rb"<table:table-row(?=[\s>/])" + _ATTRIBUTES)
_CELL = re.compile(rb"<table:(?:covered-)?table-cell(?=[\s>/])" + _ATTRIBUTES)
_ROWS_REPEATED = re.compile(rb"""number-rows-repeated\s*=\s*["'](\d+)""")
_COLUMNS_REPEATED = re.compile(rb"""number-columns-repeated\s*=\s*["'](\d+)""")
_SPAN = re.compile(rb"""number-(columns|rows)-spanned\s*=\s*["'](\d+)""")
_ODD_REPEAT = re.compile(rb"""-repeated\s*=\s*(?!["']\d+["'])""")
_TEXT = re.compile(rb"<text:p[^<>]*>([^<]*)<")
_MARKUP = re.compile(rb"<[^<>]*>")
_SPACES = re.compile(rb"""<text:s\s[^<>]*text:c\s*=\s*["'](\d+)""")
MOST_TEXT = 128 << 20
# What the reader takes for a cell, whatever it says.
CELL = 64
_OTHERS = {b"text": "writing", b"presentation": "slides", b"graphics": "drawing"}
_NULL_DATE_1904 = re.compile(rb"""<table:null-date\s[^<>]*date-value\s*=\s*["']1904-01-01""")
_MACRO = re.compile(r"^(Basic|Scripts)/.*/(?!script-l[bc]\.xml$)[^/]+$")


@dataclass
class Table:
    """What one sheet of the document holds; rows and columns from 0 but for the extent.

    ``written_out`` is how long the texts are that the file holds once and counts.
    """

    name: str
    extent: Extent = field(default_factory=Extent)
    findings: Findings = field(default_factory=Findings)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    written_out: int = 0


def check_document(archive: Archive, file: str) -> None:
    """Refuse what is no plain .ods workbook.

    Raises
    ------
    IntakeError
        ``password``, ``macro``, ``not_a_table`` or ``broken_file``.
    """
    kind = archive.read(MIMETYPE).strip()
    if not kind.startswith(SPREADSHEET):
        found = next((what for word, what in _OTHERS.items() if word in kind), "document")
        raise refuse("not_a_table", file=file, found=finding(found))
    manifest = archive.read(MANIFEST) if MANIFEST in archive.parts else b""
    if b"encryption-data" in manifest or "encrypted-package" in archive.parts:
        raise refuse("password", file=file)
    if any(_MACRO.match(name) for name in archive.parts):
        raise refuse("macro", file=file)
    if CONTENT not in archive.parts:
        raise refuse("broken_file", file=file, found=finding("part_missing", name=CONTENT))


def tables(content: bytes, file: str) -> Iterator[Table]:
    """Look through every sheet of the document's content."""
    if _ODD_REPEAT.search(content):
        raise refuse("broken_file", file=file, found=finding("repeats_not_whole"))
    for table, stop in _spans(_TABLE, content, 0, len(content)):
        name = _NAME.search(table[1])
        title = name[1].decode("utf-8", "replace") if name else ""
        found = _table(content, table.end(), stop, title)
        if found.written_out > MOST_TEXT:
            size = found.written_out >> 20
            raise refuse("bomb", file=file, found=finding("texts_repeated", size=size))
        yield found


def counts_from_1904(content: bytes) -> bool:
    """Return whether the document's serial numbers of days begin in 1904."""
    return bool(_NULL_DATE_1904.search(content))


def _spans(
    pattern: re.Pattern[bytes], content: bytes, start: int, stop: int
) -> Iterator[tuple[re.Match[bytes], int]]:
    """Yield every match with the place where the next one begins."""
    last: re.Match[bytes] | None = None
    for found in pattern.finditer(content, start, stop):
        if last is not None:
            yield last, found.start()
        last = found
    if last is not None:
        yield last, stop


def _table(content: bytes, start: int, stop: int, name: str) -> Table:
    table, row = Table(name), 0
    for found, end in _spans(_ROW, content, start, stop):
        times = _times(_ROWS_REPEATED, found[1])
        width = _row(content[found.end() : end], row, table, times)
        if width:
            table.extent.reach(row + times, width)
        if width and b"table:visibility" in found[1]:
            table.findings.hidden_rows.append(row)
        row += times
    return table


def _times(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found[1][:DIGITS]) if found else 1


def _row(body: bytes, row: int, table: Table, copies: int) -> int:
    """Note what a row's cells hide; return how many columns reach to the last filled one."""
    column = width = 0
    if b"office:" not in body and b"<text:" not in body and b"formula" not in body:
        return 0
    for cell, end in _spans(_CELL, body, 0, len(body)):
        attributes, inside = cell[1], body[cell.end() : end]
        times = _times(_COLUMNS_REPEATED, attributes)
        if b"office:" in attributes or b"<text:" in inside or b"formula" in attributes:
            width = column + times
            table.extent.filled += 1
            table.written_out += _written_out(inside, times * copies)
            _note(table, row, column, attributes, inside)
        column += times
    return width


def _written_out(inside: bytes, copies: int) -> int:
    """Return what a cell takes in all its copies, where the file only counts them."""
    spaces = b"<text:s" in inside
    if copies == 1 and not spaces:
        return 0
    length = len(_MARKUP.sub(b"", inside))
    if spaces:
        length += sum(int(count[:DIGITS]) for count in _SPACES.findall(inside))
    return (length + CELL) * copies


def _note(table: Table, row: int, column: int, attributes: bytes, inside: bytes) -> None:
    if b'"error"' in attributes:
        text = _TEXT.search(inside)
        shown = text[1].decode("utf-8", "replace") if text else "错误值"
        table.findings.errors[row, column] = Broken("cell_error", shown)
    elif b"formula" in attributes and b"value-type" not in attributes:
        table.findings.errors[row, column] = Broken("formula_uncomputed", "没有计算结果的公式")
    if b"-spanned" in attributes:
        spans = {side: int(number[:DIGITS]) for side, number in _SPAN.findall(attributes)}
        below, right = spans.get(b"rows", 1) - 1, spans.get(b"columns", 1) - 1
        if below or right:
            table.merged.append((row, column, row + below, column + right))
