"""Makes the tables of docs/statistics.md again, each by its own bench.

    python tests/bench/statistics_page.py [FOLDER]

FOLDER holds forecasts of other programs, as ``tests/bench/peers.py`` takes it; without it the table
of scores stays as it is. Leaves with 1 when a table of published figures is missed.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "statistics.md"
BENCHES = {
    "aberration": "aberration_goldens.py",
    "bioassay": "bioassay_goldens.py",
    "county": "outbreak_county.py",
}


def ran(script: str, *arguments: str) -> tuple[str, bool]:
    """Run a bench; return what it printed, and whether it was satisfied."""
    done = subprocess.run(
        [sys.executable, str(HERE / script), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 1) or not done.stdout:
        raise SystemExit(f"{script}:\n{done.stderr[-2_000:]}")
    return done.stdout.strip(), done.returncode == 0


def between(page: str, name: str, text: str) -> str:
    """Put a text between the marks of a name."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n\n{text}\n\n{end}{after}"


def main() -> None:
    missed = []
    for name, script in BENCHES.items():
        text, held = ran(script)
        missed += [] if held else [script]
        PAGE.write_text(between(PAGE.read_text(encoding="utf-8"), name, text), encoding="utf-8")
        print(f"{script}: {'holds' if held else 'MISSED'}")
    if len(sys.argv) > 1:
        _, held = ran("peers.py", sys.argv[1], "--markdown", str(PAGE))
        missed += [] if held else ["peers.py"]
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
