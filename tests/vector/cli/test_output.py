"""Tables leave whole and exact, and never as formulas."""

import csv
import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from vector.cli import output
from vector.cli.output import Format, write
from vector.cli.screen import shown
from vector.errors import VectorError
from vector.report.spreadsheet import FORMULA_STARTS

ATTACKS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")']


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "station": pd.Categorical(["东街,监测点", "=1+1", None]),
            "date": pd.to_datetime(["2024-05-01", None, "2024-05-03"]),
            "value": [0.1 + 0.2, np.nan, np.inf],
            "surveys": [3, 2, 1],
        }
    )


def test_csv_is_utf8_without_mark_and_keeps_every_digit(
    frame: pd.DataFrame, tmp_path: Path
) -> None:
    write(frame, Format.CSV, tmp_path / "a.csv")
    content = (tmp_path / "a.csv").read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(content.decode()))) == [
        ["station", "date", "value", "surveys"],
        ["东街,监测点", "2024-05-01", "0.30000000000000004", "3"],
        ["'=1+1", "", "", "2"],
        ["", "2024-05-03", "", "1"],
    ]


def test_json_has_one_record_a_row_and_null_for_missing(
    frame: pd.DataFrame, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    write(frame, Format.JSON)
    assert json.loads(capsysbinary.readouterr().out) == [
        {"station": "东街,监测点", "date": "2024-05-01", "value": 0.1 + 0.2, "surveys": 3},
        {"station": "=1+1", "date": None, "value": None, "surveys": 2},
        {"station": None, "date": "2024-05-03", "value": None, "surveys": 1},
    ]


def test_xlsx_holds_numbers_as_numbers_and_text_as_text(
    frame: pd.DataFrame, tmp_path: Path
) -> None:
    write(frame, Format.XLSX, tmp_path / "a.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "a.xlsx")
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[1] == ["东街,监测点", "2024-05-01", pytest.approx(0.3, rel=1e-15), 3.0]
    assert rows[2] == ["=1+1", "", "", 2.0]


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_users_text_is_no_formula(attack: str, tmp_path: Path) -> None:
    frame = pd.DataFrame({"station": [attack], attack: ["x"]})
    write(frame, Format.CSV, tmp_path / "a.csv")
    header, row = csv.reader(io.StringIO((tmp_path / "a.csv").read_bytes().decode(), newline=""))
    assert header[1] == row[0] == "'" + attack.replace("\r", "\n")
    write(frame, Format.XLSX, tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_a_negative_number_is_not_taken_for_a_formula(tmp_path: Path) -> None:
    write(pd.DataFrame({"change": [-0.5]}), Format.CSV, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text() == "change\n-0.5\n"


@given(st.lists(st.tuples(st.text(alphabet='=+-@ab,"\n中 ', max_size=5), st.floats()), max_size=5))
def test_csv_never_starts_a_text_with_a_formula(rows: list[tuple[str, float]]) -> None:
    frame = pd.DataFrame(rows, columns=["text", "number"])
    content = output._bytes(frame, Format.CSV, "").decode()
    for text, _ in list(csv.reader(io.StringIO(content, newline="")))[1:]:
        assert not text.startswith(FORMULA_STARTS)


def test_a_table_shows_two_places_and_no_escapes(
    frame: pd.DataFrame, capsys: pytest.CaptureFixture[str]
) -> None:
    frame["note"] = ["[bold]x[/]", "\x1b[31mred", "a\nb"]
    write(frame, title="结果")
    out = capsys.readouterr().out
    assert "结果" in out
    assert "[bold]x[/]" in out
    assert " 0.3 " in out
    assert "\x1b" not in out


def test_a_wide_table_is_not_cut_when_it_goes_to_a_file(tmp_path: Path) -> None:
    frame = pd.DataFrame({f"column_{i}": ["x" * 30] for i in range(24)})
    write(frame, Format.TABLE, tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_text().count("x" * 30) == 24


@pytest.mark.parametrize("form", list(Format))
def test_an_empty_frame_is_written(form: Format, tmp_path: Path) -> None:
    write(pd.DataFrame({"a": [], "b": []}), form, tmp_path / "empty")
    assert (tmp_path / "empty").stat().st_size > 0


def test_a_file_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(VectorError, match="无法写入文件"):
        write(pd.DataFrame({"a": [1]}), Format.CSV, tmp_path / "no" / "a.csv")


def test_a_broken_run_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(VectorError, match="No space left"):
        write(pd.DataFrame({"a": [1]}), Format.CSV, path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_workbook_does_not_go_to_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    with pytest.raises(VectorError, match="--output"):
        write(pd.DataFrame({"a": [1]}), Format.XLSX)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.125, "0.13"), (2.675, "2.68"), (5.0, "5"), (1000.0, "1000"), (-0.005, "-0.01"), (7, "7")],
)
def test_display_rounds_half_up(value: float, text: str) -> None:
    assert shown(value) == text


def test_progress_is_silent_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with output.progress("读取") as report:
        report(1, 2)
    assert capsys.readouterr() == ("", "")


def test_progress_shows_a_bar_on_a_terminals_standard_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with output.progress("读取") as report:
        report(1, 2)
    shown_text = capsys.readouterr()
    assert "读取" in shown_text.err
    assert shown_text.out == ""
