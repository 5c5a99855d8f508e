import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from visiting import cells, drawn

import vector.stats.efficacy.caution as module
from vector.stats.efficacy import evaluate
from vector.stats.efficacy.caution import Doubt, say

FIGURES = {
    "against": "x",
    "times": 3,
    "days": 9,
    "methods": 2,
    "least": 5,
    "stations": 1,
    "visits": 1,
    "p": 0.01,
    "criterion": "y",
}


def doubts(rows, catalog):
    return evaluate(rows, catalog)["doubts"][0].split()


def dated(rows, *days):
    return rows.assign(date=pd.to_datetime(list(days)))


CASES = [
    (cells(20, 5), Doubt.NO_CONTROL),
    (cells(20, 5, 20), Doubt.CONTROL_PARTIAL),
    (cells(20, 5, 0, 20), Doubt.CONTROL_ZERO),
    (cells(0, 5, 20, 20), Doubt.BEFORE_ZERO),
    (cells(None, 5, 20, 20), Doubt.NO_BEFORE),
    (cells(20, None, 20, 20), Doubt.NO_AFTER),
    (cells(None, None, 20, 20), Doubt.NO_TREATED),
    (cells(90, 20, 20, 20), Doubt.CHOSEN_HIGH),
    (cells(20, 3, 20, 20), Doubt.SMALL_COUNT),
    (cells(20, 0, 20, 20), Doubt.ZERO_CELL),
    (cells(20, 8, 20, 20), Doubt.FEW_STATIONS),
    (cells(20, 8, 20, 20), Doubt.COUNTS_ONLY),
    (cells(20, 30, 20, 20), Doubt.ROSE),
    (cells(20, 8, 20, 20).assign(station=list("abcc")), Doubt.ONE_SIDED_STATIONS),
    (cells(20, 8, 20, 20).assign(effort=[1, 1, 1, 0]), Doubt.LEFT_OUT),
    (cells(20, 8, 20, 20).assign(method=list("aabb")), Doubt.METHODS_DIFFER),
    (
        dated(cells(20, 8, 20, 20), "2025-06-01", "2025-06-15", "2025-06-12", "2025-06-15"),
        Doubt.DIFFERENT_WEEKS,
    ),
    (
        dated(cells(20, 8, 20, 20), "2025-06-01", "2025-09-15", "2025-06-01", "2025-09-15"),
        Doubt.SEASON_APART,
    ),
]


@pytest.mark.parametrize(("rows", "doubt"), CASES, ids=[doubt for _, doubt in CASES])
def test_every_doubt_is_raised_by_its_case(rows, doubt, catalog):
    assert doubt in doubts(rows, catalog)


def test_high_above_its_own_earlier_visits(catalog):
    early = cells(30, None, 30).assign(date=pd.Timestamp("2025-05-01"))
    late = cells(90, None, 31).assign(date=pd.Timestamp("2025-06-01"))
    after = cells(None, 25, None, 30).assign(date=pd.Timestamp("2025-06-08"))
    found = evaluate(pd.concat([early, late, after]), catalog).iloc[0]
    assert Doubt.CHOSEN_HIGH in found["doubts"]
    assert "自身以往" in found["told"]


def test_a_clean_trial_raises_none(catalog):
    rows = drawn(1, 10, visits=2, scatter=0.2, rate=40, seed=5)
    day = np.where(rows["phase"] == "before", "2025-06-01", "2025-06-15")
    assert doubts(rows.assign(date=pd.to_datetime(day), method="粘捕法"), catalog) == []


def test_arms_that_diverged_before_are_told(catalog):
    rows = drawn(1, 10, visits=2, effect=0.2, scatter=0.2, rate=40)
    day = np.where(rows["phase"] == "before", "2025-06-01", "2025-06-08")
    early = rows.assign(phase="before", date=pd.to_datetime(day))
    after = rows[rows["phase"] == "after"].assign(date=pd.Timestamp("2025-06-15"))
    assert Doubt.PLACEBO_EFFECT in doubts(pd.concat([early, after]), catalog)


def test_every_doubt_has_both_sentences():
    texts = tomllib.loads(Path(module.__file__).with_name("cautions.toml").read_text("utf-8"))
    assert {doubt.value for doubt in Doubt} <= set(texts)
    for key in texts:
        assert say(key, "zh", **FIGURES) != say(key, "en", **FIGURES)
