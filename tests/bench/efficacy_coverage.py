"""How often the intervals of a treatment's effect hold the truth, and how fast; a markdown table.

    python tests/bench/efficacy_coverage.py [TRIALS]

Trials are drawn with stations that differ, drift on their own and count more unevenly than chance
(gamma–Poisson); the true ratio of ratios is known. Given: the share of 95 % intervals that hold
it, by station (jackknife), by visit (quasi-Poisson) and by bootstrap, and, without an effect, how
often p < 0.05.
"""

import sys
import time

import numpy as np
import pandas as pd

from vector.stats.efficacy import Trials, bootstrap, contrast, gather

# Stations an arm, visits a phase, true ratio, scatter of stations (log), mean count.
CASES = [
    (3, 2, 0.3, 0.8, 10),
    (5, 1, 0.3, 0.8, 10),
    (8, 2, 0.3, 0.8, 10),
    (15, 1, 0.3, 0.8, 5),
    (20, 1, 0.1, 0.5, 2),
    (5, 2, 1.0, 1.2, 10),
    (8, 2, 1.0, 0.8, 10),
    (8, 2, 1.0, 0.0, 10),
]
NEVER = 10**6


def drawn(case: tuple[int, int, float, float, float], size: int, seed: int) -> Trials:
    stations, visits, effect, scatter, mean = case
    generator = np.random.default_rng(seed)
    shape = (size, 2, stations, 2, visits)
    trial, arm, station, phase, _ = (each.ravel() for each in np.indices(shape))
    rate = mean * np.exp(generator.normal(0, scatter, shape[:3]))[..., None, None]
    rate = rate * np.exp(generator.normal(0, 0.2, shape[:4]))[..., None] * np.ones(visits)
    rate = rate.ravel() * np.where(phase == 1, 0.7, 1.0)
    rate *= np.where((phase == 1) & (arm == 0), effect, 1.0)
    count = generator.poisson(rate * generator.gamma(3, 1 / 3, rate.shape))
    return gather(
        pd.DataFrame(
            {
                "trial": trial,
                "station": station,
                "arm": np.array(["treated", "control"])[arm],
                "phase": np.array(["before", "after"])[phase],
                "count": count,
                "effort": 10.0,
            }
        )
    )


def coverage(found: object, truth: float) -> str:
    known = np.isfinite(found.lower)
    if not known.any():
        return "–"
    inside = (found.lower <= truth) & (found.upper >= truth)
    return f"{inside[known].mean():.3f}"


def main(size: int) -> None:
    print(
        "| stations an arm | visits | true ratio | station scatter | mean count "
        "| by station | by visit | bootstrap | p < 0.05 by station | ms a trial |"
    )
    print("|" + "---:|" * 10)
    for seed, case in enumerate(CASES):
        trials = drawn(case, size, seed)
        start = time.perf_counter()
        station = contrast(trials)
        spent = 1000 * (time.perf_counter() - start) / size
        visit, boot = contrast(trials, least_stations=NEVER), bootstrap(trials)
        rejected = f"{np.nanmean(station.p < 0.05):.3f}"
        cells = [*case, coverage(station, case[2]), coverage(visit, case[2])]
        print(
            "|",
            " | ".join(map(str, [*cells, coverage(boot, case[2]), rejected, f"{spent:.3f}"])),
            "|",
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
