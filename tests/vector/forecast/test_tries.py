"""Counts of so many tries: none is forecast beyond the bound, which the history alone tells."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from vector.forecast import HUB, exceedance, forecast, predict
from vector.forecast.panel import gather

COLUMNS = [f"q{level:g}" for level in HUB]


def _positives(chance: float, periods: int = 60, seed: int = 4) -> pd.DataFrame:
    """Return positives among the traps read, all with one chance."""
    random = np.random.default_rng(seed)
    read = random.integers(5, 30, (12, periods))
    return pd.DataFrame(
        {
            "series": np.repeat([f"s{number:02d}" for number in range(12)], periods),
            "period": np.tile(np.arange(periods) + 24_000, 12),
            "count": random.binomial(read, chance).ravel(),
            "effort": read.ravel(),
        }
    )


def _panel(history):
    return gather(history, history[:0], 12)[0]


def test_counts_often_near_the_effort_and_never_above_are_of_tries():
    positives = _positives(0.7)
    assert _panel(positives).of_tries
    once = positives.copy()
    once.loc[5, "count"] = once.loc[5, "effort"] + 1
    assert not _panel(once).of_tries
    # Half a lamp-night is no try; counts far below the effort may be either.
    assert not _panel(positives.assign(effort=positives["effort"] + 0.5)).of_tries
    assert not _panel(_positives(0.03)).of_tries


@pytest.mark.parametrize("rule", ["combined", "climatology", "last_year"])
def test_nothing_is_forecast_beyond_the_tries(rule):
    history, ahead = _positives(0.8), _positives(0.8, periods=3, seed=5)
    ahead["period"] += 60
    rules = dict.fromkeys(history["series"], rule)
    told = forecast(history, ahead, season=12, rules=rules)
    assert (told[COLUMNS].to_numpy() <= ahead[["effort"]].to_numpy()).all()
    assert (told["upper"] <= 1).all()
    assert (told["mean"] <= told["effort"]).all()
    prediction = predict(history, ahead, season=12, rules=rules)
    assert (exceedance(prediction, 1.0)["probability"] == 0).all()
    assert exceedance(prediction, 0.5)["probability"].median() > 0.8


def test_the_bound_alone_is_what_differs():
    history, ahead = _positives(0.8), _positives(0.8, periods=1, seed=5)
    ahead["period"] += 60
    prediction = predict(history, ahead, season=12)
    free = replace(prediction, most=np.full(len(ahead), np.inf))
    bound, unbound = (each.quantiles(HUB) for each in (prediction, free))
    assert (unbound > ahead[["effort"]].to_numpy()).any()
    assert (bound == np.minimum(unbound, ahead[["effort"]].to_numpy())).all()


def test_unknown_and_no_effort_stay_as_they_are():
    history, ahead = _positives(0.8), _positives(0.8, periods=1, seed=5)[:3]
    ahead = ahead.assign(period=24_060, effort=[np.nan, 0.0, 2.5])
    told = forecast(history, ahead, season=12)
    assert told["q0.99"].isna().tolist() == [True, False, False]
    assert told["q0.99"][1] == 0
    assert told["q0.99"][2] <= 3
