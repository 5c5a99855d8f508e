"""Files as books of sheets: what comes out of each format is what was put in."""

import io
import zipfile
from datetime import date

import biff_writer as biff
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from parts import SHEET, cells, ods, ods_cell, ods_row, packed, worksheet, xlsx

from vector.errors import IntakeError
from vector.intake.cells import Broken, cell_name, cell_place, column_letters, column_number
from vector.intake.sheet import open_book

ROWS = [["监测日期", "点位", "数"], ["2025-06-01", "东门", 3], ["2025-06-02", "", 4.5]]
READ = [["监测日期", "点位", "数"], ["2025-06-01", "东门", 3], ["2025-06-02", None, 4.5]]


def only(content, name="六月.xlsx"):
    (sheet,) = open_book(content, name).sheets
    return sheet


def as_rows(columns):
    return [list(row) for row in zip(*columns, strict=True)]


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("xlsx", xlsx(worksheet(cells(ROWS)))),
        ("xls", biff.workbook(ROWS)),
        ("ods", ods("".join(map(ods_row, ROWS)))),
    ],
)
def test_a_workbook_gives_its_cells_whatever_its_name(kind, content):
    book = open_book(content, "六月.csv")
    assert book.kind == kind
    assert (book.sheets[0].name, book.sheets[0].height, book.sheets[0].width) == ("鼠", 3, 3)
    assert book.sheets[0].head(9) == READ
    assert as_rows(book.sheets[0].columns(1)) == [list(row) for row in ROWS[1:]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_text_in_any_usual_encoding_and_delimiter(encoding, mark):
    text = "\r\n".join(mark.join(map(str, row)) for row in ROWS)
    sheet = only(text.encode(encoding), "六月.xls")
    assert as_rows(sheet.columns(0)) == [[str(cell) for cell in row] for row in ROWS]


def test_text_in_traditional_letters_of_big5():
    text = "監測日期,監測點,數量\n" + "2025-06-01,東門國小後巷水溝旁,3\n" * 40
    assert only(text.encode("big5")).head(1) == [["監測日期", "監測點", "數量"]]


def test_text_with_quotes_blank_lines_and_ragged_rows():
    sheet = only(b'a,b,c\n"x,1\ny",2\n\n1,2,3,4\n')
    assert as_rows(sheet.columns(0)) == [
        ["a", "b", "c", ""], ["x,1\ny", "2", "", ""], ["", "", "", ""], ["1", "2", "3", "4"],
    ]  # fmt: skip


def test_text_may_declare_its_delimiter():
    assert only(b"sep=;\na;b,c\n").head(2)[1] == ["a", "b,c"]


words = st.text(st.characters(codec="gb18030", exclude_categories=["Cc", "Cs"]), max_size=6)


@given(st.lists(st.lists(words, min_size=2, max_size=4), min_size=1, max_size=6))
def test_text_comes_back_as_it_was_written(rows):
    rows = [["监测日期", "点位"], *rows, ["末", "行"]]
    text = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    read = as_rows(only(text.encode("gb18030")).columns(0))
    width = max(map(len, rows))
    assert read == [row + [""] * (width - len(row)) for row in rows]


def test_dates_numbers_and_truth_keep_their_kind():
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_datetime(0, 0, date(2025, 6, 1), day)
        sheet.write_row(0, 1, [2, True, "x"])
    assert only(content.getvalue()).head(1) == [[date(2025, 6, 1), 2, True, "x"]]


def test_rows_and_columns_keep_their_place_in_a_sheet_that_begins_late():
    late = '<row r="3"><c r="C3"><v>7</v></c></row>'
    sheet = only(xlsx(worksheet(late)))
    assert (sheet.height, sheet.width) == (3, 3)
    assert sheet.head(3) == [[None] * 3, [None] * 3, [None, None, 7]]
    assert as_rows(sheet.columns(2)) == [["", "", 7]]


def test_names_with_a_prefix_are_read():
    content = worksheet(cells(ROWS)).replace("<", "<x:").replace("<x:/", "</x:")
    content = content.replace("xmlns=", "xmlns:x=")
    assert only(xlsx(content)).head(3) == READ


def test_cells_without_references_count_on():
    assert only(xlsx(worksheet("<row><c><v>1</v></c><c><v>2</v></c></row>"))).head(1) == [[1, 2]]


def test_hidden_sheets_and_rows_and_merged_cells_are_told():
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        shown, hidden = book.add_worksheet("鼠"), book.add_worksheet("旧")
        shown.merge_range(0, 0, 0, 2, "标题")
        shown.write(3, 0, 1)
        shown.set_row(3, None, None, {"hidden": True})
        hidden.write(0, 0, 1)
        hidden.hide()
    first, second = open_book(content.getvalue(), "六月.xlsx").sheets
    assert (first.hidden, second.hidden) == (False, True)
    assert first.merged == [(0, 0, 0, 2)]
    assert first.hidden_rows == [3]


def test_hidden_rows_of_other_formats():
    old = biff.container(biff.stream([biff.hidden_row(1), *biff.table(ROWS)]))
    opened = ods(ods_row(ROWS[0]) + ods_row(ROWS[1], 'table:visibility="collapse"'))
    assert only(old).hidden_rows == [1]
    assert only(opened).hidden_rows == [1]


def test_merged_cells_of_an_open_document():
    spans = 'table:number-columns-spanned="2" table:number-rows-spanned="2"'
    row = f"<table:table-row>{ods_cell('标题', spans)}<table:covered-table-cell/></table:table-row>"
    assert only(ods(row + ods_row(["a", "b"]))).merged == [(0, 0, 1, 1)]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="A2" t="e"><v>#N/A</v></c>', Broken("cell_error", "#N/A")),
        ('<c r="A2" s="1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', Broken("cell_error", "#DIV/0!")),
        ('<c r="A2"><f>B1+1</f></c>', Broken("formula_uncomputed", "没有计算结果的公式")),
        ('<c r="A2"><f>B1+1</f><v></v></c>', Broken("formula_uncomputed", "没有计算结果的公式")),
        ('<c r="A2"><f>B1+1</f><v/></c>', Broken("formula_uncomputed", "没有计算结果的公式")),
        (
            '<c r="A2"><f t="shared" si="0"/></c>',
            Broken("formula_uncomputed", "没有计算结果的公式"),
        ),
    ],
)
def test_a_cell_without_a_value_is_told_apart_from_an_empty_one(cell, expected):
    rows = f'<row r="1"><c r="B1"><v>1</v></c></row><row r="2">{cell}<c r="B2"><v>2</v></c></row>'
    sheet = only(xlsx(worksheet(rows)))
    assert sheet.errors == {(1, 0): expected}
    assert sheet.head(2)[1] == [None, 2]


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A2" t="str"><f>""</f><v></v></c>',
        '<c r="A2"><f>B1+1</f><v>2</v></c>',
        '<c r="A2" s="0"/>',
    ],
)
def test_a_formula_with_a_result_and_an_empty_cell_are_no_errors(cell):
    rows = f'<row r="1"><c r="B1"><v>1</v></c></row><row r="2">{cell}</row>'
    assert only(xlsx(worksheet(rows))).errors == {}


