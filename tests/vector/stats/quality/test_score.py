"""The score: what was asked for against what was done, and words that accuse nobody."""

import tomllib
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import vector.stats.quality
from vector.catalog import load
from vector.stats.quality import quality

RULES = load().quality
TEXTS = tomllib.loads(
    (Path(vector.stats.quality.__file__).parent / "sentences.toml").read_text(encoding="utf-8")
)
MONTHS = pd.date_range("2024-01-01", "2025-12-31", freq="MS") + pd.Timedelta(days=11)


def county(stations=8, seed=1, mean=4.0):
    random = np.random.default_rng(seed)
    rows = [
        (f"点{k}", day, int(random.negative_binomial(2, 2 / (2 + mean))), 200)
        for k in range(stations)
        for day in MONTHS
    ]
    return pd.DataFrame(rows, columns=["station", "date", "count", "effort"])


def of(found, station, period="2025"):
    scores = found.scores
    return scores[(scores["station"] == station) & (scores["period"] == period)].iloc[0]


def point(found, station, name, period="2025"):
    points = found.points
    at = (points["station"] == station) & (points["period"] == period) & (points["point"] == name)
    return points[at].iloc[0]


def test_no_sentence_accuses_anyone():
    said = " ".join(text for each in TEXTS.values() for text in each.values())
    for word in (
        "造假",
        "伪造",
        "编造",
        "作假",
        "虚报",
        "fabricat",
        "fake",
        "fraud",
        "cheat",
        "false",
    ):
        assert word not in said
    assert "请与监测点一起核对" in TEXTS["check"]["zh"]
    assert all(set(each) == {"zh", "en"} for each in TEXTS.values())


def test_an_honest_and_complete_county_scores_full():
    found = quality(county(), RULES)
    assert (found.scores["score"] == 100).all()
    assert not found.scores["check"].any()
    assert found.scores["timeliness"].isna().all()
    assert set(found.scores["period"]) == {"2024", "2025"}


def test_months_not_surveyed_are_named_and_cost_their_share():
    table = county()
    silent = (table["station"] == "点3") & (table["date"] >= "2025-07-01")
    found = quality(table[~silent], RULES)
    row = of(found, "点3")
    assert row["completeness"] == 0.5
    weights = RULES.weights
    whole = sum(
        getattr(weights, name)
        for name in ("completeness", "effort", "digits", "repeats", "zeros", "steadiness")
        if not np.isnan(row[name])
    )
    assert row["score"] == pytest.approx(100 - 50 * weights.completeness / whole)
    assert "缺 2025-07 2025-08" in point(found, "点3", "completeness")["zh"]


def test_a_station_that_fell_silent_stays_in_the_account():
    table = county()
    gone = (table["station"] == "点3") & (table["date"] >= "2025-01-01")
    row = of(quality(table[~gone], RULES), "点3")
    assert (row["surveys"], row["completeness"], row["score"], row["band"]) == (0, 0, 0, "weak")


def test_a_new_station_is_asked_for_nothing_before_it_began():
    table = county()
    before = (table["station"] == "点3") & (table["date"] < "2025-06-01")
    found = quality(table[~before], RULES)
    assert of(found, "点3")["completeness"] == 1
    assert "点3" not in set(found.scores.loc[found.scores["period"] == "2024", "station"])


def test_a_plan_is_asked_for_as_often_as_it_says():
    plan = pd.DataFrame({"method": "light_trap", "month": range(1, 13), "times": 2})
    found = quality(county().assign(method="light_trap"), RULES, plan=plan)
    assert of(found, "点1")["completeness"] == 0.5


def test_without_like_stations_or_plan_completeness_is_not_judged():
    row = of(quality(county(stations=2), RULES), "点0")
    assert np.isnan(row["completeness"])
    assert np.isnan(row["effort"])


def test_late_sheets_and_short_effort_are_counted():
    table = county()
    days = np.where(table.index % 4 == 0, 40, 3)
    table["uploaded"] = table["date"] + pd.to_timedelta(days, unit="D")
    table["planned"] = 200
    table["effort"] = np.where(table.index % 2 == 0, 100, 250)
    found = quality(table, RULES)
    assert (found.scores["timeliness"] == 0.75).all()
    assert (found.scores["effort"] == 0.75).all()
    assert "最迟 40 日" in point(found, "点1", "timeliness")["zh"]
    assert "6 次不足" in point(found, "点1", "effort")["zh"]


