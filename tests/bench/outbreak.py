"""How often the outbreak tests cry wolf, and how soon they see an outbreak, on invented series.

    python tests/bench/outbreak.py [--series 60] [--seed 20260104] [--judged 1]

Twenty-eight kinds of baselines in the style of Noufaily et al. (2013): seven levels with their
over-dispersion × four shapes (flat; one yearly wave; two waves and growth; a steep wave and
decline), by month and by week, with an effort that changes from survey to survey, surveys that
lack, past outbreaks in the history and, in half the series, months off. Counts scatter by a
constant variance-to-mean ratio or by a gamma level (the two common laws). The last three periods
are judged twice: as they are, for false alarms, and with three times the cases, for what is found
and how soon.
"""

import argparse
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from vector.stats.outbreak import Flexible, Original, cusum, detect, ears
from vector.stats.outbreak.farrington import farrington, farrington_flexible

# Logarithm of the mean count, and φ of the first law; α of the second.
LEVELS = ((0.1, 1.5, 0.3), (-2.0, 2.0, 0.5), (1.5, 1.0, 0.05), (0.5, 5.0, 0.8), (2.5, 3.0, 0.4),
          (3.75, 1.1, 0.1), (5.0, 1.2, 0.25))  # fmt: skip
# Growth a year, first and second wave.
SHAPES = ((0.0, 0.0, 0.0), (0.0, 0.6, 0.0), (0.1, 0.6, 0.3), (-0.1, 1.2, 0.4))
LAST, FACTOR, LACKING = 3, 3.0, 0.05


@dataclass
class Baseline:
    """Invented series of one kind: periods × series."""

    quiet: np.ndarray
    raised: np.ndarray
    effort: np.ndarray
    season: int


