"""What a history and a future may hold, and the sentence where they may not."""

import numpy as np
import pandas as pd
import pytest

from vector.errors import ForecastError
from vector.forecast import forecast
from vector.forecast.panel import gather


def _history(**columns: object) -> pd.DataFrame:
    base = {"series": "a", "period": np.arange(30), "count": 4, "effort": 10.0}
    return pd.DataFrame({**base, **columns})


def _future(**columns: object) -> pd.DataFrame:
    return pd.DataFrame({"series": "a", "period": [30, 31], "effort": 10.0, **columns})


@pytest.mark.parametrize(
    ("history", "future", "sentence"),
    [
        (_history().drop(columns="effort"), _future(), "缺少列 effort"),
        (_history(), _future().drop(columns="period"), "未来缺少列 period"),
        (_history(count=1.5), _future(), "应为整数"),
        (_history(count=-1), _future(), "不应为负"),
        (_history(effort=-1), _future(), "不应为负"),
        (_history(), _future(effort=-1), "不应为负"),
        (_history(count="many"), _future(), "应为数字"),
        (_history(effort=np.inf), _future(), "应为数字"),
        (_history(period=np.arange(30) + 0.5), _future(), "月序号"),
        (_history(period=[np.nan] * 30), _future(), "月序号"),
        (_history(effort=0), _future(), "没有任何带工作量"),
        (_history(count=np.nan), _future(), "没有任何带工作量"),
        (_history()[:0], _future(), "没有任何带工作量"),
        (_history(), _future(period=[0, 1]), "不晚于历史的第一期"),
        (_history(), _future(period=[202401, 202402]), "连续的月序号"),
        (_history(series=None), _future(), "没有 series"),
        (_history(kind=["x"] * 29 + ["y"]), _future(), "两个种类"),
    ],
)
def test_what_is_refused_says_why(history, future, sentence):
    with pytest.raises(ForecastError, match=sentence):
        forecast(history, future, season=12)


@pytest.mark.parametrize("season", [0, -1, 12.0, True, None, "12"])
def test_a_season_is_a_whole_number(season):
    with pytest.raises(ForecastError, match="season"):
        forecast(_history(), _future(), season=season)


def test_rows_without_count_or_effort_are_no_observations():
    history = _history()
    history.loc[3, "count"] = np.nan
    history.loc[4, "effort"] = 0
    history.loc[5, "effort"] = np.nan
    panel, _ = gather(history, _future(), 12)
    assert np.flatnonzero(~panel.observed[:, 0]).tolist() == [3, 4, 5]


def test_without_effort_nothing_is_caught_and_without_knowing_it_nothing_is_said():
    frame = forecast(_history(), _future(effort=[0.0, np.nan]), season=12)
    quantiles = frame.filter(regex="^q")
    assert (quantiles.iloc[0] == 0).all()
    assert quantiles.iloc[1].isna().all()
    assert frame["mean"].tolist()[0] == 0
    assert frame["density"].isna().all()
    assert frame["reason"].tolist() == ["no_effort", "unknown_effort"]


@pytest.mark.parametrize("rows", [1, 2, 5, 11])
def test_a_few_rows_are_enough_to_say_something(rows):
    frame = forecast(_history()[:rows], _future(period=[rows, rows + 1]), season=12)
    assert set(frame["reason"]) == {"short_history"}
    assert frame["q0.025"].le(4).all()
    assert frame["q0.975"].ge(4).all()


def test_never_caught_is_hardly_expected():
    frame = forecast(_history(count=0), _future(), season=12)
    assert (frame["mean"] < 0.2).all()
    assert (frame["q0.9"] == 0).all()


@pytest.mark.parametrize("place", [10, 29])
def test_one_enormous_count_does_not_throw_the_forecast_off(place):
    history = _history()
    history.loc[place, "count"] = 10**9
    frame = forecast(history, _future(), season=12)
    assert (frame["q0.5"] < 40).all()


def test_huge_counts_stay_huge():
    frame = forecast(_history(count=10**12), _future(), season=12)
    np.testing.assert_allclose(frame["mean"], 1e12, rtol=0.1)


def test_an_unheard_of_effort_is_not_extrapolated():
    frame = forecast(_history(), _future(effort=1e7), season=12)
    np.testing.assert_allclose(frame["density"], 0.4, rtol=0.25)


def test_text_and_number_name_the_same_series():
    history, future = _history(series=7), _future(series="7")
    assert set(forecast(history, future, season=12)["reason"]) == {""}


def test_nothing_asked_is_answered_with_nothing():
    frame = forecast(_history(), _future()[:0], season=12)
    assert len(frame) == 0
    assert "q0.5" in frame.columns


def test_object_columns_are_read_as_numbers():
    history, future = _history(), _future()
    pd.testing.assert_frame_equal(
        forecast(history.astype(object), future.astype(object), season=12),
        forecast(history, future, season=12),
        check_dtype=False,
    )


def test_covariates_are_those_in_both_and_unknown_ones_are_neutral():
    history = _history(rain=np.arange(30.0), only=1.0, word="x")
    future = _future(rain=[np.nan, 900.0], word="y")
    panel, _ = gather(history, future, 12)
    assert panel.covariate.shape[2] == 1
    assert panel.covariate[30, 0, 0] == 0
    assert panel.covariate[31, 0, 0] == 4
