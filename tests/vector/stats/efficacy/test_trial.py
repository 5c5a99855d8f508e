import numpy as np
import pytest
from visiting import cells, drawn

from vector.errors import VectorError
from vector.stats.efficacy import gather


def test_cells_are_sums_of_their_visits():
    rows = drawn(3, 4, visits=2)
    trials = gather(rows)
    expected = rows.groupby(["trial", "arm", "phase"])["count"].sum()
    found = trials.by_cell(trials.count)
    assert found[1, 0] == expected["1", "treated", "before"]
    assert found[2, 3] == expected["2", "control", "after"]
    assert len(trials.station_trial) == 3 * 2 * 4


def test_visits_without_effort_or_numbers_are_left_out_and_counted():
    rows = cells(20, 5, 20, 18)
    rows["effort"] = rows["effort"].astype(float)
    rows.loc[1, "effort"] = 0
    rows.loc[2, "count"] = np.nan
    trials = gather(rows)
    assert trials.left_out.tolist() == [2]
    assert len(trials.count) == 2


@pytest.mark.parametrize("column", ["arm", "phase"])
def test_an_unknown_word_is_refused(column):
    with pytest.raises(VectorError, match="别的"):
        gather(cells(20, 5).assign(**{column: "别的"}))


def test_a_missing_column_is_named():
    with pytest.raises(VectorError, match="effort"):
        gather(cells(20, 5).drop(columns="effort"))


def test_methods_are_counted_without_blanks():
    rows = cells(20, 5, 20, 18).assign(method=["粘捕法", "粘捕法", "", "目测法"])
    assert gather(rows).methods.tolist() == [2]
