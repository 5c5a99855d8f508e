"""A workbook of 200,000 rows read, validated and written back as a verdict, beside a bare read.

    python tests/bench/workbook.py [--rows N] [--dir DIR] [--repeat 5]

The rows are invented: one sheet 鼠 of 12 columns as a monitoring upload has them (dates, texts,
numbers), about one row in a hundred faulty. Each run is a process of its own, the two in turn:
python-calamine opening the file and turning every row into Python values; and ours, from the bytes
through checks, columns, rows and faults to the marked workbook's bytes. What each process prints is
its wall time from its start, imports included, and its peak memory.

pyarrow is hidden from ours: it comes with the benches alone, and pandas imports it where it lies.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import xlsxwriter

HEADER = (
    "监测日期", "街道", "监测点位", "环境类型", "布放夹数", "有效夹数",
    "褐家鼠", "小家鼠", "黑线姬鼠", "其他", "捕获总数", "备注",
)  # fmt: skip
STATIONS, HABITATS = 4_000, ("居民区", "农村", "农贸市场", "公园", "医院")
FAULTY = 0.01

BARE = """
import time; start = time.perf_counter()
import json, resource, sys
from python_calamine import CalamineWorkbook
rows = CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()
took = time.perf_counter() - start
print(json.dumps({"seconds": took, "rows": len(rows) - 1}))
"""

OURS = """
import time; start = time.perf_counter()
import json, pathlib, sys
sys.modules["pyarrow"] = None
from datetime import date
from vector.catalog import load
from vector.intake import read
from vector.intake.sheet import open_book
from vector.intake.verdict import marked_workbook
path = pathlib.Path(sys.argv[1])
steps = {"imports": time.perf_counter() - start}
catalog = load()
steps["catalogue"] = time.perf_counter() - start
reading = read(path.read_bytes(), path.name, catalog, today=date(2026, 1, 31))
steps["read and validated"] = time.perf_counter() - start
verdict = marked_workbook(reading)
took = steps["verdict written"] = time.perf_counter() - start
path.with_suffix(".verdict.xlsx").write_bytes(verdict)
said = {"rows": reading.rows, "held": reading.held, "faults": len(reading.faults)}
print(json.dumps({"seconds": took, "megabytes": len(verdict) / 1e6, "steps": steps, **said}))
"""

PEAK = """
import resource
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime, file=sys.stderr)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3, file=sys.stderr)
"""


def make(path: Path, rows: int) -> None:
    """Write the workbook."""
    random = np.random.default_rng(7)
    effective = random.integers(40, 60, rows)
    species = random.poisson((0.6, 0.3, 0.1, 0.05), (rows, 4))
    faulty = random.random(rows) < FAULTY
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet, day = book.add_worksheet("鼠"), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, HEADER)
        for row in range(rows):
            station, turn = row % STATIONS, row // STATIONS
            numbers = [60, effective[row], *species[row], species[row].sum()]
            if faulty[row]:
                spoil(numbers, row)
            sheet.write_datetime(row + 1, 0, date(2021, 1, 4) + timedelta(days=turn * 7), day)
            sheet.write_string(row + 1, 1, f"第{station % 220}街道")
            sheet.write_string(row + 1, 2, f"监测点{station:05d}")
            sheet.write_string(row + 1, 3, HABITATS[station % len(HABITATS)])
            sheet.write_row(row + 1, 4, numbers)
            if random.random() < 0.05:
                sheet.write_string(row + 1, 11, "雨天，部分未回收")


def spoil(numbers: list[object], row: int) -> None:
    """Make one number of a row faulty."""
    match row % 5:
        case 0:
            numbers[1] = 70
        case 1:
            numbers[2] = -1
        case 2:
            numbers[6] = 99
        case 3:
            numbers[1] = "若干"
        case _:
            numbers[1] = None


def run(program: str, path: Path) -> dict[str, float]:
    """Run a program in a process of its own; return what it printed, its CPU time and memory."""
    done = subprocess.run(
        [sys.executable, "-c", program + PEAK, str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    cpu, peak = map(float, done.stderr.split()[-2:])
    return json.loads(done.stdout) | {"cpu": cpu, "peak": peak}


def main() -> None:
    """Make the workbook unless it is there, run both in turn, print medians and the ratio."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--rows", type=int, default=200_000)
    asked.add_argument("--dir", type=Path, default=Path(tempfile.gettempdir()))
    asked.add_argument("--repeat", type=int, default=5)
    options = asked.parse_args()
    path = options.dir / f"workbook_{options.rows}.xlsx"
    if not path.exists():
        make(path, options.rows)
    runs: dict[str, list[dict[str, float]]] = {BARE: [], OURS: []}
    for _ in range(options.repeat):
        for program, found in runs.items():
            found.append(run(program, path))
    told: dict[str, tuple[float, float, float]] = {}
    for name, program in (("python-calamine, bare read", BARE), ("read, validated, verdict", OURS)):
        seconds = sorted(each["seconds"] for each in runs[program])
        cpu = statistics.median(each["cpu"] for each in runs[program])
        told[program] = statistics.median(seconds), seconds[0], cpu
        peak, rows = max(each["peak"] for each in runs[program]), runs[program][0]["rows"]
        times = "{:.2f} s (best {:.2f}, processor {:.2f})".format(*told[program])
        print(f"{name}: median {times}, peak {peak:.0f} MB, {rows} rows")
    ratios = [ours / bare for ours, bare in zip(told[OURS], told[BARE], strict=True)]
    print("ratio {:.2f} (best runs {:.2f}, processor {:.2f}); at most 2".format(*ratios))
    print(json.dumps(runs[OURS][-1], ensure_ascii=False))


if __name__ == "__main__":
    main()
