"""Ten years of a county brought in as it would bring them: a file a year, by ``vector import``.

    python tests/bench/decade.py --folder FOLDER [--database URL] [--surveys 10000000]

Ten thousand stations of a hundred streets, each surveyed every week by ovitraps and by snap traps
(seeded), one long CSV for every fifty weeks. Each import is a process of its own: it reads, checks,
stores and judges. Prints wall seconds, the greatest memory and the database's size after each.
"""

import argparse
import os
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent))

from sqlalchemy import text

from vector.store.engine import connect

STATIONS, STREETS, WEEKS = 10_000, 100, 50
LAST = date(2026, 6, 15)
COLUMNS = (
    *("street", "station", "habitat", "date", "method", "set", "recovered", "positive", "eggs"),
    *("effective", "caught", "species:褐家鼠"),
)


def places() -> pd.DataFrame:
    """Return the stations with their streets, the same in every year."""
    at = np.arange(STATIONS)
    street = [f"街道{each:03d}" for each in at % STREETS]
    names = {"street": street, "station": [f"站{each:05d}" for each in at], "habitat": "居民区"}
    return pd.DataFrame(names)


def _ovitraps(rows: pd.DataFrame, chance: np.random.Generator) -> pd.DataFrame:
    positive = (chance.random(len(rows)) < 0.03).astype("int64")
    eggs = positive * chance.integers(1, 60, len(rows))
    return rows.assign(method="ovitrap", set=1, recovered=1, positive=positive, eggs=eggs)


def _traps(rows: pd.DataFrame, chance: np.random.Generator) -> pd.DataFrame:
    caught = chance.poisson(0.3, len(rows))
    species = {"species:褐家鼠": pd.Series(caught).where(caught > 0).astype("Int64")}
    return rows.assign(method="snap_trap", set=100, effective=98, caught=caught, **species)


def _week(day: date, known: pd.DataFrame, chance: np.random.Generator) -> pd.DataFrame:
    rows = known.assign(date=str(day))
    both = pd.concat([_ovitraps(rows, chance), _traps(rows, chance)], ignore_index=True)
    whole = ["recovered", "positive", "eggs", "effective", "caught"]
    return both.astype(dict.fromkeys(whole, "Int64"))[list(COLUMNS)]


def write(folder: Path, size: int) -> list[Path]:
    """Write the years that are not there yet, the oldest first."""
    weeks = size // (2 * STATIONS)
    days = [LAST - timedelta(weeks=back) for back in range(weeks - 1, -1, -1)]
    known, files = places(), []
    for at, first in enumerate(range(0, weeks, WEEKS)):
        path = folder / f"year-{at:02d}.csv"
        files.append(path)
        if path.exists():
            continue
        chance = np.random.default_rng([27770, at])
        rows = [_week(day, known, chance) for day in days[first : first + WEEKS]]
        pd.concat(rows, ignore_index=True).to_csv(path, index=False)
    return files


def bring(path: Path, database: str) -> tuple[float, float]:
    """Import a file in a process of its own; return its wall seconds and greatest memory in MB."""
    command = ["import", str(path), "--on", str(LAST)]
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", "from vector.cli import run; run()", *command],
        env=os.environ | {"VECTOR_DATABASE": database},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said = process.stdout.read().splitlines()
    process.stdout.close()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{path.name}: exit {process.returncode}: {said[:3]}")
    return wall, usage.ru_maxrss / 1024


def size_of(database: str) -> float:
    """Return the database's size in GB."""
    engine = connect(database)
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            asked = "SELECT pg_database_size(current_database())"
            return float(connection.scalar(text(asked)) or 0) / 1e9
        words = ("page_count", "page_size")
        pages, page = (connection.scalar(text(f"PRAGMA {word}")) for word in words)
        return float(pages * page) / 1e9


def main() -> None:
    """Write the files, bring them in one after another."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--folder", type=Path, required=True, help="where the files are kept")
    parser.add_argument("--database", default="", help="FOLDER/decade.sqlite3 unless given")
    parser.add_argument("--surveys", type=int, default=10_000_000)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    database = options.database or f"sqlite:///{options.folder / 'decade.sqlite3'}"
    whole = 0.0
    for path in write(options.folder, options.surveys):
        wall, memory = bring(path, database)
        whole, load = whole + wall, os.getloadavg()[0]
        size, weight = size_of(database), path.stat().st_size / 1e6
        print(f"{path.name} ({weight:.0f} MB): {wall:.1f} s, {memory:.0f} MB, "
              f"{size:.2f} GB, load {load:.1f}", flush=True)  # fmt: skip
    print(f"all: {whole:.0f} s")


if __name__ == "__main__":
    main()
