"""Every fault the reading can find has a sentence in both languages."""

import io
import re
from pathlib import Path
from string import Formatter

import pytest
import xlsxwriter

import vector.intake
from vector.intake import read
from vector.intake.fault import wordings

PACKAGE = Path(vector.intake.__file__).parent
CODE = re.compile(
    r'"((?:number|date|value|sheet|header|column|habitat|method|species|relation|rate|cell|formula)'
    r'_[a-z_]+|one_of_missing|no_data_row|subtotal_row|stand_in|hidden_rows|no_rows|twice)"'
)
READERS = (
    *("choice", "count", "date", "number", "page", "place"),
    *("rate", "reading", "refusal", "relation", "row"),
)


def test_every_code_has_a_sentence():
    sources = (PACKAGE / f"{name}.py" for name in READERS)
    used = {code for source in sources for code in CODE.findall(source.read_text("utf-8"))}
    assert len(used) > 30
    assert used <= set(wordings())


@pytest.mark.parametrize("code", wordings())
def test_a_sentence_names_its_place_in_both_languages(code):
    wording = wordings()[code]
    chinese, english = (
        {name for _, name, _, _ in Formatter().parse(text) if name}
        for text in (wording.zh, wording.en)
    )
    assert english <= chinese
    assert {"file", "sheet"} & chinese


def test_a_hidden_sheet_and_a_formula_s_error_are_told(catalog, codes):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.add_worksheet("鼠")
        sheet = book.add_worksheet("夹夜法")
        sheet.write_row(0, 0, ["监测点", "监测日期", "有效夹数", "捕获鼠数"])
        sheet.write_row(1, 0, ["甲", "2025-08-01"])
        sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
        sheet.write_number(1, 3, 1)
        sheet.hide()
    found = codes(read(content.getvalue(), "a.xlsx", catalog))
    assert found == [("hidden_sheet", ""), ("cell_error", "C2")]


def test_one_of_several_fields_is_needed(read_text, codes):
    reading = read_text("station,date,method,lamps,females\n甲,2025-08-01,light_trap,2,3\n")
    assert [code for code, _ in codes(reading)] == ["one_of_missing"]
    assert "监测夜数、诱蚊小时数" in reading.faults["sentence"].iat[0]
