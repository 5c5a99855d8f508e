"""Beyond a limit: from the distribution itself, and the first period that likely is."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from vector.errors import ForecastError
from vector.forecast import HUB, exceedance, first_beyond, predict
from vector.forecast.mixture import EDGES, nodes
from vector.forecast.prediction import Prediction


def _prediction(means, effort=10.0, series="a"):
    rows = pd.DataFrame(
        {
            "series": series,
            "period": range(len(means)),
            "effort": effort,
            "model": "combined",
            "reason": "",
        }
    )
    node = nodes(np.log(np.asarray(means, float)), np.full(len(means), 0.3), 0.35)
    unbounded = np.full(len(means), np.inf)
    return Prediction(rows, node, np.tile(EDGES, (len(means), 1)), unbounded)


@pytest.mark.parametrize("mean", [0.5, 4.0, 30.0, 500.0])
def test_probability_and_quantiles_tell_the_same(mean):
    prediction = _prediction([mean])
    for level, quantile in zip(HUB, prediction.quantiles(HUB)[0], strict=True):
        assert 1 - prediction.beyond(quantile / 10)[0] >= level - 0.006
        if quantile:
            assert 1 - prediction.beyond((quantile - 1) / 10)[0] <= level + 0.006


def test_a_density_equal_to_the_limit_is_not_beyond_it():
    prediction = _prediction([3.0], effort=30.0)
    at, above = prediction.beyond(0.1)[0], prediction.beyond(0.1 - 1e-6)[0]
    assert above > at


def test_calibration_bends_probabilities_as_it_bends_quantiles():
    prediction = _prediction([40.0])
    bent = replace(prediction, kept=EDGES[None] ** 2)
    assert bent.quantiles((0.5,))[0, 0] > prediction.quantiles((0.5,))[0, 0]
    below = 1 - prediction.beyond(4.0)[0]
    assert 1 - bent.beyond(4.0)[0] == pytest.approx(below**2, abs=0.01)
    assert bent.mean()[0] > prediction.mean()[0]


def test_the_first_period_that_likely_passes():
    found = first_beyond(_prediction([1.0, 2.0, 90.0, 80.0]), 1.0)
    assert found["first"].tolist() == [2]
    assert found["probability"][0] > 0.9
    assert found["likeliest"].tolist() == [2]


def test_where_none_passes_the_likeliest_is_told():
    found = first_beyond(_prediction([1.0, 4.0, 2.0]), 1.0)
    assert found["first"].isna().all()
    assert found["likeliest"].tolist() == [1]
    assert found["probability"][0] < 0.5


def test_limits_by_series_and_series_without_one():
    prediction = _prediction([50.0, 50.0], series=["a", "b"])
    rows = exceedance(prediction, {"a": 1.0})
    assert rows["probability"].notna().tolist() == [True, False]
    found = first_beyond(prediction, {"a": 1.0})
    assert found["series"].tolist() == ["a", "b"]
    assert found["first"].isna().tolist() == [False, True]


def test_without_effort_there_is_no_density_to_pass_a_limit(made):
    history, future = made(series=2, periods=30)
    prediction = predict(history, future.assign(effort=0.0), season=12)
    assert np.isnan(prediction.beyond(0.0)).all()
    assert first_beyond(prediction, 1.0)["first"].isna().all()


def test_a_negative_limit_is_refused():
    with pytest.raises(ForecastError, match="限值"):
        _prediction([1.0]).beyond(-1.0)


def test_rows_in_any_order_give_the_earliest():
    prediction = _prediction([90.0, 80.0])
    turned = replace(prediction, rows=prediction.rows[::-1], node=prediction.node[::-1])
    assert first_beyond(turned, 1.0)["first"].tolist() == [0]


def test_limits_may_be_a_series_and_series_may_be_categories(made):
    history, future = made(series=3, periods=40)
    some = future.assign(series=future["series"].astype("category"))[3:]
    prediction = predict(history, some, season=12)
    found = first_beyond(prediction, pd.Series({"s001": 0.0001, "s002": 1e6}))
    assert found["series"].astype(str).tolist() == ["s001", "s002"]
    assert found["first"].isna().tolist() == [False, True]