def test_a_sheet_before_its_survey_is_not_in_time():
    table = county()
    table["uploaded"] = table["date"] - pd.Timedelta(days=2)
    assert (quality(table, RULES).scores["timeliness"] == 0).all()


def test_a_survey_without_a_figure_was_made_but_did_no_effort():
    table = county().astype({"count": float, "effort": float})
    lost = (table["station"] == "点1") & (table["date"] > "2025-11-01")
    table.loc[lost, ["count", "effort"]] = np.nan
    row = of(quality(table, RULES), "点1")
    assert row["completeness"] == 1
    assert row["effort"] == pytest.approx(10 / 12)


def test_no_effort_anywhere_is_no_effort_and_not_a_full_score():
    table = county().assign(effort=0)
    row = of(quality(table, RULES), "点1")
    assert row["effort"] == 0
    assert row["score"] < 100


def test_the_same_sheet_again_and_again_is_to_be_checked():
    table = county()
    table.loc[table["station"] == "点5", "count"] = 4
    found = quality(table, RULES)
    row = of(found, "点5")
    assert row["check"]
    assert row["repeats"] == 0
    assert row["score"] < 90
    said = point(found, "点5", "repeats")
    assert "请与监测点一起核对原始记录" in said["zh"]
    assert "may be a good reason" in said["en"]
    assert found.scores.loc[found.scores["station"] != "点5", "check"].sum() == 0


def test_zeros_where_like_stations_are_full_are_to_be_checked_and_few_traps_are_not():
    full = county(mean=60.0)
    full.loc[full["station"] == "点5", "count"] = 0
    assert of(quality(full, RULES), "点5")["zeros"] == 0
    few = county(mean=0.3)
    few.loc[few["station"] == "点5", "count"] = 0
    assert of(quality(few, RULES), "点5")["zeros"] == 1


def test_counts_rounded_to_five_are_to_be_checked():
    table = county(mean=60.0, stations=10)
    at = table["station"] == "点5"
    table.loc[at, "count"] = (table.loc[at, "count"] / 5).round() * 5
    found = quality(table, RULES)
    assert of(found, "点5")["digits"] == 0
    assert "以 0/5 结尾" in point(found, "点5", "digits")["zh"]


def test_counts_that_hardly_vary_are_to_be_checked():
    table = county(mean=60.0, stations=10)
    at = table["station"] == "点5"
    table.loc[at, "count"] = 58 + np.arange(at.sum()) * 7 % 5
    assert of(quality(table, RULES), "点5")["steadiness"] == 0


def test_shares_of_many_checked_are_steadier_by_law():
    random = np.random.default_rng(2)
    table = county(stations=20)
    table["count"] = random.binomial(200, 0.5, len(table))
    assert not quality(table, RULES, family="proportion").scores["check"].any()


def test_periods():
    table = county()
    assert set(quality(table, RULES, period="quarter").scores["period"]) >= {"2024Q1", "2025Q4"}
    assert set(quality(table, RULES, period="all").scores["period"]) == {""}
    later = quality(table, RULES, until=date(2025, 6, 30)).scores
    assert later.loc[later["period"] == "2025", "surveys"].max() == 6


def test_rows_may_come_in_any_order_and_the_input_is_left_alone():
    table = county()
    copy = table.copy()
    mixed = table.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(quality(table, RULES).scores, quality(mixed, RULES).scores)
    pd.testing.assert_frame_equal(table, copy)


def test_nothing_to_score():
    found = quality(county().head(0), RULES)
    assert found.scores.empty
    assert found.points.empty
    one = quality(county().head(1), RULES).scores
    assert len(one) == 1
    assert not one["check"].any()


def test_rows_that_cannot_be_are_left_out_and_counted():
    table = county().astype({"count": float, "date": object, "station": object})
    table.loc[0, "count"] = -3
    table.loc[1, "count"] = 2.5
    table.loc[2, "date"] = "不详"
    table.loc[3, "station"] = None
    found = quality(table, RULES)
    assert found.left_out == 4


def test_a_missing_column_is_refused():
    with pytest.raises(ValueError, match="no column effort"):
        quality(county().drop(columns="effort"), RULES)


def test_thousands_of_series_at_once():
    table = pd.concat(
        [county(stations=50, seed=k).assign(method=f"m{k}") for k in range(40)], ignore_index=True
    )
    found = quality(table[table["date"] >= "2025-01-01"], RULES).scores
    assert len(found) == 2000
    assert found["check"].mean() < 0.002
