"""How much places truly differ, from how far apart their counts lie."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from vector.stats.compare.shrinkage import SPREADS, Spread, chosen, spread

counts = st.lists(st.tuples(st.integers(0, 80), st.integers(1, 900)), min_size=1, max_size=12)


def typical(found: Spread) -> np.ndarray:
    """The mean spread of each group."""
    return found.weight.T @ SPREADS


@given(counts)
def test_weights_are_the_likelihood_of_a_negative_binomial_by_a_half_cauchy(
    given_: list[tuple[int, int]],
) -> None:
    count, effort = np.array(given_, float).T
    found = spread(np.zeros(len(count), int), count, effort)
    expected = []
    for tau, mean in zip(SPREADS, found.mean[:, 0], strict=True):
        size = 1 / tau**2
        likely = stats.nbinom(size, size / (size + mean * effort)).logpmf(count).sum()
        # The candidates stand in steps of log τ.
        expected.append(likely + stats.halfcauchy.logpdf(tau) + np.log(tau))
    weight = np.exp(np.array(expected) - max(expected))
    assert found.weight[:, 0] == pytest.approx(weight / weight.sum(), abs=1e-6)


def test_a_known_spread_is_found_again() -> None:
    random = np.random.default_rng(3)
    within = np.repeat(np.arange(3), 2000)
    true = np.repeat([0.1, 0.5, 1.5], 2000)
    density = random.gamma(1 / true**2, true**2)
    found = spread(within, random.poisson(30 * density), np.full(6000, 10.0))
    assert typical(found) == pytest.approx([0.1, 0.5, 1.5], rel=0.1)
    best = found.mean[found.weight.argmax(axis=0), range(3)]
    assert best == pytest.approx([3, 3, 3], rel=0.1)


@pytest.mark.parametrize("count", [(1000.0, 1000, 1000), (2.0, 70, 1000), (0.0, 0, 30)])
def test_the_mean_of_equal_efforts_is_the_same_however_much_they_differ(
    count: tuple[float, ...],
) -> None:
    found = spread(np.zeros(3, int), np.array(count), np.full(3, 10.0))
    assert found.mean[:, 0] == pytest.approx((sum(count) + 0.5) / 30)


def test_places_that_differ_much_count_alike_in_the_mean_others_by_their_effort() -> None:
    count, effort = np.array([4000.0, 30, 6]), np.array([1000.0, 10, 1])
    found = spread(np.zeros(3, int), count, effort)
    assert found.mean[-1, 0] == pytest.approx((count / effort).mean(), rel=0.03)
    assert found.mean[0, 0] == pytest.approx(4, rel=0.03)


def test_nothing_caught_anywhere_is_no_spread_and_no_error() -> None:
    found = spread(np.zeros(4, int), np.zeros(4), np.full(4, 100.0))
    assert np.isfinite(found.weight).all()
    assert (found.mean > 0).all()


def test_groups_do_not_touch_each_other() -> None:
    count, effort = np.array([2.0, 70, 5, 20, 21, 19]), np.ones(6)
    both = spread(np.array([0, 0, 0, 1, 1, 1]), count, effort)
    alone = spread(np.zeros(3, int), count[3:], effort[3:])
    assert both.weight[:, 1] == pytest.approx(alone.weight[:, 0])
    assert typical(both)[0] > 3 * typical(both)[1]


@given(counts, st.integers(1, 500))
def test_every_draw_has_a_spread_in_proportion(given_: list[tuple[int, int]], draws: int) -> None:
    count, effort = np.array(given_, float).T
    found = spread(np.zeros(len(count), int), count, effort)
    which = chosen(found, draws)
    assert which.shape == (draws, 1)
    many = np.bincount(which[:, 0], minlength=len(SPREADS))
    assert np.abs(many - found.weight[:, 0] * draws).max() <= 1 + 1e-9
