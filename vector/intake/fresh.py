"""A fresh verdict workbook for files that are no .xlsx: the same cells, faulty ones coloured."""

import io
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import pandas as pd
import xlsxwriter

from vector.intake import listing
from vector.intake.book import VERDICT_SHEET, Book, Sheet
from vector.intake.cells import cell_name, cell_place

WHOLE_ROWS = 100_000
"""Longer sheets come back with their first rows and their faulty rows alone."""

HEAD_ROWS = 20
FIRST_YEAR = 1900
COLOURS = {"error": "#FF9C9E", "warning": "#FFD98A"}
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_FORMATS = {datetime: "yyyy-mm-dd hh:mm", date: "yyyy-mm-dd", time: "hh:mm"}

Faulty = Mapping[int, Mapping[int, str]]


@dataclass(frozen=True)
class Target:
    """A workbook being written, and its formats by (number format, colour)."""

    book: Any
    formats: dict[tuple[str, str], Any]

    def format(self, value: object, severity: str | None) -> Any:
        """Return the format of a cell: dates as dates, faulty cells coloured."""
        number = _FORMATS.get(type(value), "")
        key = number, severity or ""
        if key == ("", ""):
            return None
        if key not in self.formats:
            properties = {"num_format": number} if number else {}
            colour = {"bg_color": COLOURS[severity]} if severity else {}
            self.formats[key] = self.book.add_format(properties | colour)
        return self.formats[key]


@dataclass(frozen=True)
class Page:
    """A sheet as it comes back: under which name, and which of its rows."""

    sheet: Sheet
    name: str
    rows: list[int]

    def location(self, row: int, column: int) -> str:
        """Return where a cell of the original now stands, for a link; empty if it is left out."""
        place = bisect_left(self.rows, row)
        if place == len(self.rows) or self.rows[place] != row:
            return ""
        return "internal:" + listing.location(self.name, cell_name(place, column))


def workbook(book: Book, faults: pd.DataFrame, faulty: Mapping[str, Faulty]) -> bytes:
    """Write the cells of a book and the list of its faults."""
    output = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(output, options) as written:
        target = Target(written, {})
        pages = {
            sheet.name: Page(sheet, name, shown_rows(sheet, faulty.get(sheet.name, {})))
            for sheet, name in zip(book.sheets, _names(book.sheets), strict=True)
        }
        for page in pages.values():
            _write(page, faulty.get(page.sheet.name, {}), target)
        _write_list(faults, pages, target)
    return output.getvalue()


def _names(sheets: Sequence[Sheet]) -> list[str]:
    """Return names that Excel takes, each once."""
    names: list[str] = []
    for number, sheet in enumerate(sheets, start=1):
        name = _FORBIDDEN.sub("_", listing.printable(sheet.name))[:26].strip("'") or "表"
        taken = {other.lower() for other in names} | {VERDICT_SHEET}
        names.append(f"{name}~{number}" if name.lower() in taken else name)
    return names


def shown_rows(sheet: Sheet, faulty: Faulty) -> list[int]:
    """Return the rows that come back, from 0; of a long sheet its head and its faulty rows."""
    if sheet.height <= WHOLE_ROWS:
        return list(range(sheet.height))
    return sorted({*range(HEAD_ROWS), *faulty})[:WHOLE_ROWS]


def _write(page: Page, faulty: Faulty, target: Target) -> None:
    written = target.book.add_worksheet(page.name)
    sheet, columns = page.sheet, page.sheet.columns(0)
    for place, row in enumerate(page.rows):
        marks = faulty.get(row, {})
        for column in range(max(sheet.width, *(column + 1 for column in marks), 0)):
            value = columns[column][row] if column < sheet.width else ""
            if broken := sheet.errors.get((row, column)):
                value = broken.found
            _write_cell(written, place, column, value, target.format(value, marks.get(column)))
        if len(page.rows) < sheet.height:
            written.write_string(place, sheet.width + 1, f"原第 {row + 1} 行")


def _write_cell(page: Any, row: int, column: int, value: object, format_: Any) -> None:
    match value:
        case "":
            if format_ is not None:
                page.write_blank(row, column, None, format_)
        case bool():
            page.write_boolean(row, column, value, format_)
        case int() | float() if abs(value) < 1e300:
            page.write_number(row, column, value, format_)
        case date() if value.year < FIRST_YEAR:
            page.write_string(row, column, value.isoformat(), format_)
        case datetime() | date() | time():
            page.write_datetime(row, column, value, format_)
        case _:
            page.write_string(row, column, listing.printable(value), format_)


def _write_list(faults: pd.DataFrame, pages: Mapping[str, Page], target: Target) -> None:
    written = target.book.add_worksheet(VERDICT_SHEET)
    bold = target.book.add_format({"bold": True})
    for column, width in enumerate(listing.WIDTHS):
        written.set_column(column, column, width)
    written.freeze_panes(2, 0)
    written.write_string(0, 0, listing.summary(faults), bold)
    written.write_row(1, 0, listing.HEADER, bold)
    row = 1
    for row, line in enumerate(listing.lines(faults), start=2):
        _write_line(written, row, line, pages.get(line.sheet), target)
    written.write_string(row + 1, 0, listing.remainder(faults), bold)
    written.autofilter(1, 0, row, len(listing.HEADER) - 1)


def _write_line(
    written: Any, row: int, line: listing.Line, page: Page | None, target: Target
) -> None:
    for column, text in enumerate(line.texts):
        severity = line.severity if column == 1 else None
        _write_cell(written, row, column, text, target.format(text, severity))
    place = cell_place(line.cell)
    link = page.location(*place) if page and place else ""
    if link:
        written.write_url(row, listing.CELL_COLUMN, link, string=line.cell)
