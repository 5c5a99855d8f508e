"""The back-test, the choice of a simple rule, versions and the calendar."""

import numpy as np
import pandas as pd
import pytest

from vector.errors import ForecastError
from vector.forecast import MODEL_VERSION, backtest, choose, fingerprint, forecast, rules_of
from vector.forecast.backtest import QUANTILES
from vector.forecast.calendar import ahead
from vector.forecast.score import crps, log_crps


@pytest.fixture(scope="module")
def tested(made):
    history, _ = made(series=10, periods=72)
    return history, backtest(history, season=12, origins=[24_050, 24_060], horizons=[1, 3])


def test_targets_are_what_was_observed_ahead_of_each_origin(tested):
    history, done = tested
    targets = done.targets
    assert len(targets) == 3 * 10 * 2 * 2
    assert set(targets["period"] - targets["origin"]) == {1, 3}
    merged = targets.merge(history, on=["series", "period"], suffixes=("", "_seen"))
    assert (merged["count"] == merged["count_seen"]).all()


def test_a_forecast_of_the_backtest_is_the_forecast_of_then(tested):
    history, done = tested
    before = history[history["period"] <= 24_050]
    rows = done.targets.query("model == 'combined' and origin == 24050")
    future = history.merge(rows[["series", "period"]]).drop(columns="count")
    expected = forecast(before, future, season=12)
    merged = rows.merge(expected, on=["series", "period"], suffixes=("", "_then"))
    then = merged[[f"{name}_then" for name in QUANTILES]].to_numpy()
    np.testing.assert_array_equal(merged[QUANTILES].to_numpy(), then)


def test_scores_are_means_over_targets(tested):
    _, done = tested
    table = done.scores().set_index("model")
    part = done.targets[done.targets["model"] == "climatology"]
    count, quantile = part["count"].to_numpy(float), part[QUANTILES].to_numpy()
    assert table.loc["climatology", "crps"] == pytest.approx(crps(count, quantile).mean())
    assert table.loc["climatology", "wis"] == pytest.approx(crps(count, quantile).mean())
    own = log_crps(count, quantile).mean()
    assert table.loc["climatology", "log_crps"] == pytest.approx(own)
    assert table.loc["climatology", "skill_climatology"] == pytest.approx(0)
    expected = 1 - table.loc["combined", "log_crps"] / own
    assert table.loc["combined", "skill_climatology"] == pytest.approx(expected)


def test_scores_by_series_and_horizon(tested):
    table = tested[1].scores(["series", "horizon"])
    assert len(table) == 10 * 2 * 3
    assert (table["targets"] == 2).all()
    assert table["skill_last_year"].notna().all()


def test_the_scale_is_last_years_error_so_far(tested):
    history, done = tested
    before = history[(history["series"] == "s003") & (history["period"] <= 24_050)]
    rate = before.set_index("period")["count"] / before.set_index("period")["effort"]
    change = (rate - rate.shift(12)) * before.set_index("period")["effort"]
    found = done.targets.query("series == 's003' and origin == 24050")["scale"]
    assert found.iloc[0] == pytest.approx(max(change.abs().mean(), 0.5))


def test_origins_unless_told_are_in_the_last_two_years(made):
    history, _ = made(series=3, periods=60)
    done = backtest(history, season=12, horizons=[1])
    assert done.targets["origin"].between(24_035, 24_058).all()
    assert done.targets["origin"].nunique() == 12
    assert (done.model_version, done.data) == (MODEL_VERSION, fingerprint(history))


@pytest.mark.parametrize("periods", [1, 24])
def test_too_short_a_history_is_refused(made, periods):
    history, _ = made(series=2, periods=periods)
    with pytest.raises(ForecastError, match="太短"):
        backtest(history, season=12)


def _won(series, model, gain, origins=12):
    rows = [
        (name, 100 + origin, 101 + origin, each, 0.5 - (gain[name][origin] if each == model else 0))
        for name in series
        for origin in range(origins)
        for each in ("combined", "climatology", "last_year")
    ]
    targets = pd.DataFrame(rows, columns=["series", "origin", "period", "model", "log_crps"])
    from vector.forecast.backtest import Backtest

    return Backtest(targets, 12, "")


