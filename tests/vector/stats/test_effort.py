from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vector.catalog import load
from vector.catalog.index import Family, GradedIndex
from vector.stats import exceed
from vector.stats.effort import NEVER, margin, to_decide, undecided
from vector.stats.level import Level, Limits, grade

CATALOG = load()
WORDS = CATALOG.likelihoods
GRADED = [each for each in CATALOG.indices.values() if isinstance(each, GradedIndex)]
HUNDRED, FIVE = Fraction(100), Fraction(5)


def limits_of(index):
    return Limits(index, CATALOG.grading(index, date(2020, 6, 1)))


def test_two_more_positive_rooms_lower_four_of_a_hundred_below_c():
    found = margin(limits_of(CATALOG.indices["indoor_trace_rate"]), [4], [100])
    assert (found.worse_by.item(), found.worse_to.item()) == (2, Level.WORSE)
    assert (found.better_by.item(), found.better_to.item()) == (1, Level.B)


def test_margin_of_proofing_counts_what_failed():
    # 94 of 100 pass: C; two more failures leave 92, worse than C; one fewer leaves 95, B.
    found = margin(limits_of(CATALOG.indices["rodent_proofing_rate"]), [94], [100])
    assert (found.worse_by.item(), found.worse_to.item()) == (2, Level.WORSE)
    assert (found.better_by.item(), found.better_to.item()) == (1, Level.B)


def test_one_limit_for_all_levels_leads_straight_from_a_to_worse():
    found = margin(limits_of(CATALOG.indices["flies_per_positive_room"]), [6], [2])
    assert (found.worse_by.item(), found.worse_to.item()) == (1, Level.WORSE)
    assert found.better_by.item() == NEVER


def test_a_companion_that_imposes_c_hides_what_happens_under_it():
    limits = limits_of(CATALOG.indices["roach_live_rate"])
    found = margin(limits, [1], [100], [Level.C])
    # Alone the rate would fall to B at 2 of 100; the pair is C already and falls at 6.
    assert (found.worse_by.item(), found.worse_to.item()) == (5, Level.WORSE)
    assert found.better_by.item() == NEVER


def test_nothing_is_said_without_effort():
    found = margin(limits_of(GRADED[0]), [0], [0])
    assert [part.item() for part in found] == [NEVER] * 4


@given(st.sampled_from(GRADED), st.integers(1, 500), st.data())
def test_margin_is_the_first_count_that_changes_the_level(index, n, data):
    top = n if index.family is Family.PROPORTION else 3 * n
    k = data.draw(st.integers(0, top))
    limits = limits_of(index)
    found = margin(limits, [k], [n])
    bad = 1 if index.worse == "high" else -1
    every = [*range(k, top + 1)] if bad > 0 else [*range(k, -1, -1)]
    levels = grade(limits, every, n)
    changed = np.flatnonzero(levels != levels[0])
    if found.worse_by.item() == NEVER:
        assert index.family is not Family.PROPORTION or not len(changed)
    elif len(changed):
        assert (changed[0], levels[changed[0]]) == (found.worse_by.item(), found.worse_to.item())
    back = [*range(k, -1, -1)] if bad > 0 else [*range(k, n + 1)]
    levels = grade(limits, back, n)
    changed = np.flatnonzero(levels != levels[0])
    if found.better_by.item() == NEVER:
        assert not len(changed)
    else:
        assert (changed[0], levels[changed[0]]) == (found.better_by.item(), found.better_to.item())


def test_undecided_words_lie_between_the_decided_ones():
    assert undecided(WORDS) == (0.1, 0.9)


@pytest.mark.parametrize("family", [Family.PROPORTION, Family.RATE])
def test_same_rate_with_more_effort_needs_no_more(family):
    found = to_decide(family, "high", [3, 300], [30, 3000], HUNDRED, FIVE, WORDS)
    assert found[0] > 0
    assert found[1] == 0


def test_rate_at_the_limit_is_never_decided():
    assert to_decide(Family.RATE, "high", [5], [100], HUNDRED, FIVE, WORDS).tolist() == [NEVER]


def test_no_effort_gives_nothing_to_go_by():
    assert to_decide(Family.RATE, "high", [0], [0], HUNDRED, FIVE, WORDS).tolist() == [NEVER]


def test_low_is_worse_mirrors_high():
    failed = to_decide(Family.PROPORTION, "high", [3], [30], HUNDRED, FIVE, WORDS)
    passed = to_decide(Family.PROPORTION, "low", [27], [30], HUNDRED, Fraction(95), WORDS)
    assert abs(int(failed[0]) - int(passed[0])) <= 1


def test_prior_of_like_places_is_heard():
    alone = to_decide(Family.PROPORTION, "high", [3], [30], HUNDRED, FIVE, WORDS)
    strong = to_decide(
        Family.PROPORTION, "high", [3], [30], HUNDRED, FIVE, WORDS, prior=([30.0], [270.0])
    )
    assert strong[0] == 0 < alone[0]


@pytest.mark.parametrize(
    ("family", "k", "n"),
    [
        (Family.PROPORTION, 3, 30),
        (Family.PROPORTION, 1, 60),
        (Family.PROPORTION, 0, 12),
        (Family.RATE, 3, 40),
        (Family.RATE, 1, 50),
    ],
)
def test_that_much_more_decides_in_four_of_five_simulations(family, k, n):
    more = int(to_decide(family, "high", [k], [n], HUNDRED, FIVE, WORDS)[0])
    assert more > 0

    def decided(extra):
        generator = np.random.default_rng(20240513)
        rate = k / n
        found = (
            generator.binomial(extra, rate, 4000)
            if family is Family.PROPORTION
            else generator.poisson(extra * rate, 4000)
        )
        chance = exceed.beyond(family, "high", k + found, n + extra, HUNDRED, FIVE)
        return float(np.mean((chance >= 0.9) | (chance < 0.1)))

    assert decided(more) >= 0.78
    assert decided(more // 2) < 0.8
