"""The verdict workbook: marks on the user's own file, and every fault in words."""

import io
import zipfile
from dataclasses import dataclass
from datetime import date

import biff_writer as biff
import openpyxl
import pandas as pd
import pytest
from openpyxl.styles import Font, PatternFill
from parts import MAIN, cells, ods, ods_row, worksheet, xlsx

from vector.intake import fresh, listing
from vector.intake.book import Book
from vector.intake.fault import Fault
from vector.intake.sheet import open_book
from vector.intake.verdict import marked_workbook

RED, AMBER = "FFFF9C9E", "FFFFD98A"
ROWS = [["日期", "点位", "数"], ["2025-06-01", "东门", 3], ["2025-06-02", "西门", 4]]


@dataclass
class Judged:
    book: Book
    faults: pd.DataFrame


def fault(cell, severity="error", sheet="鼠", sentence="应为整数。", found="x"):
    row = int(cell[1:]) if cell else 0
    return Fault(sheet, row, "数", cell, severity, "number_text", found, "整数", sentence)


def verdict(content, *faults, name="六月.xlsx"):
    frame = pd.DataFrame(list(faults), columns=list(Fault._fields))
    return marked_workbook(Judged(open_book(content, name), frame))


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def fill(cell):
    return cell.fill.fgColor.rgb if cell.fill.patternType == "solid" else None


def own_workbook():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "鼠"
    for row in [
        ["日期", "点位", "数", "合计"],
        [date(2025, 6, 1), "东门", 3, "=C2"],
        [None, "西门"],
    ]:
        sheet.append(row)
    sheet["A2"].number_format = 'yyyy"年"m"月"d"日"'
    sheet["C2"].font = Font(bold=True, color="FF00AA00")
    sheet["B2"].fill = PatternFill("solid", fgColor="FF3366FF")
    sheet.merge_cells("A5:B6")
    sheet.column_dimensions["B"].width = 33
    book.create_sheet("说明")["A1"] = "不要改动"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_only_the_faulty_cells_of_the_users_workbook_change():
    before = own_workbook()
    after = verdict(before, fault("A2"), fault("C2", "warning"), fault("C3"))
    book, was = opened(after), opened(before)
    assert book.sheetnames == ["鼠", "说明", "问题清单"]
    sheet = book["鼠"]
    assert [fill(sheet[cell]) for cell in ("A2", "C2", "C3")] == [RED, AMBER, RED]
    assert sheet["A2"].number_format == 'yyyy"年"m"月"d"日"'
    assert (sheet["C2"].font.b, sheet["C2"].font.color.rgb) == (True, "FF00AA00")
    assert fill(sheet["B2"]) == "FF3366FF"
    for row, old in zip(sheet.iter_rows(), was["鼠"].iter_rows(), strict=True):
        assert [cell.value for cell in row] == [cell.value for cell in old]
    assert sheet.merged_cells.ranges == was["鼠"].merged_cells.ranges
    assert sheet.column_dimensions["B"].width == 33
    assert book["说明"]["A1"].value == "不要改动"


def test_parts_that_need_no_change_keep_their_bytes():
    before = own_workbook()
    after = verdict(before, fault("A2"))
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        assert new.testzip() is None
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
    assert changed == {
        "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels", "[Content_Types].xml",
    }  # fmt: skip


def test_every_fault_is_listed_in_words_with_a_link():
    faults = [fault("C2", "warning", sentence="请核对。"), fault("A3", found="abc"), fault("")]
    listed = opened(verdict(own_workbook(), *faults))["问题清单"]
    rows = [[cell.value for cell in row] for row in listed.iter_rows()]
    assert "共 3 个问题：错误 2 个" in rows[0][0]
    assert rows[2][:8] == [1, "错误（红色）", "鼠", 3, "数", "A3", "abc", "整数"]
    assert [row[1] for row in rows[2:5]] == ["错误（红色）", "错误（红色）", "提醒（黄色）"]
    assert listed["F3"].hyperlink.location == "'鼠'!A3"
    assert listed["F4"].hyperlink is None


def test_an_error_outweighs_a_warning_on_the_same_cell():
    sheet = opened(verdict(own_workbook(), fault("A2"), fault("A2", "warning")))["鼠"]
    assert fill(sheet["A2"]) == RED


