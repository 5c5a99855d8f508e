"""Rows for spreadsheets: no text is a formula, numbers are numbers, memory is not held."""

import csv
import io
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from vector.report.spreadsheet import FORMULA_STARTS, harmless
from vector.report.streamed import csv_lines, write_workbook

DANGEROUS = [
    "=1",
    "+1",
    "-1",
    "@x",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    " =1",
    "　@",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_a_spreadsheet_would_calculate_is_led_by_an_apostrophe(text: str) -> None:
    assert harmless(text).startswith("'")


@pytest.mark.parametrize("text", ["", "东门", "3-1", "a=b", "北街（新）"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


@given(st.lists(st.lists(st.one_of(st.text(), st.integers(), st.floats()), max_size=4)))
def test_no_cell_begins_a_formula(rows: list[list[object]]) -> None:
    text = b"".join(csv_lines(["a"], rows)).decode("utf-8-sig")
    found = list(csv.reader(io.StringIO(text, newline="")))
    sent = [row for row in rows if row]
    for row, cells in zip(sent, [each for each in found[1:] if each], strict=False):
        for value, cell in zip(row, cells, strict=True):
            assert not isinstance(value, str) or not cell.startswith(FORMULA_STARTS)


def test_many_rows_come_in_parts() -> None:
    parts = list(csv_lines(["n"], ([n] for n in range(1200)), mark=False))
    assert len(parts) == 3
    assert b"".join(parts).splitlines() == [b"n", *(str(n).encode() for n in range(1200))]


def test_a_workbook_keeps_kinds_apart() -> None:
    file = io.BytesIO()
    rows = [(1.5, "=1", None, True), (math.nan, "-1", "x", False)]
    write_workbook(file, ["=a", "b", "c", "d"], rows)
    file.seek(0)
    found = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    assert found == [["=a", "b", "c", "d"], [1.5, "=1", "", True], ["", "-1", "x", False]]
