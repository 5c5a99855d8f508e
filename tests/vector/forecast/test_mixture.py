"""The predictive distribution against scipy's own distributions and plain simulation."""

import numpy as np
import pytest
from scipy import stats

from vector.forecast import HUB
from vector.forecast.mixture import (
    SHARES,
    WEIGHTS,
    at_most,
    chosen_share,
    likelihood,
    nodes,
    quantiles,
)

MEANS = np.array([0.05, 0.7, 3.0, 12.0, 80.0, 4_000.0])


@pytest.mark.parametrize("variance", [0.02, 0.3, 1.0, 2.5])
def test_all_gamma_is_the_negative_binomial(variance):
    node = nodes(np.log(MEANS), np.full(len(MEANS), variance), 1.0)
    shape = 1 / variance
    for times in (0.0, 0.5, 1.0, 2.0):
        count = np.floor(times * MEANS)
        expected = stats.nbinom.cdf(count, shape, shape / (shape + MEANS))
        np.testing.assert_allclose(at_most(count, node), expected, atol=0.012)
        chance = stats.nbinom.pmf(count, shape, shape / (shape + MEANS))
        assert np.abs(likelihood(count, node) - chance)[:4].max() < 0.012


@pytest.mark.parametrize("share", SHARES)
def test_quantiles_are_those_of_simulated_counts(share):
    random = np.random.default_rng(3)
    variance, size = 0.6, 200_000
    for mean in (0.5, 6.0, 40.0, 900.0):
        error = np.zeros(size)
        if share:
            shape = 1 / (share * variance)
            error += np.log(random.gamma(shape, 1 / shape, size))
        error += random.normal(0, np.sqrt((1 - share) * variance), size)
        drawn = random.poisson(mean * np.exp(error))
        found = quantiles(nodes(np.log([mean]), np.array([variance]), share), np.array([HUB]))[0]
        for level, quantile in zip(HUB, found, strict=True):
            assert np.mean(drawn < quantile) - 0.012 <= level <= np.mean(drawn <= quantile) + 0.012


def test_quantiles_and_probabilities_agree():
    node = nodes(np.log(MEANS), np.full(len(MEANS), 0.5), 0.35)
    for level in (0.025, 0.5, 0.9):
        found = quantiles(node, np.full((len(MEANS), 1), level))[:, 0]
        assert (at_most(found, node) >= level - 0.004).all()
        assert (at_most(found - 1, node) <= level + 0.004).all()


def test_many_large_counts_make_no_staircase():
    """Poisson log-normal of a huge mean: the normal distribution of the logarithm."""
    count = np.exp(np.linspace(np.log(2e4), np.log(5e5), 60)).round()
    node = nodes(np.full(60, np.log(1e5)), np.full(60, 0.5), 0.0)
    place = (np.log(count) - np.log(1e5)) / np.sqrt(0.5)
    np.testing.assert_allclose(at_most(count, node), stats.norm.cdf(place), atol=0.006)
    density = stats.norm.pdf(place) / np.sqrt(0.5) / count
    np.testing.assert_allclose(likelihood(count, node), density, rtol=0.15)


def test_nearly_no_variance_is_poisson():
    node = nodes(np.log(MEANS[:5]), np.full(5, 0.003), 1.0)
    expected = stats.poisson.cdf(np.floor(MEANS[:5]), MEANS[:5])
    np.testing.assert_allclose(at_most(np.floor(MEANS[:5]), node), expected, atol=0.02)


def test_weights_are_probabilities_and_less_than_nothing_is_impossible():
    assert WEIGHTS.sum() == pytest.approx(1)
    assert at_most(np.array([-1.0]), nodes(np.zeros(1), np.ones(1), 0.0))[0] == 0


def test_the_share_that_made_the_counts_is_found():
    random = np.random.default_rng(1)
    location, variance = np.full(4_000, np.log(30.0)), np.full(4_000, 0.8)
    gamma = random.poisson(30 * random.gamma(1 / 0.8, 0.8, 4_000)).astype(float)
    normal = random.poisson(np.exp(location + random.normal(0, np.sqrt(0.8), 4_000))).astype(float)
    assert chosen_share(gamma, location, variance) == 1.0
    assert chosen_share(normal, location, variance) == 0.0
