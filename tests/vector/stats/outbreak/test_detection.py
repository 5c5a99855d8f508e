"""The service's own test: errors of both kinds on invented series, degenerate histories."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vector.catalog import load
from vector.errors import VectorError
from vector.stats.outbreak import Reason, detect
from vector.stats.outbreak.quantile import exceedance

RULES = load().outbreak
MONTHS = pd.date_range("2021-01-01", "2025-10-01", freq="MS")


def invented(seed, series, level=8.0, scatter=0.3, months=MONTHS, factor=1.0):
    """Invent monthly series of one kind with a wave, changing effort and a raised last month."""
    random = np.random.default_rng(seed)
    effort = random.integers(2, 6, (len(months), series))
    wave = np.exp(np.cos(2 * np.pi * (months.month.to_numpy() - 7) / 12))[:, None]
    mean = level * wave / 1.27 * effort * random.lognormal(0, 0.4, series)
    mean[-1] *= factor
    shape = 1 / scatter
    counts = random.poisson(mean * random.gamma(shape, 1 / shape, mean.shape))
    return pd.DataFrame(
        {
            "series": np.tile([f"s{each}" for each in range(series)], len(months)),
            "period": np.repeat(months, series),
            "count": counts.ravel(),
            "effort": effort.ravel(),
        }
    )


@pytest.mark.parametrize(("level", "scatter"), [(0.2, 0.3), (2.0, 0.1), (8.0, 0.3), (30.0, 0.8)])
def test_false_alarms_are_near_the_rate_aimed_at(level, scatter):
    alarms = np.concatenate(
        [detect(invented(seed, 300, level, scatter))["alarm"] for seed in range(4)]
    )
    assert alarms.mean() < 2.5 * RULES.alpha


def test_an_outbreak_is_found_more_often_the_stronger_it_is():
    found = [detect(invented(1, 200, factor=factor))["alarm"].mean() for factor in (1, 2.5, 5, 10)]
    assert found == sorted(found)
    assert found[0] < 0.03
    assert found[2] > 0.6
    assert found[3] > 0.9


def test_a_thousand_series_of_ten_years_by_week_are_judged_at_once():
    weeks = pd.date_range("2016-01-04", periods=520, freq="7D")
    random = np.random.default_rng(3)
    rows = pd.DataFrame(
        {
            "series": np.tile(np.arange(1000), 520),
            "period": np.repeat(weeks, 1000),
            "count": random.poisson(3, 520_000),
            "effort": 2,
        }
    )
    found = detect(rows, season=52)
    assert len(found) == 1000
    assert found["alarm"].mean() < 0.02
    assert (found["years"] == 5).all()


def test_the_order_of_rows_does_not_matter():
    rows = invented(2, 8)
    mixed = rows.sample(frac=1, random_state=1)
    columns = ["series", "expected", "upper", "p"]
    first, second = (detect(each)[columns].sort_values("series") for each in (rows, mixed))
    pd.testing.assert_frame_equal(
        first.reset_index(drop=True), second.reset_index(drop=True), rtol=1e-9
    )


def test_a_past_period_is_judged_by_its_own_past_alone():
    rows = invented(4, 6)
    now = pd.DataFrame({"series": "s3", "period": [MONTHS[40]]})
    before = rows[rows["period"] <= MONTHS[40]]
    whole, known = detect(rows, judged=now), detect(before, judged=now)
    # Only like series judged at the same time lend their scatter; here the row stands alone.
    pd.testing.assert_frame_equal(whole, known)


def test_effort_in_other_units_changes_densities_and_nothing_else():
    rows = invented(5, 6)
    fine = rows.assign(effort=rows["effort"] * 1000)
    plain, scaled = detect(rows), detect(fine, multiplier=1000)
    np.testing.assert_allclose(scaled["p"], plain["p"], rtol=1e-6)
    np.testing.assert_allclose(scaled["upper"], plain["upper"], rtol=1e-9)


def test_alarm_is_a_count_above_the_upper_bound():
    found = detect(invented(6, 15, factor=3), judged="all")
    judged = found[found["reason"].isin([Reason.RAISED, Reason.ORDINARY])]
    beyond = judged["density"] > judged["upper"] + 1e-12
    assert (beyond == judged["alarm"]).all()
    assert ((judged["score"] >= 1) == (judged["p"] <= RULES.alpha)).all()
    assert (judged["lower"] <= judged["expected"] * 1.0001).all()


def test_past_outbreaks_hardly_raise_what_is_expected():
    rows = invented(7, 1, level=20.0, scatter=0.05)
    struck = rows.copy()
    struck.loc[struck["period"].isin(MONTHS[8:10]), "count"] *= 8
    plain, raised = detect(rows)["upper"].iloc[0], detect(struck)["upper"].iloc[0]
    assert raised < 1.5 * plain


def test_a_significant_trend_is_followed_and_a_level_series_has_none():
    years = np.arange(len(MONTHS)) / 12
    falling = pd.DataFrame(
        {"series": "f", "period": MONTHS, "count": np.round(400 * 0.6**years), "effort": 1}
    )
    found = detect(falling).iloc[0]
    assert found["trend"]
    assert found["expected"] == pytest.approx(400 * 0.6 ** years[-1], rel=0.15)
    assert not detect(falling.assign(count=40)).iloc[0]["trend"]


def test_a_trend_does_not_lead_beyond_what_was_seen():
    years = np.arange(len(MONTHS)) / 12
    growing = pd.DataFrame(
        {"series": "g", "period": MONTHS, "count": np.round(40 * 1.5**years), "effort": 1}
    )
    found = detect(growing).iloc[0]
    assert not found["trend"]
    assert found["expected"] < growing["count"].max()


def test_a_short_history_is_an_answer():
    rows = invented(8, 2, months=MONTHS[-14:])
    found = detect(rows)
    assert (found["reason"] == Reason.HISTORY_SHORT).all()
    assert found["years"].tolist() == [1, 1]
    assert (found["needed"] == RULES.needed_years).all()
    assert found[["expected", "upper", "p", "score"]].isna().all(axis=None)
    assert not found["alarm"].any()


def test_without_effort_or_survey_there_is_the_expectation_and_no_verdict():
    rows = invented(9, 3)
    last = rows["period"] == MONTHS[-1]
    rows["count"], rows["effort"] = rows["count"].astype(float), rows["effort"].astype(float)
    rows.loc[last & (rows["series"] == "s0"), "effort"] = 0
    rows.loc[last & (rows["series"] == "s1"), "count"] = np.nan
    found = detect(rows).set_index("series")
    assert found.loc["s0", "reason"] == Reason.NO_EFFORT
    assert found.loc["s1", "reason"] == Reason.NO_SURVEY
    assert found[["expected", "lower", "upper"]].notna().all(axis=None)
    assert found.loc[["s0", "s1"], "p"].isna().all()


def test_the_band_of_months_to_come():
    ahead = pd.DataFrame(
        {"series": "s0", "period": pd.date_range("2025-11-01", periods=3, freq="MS")}
    )
    found = detect(invented(10, 2), judged=ahead)
    assert (found["reason"] == Reason.NO_SURVEY).all()
    assert (found["upper"] > found["expected"]).all()


def test_never_a_catch_then_three_is_an_outbreak_and_two_are_too_few():
    rows = pd.DataFrame({"series": "z", "period": MONTHS, "count": 0, "effort": 200})
    for caught, reason in ((0, "ordinary"), (2, "few"), (3, "raised")):
        rows.loc[rows.index[-1], "count"] = caught
        assert detect(rows).iloc[0]["reason"] == reason


def test_several_rows_of_a_period_are_added_up():
    rows = invented(11, 2)
    twice = pd.concat([rows, rows])
    doubled = rows.assign(count=rows["count"] * 2, effort=rows["effort"] * 2)
    np.testing.assert_allclose(detect(twice)["p"], detect(doubled)["p"])
    lacking = pd.concat([rows, rows.tail(1).assign(count=np.nan)])
    assert (detect(lacking)["reason"] == Reason.NO_SURVEY).sum() == 1


def test_months_off_and_numbered_periods():
    rows = invented(12, 20)
    warm = rows[rows["period"].dt.month.between(4, 11)]
    found = detect(warm)
    assert found["alarm"].mean() < 0.2
    numbers = rows["period"].dt.year * 12 + rows["period"].dt.month - 1
    np.testing.assert_allclose(
        detect(rows.assign(period=numbers))["p"], detect(rows)["p"], rtol=1e-9
    )


@pytest.mark.parametrize(
    ("column", "value", "word"),
    [
        ("count", -1, "第 3 行"),
        ("count", "很多", "很多"),
        ("effort", np.inf, "effort"),
        ("effort", 1e-300, "1e-300"),
        ("count", 1e13, "count"),
        ("period", "昨天", "昨天"),
        ("series", None, "series"),
    ],
)
def test_what_is_no_number_or_no_period_is_named(column, value, word):
    rows = invented(13, 1).astype(object)
    rows.iloc[2, rows.columns.get_loc(column)] = value
    with pytest.raises(VectorError, match=word):
        detect(rows)


def test_a_missing_column_and_an_unknown_series_are_named():
    rows = invented(14, 1)
    with pytest.raises(VectorError, match="effort"):
        detect(rows.drop(columns="effort"))
    asked = pd.DataFrame({"series": ["无此点"], "period": ["2025-10-01"]})
    with pytest.raises(VectorError, match="无此点"):
        detect(rows, judged=asked)
    with pytest.raises(VectorError, match="按月"):
        detect(rows, season=4)


def test_nothing_in_nothing_out():
    found = detect(invented(15, 1).head(0))
    assert len(found) == 0
    assert "reason" in found


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.one_of(st.integers(0, 10**6), st.none()), min_size=1, max_size=40),
    st.lists(st.sampled_from([0.0, 0.5, 1.0, 1e4]), min_size=1, max_size=40),
)
def test_whatever_the_counts_the_answer_is_a_number_or_a_reason(counts, efforts):
    size = min(len(counts), len(efforts))
    rows = pd.DataFrame(
        {
            "series": "a",
            "period": MONTHS[-size:],
            "count": np.array(counts[:size], float),
            "effort": efforts[:size],
        }
    )
    found = detect(rows, judged="all")
    assert found["reason"].notna().all()
    assert found["p"].dropna().between(0, 1).all()
    told = ~found["reason"].isin([Reason.HISTORY_SHORT, Reason.NOT_CONVERGED])
    assert np.isfinite(found.loc[told, ["expected", "lower", "upper"]]).all(axis=None)
    alarms = found[found["alarm"]]
    assert (alarms["count"] >= RULES.least_count).all()


def test_the_tail_is_that_of_the_law_said():
    found = detect(invented(16, 1)).iloc[0]
    upper = found["upper"] * found["effort"]
    assert exceedance(upper + 1, found["expected"] * found["effort"], 1.0) > 0
