"""The tests of patterns: honest about chance, against scipy and against simulation."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from vector.catalog import load
from vector.stats.quality.level import NODES, levels, log_chance, runs
from vector.stats.quality.like import Expectation, expectation, kinds
from vector.stats.quality.score import looked_at
from vector.stats.quality.steadiness import steadiness
from vector.stats.quality.survey import surveys

RULES = load().quality


def simulated(mean, clumping, stations=200, months=24, seed=1, level=0.4):
    random = np.random.default_rng(seed)
    levels_ = random.gamma(1 / level, level, (stations, 1)) if level else 1.0
    clump = random.gamma(1 / clumping, clumping, (stations, months)) if clumping else 1.0
    count = random.poisson(mean * levels_ * clump * np.ones((stations, months)))
    days = pd.date_range("2023-01-10", periods=months, freq="MS")
    return surveys(
        pd.DataFrame(
            {
                "station": np.repeat([f"{k:04d}" for k in range(stations)], months),
                "date": np.tile(days, stations),
                "count": count.ravel(),
                "effort": 200,
            }
        )
    )


@given(st.integers(0, 300), st.floats(0.01, 300), st.floats(0.01, 5))
def test_chances_are_those_of_scipy(count, mean, clumping):
    size = 1 / clumping
    wanted = stats.nbinom.logpmf(count, size, size / (size + mean))
    assert log_chance(np.array(count), np.array(mean), clumping) == pytest.approx(wanted, rel=1e-6)
    wanted = stats.poisson.logpmf(count, mean)
    assert log_chance(np.array(count), np.array(mean), 0.0) == pytest.approx(wanted, rel=1e-9)


def test_runs_never_cross_from_one_series_to_the_next():
    code = np.array([0, 0, 1, 1, 1, 2])
    start, length = runs(code, np.array([True, True, True, False, True, True]))
    assert (start.tolist(), length.tolist()) == ([0, 2, 4, 5], [2, 1, 1, 1])
    assert [len(each) for each in runs(code, np.zeros(6, bool))] == [0, 0]


def test_levels_follow_the_counts():
    found = simulated(5.0, 0.3)
    kind, _ = kinds(found, RULES.least_alike)
    expected = expectation(found, kind, RULES.level)
    known = levels(found.code, found.size, found.count, expected, RULES.level)
    level = known.weights() @ NODES
    seen = np.bincount(found.code, found.count) / np.bincount(found.code, expected.mean)
    assert np.corrcoef(level, seen)[0, 1] > 0.95
    np.testing.assert_allclose(known.weights().sum(axis=1), 1)


@pytest.mark.parametrize(
    ("mean", "clumping"), [(0.5, 0.5), (2.0, 0.02), (2.0, 0.5), (10.0, 0.7), (60.0, 0.02)]
)
def test_an_honest_station_rarely_has_a_small_p(mean, clumping):
    found = simulated(mean, clumping)
    kind, _ = kinds(found, RULES.least_alike)
    inside = found.month >= found.month.max() - 11
    for name, pattern in looked_at(found, inside, kind, RULES).items():
        p = pattern.p[np.isfinite(pattern.p)]
        hits = int((p <= 0.05).sum())
        # No more than 5 %, but for chance itself.
        assert stats.binom.sf(hits - 1, max(len(p), 1), 0.05) > 1e-3 or hits == 0, name


@settings(max_examples=8, deadline=None)
@given(st.floats(0.3, 40), st.integers(8, 14), st.integers(0, 1000))
def test_the_bound_on_steadiness_is_never_below_the_true_chance(mean, months, seed):
    random = np.random.default_rng(seed)
    total = max(1, int(random.poisson(mean * months)))
    drawn = random.multinomial(total, np.full(months, 1 / months), size=4000)
    scatter = (drawn.astype(float) ** 2).sum(axis=1)
    target = int(np.argsort(scatter)[4])
    true = (scatter <= scatter[target]).mean()
    found = surveys(
        pd.DataFrame(
            {
                "station": "s",
                "date": pd.date_range("2024-01-01", periods=months, freq="MS"),
                "count": drawn[target],
                "effort": 100,
            }
        )
    )
    flat = Expectation(np.ones(months), np.ones(months), np.ones(months))
    assert steadiness(found, flat, 8, "rate").p[0] >= min(1.0, true) * 0.5


def test_even_counts_are_steady():
    table = {"station": "s", "date": pd.date_range("2024-01-01", periods=12, freq="MS")}
    found = surveys(pd.DataFrame({**table, "count": 20, "effort": 100}))
    flat = Expectation(np.ones(12), np.ones(12), np.ones(12))
    result = steadiness(found, flat, 8, "rate")
    assert result.p[0] < 1e-4
    assert result.seen[0] == 0
    # Ones and zeros cannot be steadier than they are.
    ones = surveys(pd.DataFrame({**table, "count": [1, 0] * 6, "effort": 100}))
    assert steadiness(ones, flat, 8, "rate").p[0] == 1
