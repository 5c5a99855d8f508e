"""Farrington's tests beyond the goldens: batches, missing counts, short and empty histories."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from vector.stats.outbreak import Flexible, Original, farrington, farrington_flexible

WEEKS = 340
NOUFAILY = Flexible(
    p_threshold_trend=1,
    past_weeks_not_included=26,
    threshold_method="nbPlugin",
    alpha=0.01,
    no_periods=10,
)
TESTS = [
    pytest.param(farrington_flexible, NOUFAILY, id="noufaily"),
    pytest.param(farrington_flexible, Flexible(), id="flexible"),
    pytest.param(farrington, Original(), id="original"),
]


@pytest.fixture(scope="module")
def counts():
    random = np.random.default_rng(11)
    wave = np.exp(1 + 0.6 * np.cos(2 * np.pi * np.arange(WEEKS) / 52))
    return random.poisson(wave[:, None] * random.gamma(4, 0.25, (WEEKS, 30))).astype(float)


@pytest.mark.parametrize(("test", "options"), TESTS)
def test_many_series_at_once_are_the_same_as_each_alone(test, options, counts):
    together = test(counts, options, [300, 339])
    alone = [test(counts[:, each], options, [300, 339]) for each in range(5)]
    joined = pd.concat(alone, ignore_index=True)
    pd.testing.assert_frame_equal(
        together[together["series"] < 5].drop(columns=["series", "reason"]).reset_index(drop=True),
        joined.drop(columns=["series", "reason"]),
        rtol=1e-12,
    )


@pytest.mark.parametrize(("test", "options"), TESTS)
def test_a_count_far_beyond_the_past_gives_alarm(test, options, counts):
    high = counts.copy()
    high[339] = 100
    assert test(high, options, [339])["alarm"].all()


@pytest.mark.parametrize(("test", "options"), TESTS[1:])
def test_without_cases_there_is_no_alarm_and_a_reason(test, options):
    found = test(np.zeros((WEEKS, 2)), options, [330])
    assert not found["alarm"].any()
    assert (found["reason"] == "too_few_cases").all()
    without_limit = test(np.zeros(WEEKS), replace(options, limit54=(0, 4)), [330])
    assert np.isfinite(without_limit["upper"]).all()
    assert not without_limit["alarm"].any()


def test_so_many_zeros_that_the_fit_does_not_end_in_time_give_no_answer():
    # 234 zeros fall by one factor e a step and are still moving after 25 steps.
    found = farrington_flexible(np.zeros(WEEKS), NOUFAILY, [330])
    assert found["alarm"].isna().all()
    assert found["reason"].tolist() == ["not_converged"]


@pytest.mark.parametrize(("test", "options"), TESTS)
def test_missing_counts_are_left_out(test, options, counts):
    holes = counts.copy()
    holes[::7] = np.nan
    found = test(holes, options, [335])
    assert np.isfinite(found["phi"]).all()
    late = counts.copy()
    late[338] = np.nan
    assert (test(late, options, [339])["reason"] == "missing").all()


@pytest.mark.parametrize(("test", "options"), TESTS)
def test_a_short_history_is_an_answer(test, options):
    found = test(np.ones(30), options, [29])
    assert found["reason"].tolist() == ["history_short"]
    assert np.isnan(found["phi"]).all()


@pytest.mark.parametrize(("test", "options"), TESTS)
def test_nothing_asked_is_nothing_told(test, options, counts):
    assert len(test(counts, options, [])) == 0
    assert len(test(counts[:100], options)) == 0


@pytest.mark.parametrize(("test", "options"), TESTS)
def test_twice_the_effort_is_twice_the_expectation(test, options, counts):
    effort = np.ones_like(counts)
    plain = test(counts, options, [339], effort=effort)
    effort[339] = 2
    double = test(counts, options, [339], effort=effort)
    # The guard against running away looks at counts, so only equal models are compared.
    same = (plain["trend"] == double["trend"]).to_numpy() & plain["expected"].notna().to_numpy()
    assert same.any()
    np.testing.assert_allclose(double["expected"][same], 2 * plain["expected"][same], rtol=1e-9)


def test_by_the_calendar_and_by_counted_weeks_differ_only_by_the_drift(counts):
    days = np.arange(WEEKS) * 7 + np.datetime64("2015-01-05")
    counted = farrington_flexible(counts[:, 0], Flexible(), [330])
    dated = farrington_flexible(counts[:, 0], Flexible(), [330], days=days)
    assert dated["phi"][0] == pytest.approx(counted["phi"][0], rel=0.5)
    assert dated["phi"][0] != counted["phi"][0]


@pytest.mark.parametrize(
    "wrong", [{"b": 0}, {"alpha": 0.0}, {"limit54": (5, 0)}, {"w": -1}, {"frequency": 0}]
)
def test_options_out_of_range_are_refused(wrong):
    with pytest.raises(ValueError, match=r"range|alpha"):
        Flexible(**wrong)


@pytest.mark.parametrize(
    ("counts", "more"),
    [
        (np.array([1.0, -1.0]), {}),
        (np.array([1.0, np.inf]), {}),
        (np.array([1.0, 1e13]), {}),
        (np.ones((2, 2, 2)), {}),
        (np.ones(3), {"effort": np.ones(2)}),
        (np.ones(2), {"days": np.array(["2020-01-02", "2020-01-01"], "datetime64[D]")}),
        (np.ones(3), {"periods": [3]}),
    ],
)
def test_impossible_arrays_are_refused(counts, more):
    periods = more.pop("periods", None)
    with pytest.raises(ValueError, match=r"counts|effort|days|positions|shape"):
        farrington_flexible(counts, Flexible(), periods, **more)


def test_a_thousand_series_are_judged_at_once():
    random = np.random.default_rng(2)
    found = farrington_flexible(random.poisson(4, (WEEKS, 1000)), NOUFAILY, [339])
    assert len(found) == 1000
    assert found["alarm"].mean() < 0.03


@pytest.mark.parametrize("broken", [0.0, -2.0, np.inf, 1e-300, 1e300, np.nan])
def test_a_count_whose_effort_is_no_number_of_a_survey_is_missing(broken):
    counts, effort = np.tile([4.0, 5, 6, 5], 80), np.full(320, 10.0)
    hole, spent = counts.copy(), effort.copy()
    hole[100], spent[100] = np.nan, broken
    for test, options in ((farrington, Original()), (farrington_flexible, Flexible())):
        ours = test(counts, options, [319], effort=spent)
        pd.testing.assert_frame_equal(ours, test(hole, options, [319], effort=effort))
