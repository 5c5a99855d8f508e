"""Calibration and spread: what past forecasts kept, and how wide they had to be."""

import numpy as np
from scipy import stats

from vector.forecast.calibration import calibrate
from vector.forecast.lean import Past
from vector.forecast.mixture import EDGES, nodes
from vector.forecast.spread import fit

RANDOM = np.random.default_rng(0)


def test_true_forecasts_are_not_bent():
    mean = RANDOM.uniform(0.2, 60, 4_000)
    count = RANDOM.poisson(mean * RANDOM.gamma(2, 0.5, 4_000)).astype(float)
    kept = calibrate(count, nodes(np.log(mean), np.full(4_000, 0.5), 1.0)).kept
    assert np.abs(kept - EDGES).max() < 0.03


def test_forecasts_too_high_are_bent_down():
    count = RANDOM.poisson(20, 3_000).astype(float)
    bent = calibrate(count, nodes(np.full(3_000, np.log(30.0)), np.full(3_000, 0.2), 0.0))
    assert bent.level(np.array([0.5]))[0] < 0.3
    assert bent.chance(bent.level(np.array([0.3, 0.8]))).round(2).tolist() == [0.3, 0.8]


def test_kept_is_the_nonrandomised_integral_transform():
    """Czado, Gneiting and Held (2009), equation 2, at one level for one count, by hand."""
    count, mean = np.full(10_000, 1.0), 1.3
    bent = calibrate(count, nodes(np.full(10_000, np.log(mean)), np.full(10_000, 0.003), 0.0))
    below, above = stats.poisson.cdf([0, 1], mean)
    place = int(np.argmin(np.abs(EDGES - 0.5)))
    expected = (EDGES[place] - below) / (above - below)
    assert abs(bent.kept[place] - expected) < 0.02


def test_without_a_past_nothing_is_bent():
    np.testing.assert_allclose(calibrate(np.empty(0), np.empty((0, len(EDGES) - 1))).kept, EDGES)


def test_the_spread_of_a_restless_series_is_its_own():
    size, series = 6_000, np.arange(6_000) % 3
    true = np.array([0.1, 0.4, 1.2])[series]
    count = np.rint(1e5 * np.exp(RANDOM.normal(0, np.sqrt(true))))
    past = Past(
        count,
        np.ones(size),
        np.full(size, np.log(1e5)),
        np.full(size, 2.0),
        np.ones((size, 1)),
        np.arange(size),
    )
    trait = np.zeros((size, 7))
    trait[:, 0] = 1
    found = fit(past, past.offset, trait, series, 3).variance(trait[:3], np.arange(3))
    np.testing.assert_allclose(found, [0.1, 0.4, 1.2], rtol=0.2)


def test_the_chance_of_catching_is_no_spread():
    size = 6_000
    count = RANDOM.poisson(3 * RANDOM.gamma(1 / 0.3, 0.3, size)).astype(float)
    past = Past(
        count,
        np.ones(size),
        np.full(size, np.log(3.0)),
        np.full(size, 0.4),
        np.ones((size, 1)),
        np.arange(size),
    )
    trait = np.zeros((size, 7))
    trait[:, 0] = 1
    found = fit(past, past.offset, trait, np.zeros(size, int), 1).variance(
        trait[:1], np.zeros(1, int)
    )
    assert 0.2 < found[0] < 0.4
