"""Numbers as people type them."""

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vector.intake.cells import Broken
from vector.intake.column import distinct
from vector.intake.number import number, numbers


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (12, 12),
        (12.0, 12),
        ("12", 12),
        (" １２ ", 12),
        ("12只", 12),
        ("12 只", 12),
        ("1,200", 1200),
        ("１，２００", 1200),
        ("12.0", 12),
        ("+3", 3),
        ("1e3", 1000),
        ("30夹", 30),
        (0, 0),
        ("未捕到", 0),
        ("未见", 0),
        ("0只", 0),
    ],
)
def test_a_count_is_read(cell, value):
    assert number(cell, unit="只") == (value, "")


@pytest.mark.parametrize(
    "cell", ["", " ", "—", "——", "-", "--", "/", "／", "无", "NaN", "N/A", "未开展", math.nan]
)
def test_missing_is_never_zero(cell):
    value, fault = number(cell)
    assert math.isnan(value)
    assert fault == ""


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (-1, "number_negative"),
        ("-1", "number_negative"),
        (0.5, "number_not_whole"),
        ("0.5只", "number_not_whole"),
        ("12%", "number_percent"),
        ("约12", "number_text"),
        ("10²", "number_text"),
        ("3①", "number_text"),
        ("¹", "number_text"),
        ("1½", "number_text"),
        ("⒈", "number_text"),
        ("1₂", "number_text"),
        ("12 3", "number_text"),
        ("12\n3", "number_text"),
        ("10-12", "number_text"),
        ("1.2.3", "number_text"),
        ("12,34", "number_text"),
        (".", "number_text"),
        ("TRUE", "number_text"),
        ("#DIV/0!", "cell_error"),
        ("=A1+B1", "formula_uncomputed"),
        (Broken("cell_error", "#REF!"), "cell_error"),
        (date(2025, 8, 1), "number_is_date"),
        ("12km", "number_unit"),
        (10**12, "number_large"),
        (math.inf, "number_text"),
    ],
)
def test_what_is_no_count_has_its_own_fault(cell, code):
    value, fault = number(cell)
    assert math.isnan(value)
    assert fault == code


def test_a_measured_value_is_kept_as_whole_units_of_its_resolution():
    assert number(1.5, 3, "km") == (1500, "")
    assert number("1.5公里", 3, "km") == (1500, "")
    assert number(0.1 + 0.2, 3, "km") == (300, "")
    assert number("1.2345", 3, "km")[1] == "number_fine"
    assert number("800m", 3, "km")[1] == "number_unit"


def test_a_tick_box_is_no_count_even_beside_the_number_it_equals():
    read = numbers(distinct(np.array([1.0, True, 1], dtype=object)))
    assert read.codes == ("number_text",)
    assert read.marks.tolist() == [0, 1, 0]


@given(st.integers(0, 10**9))
def test_every_count_survives_every_way_of_writing_it(count):
    wide = str(count).translate({48 + digit: 0xFF10 + digit for digit in range(10)})
    for cell in (count, float(count), str(count), f"{count:,}", f"{count}只", wide):
        assert number(cell) == (count, "")


@given(st.lists(st.one_of(st.integers(-5, 5), st.text(max_size=4), st.none(), st.floats())))
def test_a_column_is_read_like_its_cells(cells):
    column = np.empty(len(cells), dtype=object)
    column[:] = cells
    read = numbers(distinct(column))
    alone = [(math.nan, "") if cell is None else number(cell) for cell in cells]
    np.testing.assert_array_equal(read.values, [value for value, _ in alone])
    assert [read.codes[mark - 1] if mark else "" for mark in read.marks] == [f for _, f in alone]


@given(st.integers(0, 10**6), st.characters(exclude_categories=["Nd", "Cs"]))
def test_no_mark_beside_a_count_becomes_a_digit(count, mark):
    assume(mark not in ",.%")
    for cell in (f"{count}{mark}", f"{count} {mark}"):
        value, fault = number(cell)
        assert fault or value == count
