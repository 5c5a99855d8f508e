from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from vector.catalog import load
from vector.catalog.index import Family
from vector.stats.exceed import beyond, words

SAMPLED = [Family.PROPORTION, Family.RATE, Family.RATIO]


class TestWithoutLikePlaces:
    """Jeffreys' prior: Beta(½, ½) or Gamma(½, 0)."""

    @pytest.mark.parametrize(("k", "n"), [(0, 10), (3, 10), (10, 10), (300, 1000)])
    def test_proportion(self, k, n):
        expected = stats.beta.sf(0.2, k + 0.5, n - k + 0.5)
        assert beyond(Family.PROPORTION, "high", [k], [n], 100, 20) == pytest.approx([expected])

    @pytest.mark.parametrize("family", [Family.RATE, Family.RATIO])
    @pytest.mark.parametrize(("k", "n"), [(0, 10), (3, 10), (300, 1000)])
    def test_rate(self, family, k, n):
        expected = stats.gamma.sf(0.25, k + 0.5, scale=1 / n)
        limit = Fraction("0.25")
        assert beyond(family, "high", [k], [n], 1, limit) == pytest.approx([expected])

    def test_limit_is_in_the_displayed_unit(self):
        # 4 signs on 2,500 m against 1 sign per km.
        expected = stats.gamma.sf(1, 4.5, scale=1 / 2.5)
        assert beyond(Family.RATE, "high", 4, 2500, 1000, 1) == pytest.approx(expected)

    @pytest.mark.parametrize("family", SAMPLED)
    def test_where_low_is_worse_it_is_the_other_side(self, family):
        high = beyond(family, "high", [3, 9], [10, 10], 1, Fraction("0.5"))
        low = beyond(family, "low", [3, 9], [10, 10], 1, Fraction("0.5"))
        assert high + low == pytest.approx([1, 1])
        assert low[0] > low[1]

    def test_limits_outside_the_possible(self):
        assert beyond(Family.PROPORTION, "high", 3, 10, 100, 100) == 0
        assert beyond(Family.PROPORTION, "low", 3, 10, 100, 100) == 1
        assert beyond(Family.PROPORTION, "high", 3, 10, 100, -1) == 1
        assert beyond(Family.RATE, "high", 3, 10, 1, 0) == 1

    def test_dispersion_four_is_a_quarter_of_the_sample(self):
        scattered = beyond(Family.RATE, "high", 40, 400, 1, Fraction("0.08"), dispersion=4.0)
        assert scattered == beyond(Family.RATE, "high", 10, 100, 1, Fraction("0.08"))


class TestNotApplicable:
    @pytest.mark.parametrize("family", SAMPLED)
    @pytest.mark.parametrize("worse", ["high", "low"])
    def test_no_effort(self, family, worse):
        assert np.isnan(beyond(family, worse, [0, 3], [0, 0], 1, 1, np.array([0, 0]))).all()

    def test_more_positive_than_checked(self):
        assert np.isnan(beyond(Family.PROPORTION, "high", [5], [4], 100, 20))

    def test_a_bare_count(self):
        assert np.isnan(beyond(Family.COUNT, "high", [5], [7], 1, 0, np.array([0])))


class TestEvidence:
    """The same rate, 30 %, against a limit of 20 %, on little and on much effort."""

    def test_little_and_much_get_different_words(self):
        likelihoods = load().likelihoods
        chance = beyond(Family.PROPORTION, "high", [3, 300], [10, 1000], 100, 20)
        said = words(chance, likelihoods)
        assert chance[0] < 0.8 < 0.999 < chance[1]
        assert [row.id for row in said] == ["likely", "very_likely"]

    def test_like_places_far_below_the_limit_draw_the_small_sample_down_only(self):
        random = np.random.default_rng(2)
        k = np.concatenate([[3, 300], random.binomial(100, 0.03, 60)])
        n = np.concatenate([[10, 1000], np.full(60, 100)])
        pools = np.zeros(62, np.int64)
        alone = beyond(Family.PROPORTION, "high", k, n, 100, 20)
        among = beyond(Family.PROPORTION, "high", k, n, 100, 20, pools)
        assert among[0] < alone[0] - 0.2
        assert among[1] > 0.999

    @given(
        st.sampled_from(SAMPLED),
        st.lists(st.integers(0, 20), min_size=1, max_size=12),
        st.integers(0, 19),
        st.integers(1, 19),
    )
    def test_more_found_is_never_less_probable(self, family, others, found, limit):
        k = np.array([*others, found, found + 1])
        pools = np.zeros(len(k), np.int64)
        chance = beyond(family, "high", k, np.full(len(k), 20), 20, limit, pools)
        assert 0 <= chance[-2] <= chance[-1] <= 1

    @given(st.sampled_from(SAMPLED), st.integers(0, 20), st.integers(0, 18))
    def test_a_higher_limit_is_never_more_probable_to_be_passed(self, family, found, limit):
        least, more = (beyond(family, "high", found, 20, 20, each) for each in (limit, limit + 1))
        assert more <= least


