"""χ² and exact tests against scipy, R's figures and full enumeration."""

from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import Table

from vector.catalog import load
from vector.stats.compare import Test, fisher, proportions_test, rates_test, trend_test
from vector.stats.compare.exact import freeman_halton, multinomial

RULES = load().comparison
SMOKERS = [83, 90, 129, 70], [86, 93, 136, 82]


def test_the_smokers_of_prop_test_in_r() -> None:
    found = proportions_test([SMOKERS[0]], [SMOKERS[1]], RULES)
    assert found.statistic == pytest.approx([12.6004], abs=1e-4)
    assert found.p == pytest.approx([0.005585], abs=1e-6)
    assert found.freedom.tolist() == [3]
    trend = trend_test([SMOKERS[0]], [SMOKERS[1]])
    assert trend.statistic == pytest.approx([8.2249], abs=1e-4)
    assert trend.p == pytest.approx([0.004132], abs=1e-6)


def test_the_tea_tasting_of_fisher() -> None:
    found = proportions_test([[3, 1]], [[4, 4]], RULES)
    assert found.test.tolist() == [Test.FISHER]
    assert found.p == pytest.approx([0.4857], abs=1e-4)


@st.composite
def tables(draw: st.DrawFn, groups: int = 2) -> tuple[list[int], list[int]]:
    n = draw(st.lists(st.integers(1, 60), min_size=groups, max_size=groups))
    return [draw(st.integers(0, each)) for each in n], n


@given(tables())
def test_a_2x2_table_is_tested_as_scipy_does(table: tuple[list[int], list[int]]) -> None:
    k, n = (np.array(each) for each in table)
    found = proportions_test([k], [n], RULES)
    cells = np.array([k, n - k])
    if not 0 < k.sum() < n.sum():
        assert found.test.tolist() == [Test.NONE]
        assert np.isnan(found.p[0])
        return
    chi = stats.chi2_contingency(cells, correction=False)
    small = chi.expected_freq.min() < 5
    theirs = stats.fisher_exact(cells).pvalue if small else chi.pvalue
    assert found.test[0] == (Test.FISHER if small else Test.CHI_SQUARE)
    assert found.p[0] == pytest.approx(theirs, rel=1e-6)
    assert found.statistic[0] == pytest.approx(chi.statistic)
    assert found.least_expected[0] == pytest.approx(chi.expected_freq.min())


@given(tables(groups=4))
def test_a_2xk_table_is_tested_as_scipy_does(table: tuple[list[int], list[int]]) -> None:
    k, n = (np.array(each) for each in table)
    found = proportions_test([k], [n], RULES, draws=99)
    if not 0 < k.sum() < n.sum():
        return
    chi = stats.chi2_contingency([k, n - k], correction=False)
    expected = chi.expected_freq
    small = np.mean(expected < 5) > 0.2 or expected.min() < 1
    assert found.test[0] == (Test.FREEMAN_HALTON if small else Test.CHI_SQUARE)
    assert found.statistic[0] == pytest.approx(chi.statistic)
    if not small:
        assert found.p[0] == pytest.approx(chi.pvalue)


def enumerated(k: list[int], n: list[int]) -> float:
    """Freeman–Halton by all tables with the same margins."""
    weights = {
        each: np.prod([float(comb(size, got)) for size, got in zip(n, each, strict=True)])
        for each in product(*(range(size + 1) for size in n))
        if sum(each) == sum(k)
    }
    observed = weights[tuple(k)]
    return sum(w for w in weights.values() if w <= observed * (1 + 1e-7)) / sum(weights.values())


@pytest.mark.parametrize(
    ("k", "n"),
    [([3, 0, 1], [4, 5, 4]), ([0, 2, 5, 1], [6, 4, 7, 5]), ([1, 1, 0], [9, 3, 8])],
)
def test_random_tables_come_near_to_all_tables(k: list[int], n: list[int]) -> None:
    random = np.random.default_rng(5)
    found = freeman_halton(np.array([k], float), np.array([n], float), 40_000, random)
    assert found[0] == pytest.approx(enumerated(k, n), abs=0.01)


def test_groups_that_are_not_there_change_nothing() -> None:
    k, n = [3.0, np.nan, 0, 1, 0], [4.0, 5, 5, 4, 0]
    wide = proportions_test([k, [8, np.nan, 1, np.nan, np.nan]], [n, [10, 3, 6, np.nan, 0]], RULES)
    assert wide.test.tolist() == [Test.FREEMAN_HALTON, Test.FISHER]
    assert wide.p[0] == pytest.approx(enumerated([3, 0, 1], [4, 5, 4]), abs=0.01)
    assert wide.p[1] == pytest.approx(stats.fisher_exact([[8, 2], [1, 5]]).pvalue)


