"""The filter against the exact answer where there is one, and against its own past."""

import numpy as np
import pandas as pd
from scipy import stats

from vector.forecast.filter import Motion, follow, shock
from vector.forecast.panel import gather
from vector.forecast.profile import Profile, waves

NOISE, DRIFT, SPREAD = 0.3, 0.2, 1.5


def _panel(counts, effort=1.0, season=12):
    """One series per row of counts; NaN where nothing was observed."""
    size, periods = counts.shape
    history = pd.DataFrame(
        {
            "series": np.repeat([f"s{row}" for row in range(size)], periods),
            "period": np.tile(np.arange(periods), size),
            "count": counts.ravel(),
            "effort": effort,
        }
    )
    return gather(history, history[:0], season)[0]


def _run(panel, **moved):
    wave = waves(0, panel.periods, panel.season)
    size, parts = panel.size, wave.shape[1]
    profile = Profile(
        np.full(size, 10.0), np.full(size, SPREAD), np.zeros((size, parts)), np.ones(size)
    )
    still = {"persistence": 0.5, "anomaly": 0.0, "drift": DRIFT, "bend": 0.0, "own": 0.0}
    numbers = {**still, "noise": NOISE, **moved}
    motion = Motion(**{name: np.array([value]) for name, value in numbers.items()})
    return follow(panel, wave, profile, motion)


def test_many_counts_give_the_gaussian_conditional_expectation():
    """Level plus noise on the log scale, conditioned as one multivariate normal."""
    random = np.random.default_rng(0)
    logs = 10 + random.normal(0, 0.5, 12)
    track = _run(_panel(np.rint(np.exp(logs))[None]))
    time = np.arange(1, 13)
    cover = SPREAD + DRIFT * NOISE * np.minimum.outer(time, time)
    for last in range(3, 12):
        known = cover[:last, :last] + NOISE * np.eye(last)
        weight = np.linalg.solve(known, cover[:last, last])
        expected = 10 + weight @ (logs[:last] - 10)
        variance = cover[last, last] - weight @ cover[:last, last] + NOISE
        assert abs(track.expected[last, 0] - expected) < 0.01
        assert abs(track.variance[last, 0] - variance) < 0.01


def test_nothing_later_enters():
    random = np.random.default_rng(1)
    counts = random.poisson(20, (5, 40)).astype(float)
    changed = counts.copy()
    changed[:, 25:] = 900
    first, second = (_run(_panel(each), anomaly=0.5) for each in (counts, changed))
    np.testing.assert_array_equal(first.expected[:26], second.expected[:26])
    np.testing.assert_array_equal(first.state[:25], second.state[:25])


def test_a_gap_widens_and_an_observation_narrows():
    counts = np.full((1, 30), 20.0)
    counts[0, 10:20] = np.nan
    variance = _run(_panel(counts)).variance[:, 0]
    assert (np.diff(variance[11:20]) > 0).all()
    assert variance[21] < variance[20]


def test_series_do_not_touch_each_other():
    counts = np.random.default_rng(2).poisson(5, (3, 30)).astype(float)
    together = _run(_panel(counts))
    alone = _run(_panel(counts[:1]))
    np.testing.assert_allclose(together.expected[:, 0], alone.expected[:, 0])


def test_the_shock_of_a_small_count_is_the_gamma_posterior():
    """The log mean of a gamma prior with log variance 1 / a moves by ln((a + y) / (a + mu))."""
    shape, mean, count = 2.0, 0.5, 3.0
    prior = stats.gamma(shape, scale=mean / shape).mean()
    posterior = stats.gamma(shape + count, scale=1 / (shape / mean + 1)).mean()
    found = shock(np.array([count]), np.array([mean]), np.array([1 / shape]))[0]
    np.testing.assert_allclose(found, np.log(posterior / prior), rtol=1e-12)
