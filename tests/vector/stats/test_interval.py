from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from vector.catalog.index import Family
from vector.stats import interval
from vector.stats.interval import clopper_pearson, dispersion, garwood, wilson

SAMPLED = [Family.PROPORTION, Family.RATE, Family.RATIO]

# Newcombe (1998), Stat. Med. 17, 857–872, table I, methods 5 and 3.
NEWCOMBE = [
    (81, 263, (0.2527, 0.3676), (0.2553, 0.3662)),
    (15, 148, (0.0578, 0.1617), (0.0624, 0.1605)),
    (0, 20, (0.0, 0.1684), (0.0, 0.1611)),
    (1, 29, (0.0009, 0.1776), (0.0061, 0.1718)),
]

# Garwood (1936), as printed in Pearson and Hartley, Biometrika Tables I, table 40.
GARWOOD = [
    (0, "0.00", "3.69"),
    (1, "0.0253", "5.57"),
    (2, "0.242", "7.22"),
    (3, "0.619", "8.77"),
    (4, "1.09", "10.24"),
    (5, "1.62", "11.67"),
    (10, "4.80", "18.39"),
    (20, "12.22", "30.89"),
    (50, "37.11", "65.92"),
]


def bounds(pair):
    return float(pair[0]), float(pair[1])


class TestClopperPearson:
    @pytest.mark.parametrize(("k", "n", "exact", "_"), NEWCOMBE)
    def test_published(self, k, n, exact, _):
        assert bounds(clopper_pearson(k, n)) == pytest.approx(exact, abs=5e-5)

    @pytest.mark.parametrize(("k", "n"), [(1, 7), (3, 10), (49, 50), (137, 2000), (5, 100_000)])
    def test_agrees_with_the_inverted_binomial_test(self, k, n):
        expected = stats.binomtest(k, n).proportion_ci(method="exact")
        assert bounds(clopper_pearson(k, n)) == pytest.approx(tuple(expected), rel=1e-6)

    @pytest.mark.parametrize("n", [1, 5, 20, 50, 100])
    def test_covers_every_proportion(self, n):
        k = np.arange(n + 1)
        lower, upper = clopper_pearson(k, n)
        truth = np.linspace(0, 1, 401)[:, np.newaxis]
        covered = (lower <= truth) & (truth <= upper)
        coverage = (stats.binom.pmf(k, n, truth) * covered).sum(axis=1)
        assert coverage.min() >= 0.95 - 1e-12

    def test_ends_are_exact(self):
        lower, upper = clopper_pearson([0, 9], [9, 9])
        assert lower[0] == 0.0
        assert upper[1] == 1.0
        assert upper[0] == pytest.approx(1 - 0.025 ** (1 / 9))

    def test_impossible_samples_have_none(self):
        assert np.isnan(clopper_pearson([0, 5, -1], [0, 4, 4])).all()

    def test_other_confidence(self):
        expected = stats.binomtest(4, 17).proportion_ci(0.9, method="exact")
        assert bounds(clopper_pearson(4, 17, 0.9)) == pytest.approx(tuple(expected))


class TestWilson:
    @pytest.mark.parametrize(("k", "n", "_", "score"), NEWCOMBE)
    def test_published(self, k, n, _, score):
        assert bounds(wilson(k, n)) == pytest.approx(score, abs=5e-5)

    @pytest.mark.parametrize(("k", "n"), [(0, 1), (3, 10), (50, 50), (137, 2000)])
    def test_agrees_with_scipy(self, k, n):
        expected = stats.binomtest(k, n).proportion_ci(method="wilson")
        assert bounds(wilson(k, n)) == pytest.approx(tuple(expected), abs=1e-12)

    def test_ends_are_exact(self):
        lower, upper = wilson([0, 9], [9, 9])
        assert lower[0] == 0.0
        assert upper[1] == 1.0

    def test_impossible_samples_have_none(self):
        assert np.isnan(wilson([0, 5, -1], [0, 4, 4])).all()


class TestGarwood:
    @pytest.mark.parametrize(("k", "lower", "upper"), GARWOOD)
    def test_published(self, k, lower, upper):
        for found, printed in zip(bounds(garwood(k)), (lower, upper), strict=True):
            decimals = len(printed.partition(".")[2])
            assert f"{found:.{decimals}f}" == printed

    @pytest.mark.parametrize("k", [1, 6, 40, 3000])
    def test_bounds_are_where_the_tails_are_a_fortieth(self, k):
        lower, upper = bounds(garwood(k))
        assert stats.poisson.sf(k - 1, lower) == pytest.approx(0.025)
        assert stats.poisson.cdf(k, upper) == pytest.approx(0.025)

    def test_covers_every_rate(self):
        k = np.arange(200)
        lower, upper = garwood(k)
        truth = np.linspace(0.01, 60, 500)[:, np.newaxis]
        covered = (lower <= truth) & (truth <= upper)
        assert (stats.poisson.pmf(k, truth) * covered).sum(axis=1).min() >= 0.95 - 1e-12

    def test_divided_by_the_exposure(self):
        lower, upper = garwood([10, 0], [50, 20])
        assert lower == pytest.approx([4.7954 / 50, 0], rel=1e-4)
        assert upper == pytest.approx([18.3904 / 50, 3.6889 / 20], rel=1e-4)

    def test_without_exposure_there_is_none(self):
        assert np.isnan(garwood([0, 3, -1], [0, 0, 5])).all()