def test_a_verdict_on_a_verdict_takes_the_old_marks_off():
    once = verdict(own_workbook(), fault("A2"), fault("C2"))
    twice = opened(verdict(once, fault("B3")))
    assert twice.sheetnames == ["鼠", "说明", "问题清单"]
    assert [fill(twice["鼠"][cell]) for cell in ("A2", "C2", "B3")] == [None, None, RED]
    assert twice["问题清单"].max_row == 3


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "\t=1"])
def test_no_text_of_a_file_becomes_a_formula(text):
    for content, name in ((own_workbook(), "六月.xlsx"), (f"a,b\n1,{text}\n".encode(), "六月.csv")):
        sheet = "鼠" if name.endswith("xlsx") else "CSV"
        book = opened(
            verdict(content, fault("A2", found=text, sentence=text, sheet=sheet), name=name)
        )
        listed = book["问题清单"]
        assert [listed["G3"].data_type, listed["I3"].data_type] == ["s", "s"]
        assert listed["I3"].value == text
    assert book["CSV"]["B2"].data_type == "s"


def test_letters_that_no_cell_may_hold_do_not_spoil_the_workbook():
    listed = opened(verdict(own_workbook(), fault("A2", found="a\x00<&>\"'\ufffe")))["问题清单"]
    assert listed["G3"].value == "a\ufffd<&>\"'\ufffd"


def test_sheet_names_are_quoted_in_links():
    content = xlsx(worksheet(cells(ROWS)), names=["站's &amp; 点"])
    listed = opened(verdict(content, fault("A2", sheet="站's & 点")))["问题清单"]
    assert listed["F3"].hyperlink.location == "'站''s & 点'!A2"


def test_a_row_that_is_not_written_out_is_listed_though_not_marked():
    book = opened(verdict(own_workbook(), fault("A400"), fault("A2")))
    assert fill(book["鼠"]["A2"]) == RED
    assert book["问题清单"]["F3"].value == "A400"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda sheet: sheet.replace('<row r="2">', '<row spans="1:3" r="2">'),
        lambda sheet: sheet.replace('<c r="A2"', '<c s="0" r="A2"'),
        lambda sheet: (
            sheet.replace("<row", "<x:row")
            .replace("</row", "</x:row")
            .replace("<worksheet", f'<worksheet xmlns:x="{MAIN}"')
        ),
    ],
)
def test_a_workbook_written_oddly_comes_back_afresh(spoil):
    sheet = spoil(worksheet(cells(ROWS)))
    book = opened(verdict(xlsx(sheet), fault("B2")))
    assert book.sheetnames == ["鼠", "问题清单"]
    assert [[cell.value for cell in row] for row in book["鼠"].iter_rows()] == ROWS
    assert fill(book["鼠"]["B2"]) == RED


@pytest.mark.parametrize(
    ("content", "sheet"),
    [
        (biff.workbook(ROWS), "鼠"),
        (ods("".join(map(ods_row, ROWS))), "鼠"),
        ("\n".join(",".join(map(str, row)) for row in ROWS).encode(), "CSV"),
    ],
)
def test_other_formats_come_back_as_a_fresh_workbook(content, sheet):
    book = opened(verdict(content, fault("C2", sheet=sheet), fault("D3", "warning", sheet=sheet)))
    page = book[sheet]
    texts = [[str(cell.value) for cell in row[:3]] for row in page.iter_rows()]
    assert texts == [[str(value) for value in row] for row in ROWS]
    assert (fill(page["C2"]), fill(page["D3"])) == (RED, AMBER)
    assert book["问题清单"]["F3"].hyperlink.location == f"'{sheet}'!C2"


def test_error_values_are_shown_in_a_fresh_workbook():
    content = biff.container(biff.stream([*biff.table(ROWS), biff.error(3, 0, 7)]))
    assert opened(verdict(content, fault("A4")))["鼠"]["A4"].value == "#DIV/0!"


def test_a_long_text_comes_back_with_its_faulty_rows(monkeypatch):
    monkeypatch.setattr(fresh, "WHOLE_ROWS", 50)
    content = "a,b\n" + "".join(f"{row},x\n" for row in range(2, 201))
    book = opened(verdict(content.encode(), fault("A150", sheet="CSV"), name="六月.csv"))
    assert book["CSV"].max_row == 21
    assert [book["CSV"]["A21"].value, book["CSV"]["D21"].value] == ["150", "原第 150 行"]
    assert book["问题清单"]["F3"].hyperlink.location == "'CSV'!A21"


def test_a_long_list_says_how_much_it_leaves_out(monkeypatch):
    monkeypatch.setattr(listing, "MOST_LISTED", 3)
    faults = [fault("A2"), fault("B2", "warning"), fault("A3"), fault("B3"), fault("C3")]
    for content, name in ((own_workbook(), "六月.xlsx"), (biff.workbook(ROWS), "六月.xls")):
        listed = opened(verdict(content, *faults, name=name))["问题清单"]
        assert [listed.cell(row, 6).value for row in (3, 4, 5)] == ["A2", "A3", "B3"]
        assert "另有 2 个问题没有列出" in listed["A6"].value


def test_the_same_reading_gives_the_same_bytes():
    content = own_workbook()
    assert verdict(content, fault("A2")) == verdict(content, fault("A2"))