def test_the_same_seed_gives_the_same_p() -> None:
    first, again = (proportions_test([[3, 0, 1]], [[4, 5, 4]], RULES).p for _ in range(2))
    assert first == again


@given(st.lists(st.integers(10, 200), min_size=3, max_size=5), st.integers(1, 400))
def test_equal_effort_makes_densities_a_test_of_fit(count: list[int], effort: int) -> None:
    found = rates_test([count], [[effort] * len(count)], RULES)
    theirs = stats.chisquare(count)
    assert found.statistic[0] == pytest.approx(theirs.statistic)
    assert found.p[0] == pytest.approx(theirs.pvalue)
    assert found.test[0] == Test.CHI_SQUARE


def test_few_animals_are_divided_at_random() -> None:
    found = rates_test([[3, 0, 0]], [[50, 100, 50]], RULES)
    assert found.test.tolist() == [Test.MULTINOMIAL]
    ways = list(product(range(3), repeat=3))
    share = np.array([0.25, 0.5, 0.25])
    hoped = 3 * share
    chi = [(((np.bincount(way, minlength=3) - hoped) ** 2) / hoped).sum() for way in ways]
    weight = [np.prod(share[list(way)]) for way in ways]
    exact = sum(w for w, c in zip(weight, chi, strict=True) if c >= 9 - 1e-9)
    assert found.p[0] == pytest.approx(exact, abs=0.01)


def test_scatter_divides_chi_square() -> None:
    plain = rates_test([[60, 30]], [[100, 100]], RULES)
    clustered = rates_test([[60, 30]], [[100, 100]], RULES, 5.0)
    assert clustered.statistic * 5 == pytest.approx(plain.statistic)
    assert clustered.p > plain.p
    small = proportions_test([[4, 0]], [[8, 9]], RULES, [6.0])
    assert small.test.tolist() == [Test.FISHER]
    assert small.p >= proportions_test([[4, 0]], [[8, 9]], RULES).p


@given(tables(groups=4))
def test_the_trend_is_statsmodels_linear_by_linear(table: tuple[list[int], list[int]]) -> None:
    k, n = (np.array(each, float) for each in table)
    if not 0 < k.sum() < n.sum():
        assert np.isnan(trend_test([k], [n]).p[0])
        return
    theirs = Table(np.array([n - k, k]), shift_zeros=False).test_ordinal_association()
    found = trend_test([k], [n], np.arange(4))
    # Their variance has N - 1 where Armitage's has N.
    assert found.statistic[0] == pytest.approx(theirs.zscore**2 * n.sum() / (n.sum() - 1))


def test_a_trend_does_not_depend_on_the_scale_of_its_scores() -> None:
    first = trend_test([SMOKERS[0]], [SMOKERS[1]])
    other = trend_test([SMOKERS[0]], [SMOKERS[1]], [2019, 2020, 2021, 2022])
    assert first.statistic == pytest.approx(other.statistic)


@pytest.mark.parametrize(
    ("k", "n"), [([0, 0], [4, 5]), ([4, 5], [4, 5]), ([1, np.nan], [3, 4]), ([0, 0], [0, 0])]
)
def test_a_table_that_cannot_tell_is_not_tested(k: list[float], n: list[float]) -> None:
    for found in (proportions_test([k], [n], RULES), trend_test([k], [n])):
        assert found.test.tolist() == [Test.NONE]
        assert np.isnan(found.p).all()


def test_more_positives_than_checked_are_refused() -> None:
    with pytest.raises(ValueError, match="positives"):
        proportions_test([[5, 1]], [[4, 4]], RULES)
    with pytest.raises(ValueError, match="positives"):
        rates_test([[-5, 1]], [[4, 4]], RULES)


def test_no_tables_give_no_tests() -> None:
    empty = np.empty((0, 3))
    assert proportions_test(empty, empty, RULES).p.shape == (0,)
    assert rates_test(empty, empty, RULES).p.shape == (0,)
    assert fisher(*(np.empty(0) for _ in range(4))).shape == (0,)
    assert multinomial(np.empty(0), np.empty(0), empty, 9, np.random.default_rng(1)).shape == (0,)


def test_thousands_of_tables_at_once() -> None:
    random = np.random.default_rng(6)
    n = random.integers(5, 60, (4000, 2))
    k = random.binomial(n, 0.1)
    found = proportions_test(k, n, RULES)
    at = np.flatnonzero(found.test == Test.FISHER)[:50]
    for row in at:
        cells = [k[row], n[row] - k[row]]
        assert found.p[row] == pytest.approx(stats.fisher_exact(cells).pvalue, rel=1e-6)
