"""Ten million trap checks, pooled and judged, beside polars' bare group-by of the same rows.

    python tests/bench/checks.py [--rows N] [--dir DIR] [--repeat 3]

The rows are invented: six years, 40,000 stations in 220 streets, four vector groups. Each run is
a process of its own on two threads, the engines in turn. polars: join station to street, truncate
to month, sum. ours: the same sums, then for each month × street × group the proportion positive
and the count per effort with exact intervals, the level of the proportion, and the probability
that each is beyond its limit. The sums of both are compared; a difference ends the run.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

STATIONS, STREETS, DAYS, THREADS = 40_000, 220, 6 * 365, 2
# Rows pooled at a time: one after another they need the same little memory.
PART = 1_000_000
FIRST_DAY = np.datetime64("2020-01-01", "D").astype(np.int32)
GROUPS = ("cockroach", "fly", "mosquito", "rodent")
PER_EFFORT = np.array([0.15, 0.8, 1.5, 0.02])
# The limits the rows are judged by: a graded proportion of each group, and an invented limit on
# its count per effort.
GRADED = ("roach_live_rate", "fly_room_rate", "dip_positive_rate", "indoor_trace_rate")
ACTION = (Fraction("0.2"), Fraction(1), Fraction(2), Fraction("0.03"))


def make(directory: Path, rows: int) -> None:
    """Write the invented checks, and which street each station belongs to."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    random = np.random.default_rng(20)
    station = random.integers(0, STATIONS, rows, dtype=np.int32)
    day = random.integers(0, DAYS, rows, dtype=np.int32)
    group = random.integers(0, len(GROUPS), rows, dtype=np.int8)
    effort = random.integers(1, 31, rows, dtype=np.int16)
    season = 1 + 0.8 * np.sin(2 * np.pi * (day % 365) / 365)
    expected = effort * PER_EFFORT[group] * season
    count = random.negative_binomial(1.2, 1.2 / (1.2 + expected)).astype(np.int32)
    owner = random.integers(0, STREETS, STATIONS)
    positive = random.random(rows) < random.beta(2, 48, STREETS)[owner][station] * season
    names = np.array([f"S{number:05d}" for number in range(STATIONS)])
    streets = np.array([f"街道{number:03d}" for number in range(STREETS)])
    checks = {
        "station": pa.DictionaryArray.from_arrays(pa.array(station), pa.array(names)),
        "date": pa.array(day + FIRST_DAY, pa.date32()),
        "group": pa.DictionaryArray.from_arrays(pa.array(group), pa.array(GROUPS)),
        "count": pa.array(count),
        "effort": pa.array(effort),
        "positive": pa.array(positive),
    }
    pq.write_table(pa.table(checks), directory / "checks.parquet", row_group_size=1_000_000)
    pq.write_table(
        pa.table({"station": names, "street": streets[owner]}), directory / "stations.parquet"
    )


class Polars:
    """The bare group-by."""

    def __init__(self) -> None:
        import polars

        self.pl = polars

    def load(self, directory: Path) -> tuple[Any, Any]:
        checks = self.pl.read_parquet(directory / "checks.parquet")
        stations = self.pl.read_parquet(directory / "stations.parquet")
        return checks, stations.with_columns(
            station=self.pl.col("station").cast(checks["station"].dtype)
        )

    def compute(self, checks: Any, stations: Any) -> Any:
        pl = self.pl
        month = pl.col("date").dt.truncate("1mo").alias("month")
        return (
            checks.join(stations, on="station")
            .group_by(month, "street", "group")
            .agg(
                pl.col("count").sum(),
                pl.col("effort").cast(pl.Int64).sum(),
                pl.col("positive").sum(),
                pl.len().alias("checks"),
            )
        )

    def sums(self, grouped: Any) -> np.ndarray:
        text = [self.pl.col(name).cast(self.pl.String) for name in ("street", "group")]
        ordered = grouped.with_columns(text).sort("month", "street", "group")
        columns = [ordered[name].to_numpy() for name in ("count", "effort", "positive", "checks")]
        return np.column_stack(columns).astype(np.int64)


class Ours:
    """The same sums, and everything that is said of them."""

    def __init__(self) -> None:
        from vector.catalog import load
        from vector.catalog.index import Family
        from vector.stats import density, exceed, interval, level

        self.density, self.exceed, self.interval, self.level = density, exceed, interval, level
        self.proportion, self.rate = Family.PROPORTION, Family.RATE
        self.catalog = load()
        graded = [self.catalog.indices[index] for index in GRADED]
        day = date(2024, 5, 1)
        self.limits = [level.Limits(one, self.catalog.grading(one, day)) for one in graded]

    def load(self, directory: Path) -> tuple[Any, Any]:
        import pyarrow.parquet as pq

        checks = pq.read_table(directory / "checks.parquet", read_dictionary=["station", "group"])
        return checks.unify_dictionaries(), pq.read_table(directory / "stations.parquet")

    def compute(self, checks: Any, stations: Any) -> dict[str, Any]:
        calendar = Calendar(checks, stations)
        starts = range(0, checks.num_rows, PART)
        parts = [self.pooled(calendar, checks.slice(start, PART)) for start in starts]
        caught, found = (self.density.together(*part) for part in zip(*parts, strict=True))
        return {"caught": caught, "found": found, **self.judged(caught, found)}

    def pooled(self, calendar: "Calendar", checks: Any) -> tuple[Any, Any]:
        """Return count per effort and positives per check, pooled over some of the rows."""
        batch = checks.combine_chunks().to_batches()[0]
        codes, size = self.density.cross(*calendar.axes(batch))
        count, effort, positive = (
            batch[name].to_numpy(zero_copy_only=False) for name in ("count", "effort", "positive")
        )
        once = np.ones(len(codes), np.int8)
        return (
            self.density.pool(codes, size, count, effort),
            self.density.pool(codes, size, positive, once),
        )

    def judged(self, caught: Any, found: Any) -> dict[str, Any]:
        k, n, _ = found
        y, exposure, _ = caught
        like = np.arange(len(k)) // (STREETS * len(GROUPS)) * len(GROUPS)
        like += np.arange(len(k)) % len(GROUPS)
        return {
            "share": self.density.density(k, n, 100),
            "share_bounds": self.interval.interval(self.proportion, k, n, 100),
            "density": self.density.density(y, exposure),
            "density_bounds": self.interval.interval(self.rate, y, exposure),
            "by_group": [self.by_group(group, found, caught, like) for group in range(len(GROUPS))],
        }

    def by_group(self, group: int, found: Any, caught: Any, like: np.ndarray) -> tuple[Any, ...]:
        """Return level, P(beyond C) and P(beyond the action limit) of one group's places."""
        rows = slice(group, None, len(GROUPS))
        k, n, y, exposure = found[0][rows], found[1][rows], caught[0][rows], caught[1][rows]
        limits, pools, beyond = self.limits[group], like[rows], self.exceed.beyond
        return (
            self.level.grade(limits, k, n),
            beyond(self.proportion, "high", k, n, 100, limits.least, pools),
            beyond(self.rate, "high", y, exposure, 1, ACTION[group], pools),
        )

    def sums(self, judged: dict[str, Any]) -> np.ndarray:
        caught, found = judged["caught"], judged["found"]
        columns = (caught.numerator, caught.denominator, found.numerator, found.surveys)
        return np.column_stack(columns)[found.surveys > 0]