class TestLikePlaces:
    def test_many_give_back_the_beta_they_came_from(self):
        random = np.random.default_rng(4)
        n = random.integers(20, 60, 20_000)
        k = random.binomial(n, random.beta(2, 18, 20_000))
        found = beyond(Family.PROPORTION, "high", k, n, 1, Fraction("0.12"), np.zeros(20_000, int))
        expected = stats.beta.sf(0.12, 2 + k, 18 + n - k)
        assert found == pytest.approx(expected, abs=0.02)

    def test_many_give_back_the_gamma_they_came_from(self):
        random = np.random.default_rng(4)
        n = random.integers(1, 30, 20_000)
        k = random.poisson(n * random.gamma(1.6, 0.5, 20_000))
        found = beyond(Family.RATE, "high", k, n, 1, 1, np.zeros(20_000, int))
        expected = stats.gamma.sf(1, 1.6 + k, scale=1 / (2 + n))
        assert found == pytest.approx(expected, abs=0.02)

    def test_the_moments_of_one_pool_by_hand(self):
        k, n = np.array([4, 4, 0, 4, 3, 5]), np.array([10, 20, 40, 30, 50, 50])
        scatter = sum(n * (k / n - 0.1) ** 2)
        ratio = scatter / 5 / 0.09 * 5 / 3
        typical = (200 - sum(n**2) / 200) / 5
        weight = 1 / ((ratio - 1) / (typical - 1) + ratio / 200) - 1
        centre = 20.5 / 201
        expected = stats.beta.sf(0.12, centre * weight + k, (1 - centre) * weight + n - k)
        found = beyond(Family.PROPORTION, "high", k, n, 100, 12, np.zeros(6, int))
        assert weight > 1
        assert found == pytest.approx(expected)

    def test_places_that_seem_alike_are_still_not_taken_for_one(self):
        # F is 1, raised by 7/5: the prior weighs 1/((2/5)/100 + (7/5)/800) units, not endlessly.
        k, n, weight = np.full(8, 10), np.full(8, 100), 1 / (0.4 / 100 + 1.4 / 800)
        expected = stats.gamma.sf(0.12, 80.5 / 800 * weight + 10, scale=1 / (weight + 100))
        found = beyond(Family.RATE, "high", k, n, 1, Fraction("0.12"), np.zeros(8, int))
        assert found == pytest.approx([expected] * 8)

    def test_single_checks_tell_nothing_of_the_spread_between_places(self):
        k, n = np.array([0, 0, 0, 1, 0, 0, 1, 0]), np.ones(8, int)
        expected = stats.beta.sf(0.3, 2.5 / 9 + k, 6.5 / 9 + n - k)
        found = beyond(Family.PROPORTION, "high", k, n, 100, 30, np.zeros(8, int))
        assert found == pytest.approx(expected)

    @pytest.mark.parametrize("family", SAMPLED)
    @pytest.mark.parametrize(
        ("k", "n", "pools"),
        [
            ([1, 2, 9], [10, 10, 10], [0, 0, 0]),
            ([1, 2, 9, 0], [10, 10, 10, 0], [0, 0, 0, 0]),
            ([0, 0, 0, 0, 0], [10, 20, 10, 10, 10], [0, 0, 0, 0, 0]),
            ([1, 2, 9, 4, 5], [10, 20, 10, 10, 10], [-1, -1, -1, -2, -1]),
        ],
        ids=["three places", "three with effort", "nothing found", "no pool"],
    )
    def test_a_pool_that_cannot_tell_leaves_jeffreys(self, family, k, n, pools):
        limit = Fraction("0.2")
        found = beyond(family, "high", k, n, 1, limit, np.array(pools))
        assert found == pytest.approx(beyond(family, "high", k, n, 1, limit), nan_ok=True)

    def test_everything_positive_leaves_jeffreys(self):
        k = n = np.array([10, 20, 30, 40])
        found = beyond(Family.PROPORTION, "low", k, n, 100, 95, np.zeros(4, int))
        assert found == pytest.approx(beyond(Family.PROPORTION, "low", k, n, 100, 95))

    @pytest.mark.parametrize("family", SAMPLED)
    def test_pools_do_not_touch_each_other(self, family):
        random = np.random.default_rng(6)
        pools = random.integers(0, 5, 200)
        k = random.binomial(40, random.beta(2, 5, 5)[pools])
        n = np.full(200, 40)
        together = beyond(family, "high", k, n, 1, Fraction("0.3"), pools)
        for pool in range(5):
            mine = pools == pool
            alone = beyond(family, "high", k[mine], n[mine], 1, Fraction("0.3"), pools[mine])
            assert together[mine] == pytest.approx(alone)


class TestCalibration:
    """Of the places said to be beyond with probability p, a share p is, under the model."""

    @pytest.mark.parametrize("places", [6, 30, 300])
    @pytest.mark.parametrize("family", [Family.PROPORTION, Family.RATE])
    def test_probabilities_come_true(self, family, places):
        random = np.random.default_rng(places)
        pools = np.repeat(np.arange(24_000 // places), places)
        size = len(pools)
        if family is Family.PROPORTION:
            truth, n = random.beta(2, 18, size), random.integers(20, 61, size)
            k, limit = random.binomial(n, truth), Fraction("0.125")
        else:
            truth, n = random.gamma(1.6, 0.5, size), random.integers(1, 31, size)
            k, limit = random.poisson(n * truth), Fraction(1)
        chance = beyond(family, "high", k, n, 1, limit, pools)
        rank = np.digitize(chance, [0.1, 0.3, 0.5, 0.7, 0.9])
        said = np.bincount(rank, chance) / np.bincount(rank)
        came_true = np.bincount(rank, truth > float(limit)) / np.bincount(rank)
        assert came_true == pytest.approx(said, abs=0.1 if places < 10 else 0.05)


class TestWords:
    def test_each_range_holds_its_lower_end(self):
        likelihoods = load().likelihoods
        least = [row.least for row in likelihoods]
        assert list(words(least, likelihoods)) == list(likelihoods)

    def test_no_probability_has_no_words(self):
        assert list(words([np.nan], load().likelihoods)) == [None]

    def test_the_order_of_the_rows_does_not_matter(self):
        likelihoods = load().likelihoods
        chance = np.linspace(0, 1, 21)
        assert list(words(chance, likelihoods)) == list(words(chance, likelihoods[::-1]))
