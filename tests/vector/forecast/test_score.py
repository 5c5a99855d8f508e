"""The scores against independent forms of the same quantities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from vector.errors import ForecastError
from vector.forecast import HUB
from vector.forecast.score import (
    calibration,
    crps,
    inside,
    interval_score,
    log_crps,
    skill,
    weighted_interval_score,
)

LEVELS = np.array(HUB)


def _loss_one_by_one(count, quantiles):
    """Twice the mean quantile loss, by plain loops."""
    total = 0.0
    for level, quantile in zip(HUB, quantiles, strict=True):
        total += (
            level * (count - quantile) if count >= quantile else (1 - level) * (quantile - count)
        )
    return 2 * total / len(HUB)


counts = st.integers(0, 10_000)
sorted_counts = st.lists(counts, min_size=23, max_size=23).map(sorted)


@given(counts, sorted_counts)
def test_crps_and_wis_are_the_mean_quantile_loss(count, quantiles):
    row = np.array([quantiles], float)
    expected = _loss_one_by_one(count, quantiles)
    observed = np.array([float(count)])
    assert crps(observed, row)[0] == pytest.approx(expected)
    assert weighted_interval_score(observed, row)[0] == pytest.approx(expected)


@given(counts, sorted_counts)
def test_log_crps_is_the_score_of_the_logarithms(count, quantiles):
    logs = np.log1p(np.array(quantiles, float))
    expected = _loss_one_by_one(np.log1p(count), logs)
    found = log_crps(np.array([float(count)]), np.array([quantiles], float))[0]
    assert found == pytest.approx(expected)


@pytest.mark.parametrize("observed", [-1.0, 0.3, 2.5])
def test_crps_by_many_quantiles_nears_the_integral(observed):
    """∫ (F(x) - 1{x ≥ y})² dx of a standard normal, by quadrature."""
    below = integrate.quad(lambda x: stats.norm.cdf(x) ** 2, -12, observed)[0]
    above = integrate.quad(lambda x: stats.norm.sf(x) ** 2, observed, 12)[0]
    level = (np.arange(2_000) + 0.5) / 2_000
    found = crps(np.array([observed]), stats.norm.ppf(level)[None], level)[0]
    assert found == pytest.approx(below + above, rel=1e-3)


def test_interval_score_as_published():
    """Gneiting and Raftery (2007), equation 43, by hand: 80 % interval 2 to 10."""
    lower, upper = np.full(3, 2.0), np.full(3, 10.0)
    found = interval_score(np.array([5.0, 1.0, 13.0]), lower, upper, 0.2)
    np.testing.assert_allclose(found, [8, 8 + 10 * 1, 8 + 10 * 3])


def test_a_perfect_forecast_scores_nothing():
    count = np.array([0.0, 7.0])
    quantile = np.repeat(count[:, None], 23, axis=1)
    for score in (crps, log_crps, weighted_interval_score):
        assert score(count, quantile).tolist() == [0, 0]
    assert calibration(count, quantile) == 0
    assert inside(count, quantile, 0.5).all()


def test_discrete_quantiles_of_the_true_distribution_are_calibrated():
    count = np.random.default_rng(0).poisson(0.4, 20_000).astype(float)
    quantile = np.tile(stats.poisson.ppf(HUB, 0.4), (len(count), 1))
    assert calibration(count, quantile) < 0.01
    assert inside(count, quantile, 0.5).mean() > 0.6


def test_a_shifted_forecast_is_not_calibrated():
    count = np.random.default_rng(0).poisson(50, 5_000).astype(float)
    quantile = np.tile(stats.poisson.ppf(HUB, 60), (len(count), 1))
    assert calibration(count, quantile) > 0.3


def test_skill_of_half_the_loss_is_a_half_and_of_nothing_unknown():
    assert skill(np.array([1.0]), np.array([2.0])) == 0.5
    assert np.isnan(skill(np.array([1.0]), np.array([0.0])))
    assert np.isnan(calibration(np.empty(0), np.empty((0, 23))))


def test_levels_that_do_not_serve_are_refused():
    with pytest.raises(ForecastError, match="对称"):
        weighted_interval_score(np.zeros(1), np.zeros((1, 2)), np.array([0.1, 0.5]))
    with pytest.raises(ForecastError, match=r"0\.05"):
        inside(np.zeros(1), np.zeros((1, 1)), 0.9, np.array([0.5]))
