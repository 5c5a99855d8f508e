"""The memory and the clues: nothing later than the origin may enter."""

from dataclasses import fields, replace

import numpy as np
import pytest

from vector.forecast.clue import Pairs, clues, expected
from vector.forecast.combined import _scene
from vector.forecast.filter import follow
from vector.forecast.memory import remember, window
from vector.forecast.neighbour import nearest
from vector.forecast.panel import gather
from vector.forecast.profile import profiles, waves
from vector.forecast.tuning import Setting

ORIGIN = 60


def _memory(panel, neighbours_of):
    """Remember with profile and neighbours of another panel, so that only the track differs."""
    wave = waves(panel.start, panel.periods, panel.season)
    profile = profiles(neighbours_of, wave)
    setting = Setting()
    noise = setting.noise * profile.variance
    track = follow(panel, wave, profile, setting.motion())
    return remember(panel, profile, wave, track, noise)


@pytest.mark.parametrize("season", [12, 52])
def test_what_comes_later_is_not_remembered(made, season):
    history, _ = made(series=6, periods=120, season=season)
    panel, _ = gather(history, history[:0], season)
    count = panel.count.copy()
    count[ORIGIN + 1 :] = 5_000
    later = replace(panel, count=count)
    first, second = (_memory(each, panel) for each in (panel, later))
    # Which series are neighbours is learned from all of the history, as are profiles.
    for one in fields(first):
        if one.name not in ("near", "near_anomaly"):
            mine, theirs = (np.asarray(getattr(each, one.name)) for each in (first, second))
            until = np.s_[..., : ORIGIN + 1, :]
            np.testing.assert_array_equal(mine[until], theirs[until], one.name)


@pytest.mark.parametrize(
    ("season", "horizon"), [(12, 1), (12, 11), (12, 12), (12, 13), (52, 8), (52, 51), (4, 9)]
)
def test_clues_look_no_later_than_the_origin(made, season, horizon):
    history, _ = made(series=4, periods=130, season=season)
    panel, _ = gather(history, history[:0], season)
    scene = _scene(panel, panel.periods + horizon)
    spoiled = {
        one.name: _spoiled(getattr(scene.memory, one.name))
        for one in fields(scene.memory)
        if one.name != "age"
    }
    track = replace(scene.track, state=_spoiled(scene.state))
    others = tuple(
        replace(other, track=replace(other.track, state=_spoiled(other.track.states())))
        for other in scene.others
    )
    memory = replace(scene.memory, **spoiled)
    blind = replace(scene, memory=memory, track=track, others=others)
    series = np.arange(4)
    pairs = Pairs(np.full(4, ORIGIN), np.full(4, ORIGIN + horizon), series, np.zeros(4))
    np.testing.assert_array_equal(clues(scene, pairs), clues(blind, pairs))
    np.testing.assert_array_equal(expected(scene, pairs), expected(blind, pairs))


def _spoiled(value):
    if isinstance(value, tuple):
        return tuple(map(_spoiled, value))
    later = value.copy()
    later[ORIGIN + 1 :] = np.nan
    return later


def test_neighbours_are_those_surprised_together():
    random = np.random.default_rng(0)
    shared = random.normal(size=(200, 3))
    surprise = np.repeat(shared, 4, axis=1) + random.normal(0, 0.5, (200, 12))
    found = nearest(surprise, np.ones((200, 12), bool))
    for series in range(12):
        strong = found.series[series, :3]
        assert set(strong // 4) == {series // 4}
        assert series not in found.series[series][found.weight[series] > 0]
    correlation = np.corrcoef(surprise[:, 0], surprise[:, found.series[0, 0]])[0, 1]
    assert found.weight[0, 0] == pytest.approx((correlation * 200 / 220) ** 2, rel=0.05)


def test_a_series_alone_has_no_neighbours():
    found = nearest(np.ones((10, 1)), np.ones((10, 1), bool))
    assert found.weight.sum() == 0
    assert (found.mean(np.ones((10, 1)), np.ones((10, 1), bool)) == 0).all()


def test_many_series_are_compared_with_some_of_them():
    surprise = np.random.default_rng(0).normal(size=(12, 1_600))
    found = nearest(surprise, np.ones((12, 1_600), bool))
    assert found.series.shape == (1_600, 10)
    assert (found.series != np.arange(1_600)[:, None])[found.weight > 0].all()


def test_windows_belong_to_weeks():
    assert (window(12), window(52), window(24)) == (0, 2, 0)
