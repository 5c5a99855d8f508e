"""Two proportions: Newcombe's published intervals, a brute-force inversion, and edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats
from statsmodels.stats.proportion import confint_proportions_2indep
from statsmodels.stats.rates import confint_poisson_2indep

from vector.stats.compare import newcombe, rate_difference, risk_difference, risk_ratio

# Newcombe (1998), Stat. Med. 17, 873–890, table II: method 10 (hybrid score), then
# Miettinen–Nurminen's.
PUBLISHED = [
    ((56, 70, 48, 80), (0.0524, 0.3339), (0.0528, 0.3382)),
    ((9, 10, 3, 10), (0.1705, 0.8090), (0.1700, 0.8406)),
    ((6, 7, 2, 7), (0.0582, 0.8062), (0.0342, 0.8534)),
    ((5, 56, 0, 29), (-0.0381, 0.1926), (-0.0326, 0.1933)),
]
sizes = st.integers(1, 60)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[int, int, int, int]:
    n1, n2 = draw(sizes), draw(sizes)
    return draw(st.integers(0, n1)), n1, draw(st.integers(0, n2)), n2


@pytest.mark.parametrize(("pair", "hybrid", "score"), PUBLISHED)
def test_the_published_intervals(
    pair: tuple[int, int, int, int], hybrid: tuple[float, float], score: tuple[float, float]
) -> None:
    assert newcombe(*pair)[1:] == pytest.approx(hybrid, abs=5.1e-5)
    assert risk_difference(*pair)[1:] == pytest.approx(score, abs=5.1e-5)


@given(pairs())
def test_newcombes_interval_is_that_of_statsmodels(pair: tuple[int, int, int, int]) -> None:
    theirs = confint_proportions_2indep(*pair, compare="diff", method="newcomb")
    assert newcombe(*pair)[1:] == pytest.approx(theirs, abs=1e-9)


def brute_score(gap: float, k1: int, n1: int, k2: int, n2: int) -> float:
    """The score statistic with the constrained estimate found by maximising the likelihood."""

    def loss(second: float) -> float:
        laws = stats.binom.logpmf(k1, n1, second + gap), stats.binom.logpmf(k2, n2, second)
        return -float(sum(laws))

    low, high = max(0.0, -gap) + 1e-12, min(1.0, 1 - gap) - 1e-12
    second = optimize.minimize_scalar(
        loss, bounds=(low, high), method="bounded", options={"xatol": 1e-12}
    ).x
    first = second + gap
    variance = first * (1 - first) / n1 + second * (1 - second) / n2
    n = n1 + n2
    return (k1 / n1 - k2 / n2 - gap) / np.sqrt(variance * n / (n - 1))


@pytest.mark.parametrize(
    "pair", [(56, 70, 48, 80), (3, 20, 9, 15), (1, 30, 4, 25), (12, 40, 0, 33)]
)
def test_the_bounds_of_the_difference_are_where_the_score_is_z(
    pair: tuple[int, int, int, int],
) -> None:
    _, lower, upper = risk_difference(*pair)
    assert brute_score(float(lower), *pair) == pytest.approx(1.959964, abs=1e-3)
    assert brute_score(float(upper), *pair) == pytest.approx(-1.959964, abs=1e-3)


@pytest.mark.parametrize("pair", [(9, 30, 3, 30), (20, 50, 31, 60), (2, 40, 5, 30)])
def test_the_bounds_of_the_ratio_are_those_of_statsmodels(pair: tuple[int, int, int, int]) -> None:
    theirs = confint_proportions_2indep(*pair, compare="ratio", method="score", correction=True)
    assert risk_ratio(*pair)[1:3] == pytest.approx(theirs, rel=1e-4)


@given(pairs())
def test_p_is_that_of_chi_square_uncorrected(pair: tuple[int, int, int, int]) -> None:
    k1, n1, k2, n2 = pair
    found = risk_ratio(*pair)
    if not 0 < k1 + k2 < n1 + n2:
        assert found.p == pytest.approx(1)
        return
    table = [[k1, n1 - k1], [k2, n2 - k2]]
    chi = stats.chi2_contingency(table, correction=False).statistic
    n = n1 + n2
    assert found.p == pytest.approx(stats.chi2.sf(chi * (n - 1) / n, 1), abs=1e-9)


@given(pairs())
def test_the_intervals_hold_the_estimates_and_turn_around(pair: tuple[int, int, int, int]) -> None:
    k1, n1, k2, n2 = pair
    for method in (newcombe, risk_difference):
        found, back = method(*pair), method(k2, n2, k1, n1)
        assert -1 <= found.lower <= found.difference <= found.upper <= 1
        assert back.lower == pytest.approx(-found.upper, abs=1e-9)
    ratio, back = risk_ratio(*pair), risk_ratio(k2, n2, k1, n1)
    if k1 and k2:
        assert ratio.lower <= ratio.ratio * (1 + 1e-9)
        assert ratio.ratio <= ratio.upper * (1 + 1e-9)
        assert back.lower == pytest.approx(1 / ratio.upper, rel=1e-6)


def test_none_positive_anywhere_tells_nothing_of_the_ratio() -> None:
    found = risk_ratio(0, 20, 0, 30)
    assert np.isnan(found.ratio)
    assert (found.lower, found.upper, found.p) == (0, np.inf, 1)


@pytest.mark.parametrize("broken", [(3, 0, 4, 9), (5, 4, 4, 9), (np.nan, 9, 4, 9), (-1, 9, 4, 9)])
def test_what_is_no_proportion_has_no_interval(broken: tuple[float, ...]) -> None:
    for method in (newcombe, risk_difference, risk_ratio):
        assert all(np.isnan(each) for each in method(*broken))


def test_counts_worth_less_than_one_check_prove_nothing() -> None:
    """Counts are divided by how much surveys scatter, which may leave less than one of them."""
    found = risk_ratio(0.2, 0.4, 0.05, 0.3)
    assert (found.lower < 1 / 100, found.upper > 100, found.p) == (True, True, pytest.approx(1.0))


def test_thousands_of_pairs_are_each_as_alone() -> None:
    random = np.random.default_rng(2)
    n1, n2 = random.integers(1, 80, (2, 3000))
    k1, k2 = random.integers(0, n1 + 1), random.integers(0, n2 + 1)
    together = risk_difference(k1, n1, k2, n2)
    alone = risk_difference(k1[99], n1[99], k2[99], n2[99])
    assert together.lower[99] == pytest.approx(float(alone.lower))


@given(st.integers(0, 300), st.floats(1, 900), st.integers(0, 300), st.floats(1, 900))
def test_the_difference_of_rates_is_statsmodels_mover(
    k: int, effort: float, base: int, base_effort: float
) -> None:
    theirs = confint_poisson_2indep(
        k, effort, base, base_effort, method="mover", compare="diff", method_mover="exact-c"
    )
    found = rate_difference(k, effort, base, base_effort)
    if k and base:
        assert found[1:] == pytest.approx(theirs, rel=1e-9, abs=1e-12)
    assert found.lower <= found.difference <= found.upper
    wider = rate_difference(k, effort, base, base_effort, 4.0)
    assert wider.lower <= found.lower
    assert wider.upper >= found.upper


def test_a_difference_of_rates_needs_effort_on_both_sides() -> None:
    assert all(np.isnan(each) for each in rate_difference(3, 0, 4, 9))
