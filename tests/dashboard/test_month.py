"""One index in one month: which of several methods a place is told by."""

import numpy as np
import pandas as pd
import pytest

from dashboard.month import worst
from vector.catalog import load


def judged(values, **more):
    """One place counted by several methods, without a limit to be beyond."""
    rows = pd.DataFrame({"station": "7", "value": values, "flag": False, "p_beyond": np.nan})
    return rows.assign(**more)


@pytest.mark.parametrize(("index", "value"), [("trap_rate", 9.0), ("rodent_proofing_rate", 2.0)])
def test_without_a_probability_the_worst_is_on_the_side_that_is_bad(index, value):
    told = worst(judged([2.0, 9.0, 5.0]), load().indices[index], "station")
    assert told["value"].tolist() == [value]


def test_a_flag_then_a_probability_come_before_the_value():
    index = load().indices["trap_rate"]
    likely = judged([2.0, 9.0], p_beyond=[0.4, np.nan])
    assert worst(likely, index, "station")["value"].item() == 2.0
    flagged = judged([2.0, 9.0], p_beyond=[0.4, 0.7], flag=[True, False])
    assert worst(flagged, index, "station")["value"].item() == 2.0
