"""How often seasons and comparisons claim what is not there, and how long they take.

``python tests/bench/comparison.py`` simulates and prints the tables of docs/statistics/season.md
and docs/statistics/compare.md. ``--runs N`` says how many data sets of each kind; ``--speed``
prints only the times.
"""

import argparse
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from vector.catalog import load
from vector.stats.compare import (
    annual_trend,
    changes,
    differences,
    ranking,
    ranks,
    rate_ratio,
    trends,
)
from vector.stats.season import curve, season

ALPHA = 0.05
Random = np.random.Generator


def clustered(random: Random, mean: np.ndarray, phi: float) -> np.ndarray:
    """Draw counts of that mean whose variance is φ times it."""
    if phi == 1:
        return random.poisson(mean)
    return random.poisson(random.gamma(mean / (phi - 1), phi - 1))


def history(random: Random, series: int, years: int, phi: float, replicates: int) -> pd.DataFrame:
    """Return even years: no season, no trend, unequal effort."""
    months = 12 * years
    size = series * months * replicates
    period = pd.period_range("2015-01", periods=months, freq="M").to_timestamp()
    effort = random.integers(100, 600, size)
    return pd.DataFrame(
        {
            "series": np.repeat([f"点{each}" for each in range(series)], months * replicates),
            "period": np.tile(np.repeat(period, replicates), series),
            "count": clustered(random, 0.02 * effort, phi),
            "effort": effort,
        }
    )


def seasons(random: Random, runs: int) -> list[tuple[str, float]]:
    """Return how often an even year is said to have a season."""
    rows = []
    for phi in (1.0, 3.0, 8.0):
        found = season(history(random, runs, 3, phi, 2))
        rows.append((f"Rayleigh, n = animals, φ = {phi:g}", (found["p"] < ALPHA).mean()))
        rows.append((f"densities and φ, φ = {phi:g}", (found["adjusted_p"] < ALPHA).mean()))
        rows.append((f"a peak day is given, φ = {phi:g}", (found["peak"] != "").mean()))
    return rows


def ratios(random: Random, runs: int) -> list[tuple[str, float]]:
    """Return how often equal densities are said to differ."""
    rows = []
    for mean in (2, 8, 30):
        k, base = random.poisson(mean, runs * 20), random.poisson(2 * mean, runs * 20)
        for method in ("midp", "exact"):
            p = rate_ratio(k, 1.0, base, 2.0, method=method).p
            rows.append(
                (f"rate ratio, {method}, {mean} and {2 * mean} animals", (p < ALPHA).mean())
            )
    for phi in (1.0, 5.0):
        frame = history(random, runs, 2, phi, 4)
        found = changes(frame, against=["year"], latest=True, words=False)
        text = f"year on year, 4 surveys a month, φ = {phi:g}"
        rows.append((text, (found["p"] < ALPHA).mean()))
        alone = changes(frame.iloc[::4], against=["year"], latest=True, words=False)
        rows.append((f"… one survey a month, φ = {phi:g}", (alone["p"] < ALPHA).mean()))
    for phi in (1.0, 5.0):
        frame = history(random, runs, 7, phi, 1)
        found = changes(frame, latest=True, words=False)
        for against, name in (("year", "year on year"), ("mean", "five-year mean")):
            p = found.loc[found["against"] == against, "p"]
            rows.append((f"{name}, one survey a month, φ = {phi:g}", (p < ALPHA).mean()))
    years = (frame["period"].dt.year - 2015).to_numpy()
    good = random.gamma(8, 1 / 8, (runs, 7))[frame["series"].factorize()[0], years]
    uneven = frame.assign(count=random.poisson(0.02 * frame["effort"].to_numpy() * good))
    found = changes(uneven, against=["mean"], latest=True, words=False)
    rows.append(("five-year mean, good and bad years (CV 35 %)", (found["p"] < ALPHA).mean()))
    return rows


