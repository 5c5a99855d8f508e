"""The table of forecast scores: ours beside every peer, from a folder that holds the peers.

    python tests/bench/peers.py FOLDER [SET …] [--markdown docs/statistics/forecast.md]

FOLDER holds ``ours.py``, which makes our forecasts in a rolling-origin back-test, and
``report.py``, which scores them over the targets every method has. Both are run here; their
tables are printed, and written as markdown between the marks of the page given.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

SETS = ("ca", "portal", "tainan")
BEGIN, END = "<!-- scores: begin -->", "<!-- scores: end -->"
COLUMNS = {
    "logCRPS": "{:.4f}", "sCRPS": "{:.4f}", "CRPS": "{:.4g}", "MASE": "{:.3f}", "cov80": "{:.3f}",
    "calib": "{:.4f}", "cpu_s_per_1000": "{:.2f}",
}  # fmt: skip


def made(folder: Path, sets: list[str], results: Path) -> None:
    """Run our forecasts and the scoring of all methods."""
    where = {"BENCH_OUT": str(results / "out"), "BENCH_RES": str(results / "results")}
    for script in ("ours.py", "report.py"):
        command = [sys.executable, str(folder / script), *sets]
        done = subprocess.run(
            command, env=os.environ | where, cwd=folder, capture_output=True, text=True
        )
        if done.returncode:
            raise SystemExit(f"{script} failed:\n{done.stderr[-2_000:]}")


def table(name: str, results: Path) -> tuple[str, bool]:
    """Return the markdown table of a set, and whether ours is first in both scores."""
    import pandas as pd

    scores = pd.read_csv(results / "results" / f"{name}.csv", index_col="method")
    scores = scores.sort_values("logCRPS")
    lines = [
        f"**{name}** ({int(scores['n'].max()):,} targets)",
        "",
        f"| method | {' | '.join(COLUMNS)} |",
        "|---|" + "---:|" * len(COLUMNS),
        *(_row(method, values) for method, values in scores.iterrows()),
        "",
    ]
    first = all(scores[score].idxmin() == "ours" for score in ("logCRPS", "sCRPS"))
    return "\n".join(lines), first


def _row(method: Any, values: Any) -> str:
    name = f"**{method}**" if method == "ours" else method
    shown = [
        form.format(values[column]) if values[column] == values[column] else "–"
        for column, form in COLUMNS.items()
    ]
    return f"| {name} | {' | '.join(shown)} |"


def written(page: Path, text: str) -> None:
    """Put the tables between the marks of a page."""
    content = page.read_text("utf-8")
    if BEGIN not in content or END not in content:
        raise SystemExit(f"{page} has no marks {BEGIN} … {END}")
    before, rest = content.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    page.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", "utf-8")


def main() -> None:
    """Read the command line, make the tables, say where ours is not the first."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("sets", nargs="*", default=list(SETS))
    parser.add_argument("--markdown", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        results = Path(temporary)
        made(options.folder.resolve(), options.sets, results)
        tables = {name: table(name, results) for name in options.sets}
    text = "\n".join(markdown for markdown, _ in tables.values())
    print(text)
    if options.markdown:
        written(options.markdown, text)
    behind = [name for name, (_, first) in tables.items() if not first]
    if behind:
        raise SystemExit(f"not the first on {', '.join(behind)}")


if __name__ == "__main__":
    main()
