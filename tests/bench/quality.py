"""How often honest stations are asked to check, and how often made-up sheets are found.

``python tests/bench/quality.py`` simulates counties and prints both as tables for
docs/statistics/quality.md; ``--counties N`` says how many of each kind.
"""

import argparse
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from vector.catalog import load
from vector.stats.quality import quality

SEED = 20260107
STATIONS, YEARS = 60, 3
FABRICATED = 5
Random = np.random.Generator


class County(NamedTuple):
    """One kind of honest county: what stations find in a survey, and how it scatters.

    ``mean`` by 190 traps; ``clumping`` the squared coefficient of variation of surveys, ``level``
    the log standard deviation of stations and ``drift`` that of a station from year to year;
    ``clean`` the share of stations at ``clean_level``; ``jumps`` the share of station-years after
    which a level falls to a twentieth; ``absent`` that of station-years without any vector.
    """

    name: str
    mean: float
    clumping: float
    level: float = 0.5
    clean: float = 0.0
    drift: float = 0.0
    jumps: float = 0.0
    absent: float = 0.0
    clean_level: float = 0.02
    uneven: bool = False
    months: tuple[int, ...] = tuple(range(1, 13))
    swing: float = 0.8


EVERY_SECOND = (1, 3, 5, 7, 9, 11)
SEASON = tuple(range(4, 12))
COUNTIES = (
    County("200 夹 · 两月一次", 2, 0.5, months=EVERY_SECOND),
    County("50 夹 · 每月", 0.5, 0.5),
    County("200 夹 · 每月", 2, 0.5),
    County("200 夹 · 每月 · 近泊松", 2, 0.02),
    County("200 夹 · 每月 · 成团强", 2, 2.0),
    County("诱蚊灯 · 每月", 10, 0.7, level=0.8, months=SEASON, swing=1.2),
    County("蝇笼 · 每月", 60, 0.5, level=0.8, months=SEASON, swing=1.2),
    County("蝇笼 · 近泊松", 60, 0.02, level=0.8, months=SEASON, swing=1.2),
    County("50–200 夹不等 · 每月", 2, 0.5, level=0.8, uneven=True),
    County("200 夹 · 水平逐年漂移", 2, 0.5, level=0.8, drift=0.5),
    County("诱蚊灯 · 水平逐年漂移", 10, 0.7, level=0.8, drift=0.5, months=SEASON),
    County("200 夹 · 一成监测点几乎无鼠", 2, 0.5, level=0.8, clean=0.1),
    County("诱蚊灯 · 一成监测点近无蚊", 10, 0.7, level=0.8, clean=0.1, months=SEASON),
    County("诱蚊灯 · 每年一成点治理后降至 5%", 10, 0.7, level=0.8, jumps=0.1, months=SEASON),
    County("200 夹 · 三成站·年全年无鼠", 2, 0.5, level=0.8, absent=0.3),
    County("200 夹 · 一成监测点从无鼠", 2, 0.5, level=0.8, clean=0.1, clean_level=0.0),
    County(
        "诱蚊灯 · 一成监测点三年一只没有",
        10,
        0.7,
        level=0.8,
        clean=0.1,
        clean_level=0.0,
        months=SEASON,
    ),
)


def honest(county: County, random: Random) -> pd.DataFrame:
    """Return the surveys of honest stations."""
    months = [(year, month) for year in range(2023, 2023 + YEARS) for month in county.months]
    season = np.exp(county.swing * np.cos(2 * np.pi * np.array([m - 7 for _, m in months]) / 12))
    season /= season.mean()
    year = np.array([year - 2023 for year, _ in months])
    placed = random.integers(50, 201, (STATIONS, 1)) if county.uneven else 200
    effort = placed - random.binomial(placed, 0.05, (STATIONS, len(months)))
    level = random.lognormal(-(county.level**2) / 2, county.level, (STATIONS, 1))
    level = level * np.where(random.random((STATIONS, 1)) < county.clean, county.clean_level, 1.0)
    drift = np.cumsum(random.normal(0, county.drift, (STATIONS, YEARS)), axis=1)
    there = random.random((STATIONS, YEARS)) >= county.absent
    treated = np.cumprod(
        np.where(random.random((STATIONS, YEARS)) < county.jumps, 0.05, 1.0), axis=1
    )
    common = random.lognormal(0, 0.2, YEARS)
    yearly = common * treated * there * np.exp(drift)
    mean = county.mean * effort / 190 * level * season * yearly[:, year]
    count = random.poisson(mean * random.gamma(1 / county.clumping, county.clumping, mean.shape))
    days = [f"{y}-{m:02d}-{random.integers(10, 20)}" for y, m in months]
    table = pd.DataFrame(
        {
            "station": np.repeat([f"{k:03d}" for k in range(STATIONS)], len(months)),
            "date": np.tile(days, STATIONS),
            "count": count.ravel(),
            "effort": effort.ravel(),
        }
    )
    return table[random.random(len(table)) > 0.04]


