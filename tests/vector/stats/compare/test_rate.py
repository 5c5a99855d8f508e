"""Rate ratios: R's worked example, independent inversions of the tails, and edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from vector.stats.compare import rate_ratio

counts = st.integers(0, 200)
efforts = st.floats(0.5, 5000)


def test_the_worked_example_of_poisson_test_in_r() -> None:
    """poisson.test(c(11, 6+8+7), c(800, 1083+1050+878))."""
    found = rate_ratio(11, 800, 21, 3011, method="exact")
    assert found.ratio == pytest.approx(1.971488, abs=1e-6)
    assert found.lower == pytest.approx(0.8584264, abs=1e-6)
    assert found.upper == pytest.approx(4.2772659, abs=1e-6)


@given(counts, efforts, counts, efforts)
def test_the_exact_interval_is_clopper_pearsons_of_the_share(
    k: int, effort: float, base: int, base_effort: float
) -> None:
    found = rate_ratio(k, effort, base, base_effort, method="exact")
    if k + base == 0:
        assert (found.lower, found.upper, found.p) == (0, np.inf, 1)
        return
    share = stats.binomtest(k, k + base).proportion_ci(method="exact")
    for bound, mine in zip(share, found[1:3], strict=True):
        theirs = np.inf if bound == 1 else bound / (1 - bound) * base_effort / effort
        assert mine == pytest.approx(theirs, rel=1e-7)


def midp_tail(share: float, k: int, n: int) -> float:
    law = stats.binom(n, share)
    return float(sum(law.pmf(each) for each in range(k + 1, n + 1)) + law.pmf(k) / 2)


@pytest.mark.parametrize(
    ("k", "base"), [(1, 3), (5, 5), (11, 21), (40, 2), (0, 7), (7, 0), (3, 90)]
)
def test_the_midp_interval_inverts_the_midp_tails(k: int, base: int) -> None:
    found, n = rate_ratio(k, 2.0, base, 3.0), k + base
    if k > 0:
        low = optimize.brentq(lambda p: midp_tail(p, k, n) - 0.025, 1e-12, 1 - 1e-12, xtol=1e-14)
        assert found.lower == pytest.approx(low / (1 - low) * 1.5, rel=1e-7)
    if base > 0:
        high = optimize.brentq(lambda p: midp_tail(p, k, n) - 0.975, 1e-12, 1 - 1e-12, xtol=1e-14)
        assert found.upper == pytest.approx(high / (1 - high) * 1.5, rel=1e-7)
    even = midp_tail(2 / 5, k, n)
    assert found.p == pytest.approx(min(1, 2 * min(even, 1 - even)), rel=1e-9)


@given(counts, efforts, counts, efforts, st.floats(1, 20))
def test_the_interval_holds_the_ratio_and_p_agrees_with_it(
    k: int, effort: float, base: int, base_effort: float, phi: float
) -> None:
    found = rate_ratio(k, effort, base, base_effort, phi)
    exact = rate_ratio(k, effort, base, base_effort, phi, method="exact")
    if k + base:
        assert found.lower <= found.ratio * (1 + 1e-9)
        assert found.ratio <= found.upper * (1 + 1e-9)
    assert exact.lower <= found.lower * (1 + 1e-9) + 1e-300
    assert found.upper <= exact.upper * (1 + 1e-9)
    if abs(found.p - 0.05) > 1e-6:
        assert (found.p < 0.05) == (found.lower > 1 or found.upper < 1)


@given(counts, efforts, counts, efforts)
def test_the_other_way_around_is_the_reciprocal(
    k: int, effort: float, base: int, base_effort: float
) -> None:
    there, back = (
        rate_ratio(k, effort, base, base_effort),
        rate_ratio(base, base_effort, k, effort),
    )
    assert back.p == pytest.approx(there.p, abs=1e-9)
    if k and base:
        assert back.lower == pytest.approx(1 / there.upper, rel=1e-6)


def test_scatter_widens_and_never_narrows() -> None:
    narrow, wide = rate_ratio(30, 100, 12, 100), rate_ratio(30, 100, 12, 100, 4.0)
    assert wide.ratio == narrow.ratio
    assert wide.lower < narrow.lower
    assert wide.upper > narrow.upper
    assert wide.p > narrow.p
    assert rate_ratio(30, 100, 12, 100, 0.2) == narrow
    assert rate_ratio(30, 100, 12, 100, np.nan) == narrow


def test_the_level_is_kept_with_unequal_effort() -> None:
    random = np.random.default_rng(1)
    k, base = random.poisson(12, 20_000), random.poisson(30, 20_000)
    found = rate_ratio(k, 200, base, 500)
    assert np.mean(found.p < 0.05) == pytest.approx(0.05, abs=0.008)


@pytest.mark.parametrize("broken", [(3, 0, 4, 9), (3, 9, 4, 0), (np.nan, 9, 4, 9), (-1, 9, 4, 9)])
def test_nothing_is_said_without_effort_or_count(broken: tuple[float, ...]) -> None:
    assert all(np.isnan(each) for each in rate_ratio(*broken))


def test_huge_counts_stay_finite_and_ordered() -> None:
    found = rate_ratio([10**9, 10**9], 1.0, [10**9, 1], 1.0)
    assert np.isfinite(found.lower).all()
    assert (found.lower < found.ratio).all()
    assert (found.ratio < found.upper).all()


def test_empty_in_empty_out() -> None:
    assert rate_ratio([], [], [], []).ratio.shape == (0,)
