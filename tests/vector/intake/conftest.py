"""Workbooks made of rows, and their reading."""

import io
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

sys.path.insert(0, str(Path(__file__).parent))

from specimen import is_english

from vector.intake import read

TODAY = date(2026, 1, 31)


def workbook(sheets, merged=()):
    """Write sheets of rows; ``merged`` lists (sheet, top, left, bottom, right, value)."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        made = {name: book.add_worksheet(name) for name in sheets}
        for name, rows in sheets.items():
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, date | datetime):
                        made[name].write_datetime(row, column, cell, day)
                    elif cell is not None:
                        made[name].write(row, column, cell)
        for name, *area, value in merged:
            made[name].merge_range(*area, value)
    return content.getvalue()


def in_english(reading):
    """Return a reading all of whose faults are told in English, too."""
    for sentence in reading.told("en"):
        is_english(sentence)
    return reading


@pytest.fixture
def read_sheets(catalog):
    """Read a workbook made of rows."""

    def reading(sheets, merged=(), name="六月.xlsx"):
        return in_english(read(workbook(sheets, merged), name, catalog, today=TODAY))

    return reading


@pytest.fixture
def read_text(catalog):
    """Read a delimited text."""

    def reading(text, name="长表.csv", encoding="utf-8"):
        return in_english(read(text.encode(encoding), name, catalog, today=TODAY))

    return reading


@pytest.fixture
def codes():
    """Return the fault codes of a reading with their cells."""

    def listed(reading):
        return list(zip(reading.faults["code"], reading.faults["cell"], strict=True))

    return listed
