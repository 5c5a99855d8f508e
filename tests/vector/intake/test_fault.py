"""Sentences and the list of faults."""

import string

import pytest

from vector.errors import CatalogError, IntakeError
from vector.intake import fault
from vector.intake.fault import Faults, refuse, say, say_in_english, shown, wordings

REFUSALS = (
    "empty_file", "not_a_table", "broken_file", "text_encoding", "no_sheets", "bomb", "too_large",
    "too_many_cells", "too_many_rows", "unsafe_parts", "password", "macro", "text_structure",
)  # fmt: skip


def placeholders(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("code", wordings())
def test_both_languages_tell_the_same(code):
    wording = wordings()[code]
    # What is expected often says itself in English, and so does what stands for a formula.
    assert placeholders(wording.zh) - placeholders(wording.en) <= {"expected", "found"}
    assert placeholders(wording.en) <= placeholders(wording.zh)
    assert wording.zh.endswith("。")


@pytest.mark.parametrize("code", REFUSALS)
def test_a_refusal_names_the_file(code):
    assert "file" in placeholders(wordings()[code].zh)
    assert wordings()[code].severity == "error"


def test_a_sentence_in_english():
    assert "六月.xlsx" in say_in_english("password", file="六月.xlsx")


def test_an_unknown_code_or_a_missing_value_is_a_fault_of_the_program():
    with pytest.raises(KeyError):
        say("no_such_fault")
    with pytest.raises(KeyError):
        say("bomb", file="六月.xlsx")


def test_a_refusal_carries_its_code():
    error = refuse("macro", file="六月.xlsx")
    assert isinstance(error, IntakeError)
    assert (error.code, error.sentence) == ("macro", say("macro", file="六月.xlsx"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [(12.0, "12"), (1.5, "1.5"), ("", "空白"), (" \n", "空白"), ("a\nb", "a b"), (None, "None")],
)
def test_what_was_found_is_quoted_on_one_line(value, expected):
    assert shown(value) == expected


def test_a_long_cell_is_quoted_in_part():
    assert shown("长" * 500) == "长" * 39 + "…"


def test_faults_keep_their_order_place_and_severity():
    faults = Faults("六月.xlsx")
    place = {"sheet": "鼠", "row": 5, "column": "捕获数", "cell": "C5"}
    faults.add("cell_error", **place, found="#REF!", expected="整数")
    faults.add("hidden_sheet", sheet="旧表")
    frame = faults.frame()
    assert frame["code"].tolist() == ["cell_error", "hidden_sheet"]
    assert frame["severity"].tolist() == ["error", "warning"]
    assert frame["row"].tolist() == [5, 0]
    for word in ("鼠", "第 5 行", "捕获数", "C5", "#REF!", "整数"):
        assert word in frame["sentence"][0]


def test_no_faults_are_still_a_table():
    assert Faults("六月.xlsx").frame().columns.tolist() == [
        "sheet", "row", "column", "cell", "severity", "code", "found", "expected", "sentence",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        "[a]\nseverity = 'error'\nzh = '一。'",
        "[a]\nseverity = 'fatal'\nzh = '一。'\nen = 'one'",
        "[a",
    ],
)
def test_a_broken_list_of_sentences_is_named(tmp_path, content):
    path = tmp_path / "sentences.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CatalogError, match=r"sentences\.toml"):
        wordings(path)


def test_faults_beyond_all_mending_refuse_the_file_and_cautions_are_counted(monkeypatch):
    monkeypatch.setattr(fault, "MOST_LISTED", 2)
    faults = Faults("六月.csv")
    for _ in range(2):
        faults.add("hidden_sheet", sheet="旧表", found="旧表")
    faults.add("hidden_sheet", sheet="新表", found="新表")
    told = faults.frame()["sentence"].tolist()
    assert len(told) == 2
    assert "另有 1 处" in told[-1]
    with pytest.raises(IntakeError, match="已有 2 处"):
        faults.add("number_text", sheet="鼠", found="x", expected="y")
