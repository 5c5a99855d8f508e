"""The simple rules against plain computations one series at a time."""

import numpy as np
import pandas as pd
import pytest

from vector.errors import ForecastError
from vector.forecast import HUB, forecast
from vector.forecast.panel import gather
from vector.forecast.rule import _changes, _last_year, _time_of_year

QUANTILES = [f"q{level:g}" for level in HUB]


def test_climatology_is_the_pooled_rate_of_the_month_and_its_dispersion(made):
    history, future = made(series=4, periods=96)
    panel, _ = gather(history, future, 12)
    logs, variance = _time_of_year(panel, 97, 95)
    month = history[(history["period"] - 24_000) % 12 == 1]
    for place, (_, rows) in enumerate(month.groupby("series")):
        count, effort = rows["count"].to_numpy(float), rows["effort"].to_numpy(float)
        rate = count.sum() / effort.sum()
        mean = rate * effort
        scatter = ((count - mean) ** 2 - mean).sum() / (mean**2).sum() * 8 / 7
        assert logs[place] == pytest.approx(np.log(rate))
        assert variance[place] == pytest.approx(max(scatter, 0.004))


def test_last_year_is_last_years_rate_and_the_scatter_of_changes(made):
    history, future = made(series=3, periods=60)
    panel, asked = gather(history, future, 12)
    zero = np.zeros(len(asked.series))
    logs, _ = _last_year(panel, asked.series, asked.target, asked.origin, zero, zero + 1)
    keyed = history.set_index(["series", "period"])
    for row, found in zip(future.itertuples(), logs, strict=True):
        past = keyed.loc[(row.series, row.period - 12)]
        assert found == pytest.approx(np.log((past["count"] + 0.5) / past["effort"]))


def test_an_older_year_stands_in_where_last_years_is_missing():
    history = pd.DataFrame({"series": "a", "period": range(36), "count": 9, "effort": 10.0})
    history.loc[2, "count"] = 40
    history = history[~history["period"].isin([14, 26])]
    future = pd.DataFrame({"series": "a", "period": [38], "effort": [10.0]})
    frame = forecast(history, future, season=12, rules={"a": "last_year"})
    assert frame["q0.5"].between(38, 42).all()
    assert frame["model"].tolist() == ["last_year"]


def test_changes_leave_the_chance_of_catching_out():
    random = np.random.default_rng(0)
    count = random.poisson(40, (400, 2)).astype(float)
    variance, known = _changes(np.log(count + 0.5), np.ones((400, 2), bool), count, 12)
    assert known.all()
    # Two Poisson counts differ by 2 / 40; half is left to the count that is forecast.
    np.testing.assert_allclose(variance, 1 / 40, rtol=0.3)


def test_rules_without_a_past_say_what_they_can():
    history = pd.DataFrame({"series": "a", "period": [0, 1], "count": [0, 0], "effort": 10.0})
    future = pd.DataFrame({"series": ["a", "new"], "period": 5, "effort": 10.0})
    for rule in ("climatology", "last_year"):
        frame = forecast(history, future, season=12, rules={"a": rule, "new": rule})
        assert frame[QUANTILES].notna().all(axis=None)
        assert (frame["q0.5"] == 0).all()


def test_only_the_named_series_use_a_rule(made):
    history, future = made(series=5, periods=48)
    frame = forecast(history, future, season=12, rules={"s001": "climatology"})
    assert frame.groupby("series")["model"].first().tolist() == [
        "combined", "climatology", "combined", "combined", "combined"
    ]  # fmt: skip
    usual = forecast(history, future, season=12)
    others = frame["series"] != "s001"
    pd.testing.assert_frame_equal(frame[others], usual[others])


def test_an_unknown_rule_is_refused(made):
    history, future = made(series=2, periods=30)
    with pytest.raises(ForecastError, match="规则"):
        forecast(history, future, season=12, rules={"s000": "oracle"})
