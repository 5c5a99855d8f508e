"""Visits for tests: four cells of one trial, and trials drawn at random."""

import numpy as np
import pandas as pd

ARMS, PHASES = ("treated", "control"), ("before", "after")


def cells(treated_before, treated_after, control_before=None, control_after=None, effort=100):
    """Return a trial with one station per arm; a cell that is None was not visited."""
    counts = (treated_before, treated_after, control_before, control_after)
    rows = [
        {"station": arm, "arm": arm, "phase": phase, "count": count}
        for (arm, phase), count in zip(((a, p) for a in ARMS for p in PHASES), counts, strict=True)
        if count is not None
    ]
    return pd.DataFrame(rows).assign(trial="一", effort=effort)


def drawn(size, stations, *, visits=1, effect=0.3, scatter=0.8, seed=1, rate=10.0):
    """Return visits whose true ratio of ratios is ``effect``, stations and visits scattering."""
    generator = np.random.default_rng(seed)
    shape = (size, 2, stations, 2, visits)
    trial, arm, station, phase, _ = (each.ravel() for each in np.indices(shape))
    level = np.exp(generator.normal(0, scatter, shape[:3]))[..., None, None]
    drift = np.exp(generator.normal(0, 0.2, shape[:4]))[..., None]
    after = np.where((np.arange(2) == 1)[:, None], 0.7, 1.0)
    treated = np.where(
        np.indices((2, 2, 1))[0] == 0, np.where(np.arange(2) == 1, effect, 1.0)[:, None], 1.0
    )
    mean = rate * level * drift * after * treated[:, None]
    count = generator.poisson(mean * generator.gamma(3, 1 / 3, shape))
    return pd.DataFrame(
        {
            "trial": trial.astype(str),
            "station": station,
            "arm": np.array(ARMS)[arm],
            "phase": np.array(PHASES)[phase],
            "count": count.ravel(),
            "effort": 10.0,
        }
    )
