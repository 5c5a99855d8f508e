import numpy as np
import pandas as pd
import pytest

from vector.errors import VectorError
from vector.stats.outbreak import METHODS, judge_by

WEEKS = pd.date_range("2018-01-01", periods=380, freq="7D")
# C3 adds up what went before the judged week; a single high week is the other tests' affair.
AT_ONCE = [each for each in METHODS if each != "c3"]


@pytest.fixture(scope="module")
def rows():
    random = np.random.default_rng(9)
    counts = random.poisson(6, (380, 3))
    counts[-1, 1] = 60
    return pd.DataFrame(
        {
            "series": np.tile(["甲", "乙", "丙"], 380),
            "period": np.repeat(WEEKS, 3),
            "count": counts.ravel(),
            "effort": 2,
        }
    )


@pytest.mark.parametrize("method", AT_ONCE)
def test_every_test_finds_the_one_that_is_raised(method, rows):
    found = judge_by(method, rows, season=52).set_index("series")
    assert found.index.tolist() == ["甲", "乙", "丙"]
    assert found["alarm"]["乙"]
    assert (found["period"].astype(str) == "2025-04-07").all()


@pytest.mark.parametrize("method", METHODS)
def test_all_periods_may_be_judged(method, rows):
    found = judge_by(method, rows[rows["series"] == "甲"], season=52, judged="all")
    assert len(found) > 3
    assert found["alarm"].mean() < 0.1


def test_what_cannot_be_done_is_said(rows):
    with pytest.raises(VectorError, match="没有方法"):
        judge_by("magic", rows)
    with pytest.raises(VectorError, match="没有监测数据"):
        judge_by("own", rows.head(0))
    with pytest.raises(VectorError, match="历史太短"):
        judge_by("cusum", rows.head(30), season=52)
    short = judge_by("noufaily", rows.head(90), season=52)
    assert (short["reason"] == "history_short").all()
