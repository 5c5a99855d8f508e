"""How much more surveys of one density vary than independent animals would."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from vector.stats.replicate import cautious, overdispersion


@pytest.mark.parametrize("phi", [1.0, 3.0, 8.0])
def test_the_mean_estimate_is_the_truth(phi: float) -> None:
    random = np.random.default_rng(1)
    shape, surveys = (2000, 12), 4
    cell = np.repeat(np.arange(shape[0] * shape[1]), surveys)
    effort = random.integers(50, 400, len(cell)).astype(float)
    mean = 0.03 * effort
    rate = mean if phi == 1 else random.gamma(mean / (phi - 1), phi - 1)
    found = overdispersion(cell, random.poisson(rate).astype(float), effort, shape)
    # Held at 1 from below, which only an estimate near 1 feels.
    assert found.phi.mean() == pytest.approx(phi, rel=0.12 if phi == 1 else 0.05)
    assert 20 < found.freedom.mean() <= 36


def test_equal_effort_and_one_cell_is_the_index_of_dispersion() -> None:
    count = np.array([0.0, 3, 9, 1, 12])
    found = overdispersion(np.zeros(5, int), count, np.full(5, 7.0), (1, 1))
    assert found.phi[0] == pytest.approx(count.var(ddof=1) / count.mean())
    assert found.freedom[0] == 4


def test_proportions_have_the_variance_of_the_binomial() -> None:
    random = np.random.default_rng(2)
    cell = np.repeat(np.arange(3000), 6)
    checked = np.full(len(cell), 20.0)
    found = overdispersion(
        cell, random.binomial(20, 0.6, len(cell)).astype(float), checked, (1, 3000), binomial=True
    )
    assert found.phi[0] == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("count", [[5.0], [0.0, 0.0]])
def test_without_replicates_or_catch_nothing_is_known(count: list[float]) -> None:
    size = len(count)
    found = overdispersion(np.zeros(size, int), np.array(count), np.ones(size), (1, 1))
    assert np.isnan(found.phi).all()
    assert found.known.tolist() == found.cautious.tolist() == [1.0]


@given(st.floats(1.01, 50), st.floats(1, 500))
def test_the_widening_is_that_of_t(phi: float, freedom: float) -> None:
    widened = cautious(phi, freedom)
    half = np.sqrt(widened / phi) * stats.norm.ppf(0.975)
    assert half == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-6)
    assert cautious(1.0, freedom) == 1


def test_no_surveys_give_no_estimates() -> None:
    found = overdispersion(np.zeros(0, int), np.zeros(0), np.zeros(0), (0, 12))
    assert found.phi.shape == (0,)
