"""Batched regressions against statsmodels, and the closed form against orthogonal factors."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from vector.stats.outbreak.design import Columns, Layered
from vector.stats.outbreak.glm import fit

RANDOM = np.random.default_rng(7)
LAYER = np.repeat([0, 1, 2, 1], 12)
TIME = np.arange(48.0)


def dense(layer, time):
    columns = [np.ones(len(layer)), time - 20]
    return np.column_stack([*columns, *(layer == each for each in np.unique(layer)[1:])]) * 1.0


def test_many_fits_at_once_are_statsmodels_one_by_one():
    counts = RANDOM.negative_binomial(3, 0.4, (20, 48)).astype(float)
    weights = RANDOM.uniform(0.2, 1.5, counts.shape)
    offset = RANDOM.normal(0, 0.3, counts.shape)
    design = Layered(np.tile(LAYER, (20, 1)), 3, np.tile(TIME, (20, 1)))
    found = fit(design, counts, weights, offset, tolerance=1e-15, most=60)
    for row in range(20):
        peer = sm.GLM(
            counts[row], dense(LAYER, TIME), sm.families.Poisson(),
            offset=offset[row], var_weights=weights[row],
        ).fit(scale="X2", tol=1e-15)  # fmt: skip
        np.testing.assert_allclose(found.mean[row], peer.mu, rtol=1e-9)
        np.testing.assert_allclose(found.coefficients[row, -1], peer.params[1], atol=1e-9)
        np.testing.assert_allclose(found.dispersion(counts)[row], peer.scale, rtol=1e-7)
        leverage = peer.get_influence().hat_matrix_diag
        np.testing.assert_allclose(design.leverage(found.working)[row], leverage, rtol=1e-6)


def test_the_error_of_a_prediction_is_statsmodels():
    counts = RANDOM.poisson(6, (1, 48)).astype(float)
    design = Layered(LAYER[None], 3, TIME[None])
    found = fit(design, counts, tolerance=1e-15, most=60)
    peer = sm.GLM(counts[0], dense(LAYER, TIME), sm.families.Poisson()).fit(tol=1e-15)
    ahead = dense(np.array([0, 1, 2]), np.full(3, 60.0))
    expected = np.sqrt((ahead @ peer.cov_params() * ahead).sum(axis=1))
    ours = [design.variance(found.working, layer, np.array([60.0]))[0] for layer in range(3)]
    np.testing.assert_allclose(np.sqrt(ours), expected, rtol=1e-8)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=48, max_size=48), st.booleans())
def test_closed_form_and_orthogonal_factors_agree(values, sparse):
    counts = np.array([values], float)
    # A season without a single case is where weights become very small.
    counts[0, LAYER == 1] *= not sparse
    if not counts.any():
        return
    closed = fit(Layered(LAYER[None], 3, TIME[None]), counts)
    factors = fit(Columns(dense(LAYER, TIME)), counts)
    assert closed.converged == factors.converged
    np.testing.assert_allclose(closed.mean, factors.mean, rtol=1e-6, atol=1e-12)


def test_a_point_without_weight_tells_nothing():
    counts = RANDOM.poisson(5, (1, 48)).astype(float)
    weights = np.ones_like(counts)
    weights[0, :5] = 0
    whole = fit(Layered(LAYER[None, 5:], 3, TIME[None, 5:]), counts[:, 5:])
    counts[0, :5] = 1e6
    part = fit(Layered(LAYER[None], 3, TIME[None]), counts, weights)
    np.testing.assert_allclose(part.mean[0, 5:], whole.mean[0], rtol=1e-12)
    assert part.degrees == whole.degrees


def test_without_any_case_the_fit_still_ends():
    found = fit(Layered(LAYER[None], 3, TIME[None]), np.zeros((1, 48)))
    assert found.converged.all()
    assert (found.mean < 1e-6).all()


def test_a_fit_that_breaks_down_leaves_the_others_alone():
    counts = np.vstack([RANDOM.poisson(5, 48), np.full(48, 5)]).astype(float)
    offset = np.zeros_like(counts)
    offset[1] = np.where(TIME < 24, 800, -800)
    found = fit(Layered(np.zeros((2, 48), int), 1), counts, None, offset)
    assert found.converged.tolist() == [True, False]
    assert found.mean[0, 0] == pytest.approx(counts[0].mean())