def test_a_rule_is_chosen_where_it_wins_by_more_than_chance():
    random = np.random.default_rng(0)
    gain = {
        "sure": np.full(12, 0.1),
        "luck": random.normal(0.01, 0.3, 12) * 0 + np.array([3.0] + [-0.25] * 11),
    }
    table = choose(_won(("sure", "luck"), "last_year", gain)).set_index("series")
    assert table["model"].to_dict() == {"luck": "combined", "sure": "last_year"}
    assert table.loc["sure", "better_by"] == pytest.approx(0.2)
    assert "去年同期" in table.loc["sure", "sentence"]
    assert "20%" in table.loc["sure", "sentence"]


def test_a_few_targets_choose_nothing_and_say_so():
    table = choose(_won(("a",), "climatology", {"a": np.full(5, 0.3)}, origins=5))
    assert table[["model", "enough"]].values.tolist() == [["combined", False]]
    assert "5" in table["sentence"][0]


def test_no_better_is_not_chosen():
    table = choose(_won(("a",), "climatology", {"a": np.zeros(12)}))
    assert table["model"].tolist() == ["combined"]


def test_the_chosen_rule_is_used_and_named(made):
    history, future = made(series=2, periods=40)
    choice = pd.DataFrame({"series": ["s000"], "model": ["last_year"]})
    frame = forecast(history, future, season=12, rules=rules_of(choice))
    assert frame["model"].tolist() == ["last_year"] * 3 + ["combined"] * 3


def test_a_history_repeating_itself_is_served_by_last_year():
    """Counts that return to the number each year: nothing beats the year before."""
    random = np.random.default_rng(4)
    year = random.integers(0, 2_000, (4, 12))
    history = pd.DataFrame(
        {
            "series": np.repeat(list("abcd"), 72),
            "period": np.tile(np.arange(72), 4),
            "count": np.tile(year, 6).ravel(),
            "effort": 10.0,
        }
    )
    table = choose(backtest(history, season=12))
    assert (table["model"] == "last_year").any()


def test_the_fingerprint_knows_content_not_order(made):
    history, _ = made(series=3, periods=20)
    same = history.sample(frac=1, random_state=0)[["effort", "count", "period", "series"]]
    assert fingerprint(same) == fingerprint(history)
    assert fingerprint(history.astype({"count": float})) == fingerprint(history)
    assert fingerprint(history[1:]) != fingerprint(history)
    assert len(fingerprint(history[:0])) == 64


def test_what_is_ahead_follows_the_last_period_of_all():
    history = pd.DataFrame(
        {
            "series": ["a", "a", "b"], "period": [5, 7, 3], "count": 0,
            "effort": [10.0, 30.0, 8.0], "kind": ["x", "x", "y"],
        }
    )  # fmt: skip
    rows = ahead(history, 2, season=12)
    assert rows.values.tolist() == [
        ["a", 8, 20.0, "x"], ["a", 9, 20.0, "x"], ["b", 8, 8.0, "y"], ["b", 9, 8.0, "y"]
    ]  # fmt: skip
    assert ahead(history, 1, season=12, effort=5.0)["effort"].tolist() == [5, 5]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"count": 0.5}, "应为整数"),
        ({"effort": "x"}, "应为数字"),
        ({"series": None}, "没有 series"),
    ],
)
def test_what_a_forecast_refuses_a_backtest_refuses(made, changed, sentence):
    history, _ = made(series=2, periods=40)
    with pytest.raises(ForecastError, match=sentence):
        backtest(history.assign(**changed), season=12)


def test_objects_and_nullable_numbers_are_read(made):
    history, _ = made(series=2, periods=40)
    usual = backtest(history, season=12, origins=[24_030]).scores()
    for kind in (object, "Int64"):
        same = history.astype({"count": kind, "effort": kind, "period": kind})
        pd.testing.assert_frame_equal(backtest(same, season=12, origins=[24_030]).scores(), usual)
