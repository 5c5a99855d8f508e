"""Where the header stands and what its columns mean."""

import pytest

from vector.intake import header
from vector.intake.form import forms


@pytest.fixture(scope="module")
def rodents(catalog):
    return next(form for form in forms(catalog) if "鼠" in form.names)


@pytest.fixture(scope="module")
def route(catalog):
    return next(
        form
        for form in forms(catalog)
        if form.layout.id == "own" and form.method.id == "rodent_route"
    )


def find(head, form, merged=()):
    return header.find(header.titles(head, merged), form)


PLAIN = ["监测日期", "监测点位", "布放夹数", "有效夹数", "褐家鼠", "捕获总数"]


def test_title_lines_and_blank_rows_may_stand_above(rodents):
    data = ["2025-08-01", "东", 1, 1, 0, 0]
    head = [["2025年鼠密度监测表", *[None] * 5], [None] * 6, PLAIN, data]
    found = find(head, rodents)
    assert found.row == 2
    assert found.places["caught"] == 5
    assert found.places["species:褐家鼠"] == 4
    assert found.missing(rodents) == ()


def test_width_blanks_brackets_and_marks_do_not_matter(rodents):
    head = [["监测 日期*", "监测点位：", "布放夹数（个）", "有效夹数【只】", "捕获总数(只)"]]
    assert set(find(head, rodents).places) == {"date", "station", "set", "effective", "caught"}


def test_two_merged_rows_are_joined(rodents):
    head = [
        ["监测日期", "监测点位", "夹数", None, "捕获数", None, None],
        [None, None, "布放夹数", "有效夹数", "褐家鼠", "其他", "合计"],
        ["2025-08-01", "东", 10, 9, 1, 0, 1],
    ]
    found = find(head, rodents, [(0, 2, 0, 3), (0, 4, 0, 6)])
    assert found.row == 1
    assert found.texts[4] == "捕获数/褐家鼠"
    assert found.places == {
        "date": 0,
        "station": 1,
        "set": 2,
        "effective": 3,
        "species:褐家鼠": 4,
        "species:其他鼠种": 5,
        "caught": 6,
    }


def test_data_are_never_taken_for_a_second_header_row(rodents):
    head = [PLAIN, ["2025-08-01", "合计", "—", "—", "—", "—"]]
    assert find(head, rodents).row == 0


def test_what_is_missing_is_named(rodents):
    head = [["监测日期", "监测点位", "布放夹数", "捕获总数"]]
    assert find(head, rodents).missing(rodents) == ("有效夹数",)


def test_the_same_words_twice_are_a_fault(rodents):
    found = find([[*PLAIN, "捕获总数"]], rodents)
    assert found.twice == {"caught": (5, 6)}


def test_of_two_words_for_one_field_the_better_wins(rodents):
    found = find([[*PLAIN, "合计"]], rodents)
    assert found.places["caught"] == 5
    assert found.spare == {6: "caught"}
    assert not found.twice


def test_unknown_words_are_listed(rodents):
    assert find([[*PLAIN, "负责人"]], rodents).unknown == (6,)


def test_another_measured_unit_is_never_read_as_the_fields(route):
    found = find([["监测点", "监测日期", "检查路径（米）", "鼠迹处数"]], route)
    assert found.other_unit == {2: "米"}
    assert "km" not in found.places


def test_the_same_unit_in_another_spelling_is(route):
    found = find([["监测点", "监测日期", "检查路径（公里）", "鼠迹处数"]], route)
    assert found.places["km"] == 2


def test_no_header_at_all(rodents):
    assert find([["2025-08-01", "东", 10, 9, 1]], rodents) is None