def test_errors_of_an_old_workbook():
    table = [*biff.table(ROWS), biff.error(3, 0, 7), biff.failed_formula(3, 1, 42)]
    assert only(biff.container(biff.stream(table))).errors == {
        (3, 0): Broken("cell_error", "#DIV/0!"),
        (3, 1): Broken("cell_error", "#N/A"),
    }


def test_an_earlier_verdict_is_not_read_as_data():
    sheets = [worksheet(cells(ROWS))] * 2
    book = open_book(xlsx(*sheets, names=["鼠", "问题清单"]), "六月.xlsx")
    assert [sheet.name for sheet in book.sheets] == ["鼠"]


def test_many_formatted_rows_without_content_cost_nothing():
    blanks = "".join(f'<row r="{row}"><c r="Z{row}" s="0"/></row>' for row in range(4, 9000))
    assert only(xlsx(worksheet(cells(ROWS) + blanks))).height == 3


def test_a_package_with_backslashes_in_its_names_is_read():
    parts = xlsx(worksheet(cells(ROWS)))
    assert b"xl/worksheets/" in parts
    assert only(parts.replace(b"xl/worksheets/", b"xl\\worksheets\\")).head(3) == READ


def test_a_workbook_in_which_nothing_is_compressed():
    with zipfile.ZipFile(io.BytesIO(xlsx(worksheet(cells(ROWS))))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert SHEET.format(1) in parts
    assert only(packed(parts, zipfile.ZIP_STORED)).head(3) == READ


def is_read_or_refused(content):
    """Open a file; a refusal is no fault of the program when it names the file."""
    try:
        return bool(open_book(content, "六月.xlsx").sheets)
    except IntakeError as error:
        return "六月.xlsx" in error.sentence


@given(st.binary(max_size=300))
def test_any_bytes_are_either_read_or_refused_with_a_sentence(content):
    assert is_read_or_refused(content)


@given(st.data())
def test_a_workbook_with_spoilt_bytes_is_either_read_or_refused(data):
    content = bytearray(data.draw(st.sampled_from([XLSX, XLS, ODS])))
    places = st.integers(0, len(content) - 1)
    for at, byte in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), max_size=6)):
        content[at] = byte
    assert is_read_or_refused(bytes(content))


XLSX = xlsx(worksheet(cells(ROWS)))
XLS = biff.workbook(ROWS)
ODS = ods("".join(map(ods_row, ROWS)))


@given(st.integers(0, 16_383), st.integers(0, 1_048_575))
def test_a_cell_is_named_and_found_again(column, row):
    assert column_number(column_letters(column)) == column
    assert cell_place(cell_name(row, column)) == (row, column)
