"""Which rows of a page hold nothing."""

import numpy as np

from vector.intake.blank import blank_rows


def test_a_row_is_blank_where_every_cell_is() -> None:
    cells = np.array([None, "", " \t", np.nan, 0.0, "x", None], dtype=object)
    below = np.array(["", None, "\u3000", "", "", "", 1.0], dtype=object)
    assert blank_rows([cells]).tolist() == [True, True, True, False, False, False, True]
    assert blank_rows([cells, below]).tolist() == [True] * 3 + [False] * 4


def test_no_columns_make_no_rows() -> None:
    assert blank_rows([]).tolist() == []
