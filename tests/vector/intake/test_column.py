"""Columns read by their different cells."""

import numpy as np

from vector.intake.column import distinct, name, names, read


def column(*cells):
    array = np.empty(len(cells), dtype=object)
    array[:] = cells
    return distinct(array)


def test_every_different_cell_is_looked_at_once():
    seen = []

    def one(cell):
        seen.append(cell)
        return float(len(cell)), "long" if len(cell) > 2 else ""

    found = read(column("a", "bbb", "a", None, "bbb"), one, "f8", np.nan)
    assert seen == ["a", "bbb"]
    np.testing.assert_array_equal(found.values, [1, 3, 1, np.nan, 3])
    assert found.wrong.tolist() == [False, True, False, False, True]


def test_names_that_differ_only_in_width_and_blanks_are_one_station():
    found = names(column("东门（１）", " 东门(1)", "东门  (1)", 12.0, "12", "—", None))
    assert list(found) == ["东门(1)", "东门(1)", "东门 (1)", "12", "12", "", ""]


def test_a_number_with_a_fraction_keeps_it():
    assert name(12.5) == "12.5"


def test_some_rows_of_a_column():
    part = column("a", "b", "c").at(np.array([2, 0]))
    assert part.quoted().tolist() == ["c", "a"]
    assert part.where(lambda cell: cell == "a", empty=False).tolist() == [False, True]
