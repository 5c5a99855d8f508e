from itertools import count as counting

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from vector.catalog.index import Family
from vector.stats.power import NEVER, to_plan


def law(family, n, p):
    return stats.binom(n, p) if family is Family.PROPORTION else stats.poisson(n * p)


def one_by_one(family, truth, limit, power=0.8, error=0.05):
    """Try every effort from one on, in the textbook's words."""
    for n in counting(1):
        at_limit, at_truth = law(family, n, limit), law(family, n, truth)
        values = np.arange(0, 400)
        if truth < limit:
            below = values[at_limit.cdf(values) <= error]
            if len(below) and at_truth.cdf(below[-1]) >= power:
                return n, below[-1]
        else:
            above = values[at_limit.sf(values - 1) <= error]
            if at_truth.sf(above[0] - 1) >= power:
                return n, above[0]
    return None


@pytest.mark.parametrize("family", [Family.PROPORTION, Family.RATE])
@pytest.mark.parametrize(
    ("truth", "limit"), [(0.1, 0.3), (0.0, 0.05), (0.05, 0.1), (0.3, 0.1), (0.1, 0.05)]
)
def test_the_least_effort_is_that_of_trying_every_one(family, truth, limit):
    found = to_plan(family, truth, limit)
    assert (found.effort.item(), found.deciding.item()) == one_by_one(family, truth, limit)


def test_rule_of_three():
    # No positive in 299 shows with 95 % that the true share is below 1 %; Poisson: 300.
    assert to_plan(Family.PROPORTION, 0.0, 0.01).effort.item() == 299
    assert to_plan(Family.RATE, 0.0, 0.01).effort.item() == 300


def test_clumped_rates_need_more_and_reach_the_power_in_simulation():
    found = to_plan(Family.RATE, 0.01, 0.02, dispersion=[1.0, 3.0])
    assert found.effort[1] > 2 * found.effort[0]
    random = np.random.default_rng(1)
    mean = found.effort[1] * 0.01
    drawn = random.negative_binomial(mean / 2, 1 / 3, 40_000)
    assert drawn.var() / drawn.mean() == pytest.approx(3, rel=0.05)
    assert (drawn <= found.deciding[1]).mean() == pytest.approx(found.power[1], abs=0.01)


def test_a_clumped_proportion_counts_as_so_many_fewer():
    found = to_plan(Family.PROPORTION, 0.01, 0.03, dispersion=[1.0, 1.5])
    assert found.effort.tolist() == [303, 455]


@pytest.mark.parametrize(
    ("truth", "limit"), [(0.1, 0.1), (np.nan, 0.1), (0.1, np.nan), (-0.1, 0.1), (0.0, 0.0)]
)
def test_what_cannot_be_told_is_never(truth, limit):
    found = to_plan(Family.RATE, truth, limit)
    assert (found.effort.item(), found.deciding.item()) == (NEVER, NEVER)
    assert np.isnan(found.power.item())


def test_a_share_above_one_is_never():
    assert to_plan(Family.PROPORTION, [1.2, 0.5], [0.5, 1.0]).effort.tolist() == [NEVER, NEVER]


def test_wrong_questions_are_refused():
    for asked in ({"power": 1.0}, {"error": 0.0}, {"dispersion": 0.5}):
        with pytest.raises(ValueError, match=r"must|least"):
            to_plan(Family.RATE, 0.1, 0.2, **asked)
    with pytest.raises(ValueError, match="bare count"):
        to_plan(Family.COUNT, 0.1, 0.2)


def test_no_places_have_no_answer():
    assert to_plan(Family.RATE, [], 0.1).effort.shape == (0,)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([Family.PROPORTION, Family.RATE]),
    st.floats(0.001, 0.5),
    st.floats(0.1, 0.8),
    st.booleans(),
)
def test_one_less_would_not_do(family, limit, part, below):
    truth = limit * part if below else min(0.9, limit / part)
    found = to_plan(family, truth, limit)
    n = found.effort.item()
    assert n > 0
    assert found.power.item() >= 0.8

    def reached(n):
        at_limit, at_truth = law(family, n, limit), law(family, n, truth)
        if below:
            c = int(at_limit.ppf(0.05))
            c -= at_limit.cdf(c) > 0.05 + 1e-12
            return at_truth.cdf(c)
        c = int(at_limit.isf(0.05))
        while at_limit.sf(c - 1) > 0.05:
            c += 1
        return at_truth.sf(c - 1)

    assert reached(n) == pytest.approx(found.power.item(), abs=1e-9)
    if n > 1:
        assert reached(n - 1) < 0.8


def test_thousands_at_once():
    truth = np.linspace(0, 0.008, 2000)
    found = to_plan(Family.RATE, truth, 0.01)
    assert (np.diff(found.effort) >= 0).all()
    assert found.effort[-1] < 25_000
