"""The contract of ``forecast``: its columns, its order, what it borrows and what it refuses."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vector.errors import ForecastError
from vector.forecast import HUB, forecast, predict

QUANTILES = [f"q{level:g}" for level in HUB]


@pytest.fixture(scope="module")
def told(made):
    history, future = made()
    return history, future, forecast(history, future.drop(columns="count"), season=12)


def test_one_row_per_row_of_the_future_in_its_order(told):
    _, future, frame = told
    pd.testing.assert_frame_equal(
        frame[["series", "period"]], future[["series", "period"]], check_dtype=False
    )
    assert len(HUB) == 23
    assert [name for name in frame.columns if name.startswith("q")] == QUANTILES
    assert set(frame["model"]) == {"combined"}


def test_quantiles_are_whole_ordered_and_not_negative(told):
    quantiles = told[2][QUANTILES].to_numpy()
    assert (quantiles == np.rint(quantiles)).all()
    assert (quantiles >= 0).all()
    assert (np.diff(quantiles, axis=1) >= 0).all()


def test_density_is_mean_per_effort_with_its_interval(told):
    frame = told[2]
    np.testing.assert_allclose(frame["density"], frame["mean"] / frame["effort"])
    np.testing.assert_allclose(frame["lower"] * frame["effort"], frame["q0.025"])
    np.testing.assert_allclose(frame["upper"] * frame["effort"], frame["q0.975"])


def test_the_order_of_rows_changes_nothing(told, made):
    history, future, frame = told
    mixed = history.sample(frac=1, random_state=3)
    backwards = future.drop(columns="count")[::-1]
    again = forecast(mixed, backwards, season=12)[::-1].reset_index(drop=True)
    pd.testing.assert_frame_equal(again, frame)


def test_the_frames_given_stay_as_they_were(made):
    history, future = made(series=3, periods=40)
    before = history.copy(), future.copy()
    forecast(history, future, season=12)
    pd.testing.assert_frame_equal(history, before[0])
    pd.testing.assert_frame_equal(future, before[1])


def test_more_effort_means_more_caught_at_much_the_same_density(made):
    history, future = made()
    usual = forecast(history, future, season=12)
    doubled = forecast(history, future.assign(effort=future["effort"] * 2), season=12)
    ratio = (doubled["density"] / usual["density"]).median()
    assert 0.8 < ratio < 1.25
    assert (doubled["mean"] > usual["mean"]).all()


def test_it_beats_climatology_where_anomalies_last(made):
    from vector.forecast.score import log_crps

    gains = []
    for seed in range(3):
        history, future = made(seed=seed)
        count = future["count"].to_numpy(float)
        names = dict.fromkeys(history["series"], "climatology")
        scores = [
            log_crps(count, forecast(history, future, season=12, rules=rules)[QUANTILES].to_numpy())
            for rules in ({}, names)
        ]
        gains.append(scores[0].mean() / scores[1].mean())
    assert np.mean(gains) < 0.95


def test_two_rows_of_one_period_are_added_up(made):
    history, future = made(series=4, periods=40)
    half = history.assign(effort=history["effort"] / 2)
    parts = pd.concat([half.assign(count=history["count"] - 0), half.assign(count=0)])
    pd.testing.assert_frame_equal(
        forecast(parts, future, season=12), forecast(history, future, season=12)
    )


def test_a_row_inside_the_history_is_forecast_from_the_period_before(made):
    history, _ = made(series=6, periods=60)
    inside = history[history["period"] == 24_050]
    frame = forecast(history, inside.drop(columns="count"), season=12)
    assert frame[QUANTILES].notna().all(axis=None)


@pytest.mark.parametrize("season", [1, 2, 4, 12, 52, 53])
def test_any_season(made, season):
    history, future = made(series=5, periods=130, season=season)
    assert forecast(history, future, season=season)[QUANTILES].notna().all(axis=None)


def test_months_off_and_gaps(made):
    history, future = made(series=8, periods=120)
    open_months = history[(history["period"] % 12).between(3, 9)].sample(frac=0.7, random_state=1)
    frame = forecast(open_months, future, season=12)
    assert frame[QUANTILES].notna().all(axis=None)


def test_other_levels_than_the_hub_and_none_that_do_not_increase(made):
    history, future = made(series=3, periods=40)
    frame = forecast(history, future, season=12, quantiles=(0.1, 0.333, 0.9))
    assert [name for name in frame.columns if name.startswith("q")] == ["q0.1", "q0.333", "q0.9"]
    with pytest.raises(ForecastError, match="分位点"):
        forecast(history, future, season=12, quantiles=(0.5, 0.1))


def test_twelve_months_ahead_are_less_certain_than_one(made):
    history, future = made(series=40, periods=120, ahead=12)
    frame = forecast(history, future.assign(effort=50.0), season=12)
    spread = np.log1p(frame["q0.9"]) - np.log1p(frame["q0.1"])
    near, far = (spread[frame["period"] == 24_120 + step].mean() for step in (0, 11))
    assert far > near


def test_thousands_of_series(made):
    history, future = made(series=2_000, periods=30, ahead=1)
    frame = forecast(history, future, season=12)
    assert len(frame) == 2_000
    assert frame[QUANTILES].notna().all(axis=None)


def test_a_covariate_that_drives_counts_is_learned(made):
    random = np.random.default_rng(5)
    history, future = made(series=30, periods=84)
    both = pd.concat([history, future], keys=["past", "ahead"])
    rain = random.normal(size=both["period"].nunique())
    both["rain"] = rain[both["period"] - 24_000]
    mean = both["effort"] * 0.5 * np.exp(1.0 * both["rain"])
    both["count"] = random.poisson(mean)
    past, ahead = both.loc["past"], both.loc["ahead"]
    frame = forecast(past, ahead, season=12)
    blind = forecast(past.drop(columns="rain"), ahead, season=12)
    error = [
        np.abs(np.log1p(ahead["count"].to_numpy()) - np.log1p(each["q0.5"])).mean()
        for each in (frame, blind)
    ]
    assert error[0] < 0.6 * error[1]


@settings(max_examples=25, deadline=None)
@given(
    counts=st.lists(st.integers(0, 10**6), min_size=1, max_size=40),
    effort=st.floats(0.01, 1e4),
    season=st.sampled_from([1, 3, 12, 52]),
)
def test_whatever_was_counted_the_quantiles_are_whole_and_ordered(counts, effort, season):
    history = pd.DataFrame(
        {"series": "a", "period": range(len(counts)), "count": counts, "effort": effort}
    )
    future = pd.DataFrame({"series": ["a", "new"], "period": len(counts) + 1, "effort": effort})
    prediction = predict(history, future, season=season)
    quantiles = prediction.quantiles(HUB)
    assert np.isfinite(quantiles).all()
    assert (np.diff(quantiles, axis=1) >= 0).all()
    assert (quantiles == np.rint(quantiles)).all()
    assert np.isfinite(prediction.mean()).all()
    limits = np.array([0.0, 0.5, 1.0, 50.0])
    chances = np.array([prediction.beyond(limit) for limit in limits])
    assert (np.diff(chances, axis=0) <= 1e-12).all()
    assert ((chances >= 0) & (chances <= 1)).all()