def tests(random: Random, runs: int) -> list[tuple[str, float]]:
    """Return how often places alike are said to differ, in trend, in density and in rank."""
    rows = []
    for phi in (1.0, 4.0):
        frame = history(random, runs, 6, phi, 1)
        found = trends(frame)
        rows.append((f"trend over six years, φ = {phi:g}", (found["p"] < ALPHA).mean()))
    shape = (runs, 12, 6)
    series, month, year = (each.ravel() for each in np.indices(shape))
    good = random.gamma(8, 1 / 8, (runs, 6))[series, year]
    flat = annual_trend(series, month, year, random.poisson(9 * good), np.ones(good.size), runs)
    rows.append(("trend, good and bad years (CV 35 %)", (flat.p < ALPHA).mean()))
    for phi in (1.0, 4.0):
        streets = history(random, 17 * runs, 1, phi, 1)
        streets = streets[streets["period"].dt.month == 5]
        streets["group"] = np.arange(len(streets)) // 17
        streets["series"] = np.arange(len(streets)) % 17
        twice = pd.concat([streets, streets.assign(count=clustered(
            random, 0.02 * streets["effort"].to_numpy(float), phi))])  # fmt: skip
        for number in (5, 17):
            table = ranking(twice[twice["series"] < number], ("group",), draws=1000)
            half = (table["rank_upper"] <= number / 2) | (table["rank_lower"] > number / 2)
            for name, claimed in (("one before the 4th", table["above_next"].astype(bool)),
                                  ("one wholly in a half", half)):  # fmt: skip
                wrong = claimed.groupby(table["group"]).any().mean()
                rows.append((f"{number} streets alike, {name}, φ = {phi:g}", wrong))
        found = differences(twice, "series", ("group",))
        rows.append((f"17 streets alike, χ²/φ, φ = {phi:g}", (found["p"] < ALPHA).mean()))
    return rows


def held(random: Random, runs: int) -> list[tuple[str, float]]:
    """Return how well rank intervals do where streets differ, ten animals each."""
    rows = []
    for size in (17, 271):
        for spread in (0.2, 0.5, 1.0):
            # Places of one ranking are wrong together: many rankings, not places alone.
            shape = (max(1, 10 * runs // size), size)
            true = np.exp(random.normal(0, spread, shape))
            within = np.repeat(np.arange(shape[0]), size)
            found = ranks(within, random.poisson(10 * true).ravel(), 1, draws=1000)
            rank = rankdata(-true, axis=1).ravel()
            holds = (found.lower <= rank) & (rank <= found.upper)
            black, red = found.upper <= size / 2, found.lower > size / 2
            wrong = (black & (rank > (size + 1) / 2)) | (red & (rank < (size + 1) / 2))
            name = f"{size} streets, spread {spread:g}"
            rows += [(f"{name}: intervals that hold the true rank", holds.mean()),
                     (f"{name}: named as of one half", (black | red).mean()),
                     ("… of these, wrongly", wrong.sum() / (black | red).sum())]  # fmt: skip
    return rows


def clocked(name: str, work: Callable[[], object]) -> tuple[str, float]:
    """Return the best of three times."""
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return name, min(times)


def speeds(random: Random) -> list[tuple[str, float]]:
    """Time a thousand monthly series of ten years."""
    frame = history(random, 1000, 10, 2.0, 1)
    recent = frame[frame["period"] >= "2024-01"]
    return [
        clocked("season, 1,000 series × 120 months", lambda: season(frame)),
        clocked("curve, 1,000 series × 120 months", lambda: curve(frame)),
        clocked("changes, last month × 3 comparisons", lambda: changes(frame, latest=True)),
        clocked("changes, every month × 3, no words", lambda: changes(frame, words=False)),
        clocked("trends, 1,000 series", lambda: trends(frame)),
        clocked("ranking, 1,000 places, 4,000 draws", lambda: ranking(recent)),
    ]


def printed(title: str, head: str, rows: list[tuple[str, float]], form: str) -> None:
    """Print a markdown table."""
    print(f"\n{title}\n\n| {head} |\n|---|---|")
    for name, value in rows:
        print(f"| {name} | {value:{form}} |")


def main() -> None:
    """Run what is asked for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=1000)
    options.add_argument("--speed", action="store_true")
    chosen = options.parse_args()
    load()
    random = np.random.default_rng(20_110_401)
    if not chosen.speed:
        head = "what is true: nothing | said to be something, at 5 %"
        printed("Seasons", head, seasons(random, chosen.runs), ".1%")
        printed("Ratios", head, ratios(random, chosen.runs), ".1%")
        printed("Trends, ranks, differences", head, tests(random, chosen.runs), ".1%")
        printed("Rank intervals", "what differs | how often", held(random, chosen.runs), ".1%")
    printed("Times", "work | seconds", speeds(random), ".2f")


if __name__ == "__main__":
    main()