def _constant(rows: pd.DataFrame, random: Random) -> pd.DataFrame:
    return rows.assign(count=max(1, round(rows["count"].mean())), effort=200)


def _zero(rows: pd.DataFrame, random: Random) -> pd.DataFrame:
    return rows.assign(count=0)


def _steady(rows: pd.DataFrame, random: Random) -> pd.DataFrame:
    middle = max(1, round(rows["count"].mean()))
    return rows.assign(count=np.maximum(0, middle + random.integers(-1, 2, len(rows))))


def _round(rows: pd.DataFrame, random: Random) -> pd.DataFrame:
    return rows.assign(count=np.round(rows["count"] / 5) * 5)


def _copied(rows: pd.DataFrame, random: Random) -> pd.DataFrame:
    """Return sheets each of which is the one before in seven cases of ten."""
    keep = np.append(True, random.random(len(rows) - 1) > 0.7)
    last = np.maximum.accumulate(np.where(keep, np.arange(len(rows)), 0))
    return rows.assign(count=rows["count"].to_numpy()[last], effort=rows["effort"].to_numpy()[last])


RECIPES: dict[str, Callable[[pd.DataFrame, Random], pd.DataFrame]] = {
    "每次同一张表": _constant,
    "七成照抄前一张": _copied,
    "平均数上下一只": _steady,
    "凑成 0 或 5": _round,
    "全填 0": _zero,
}


def fabricated(
    county: County, recipe: Callable[[pd.DataFrame, Random], pd.DataFrame], years: int,
    random: Random,
) -> pd.DataFrame:  # fmt: skip
    """Return an honest county where the first stations made up their last years."""
    table = honest(county, random)
    made = table["station"] < f"{FABRICATED:03d}"
    late = table["date"] >= f"{2023 + YEARS - years}"
    parts = [table[~(made & late)]]
    parts += [recipe(rows, random) for _, rows in table[made & late].groupby("station")]
    return pd.concat(parts, ignore_index=True)


def named(table: pd.DataFrame) -> pd.Series:
    """Return by station whether its sheets of the last year should be checked."""
    scores = quality(table, load().quality).scores
    last = scores[scores["period"] == scores["period"].max()]
    return last.set_index("station")["check"].astype(bool)


def accusations(county: County, counties: int, seed: int = SEED) -> tuple[int, int]:
    """Return how many honest station-years were named, of how many (memory filling up)."""
    hit = total = 0
    for number in range(counties):
        table = honest(county, np.random.default_rng([seed, number]))
        check = quality(table, load().quality).scores["check"].to_numpy(bool)
        hit, total = hit + int(check.sum()), total + len(check)
    return hit, total


def power(county: County, recipe: str, years: int, counties: int, seed: int = SEED) -> float:
    """Return the share of made-up stations found."""
    found = []
    for number in range(counties):
        random = np.random.default_rng([seed, 1, number])
        check = named(fabricated(county, RECIPES[recipe], years, random))
        found.append(check[check.index < f"{FABRICATED:03d}"].mean())
    return float(np.mean(found))


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counties", type=int, default=100)
    counties = parser.parse_args().counties
    print("| 诚实的县 | 站·年 | 列入核对 | 误判率 % | 95 % 区间 |\n|---|---|---|---|---|")
    for county in COUNTIES:
        hit, total = accusations(county, counties)
        low, high = stats.binomtest(hit, total).proportion_ci()
        rate = f"{100 * hit / total:.3f} | {100 * low:.3f}–{100 * high:.3f}"
        print(f"| {county.name} | {total} | {hit} | {rate} |", flush=True)
    print("\n| 县 | 手法 | 造一年，查出 % | 造三年，查出 % |\n|---|---|---|---|")
    for county in (COUNTIES[0], COUNTIES[2], COUNTIES[5], COUNTIES[6]):
        for recipe in RECIPES:
            shares = [power(county, recipe, years, max(1, counties // 10)) for years in (1, 3)]
            print(f"| {county.name} | {recipe} | {100 * shares[0]:.0f} | {100 * shares[1]:.0f} |")


if __name__ == "__main__":
    main()
