"""Invented histories, by seed: season, passing anomalies shared by all, over-dispersed counts."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

Made = Callable[..., tuple[pd.DataFrame, pd.DataFrame]]


def _made(
    series: int = 30,
    periods: int = 84,
    ahead: int = 3,
    season: int = 12,
    rate: float = 0.3,
    seed: int = 0,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a history, and what came after it with its counts."""
    random = np.random.default_rng(seed)
    total = periods + ahead
    time = np.arange(total)
    shock = np.zeros(total)
    for now in range(1, total):
        shock[now] = 0.7 * shock[now - 1] + random.normal(0, 0.3)
    level = np.log(rate) + random.normal(0, 0.8, (series, 1))
    logs = level + 1.2 * np.sin(2 * np.pi * time / season) + shock
    effort = random.integers(20, 80, (series, total))
    count = random.poisson(effort * np.exp(logs) * random.gamma(4, 0.25, (series, total)))
    frame = pd.DataFrame(
        {
            "series": np.repeat([f"s{number:03d}" for number in range(series)], total),
            "period": np.tile(time + 24_000, series),
            "count": count.ravel(),
            "effort": effort.ravel(),
        }
    )
    last = 24_000 + periods
    return (
        frame[frame["period"] < last].reset_index(drop=True),
        frame[frame["period"] >= last].reset_index(drop=True),
    )


@pytest.fixture(scope="session")
def made() -> Made:
    """The maker of invented histories."""
    return _made
