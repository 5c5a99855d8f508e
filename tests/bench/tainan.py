"""A city's ovitrap readings through validation into a fresh store, then judged by street and week.

    python tests/bench/tainan.py READINGS.csv.gz TRAPS.csv.gz [--database URL] [--keep FOLDER]
        [--until DAY]

With --until, all readings move by whole weeks so that the last lies in the week up to that day:
pages that speak of the present then have something to show.

READINGS has trap_id, week_start, eggs; TRAPS has trap_id, district, village and more. They are
turned into the long CSV form (station = trap, street = district + village). Each command is
measured as a whole process: wall time, and the greatest memory it held.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd


def long_form(readings: Path, traps: Path) -> pd.DataFrame:
    """Return one row per reading: one trap set, one recovered, positive where there were eggs."""
    places = pd.read_csv(traps, dtype=str, keep_default_na=False).set_index("trap_id")
    street = (places["district"] + places["village"]).to_dict()
    found = pd.read_csv(readings, dtype={"trap_id": str})
    return pd.DataFrame(
        {
            "station": found["trap_id"],
            "street": found["trap_id"].map(street),
            "date": found["week_start"],
            "method": "ovitrap",
            "set": 1,
            "recovered": 1,
            "positive": (found["eggs"] > 0).astype(int),
            "eggs": found["eggs"],
        }
    )


def moved(rows: pd.DataFrame, until: str) -> pd.DataFrame:
    """Move all readings by whole weeks, the last to the week that ends with this day."""
    days = pd.to_datetime(rows["date"])
    weeks = (pd.Timestamp(until) - days.max()).days // 7
    return rows.assign(date=(days + pd.Timedelta(weeks=weeks)).dt.strftime("%Y-%m-%d"))


def measured(name: str, command: list[str], environment: dict[str, str]) -> None:
    """Run a command; print its wall time and greatest memory."""
    print(f"$ vector {' '.join(command)}", flush=True)
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", "from vector.cli import run; run()", *command],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said = process.stdout.read().splitlines()
    process.stdout.close()
    _, status, usage = os.wait4(process.pid, 0)
    wall, memory = time.perf_counter() - began, usage.ru_maxrss / 1024
    process.returncode = os.waitstatus_to_exitcode(status)
    print(*said[:2], sep="\n")
    print(f"{name}: {wall:.1f} s, {memory:.0f} MB, exit {process.returncode}, {len(said)} lines\n")


def main() -> None:
    """Make the long CSV, import it, assess it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("readings", type=Path)
    parser.add_argument("traps", type=Path)
    parser.add_argument("--database", default="", help="a fresh SQLite file unless given")
    parser.add_argument("--on", default="", help="the present; the last reading unless given")
    parser.add_argument("--until", default="", help="move the readings up to this day")
    parser.add_argument("--keep", type=Path, help="keep the long CSV and the database here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        sheet = folder / "ovitraps.csv"
        rows = long_form(options.readings, options.traps)
        rows = moved(rows, options.until) if options.until else rows
        rows.to_csv(sheet, index=False)
        size = sheet.stat().st_size / 2**20
        print(f"{len(rows)} readings of {rows['station'].nunique()} traps, {size:.0f} MB\n")
        last = options.on or str(rows["date"].max())
        database = options.database or f"sqlite:///{folder / 'ovitraps.sqlite3'}"
        environment = {"VECTOR_DATABASE": database}
        judged = ["assess", str(sheet), "--by", "street", "--period", "week", "--format", "csv"]
        measured("import", ["import", str(sheet), "--on", last], environment)
        measured("assess", judged, environment)


if __name__ == "__main__":
    main()
