"""A thousand monthly series of ten years, forecast with 23 quantiles, beside a regression each.

    python tests/bench/forecast.py [--series 1000] [--horizon 3] [--repeat 3] [--peer-series 50]

The counts are invented by seed: season, level, passing anomalies, over-dispersion, efforts that
vary. Each run is a process of its own on one thread, the engines in turn. peer: a negative
binomial regression with two harmonics and exposure per series by statsmodels, fitted to some of
the series and scaled up. Told are the call alone and the processor's seconds in it;
imports are told apart.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from typing import Any

import numpy as np

MONTHS, FIRST = 120, 24_000
LEVELS = (0.01, 0.025, *(round(0.05 * step, 2) for step in range(1, 20)), 0.975, 0.99)
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


def made(series: int, horizon: int) -> tuple[Any, Any]:
    """Return the invented history, and the future with its efforts."""
    import pandas as pd

    random = np.random.default_rng(20)
    total = MONTHS + horizon
    anomaly = np.zeros((series, total))
    for month in range(1, total):
        anomaly[:, month] = 0.7 * anomaly[:, month - 1] + random.normal(0, 0.35, series)
    level, peak = random.normal(-1, 1, (series, 1)), random.normal(6, 1, (series, 1))
    season = 1.2 * np.cos(2 * np.pi * (np.arange(total) - peak) / 12)
    effort = random.integers(10, 90, (series, total))
    mean = effort * np.exp(level + season + anomaly)
    count = random.poisson(mean * random.gamma(3, 1 / 3, mean.shape))
    frame = pd.DataFrame(
        {
            "series": np.repeat([f"S{number:04d}" for number in range(series)], total),
            "period": np.tile(np.arange(FIRST, FIRST + total), series),
            "count": count.ravel(),
            "effort": effort.ravel(),
        }
    )
    known = frame["period"] < FIRST + MONTHS
    return frame[known], frame.loc[~known, ["series", "period", "effort"]]


def ours(history: Any, future: Any) -> None:
    """Forecast all at once."""
    from vector.forecast import forecast

    frame = forecast(history, future, season=12)
    if len(frame) != len(future) or frame["q0.99"].isna().any():
        raise SystemExit("a row is without its quantiles")


def peer(history: Any, future: Any) -> None:
    """Fit one regression after the other."""
    from scipy import stats
    from statsmodels.discrete.discrete_model import NegativeBinomial

    for name, rows in history.groupby("series"):
        ahead = future[future["series"] == name]
        model = NegativeBinomial(
            rows["count"].to_numpy(), harmonics(rows["period"]), exposure=rows["effort"].to_numpy()
        )
        fit = model.fit(disp=0, maxiter=100)
        mean = np.exp(harmonics(ahead["period"]) @ fit.params[:-1]) * ahead["effort"].to_numpy()
        shape = 1 / fit.params[-1]
        stats.nbinom.ppf(np.array(LEVELS)[:, None], shape, shape / (shape + mean))


def harmonics(period: Any) -> np.ndarray:
    """Return a constant and two harmonics of the year."""
    angle = 2 * np.pi * np.asarray(period, float) / 12
    waves = [wave(times * angle) for times in (1, 2) for wave in (np.sin, np.cos)]
    return np.column_stack([np.ones_like(angle), *waves])


ENGINES = {"ours": ours, "peer": peer}


def run(engine: str, series: int, horizon: int) -> None:
    """Time one engine in this process: its imports with two series, then the call."""
    history, future = made(series, horizon)
    some = history["series"].isin(history["series"].unique()[:2])
    start = time.perf_counter()
    ENGINES[engine](history[some], future[future["series"].isin(history.loc[some, "series"])])
    figures = {"import": time.perf_counter() - start}
    wall, cpu = time.perf_counter(), time.process_time()
    ENGINES[engine](history, future)
    figures |= {"call": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    figures["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(json.dumps(figures))


def timed(engine: str, series: int, horizon: int) -> dict[str, float]:
    """Run one engine in a process of its own on one thread."""
    command = [sys.executable, __file__, "--engine", engine]
    command += ["--series", str(series), "--horizon", str(horizon)]
    threads = dict.fromkeys(THREADS, "1")
    done = subprocess.run(
        command, env=os.environ | threads, check=True, capture_output=True, text=True
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def compare(series: int, horizon: int, repeat: int, peer_series: int) -> None:
    """Time both in turn and print them per so many series."""
    sizes = {"ours": series, "peer": peer_series}
    runs: dict[str, list[dict[str, float]]] = {engine: [] for engine in ENGINES}
    for _ in range(repeat):
        for engine in ENGINES:
            runs[engine].append(timed(engine, sizes[engine], horizon))
    print(f"{series:,} series, {MONTHS} months, {horizon} ahead, {len(LEVELS)} quantiles")
    for figure in ("call", "cpu"):
        seconds = {
            engine: [one[figure] * series / sizes[engine] for one in runs[engine]]
            for engine in ENGINES
        }
        print(_line(figure, seconds))
    first = min(one["import"] for one in runs["ours"])
    peak = max(one["peak"] for one in runs["ours"])
    print(f"ours before the call: imports and two series {first:.3f} s; peak memory {peak:.2f} GiB")


def _line(figure: str, seconds: dict[str, list[float]]) -> str:
    parts = [
        f"{engine} best {min(times):.3f} s, median {statistics.median(times):.3f} s"
        for engine, times in seconds.items()
    ]
    middle = {engine: statistics.median(times) for engine, times in seconds.items()}
    return f"{figure:10} {' | '.join(parts)} | ours/peer {middle['ours'] / middle['peer']:.3f}"


def main() -> None:
    """Read the command line and compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--series", type=int, default=1_000)
    parser.add_argument("--horizon", type=int, default=3)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--peer-series", type=int, default=50)
    parser.add_argument("--engine", choices=ENGINES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.engine:
        run(options.engine, options.series, options.horizon)
    else:
        compare(options.series, options.horizon, options.repeat, options.peer_series)


if __name__ == "__main__":
    main()
