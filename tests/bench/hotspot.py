"""The scan against SaTScan, how often it is wrong, what it finds, and how long it takes.

``python tests/bench/hotspot.py`` prints the tables of docs/statistics/hotspot.md.
"""

import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from vector.stats.hotspot import Search, scan, study

GOLDEN = Path(__file__).parents[1] / "golden" / "hotspot"
SEED = 20260108
RUNS = 100


def against_satscan() -> None:
    """Print both programs' clusters side by side."""
    print("| 坐标 | 中心 | 点数 | 病例 | LLR SaTScan | LLR 本服务 | p SaTScan | p 本服务 |")
    print("|---|---|---|---|---|---|---|---|")
    golden = pd.read_csv(GOLDEN / "satscan.csv", dtype={"centre": str})
    rows = pd.read_csv(GOLDEN / "ny_leukemia.csv", dtype={"place": str})
    flat = rows.rename(columns={"latitude": "x", "longitude": "y"})
    for coordinates, table in (("cartesian", flat), ("longlat", rows)):
        ours = scan(study(table), Search(null="poisson")).clusters.set_index("centre")
        for row in golden[golden["coordinates"] == coordinates].itertuples():
            our = ours.loc[row.centre]
            print(
                f"| {coordinates} | {row.centre} | {our['places']} | {our['count']} "
                f"| {row.llr:.6f} | {our['llr']:.6f} | {row.p} | {our['p']:.3f} |"
            )


class County(NamedTuple):
    """Places, periods, and how counts scatter within places and between them."""

    places: int
    periods: int
    mean: float
    within: float
    between: float
    risk: float


def made(county: County, random: np.random.Generator) -> pd.DataFrame:
    """Return counts with a tenth of the places ``risk`` times higher in the last sixth."""
    places, periods = county.places, county.periods
    x, y = random.random((2, places)) * 20
    mean = np.full((places, periods), county.mean)
    for variance, shape in ((county.between, (places, 1)), (county.within, mean.shape)):
        if variance:
            mean = mean * random.gamma(1 / variance, variance, shape)
    near = np.argsort(np.hypot(x - 10, y - 10))[: places // 10]
    mean[near, -max(1, periods // 6) :] *= county.risk
    return pd.DataFrame(
        {
            "place": np.repeat(np.arange(places), periods),
            "x": np.repeat(x, periods),
            "y": np.repeat(y, periods),
            "period": np.tile(np.arange(periods), places),
            "count": random.poisson(mean).ravel(),
            "effort": 100,
        }
    )


def found(county: County, **search: Any) -> int:
    """Return how many of the runs give a cluster with p ≤ 0.05."""
    hits = 0
    for run in range(RUNS):
        table = made(county, np.random.default_rng([SEED, run]))
        clusters = scan(study(table), Search(replicates=199, seed=run, **search)).clusters
        hits += bool((clusters["p"].head(1) <= 0.05).any())
    return hits


def errors() -> None:
    """Print how often a cluster is found where there is none, and where there is one."""
    print("\n| 点 × 时段 | 离散（点内、点间） | 偶然 | 无热点而报 % | 95 % 区间 | 三倍热点查出 % |")
    print("|---|---|---|---|---|---|")
    for places, periods, mean in ((60, 1, 20.0), (60, 12, 5.0)):
        for within, between in ((0.0, 0.0), (0.5, 0.0), (0.5, 0.3)):
            for null in ("poisson", "auto"):
                county = County(places, periods, mean, within, between, 1.0)
                search = {"null": null, "alive": periods > 1}
                wrong, right = found(county, **search), found(county._replace(risk=3.0), **search)
                low, high = stats.binomtest(wrong, RUNS).proportion_ci()
                print(
                    f"| {places} × {periods} | {within}、{between} | {null} "
                    f"| {100 * wrong / RUNS:.0f} | {100 * low:.0f}–{100 * high:.0f} "
                    f"| {100 * right / RUNS:.0f} |",
                    flush=True,
                )


def speed() -> None:
    """Print how long a search with 999 simulations takes."""
    print("\n| 点 × 时段 | 只找持续到现在的 | 圆柱 | 秒（处理器时间） |\n|---|---|---|---|")
    for places, periods, alive in (
        (120, 1, False),
        (120, 12, False),
        (120, 48, True),
        (1000, 1, False),
    ):
        table = made(County(places, periods, 2.0, 0.5, 0.0, 3.0), np.random.default_rng(SEED))
        start = time.process_time()
        result = scan(study(table), Search(alive=alive))
        took = time.process_time() - start
        print(
            f"| {places} × {periods} | {'是' if alive else '否'} | {result.windows} | {took:.1f} |"
        )


if __name__ == "__main__":
    against_satscan()
    errors()
    speed()
