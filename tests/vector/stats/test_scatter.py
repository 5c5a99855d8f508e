import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vector.stats.scatter import Scatter, scatter


@pytest.mark.parametrize(("within", "between"), [(0.0, 0.0), (0.5, 0.0), (0.0, 0.4), (1.0, 0.3)])
def test_recovers_what_was_simulated(within, between):
    random = np.random.default_rng(11)
    places, surveys = 800, 12
    effort = random.integers(50, 300, (places, surveys))
    level = random.gamma(1 / between, between, (places, 1)) if between else np.ones((places, 1))
    clump = random.gamma(1 / within, within, effort.shape) if within else 1.0
    count = random.poisson(0.05 * effort * level * clump)
    place = np.repeat(np.arange(places), surveys)
    found = scatter(place, count.ravel(), effort.ravel())
    assert found.within == pytest.approx(within, abs=0.1)
    assert found.between == pytest.approx(between, abs=0.1)


def test_nothing_to_estimate_from_is_no_scatter():
    none = Scatter(0.0, 0.0)
    assert scatter([], [], []) == none
    assert scatter([1, 2], [0, 0], [1, 1]) == none
    assert scatter([1], [5], [1]) == none
    assert scatter([1, 1], [np.nan, 5], [1, 0]) == none
    assert not none.found


@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 1000), st.just(0.0) | st.floats(0.1, 1e4)),
        max_size=30,
    ),
    st.floats(0.01, 100),
)
def test_never_negative_and_the_scale_of_expectations_is_no_matter(rows, scale):
    place, count, expected = np.array(rows).reshape(-1, 3).T
    one = scatter(place, count, expected)
    assert min(one) >= 0
    assert np.isfinite(one).all()
    two = scatter(place, count, np.asarray(expected) * scale)
    np.testing.assert_allclose(one, two, rtol=1e-6, atol=1e-9)