def invent(random: Any, kind: int, series: int, years: int, season: int, law: str) -> Baseline:
    """Invent series; a period that is not surveyed has no effort."""
    (level, phi, alpha), (growth, first, second) = LEVELS[kind // 4], SHAPES[kind % 4]
    at = np.arange(years * season + LAST)[:, None]
    # Series peak at different times, so that the judged periods fall in every season.
    angle = 2 * np.pi * (at / season + random.random(series))
    shape = first * np.cos(angle) + second * np.cos(2 * angle - 1)
    effort = np.exp(random.normal(0, 0.3, shape.shape))
    mean = np.exp(level + growth * (at / season - years) + shape) * effort
    size = mean / (phi - 1 + 1e-9) if law == "ratio" else 1 / alpha
    mean = mean * random.gamma(size, 1 / size, mean.shape)
    quiet = random.poisson(mean)
    for year in range(years):
        start = year * season + random.integers(0, season - LAST, series)
        strong = np.where(random.random(series) < 0.5, random.uniform(1, 4, series), 0)
        for later in range(LAST):
            rows = start + later, np.arange(series)
            quiet[rows] += random.poisson(mean[rows] * strong)
    raised = quiet.copy()
    raised[-LAST:] += random.poisson(mean[-LAST:] * (FACTOR - 1))
    surveyed = random.random(mean.shape) > LACKING
    off = np.cos(angle) < -0.5
    surveyed &= ~(off & (np.arange(series) % 2 == 0))
    return Baseline(quiet, raised, np.where(surveyed, effort, np.nan), season)


def table(counts: np.ndarray, effort: np.ndarray) -> pd.DataFrame:
    periods, series = counts.shape
    rows = pd.DataFrame(
        {
            "series": np.tile(np.arange(series), periods),
            "period": np.repeat(np.arange(periods), series),
            "count": counts.ravel(),
            "effort": effort.ravel(),
        }
    )
    return rows[rows["effort"].notna()]


def _own(counts: np.ndarray, effort: np.ndarray, season: int, at: int) -> np.ndarray:
    asked = pd.DataFrame({"series": np.arange(counts.shape[1]), "period": at})
    known = table(counts[: at + 1], effort[: at + 1])
    asked = asked[asked["series"].isin(known["series"])]
    found = detect(known, season=season, judged=asked)
    alarm = np.full(counts.shape[1], np.nan)
    alarm[found["series"]] = np.where(found["p"].notna(), found["alarm"], np.nan)
    return alarm


def _form(kind: type[Any], season: int, years: int, **more: Any) -> Any:
    month = season == 12
    if kind is Flexible:
        more |= {"no_periods": 4 if month else 10, "past_weeks_not_included": season // 2}
    return kind(b=years, w=1 if month else 3, frequency=season, **more)


def _noufaily(counts: np.ndarray, effort: np.ndarray, season: int, at: int) -> np.ndarray:
    form = _form(
        Flexible, season, min((at - 3) // season, 5), alpha=0.01, p_threshold_trend=1,
        threshold_method="nbPlugin",
    )  # fmt: skip
    return _alarms(farrington_flexible(_known(counts, effort), form, [at], effort=effort))


def _farrington(counts: np.ndarray, effort: np.ndarray, season: int, at: int) -> np.ndarray:
    form = _form(Original, season, min((at - 3) // season, 5), alpha=0.02)
    return _alarms(farrington(_known(counts, effort), form, [at], effort=effort))


def _ears(counts: np.ndarray, effort: np.ndarray, season: int, at: int) -> np.ndarray:
    return _alarms(ears(_known(counts, effort), "C2", min_sigma=0.5, periods=[at]))


def _cusum(counts: np.ndarray, effort: np.ndarray, season: int, at: int) -> np.ndarray:
    start = len(counts) - LAST
    found = cusum(_known(counts, effort), start, frequency=season)
    return _alarms(found[found["position"] == at])


def _known(counts: np.ndarray, effort: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(effort), np.nan, counts)


def _alarms(found: pd.DataFrame) -> np.ndarray:
    missing = found["reason"].isin(["missing", "history_short", "not_converged"])
    alarm = found["alarm"].astype("float64").to_numpy(na_value=np.nan)
    return np.where(missing, np.nan, alarm)


TESTS = {
    "own": _own,
    "noufaily": _noufaily,
    "farrington": _farrington,
    "c2": _ears,
    "cusum": _cusum,
}


def measure(test: Any, baseline: Baseline) -> dict[str, np.ndarray]:
    """Return false alarms of the judged surveys, and the first period in which each was seen."""
    first = len(baseline.quiet) - LAST
    surveyed = ~np.isnan(baseline.effort)
    quiet, raised = (
        np.stack([
            np.where(surveyed[at], test(counts, baseline.effort, baseline.season, at), np.nan)
            for at in range(first, first + LAST)
        ])
        for counts in (baseline.quiet, baseline.raised)
    )  # fmt: skip
    seen = np.where((raised == 1).any(axis=0), (raised == 1).argmax(axis=0) + 1.0, np.nan)
    return {"false": quiet.ravel(), "seen": seen[~np.isnan(raised).all(axis=0)]}


def measured(
    name: str, years: int, season: int, law: str, series: int, seed: int
) -> dict[str, Any]:
    parts = []
    for kind in range(len(LEVELS) * len(SHAPES)):
        random = np.random.default_rng([seed, kind, years, season, law == "ratio"])
        parts.append(measure(TESTS[name], invent(random, kind, series, years, season, law)))
    false = np.concatenate([part["false"] for part in parts])
    seen = np.concatenate([part["seen"] for part in parts])
    large = np.concatenate([p["seen"] for k, p in enumerate(parts) if LEVELS[k // 4][0] >= 1.5])
    return {
        "unit": "month" if season == 12 else "week", "years": years, "law": law, "test": name,
        "judged": int((~np.isnan(false)).sum()), "false_alarms": np.nanmean(false),
        "worst_kind": max(np.nanmean(part["false"]) for part in parts),
        "found": np.mean(~np.isnan(seen)), "found_large": np.mean(~np.isnan(large)),
        "delay": np.nanmean(seen),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=60)
    parser.add_argument("--seed", type=int, default=20260104)
    parser.add_argument("--tests", default=",".join(TESTS))
    parser.add_argument("--seasons", default="12,52")
    given = parser.parse_args()
    print(
        "| unit | years | law | test | judged | false alarms | worst kind"
        " | found | found (mean ≥ 4.5) | delay |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    start = time.perf_counter()
    for season in map(int, given.seasons.split(",")):
        for years in (2, 3, 5):
            for law in ("ratio", "gamma"):
                for name in given.tests.split(","):
                    row = measured(name, years, season, law, given.series, given.seed)
                    print(
                        f"| {row['unit']} | {years} | {law} | {name} | {row['judged']} |"
                        f" {row['false_alarms']:.2%} | {row['worst_kind']:.1%} |"
                        f" {row['found']:.0%} | {row['found_large']:.0%} | {row['delay']:.2f} |",
                        flush=True,
                    )
    print(f"\n{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