class Calendar:
    """Which month, street and group each check belongs to, as codes."""

    def __init__(self, checks: Any, stations: Any) -> None:
        streets, owner = np.unique(stations["street"].to_numpy().astype(str), return_inverse=True)
        street_of = dict(zip(stations["station"].to_pylist(), owner, strict=True))
        known = checks["station"].chunk(0).dictionary.to_pylist()
        self.street = np.array([street_of[name] for name in known], np.int16)
        groups, order = np.unique(
            checks["group"].chunk(0).dictionary.to_pylist(), return_inverse=True
        )
        self.group = order.astype(np.int8)
        days = np.arange(FIRST_DAY, FIRST_DAY + DAYS).astype("datetime64[D]")
        months = days.astype("datetime64[M]")
        self.month = (months - months[0]).astype(np.int16)
        self.sizes = int(self.month[-1]) + 1, len(streets), len(groups)

    def axes(self, batch: Any) -> list[tuple[np.ndarray, int]]:
        codes = (
            np.take(self.month, batch["date"].cast("int32").to_numpy() - FIRST_DAY),
            np.take(self.street, batch["station"].indices.to_numpy()),
            np.take(self.group, batch["group"].indices.to_numpy()),
        )
        return list(zip(codes, self.sizes, strict=True))


ENGINES = {"polars": Polars, "ours": Ours}


def run(engine: str, directory: Path) -> None:
    """Time one engine in this process; leave its sums beside the rows, print the figures."""
    worker = ENGINES[engine]()
    start = time.perf_counter()
    loaded = worker.load(directory)
    middle = time.perf_counter()
    result = worker.compute(*loaded)
    end = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    np.save(directory / f"{engine}.npy", worker.sums(result))
    print(json.dumps({"load": middle - start, "compute": end - middle, "peak": peak}))


def timed(engine: str, directory: Path) -> dict[str, float]:
    """Run one engine in a process of its own."""
    threads = {"POLARS_MAX_THREADS": str(THREADS), "OMP_NUM_THREADS": str(THREADS)}
    command = [sys.executable, __file__, "--engine", engine, "--dir", str(directory)]
    start = time.perf_counter()
    done = subprocess.run(
        command, env=os.environ | threads, check=True, capture_output=True, text=True
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures | {"process": time.perf_counter() - start}


def compare(directory: Path, repeat: int) -> None:
    """Time both engines in turn, check that their sums agree, print the table."""
    runs: dict[str, list[dict[str, float]]] = {engine: [] for engine in ENGINES}
    for _ in range(repeat):
        for engine in ENGINES:
            runs[engine].append(timed(engine, directory))
    expected, found = (np.load(directory / f"{engine}.npy") for engine in ENGINES)
    if not np.array_equal(expected, found):
        raise SystemExit("the sums differ")
    print(f"{len(found):,} groups, {found[:, 3].sum():,} checks; the sums agree")
    for figure in ("load", "compute", "process"):
        print(_line(figure, {each: [one[figure] for one in runs[each]] for each in ENGINES}))
    peaks = ", ".join(
        f"{each} {max(one['peak'] for one in runs[each]):.2f} GiB" for each in ENGINES
    )
    print(f"peak memory: {peaks}")


def _line(figure: str, seconds: dict[str, list[float]]) -> str:
    parts = [
        f"{engine} best {min(times):.3f} s, median {statistics.median(times):.3f} s"
        for engine, times in seconds.items()
    ]
    middle = {engine: statistics.median(times) for engine, times in seconds.items()}
    return f"{figure:8} {' | '.join(parts)} | ours/polars {middle['ours'] / middle['polars']:.2f}"


def main() -> None:
    """Read the command line, make the rows where they are missing, compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--dir", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--engine", choices=ENGINES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.engine:
        run(options.engine, options.dir)
        return
    with tempfile.TemporaryDirectory() as temporary:
        directory = options.dir or Path(temporary)
        directory.mkdir(parents=True, exist_ok=True)
        if not (directory / "checks.parquet").exists():
            make(directory, options.rows)
        compare(directory, options.repeat)


if __name__ == "__main__":
    main()
