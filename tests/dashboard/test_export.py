"""What is seen can be taken along: the same table, the same eyes, and never a formula."""

import base64
import csv
import io

import pandas as pd
import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from visitor import as_text

from dashboard import export
from vector.errors import VectorError

TAKEN = "station-taken-file.data"
ASKED = {"station-index.value": "trap_rate", "station-period.value": "month"}


def taken(visitor, kind, station="1", **asked):
    values = {**ASKED, "station-id.data": station, f"station-taken-{kind}.n_clicks": 1, **asked}
    return visitor.call(TAKEN, values, by=f"station-taken-{kind}.n_clicks")


def opened(answer):
    """The name and the bytes of the file in an answer."""
    file = answer.get_json()["response"]["station-taken-file"]["data"]
    return file["filename"], base64.b64decode(file["content"])


def test_a_table_is_taken_as_csv_that_chinese_spreadsheets_open(signed_in):
    name, content = opened(taken(signed_in("manager"), "csv"))
    assert name == "监测历史-2026-06-20.csv"
    assert content.startswith(b"\xef\xbb\xbf")
    found = pd.read_csv(io.BytesIO(content), encoding="utf-8-sig")
    assert len(found) == 14
    assert set(found["指标"]) == {"捕获率"}
    last = found.iloc[-1]
    assert (last["分子"], last["分母"]) == (10, 196)
    assert last["数值"] == pytest.approx(100 * 10 / 196)


def test_a_table_is_taken_as_a_workbook_with_the_same_numbers(signed_in):
    visitor = signed_in("manager")
    name, content = opened(taken(visitor, "xlsx"))
    assert name.endswith(".xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    _, text = opened(taken(visitor, "csv"))
    same = pd.read_csv(io.BytesIO(text), encoding="utf-8-sig")
    assert rows[0] == list(same.columns)
    assert [row[11] for row in rows[1:]] == pytest.approx(same["数值"].tolist())


def test_nobody_takes_what_they_do_not_see(signed_in):
    answer = taken(signed_in("office"), "csv", station="4").get_json()
    assert "station-taken-file" not in answer.get("response", {})
    assert "没有可下载的内容" in as_text(answer)


def test_no_click_takes_nothing(signed_in):
    answer = signed_in("manager").call(TAKEN, {**ASKED, "station-id.data": "1"})
    assert answer.status_code == 204 or "station-taken-file" not in as_text(answer.get_json())


def test_what_people_wrote_never_becomes_a_formula(app):
    frame = pd.DataFrame({"=cmd": ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "东街"]})
    text = export.content(frame, "csv").decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert cells[0] == "'=cmd"
    assert {cell[0] for cell in cells[1:-1]} == {"'"}
    book = CalamineWorkbook.from_filelike(io.BytesIO(export.content(frame, "xlsx")))
    assert book.get_sheet_by_index(0).to_python()[1] == ["=1+1"]


def test_a_table_without_rows_keeps_its_headings(app):
    assert export.content(pd.DataFrame({"a": [], "b": []}), "csv") == b"\xef\xbb\xbfa,b\n"


def test_a_table_too_long_for_one_file_is_refused_with_how_long_it_is(app: Flask, monkeypatch):
    monkeypatch.setattr(export, "MOST_ROWS", 2)
    with app.test_request_context(), pytest.raises(VectorError, match="共 3 行"):
        export.content(pd.DataFrame({"a": [1, 2, 3]}), "csv")


def test_a_name_holds_nothing_that_systems_forbid(app: Flask):
    with app.app_context():
        assert export.filename('a/b:c?"', "csv") == "a-b-c---2026-06-20.csv"