class TestDispersion:
    def test_of_proportions_is_pearson_over_its_degrees_of_freedom(self):
        k, n = np.array([2, 9, 14, 1]), np.array([20, 25, 30, 18])
        expected = stats.chi2_contingency(np.stack([k, n - k]), correction=False).statistic / 3
        found = dispersion(np.zeros(4, np.int64), 1, k, n, Family.PROPORTION)
        assert found == pytest.approx([expected])

    @pytest.mark.parametrize("family", [Family.RATE, Family.RATIO])
    def test_of_counts_is_pearson_over_its_degrees_of_freedom(self, family):
        k, n = np.array([2, 30, 14]), np.array([20, 25, 30])
        expected = stats.chisquare(k, n * k.sum() / n.sum()).statistic / 2
        found = dispersion(np.array([4, 4, 4]), 5, k, n, family)
        assert found == pytest.approx([1, 1, 1, 1, expected])

    def test_replicates_that_agree_leave_one(self):
        k, n = np.array([10, 10, 10]), np.array([50, 50, 50])
        assert dispersion(np.zeros(3, np.int64), 1, k, n, Family.RATE).tolist() == [1.0]

    def test_one_replicate_none_and_no_variance_leave_one(self):
        codes = np.array([0, 2, 2, 3, 3, 4, 4])
        k, n = np.array([7, 0, 0, 5, 9, 6, 0]), np.array([9, 5, 5, 5, 9, 10, 0])
        assert dispersion(codes, 5, k, n, Family.PROPORTION).tolist() == [1.0] * 5

    def test_rows_of_no_group_are_left_out(self):
        codes, k, n = np.array([0, 0, -1]), np.array([0, 8, 900]), np.array([10, 10, 10])
        assert dispersion(codes, 1, k, n, Family.RATE).tolist() == [8.0]


class TestInterval:
    def test_in_the_unit_of_the_index(self):
        lower, upper = interval.interval(Family.RATE, [4], [2500], Fraction(1000))
        expected = garwood(4, 2.5)
        assert (lower[0], upper[0]) == pytest.approx(bounds(expected))

    def test_per_positive_unit_given_the_positive_units(self):
        lower, upper = interval.interval(Family.RATIO, 20, 4)
        assert (float(lower), float(upper)) == pytest.approx((12.217 / 4, 30.888 / 4), rel=1e-4)

    def test_wilson_on_request(self):
        found = interval.interval(Family.PROPORTION, 15, 148, method="wilson")
        assert bounds(found) == bounds(wilson(15, 148))

    @pytest.mark.parametrize("family", [Family.PROPORTION, Family.RATE])
    def test_dispersion_four_is_a_quarter_of_the_sample(self, family):
        wide = interval.interval(family, 40, 400, dispersion=4)
        assert bounds(wide) == bounds(interval.interval(family, 10, 100))

    def test_a_bare_count_has_none(self):
        assert np.isnan(interval.interval(Family.COUNT, [0, 2], [5, 5])).all()

    @pytest.mark.parametrize("family", SAMPLED)
    def test_no_effort_has_none(self, family):
        assert np.isnan(interval.interval(family, [0], [0], 100)).all()

    @pytest.mark.parametrize("family", SAMPLED)
    def test_no_rows(self, family):
        lower, upper = interval.interval(family, np.array([]), np.array([]))
        assert lower.shape == upper.shape == (0,)

    def test_covers_replicates_that_scatter(self):
        random = np.random.default_rng(8)
        groups, replicates, effort, truth = 4000, 20, 10, 2.0
        codes = np.repeat(np.arange(groups), replicates)
        # Negative binomial with variance four times its mean.
        counts = random.negative_binomial(truth * effort / 3, 1 / 4, len(codes))
        n = np.full(len(codes), effort)
        phi = dispersion(codes, groups, counts, n, Family.RATE)
        k, exposure = np.bincount(codes, counts, groups), np.bincount(codes, n, groups)
        plain = interval.interval(Family.RATE, k, exposure)
        scattered = interval.interval(Family.RATE, k, exposure, dispersion=phi)
        assert covered(plain, truth) < 0.75
        assert 0.92 < covered(scattered, truth) < 0.97

    @given(
        st.sampled_from(SAMPLED),
        st.sampled_from(["exact", "wilson"]),
        st.integers(0, 5000),
        st.integers(0, 5000),
        st.floats(1, 50),
    )
    def test_holds_the_estimate(self, family, method, found, rest, phi):
        n = found + rest + 1
        lower, upper = interval.interval(family, found, n, dispersion=phi, method=method)
        assert lower <= found / n <= upper

    @given(st.sampled_from(SAMPLED), st.integers(0, 300), st.integers(1, 300), st.integers(2, 9))
    def test_more_data_at_the_same_rate_is_narrower(self, family, found, rest, times):
        n = found + rest
        lower, upper = interval.interval(family, [found, times * found], [n, times * n])
        assert upper[1] - lower[1] < upper[0] - lower[0]

    @given(st.sampled_from(SAMPLED), st.integers(0, 300), st.integers(1, 300))
    def test_a_higher_count_moves_both_bounds_up(self, family, found, rest):
        n = found + rest
        lower, upper = interval.interval(family, [found, found + 1], [n, n])
        assert lower[0] < lower[1]
        assert upper[0] < upper[1] or upper[1] == 1.0


def covered(found, truth):
    lower, upper = found
    return float(np.mean((lower <= truth) & (truth <= upper)))
