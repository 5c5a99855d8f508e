"""Calibration and spread: what past forecasts kept, and how wide they had to be."""

import numpy as np
import pytest
from scipy import stats

from vector.forecast.calibration import Calibration, sampled
from vector.forecast.calibration import calibrate as learned
from vector.forecast.lean import Past
from vector.forecast.mixture import EDGES, nodes
from vector.forecast.spread import fit

RANDOM = np.random.default_rng(0)


def calibrate(count, mean, node) -> Calibration:
    """All targets of one age."""
    return learned(count, mean, node, np.ones(len(count)), np.ones(len(count)))


def test_true_forecasts_are_not_bent():
    mean = RANDOM.uniform(0.2, 60, 8_000)
    count = RANDOM.poisson(mean * RANDOM.gamma(2, 0.5, 8_000)).astype(float)
    bent = calibrate(count, mean, nodes(np.log(mean), np.full(8_000, 0.5), 1.0))
    assert np.abs(bent.kept - EDGES).max() < 0.04


def test_forecasts_too_high_are_bent_down_where_they_are():
    """Twice too high where many are expected, right where few are."""
    mean = np.repeat([2.0, 40.0], 3_000)
    true = np.repeat([2.0, 20.0], 3_000)
    count = RANDOM.poisson(true).astype(float)
    bent = calibrate(count, mean, nodes(np.log(mean), np.full(6_000, 0.2), 0.0))
    few, many = bent.kept_at(np.array([2.0, 40.0]))
    middle = np.searchsorted(EDGES, 0.5)
    assert abs(few[middle] - 0.5) < 0.2
    assert many[middle] > 0.9


def test_edges_are_kept_from_none_to_all_and_rise():
    count = RANDOM.poisson(3, 500).astype(float)
    bent = calibrate(count, np.full(500, 3.0), nodes(np.full(500, 1.1), np.full(500, 0.2), 0.35))
    kept = bent.kept_at(np.array([0.0, 1.0, 3.0, 1e6]))
    assert (kept[:, 0] == 0).all()
    assert (kept[:, -1] == 1).all()
    assert (np.diff(kept, axis=1) >= 0).all()


def test_kept_is_the_nonrandomised_integral_transform():
    """Czado, Gneiting and Held (2009), equation 2, at one level for one count, by hand."""
    size, mean = 20_000, 1.3
    node = nodes(np.full(size, np.log(mean)), np.full(size, 0.003), 0.0)
    bent = calibrate(np.ones(size), np.full(size, mean), node)
    below, above = stats.poisson.cdf([0, 1], mean)
    place = int(np.argmin(np.abs(EDGES - 0.5)))
    expected = (EDGES[place] - below) / (above - below)
    np.testing.assert_allclose(bent.kept[:, place], expected, atol=0.02)


def test_what_was_kept_lately_counts_more():
    """Forecasts that were right and of late are twice too high."""
    mean, age = np.full(6_000, 40.0), np.linspace(20, 0, 6_000)
    count = RANDOM.poisson(np.where(age < 3, 20.0, 40.0)).astype(float)
    node = nodes(np.log(mean), np.full(6_000, 0.2), 0.0)
    always = calibrate(count, mean, node)
    lately = learned(count, mean, node, np.ones(6_000), 0.5 ** (age / 2))
    middle = np.searchsorted(EDGES, 0.3)
    assert lately.kept[0, middle] > always.kept[0, middle] + 0.2


def test_a_sample_stands_for_all_and_for_the_late_ones():
    age = np.linspace(10, 0, 50_000)
    some, ever, late = sampled(0.5 ** (age / 2), 6_000)
    assert len(np.unique(some)) == 6_000
    assert np.average(age[some], weights=ever) == pytest.approx(5, abs=0.25)
    true = np.average(age, weights=0.5 ** (age / 2))
    assert np.average(age[some], weights=late) == pytest.approx(true, abs=0.15)


def test_without_a_past_nothing_is_bent():
    bent = calibrate(np.empty(0), np.empty(0), np.empty((0, len(EDGES) - 1)))
    np.testing.assert_allclose(bent.kept_at(np.array([0.1, 50.0])), np.tile(EDGES, (2, 1)))


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
        np.ones(size),
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
        np.ones(size),
    )
    trait = np.zeros((size, 7))
    trait[:, 0] = 1
    found = fit(past, past.offset, trait, np.zeros(size, int), 1).variance(
        trait[:1], np.zeros(1, int)
    )
    assert 0.2 < found[0] < 0.4
