"""The lean: against ordinary ridge regression where counts are large, and its prudence."""

import numpy as np
import pytest

from vector.forecast.lean import Past, learn


def _past(size=2_000, clues=3, effect=0.3, level=1e6, seed=0, shared=False):
    random = np.random.default_rng(seed)
    time = np.repeat(np.arange(size // 20), 20)
    clue = np.column_stack([np.ones(size), random.normal(size=(size, clues))])
    error = random.normal(0, 0.4, size)
    if shared:
        clue[:, 1:] = random.normal(size=(size // 20, clues))[time]
        error = random.normal(0, 0.4, size // 20)[time]
    logs = np.log(level) + clue[:, 1] * effect + error
    count = np.rint(np.exp(logs)) if level > 1_000 else random.poisson(np.exp(logs))
    offset = np.full(size, np.log(level))
    return Past(
        count.astype(float), np.ones(size), offset, np.full(size, 0.2), clue, time, np.ones(size)
    )


def test_large_counts_give_least_squares():
    past = _past()
    lean, _ = learn(past)
    logs = np.log(past.count) - past.offset
    expected = np.linalg.lstsq(past.clue, logs, rcond=None)[0]
    np.testing.assert_allclose(lean.weight, expected, atol=0.02)


@pytest.mark.parametrize("level", [0.3, 2.0, 30.0])
def test_small_counts_find_the_effect(level):
    weight = learn(_past(size=20_000, level=level))[0].weight
    assert weight[1] == pytest.approx(0.3, abs=0.08)
    assert np.abs(weight[2:]).max() < 0.05


def test_what_moves_all_alike_is_believed_less():
    """Twenty series a period under one shock are one fact, not twenty."""
    alike = learn(_past(effect=0.0, shared=True))[0]
    alone = learn(_past(effect=0.0))[0]
    assert alike.strength * 20 > alone.strength
    assert np.abs(alike.weight[1:]).max() < 0.08


def test_useless_clues_are_drawn_to_nothing():
    assert learn(_past(effect=0.0))[0].strength >= 1_000


def test_held_out_forecasts_do_not_know_their_own_time():
    past = _past(clues=1)
    _, forecast = learn(past)
    last = np.zeros(len(past.count), bool)
    last[past.folds()[4]] = True
    changed = past.count.copy()
    changed[last] *= 7
    again = learn(
        Past(changed, past.effort, past.offset, past.variance, past.clue, past.time, past.late)
    )[1]
    moved = again - forecast
    assert abs(moved[last].mean()) < 0.1
    assert moved[~last].mean() > 0.15


def test_folds_are_five_stretches_of_time():
    past = _past()
    rows = [np.arange(len(past.count))[each] for each in past.folds()]
    assert np.concatenate(rows).tolist() == list(range(len(past.count)))
    assert [np.unique(past.time[each]).tolist() for each in rows] == [
        list(range(20 * one, 20 * one + 20)) for one in range(5)
    ]
