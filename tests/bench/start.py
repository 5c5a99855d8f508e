"""How long ``vector --help`` takes as a whole process: ``python tests/bench/start.py``."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNS = 11


def main() -> None:
    """Run the command several times and print the median and the range."""
    command = [str(Path(sys.executable).parent / "vector"), "--help"]
    took = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        took.append(time.perf_counter() - start)
    took = sorted(took[1:])
    print(f"vector --help: median {statistics.median(took):.3f} s, {took[0]:.3f}–{took[-1]:.3f} s")


if __name__ == "__main__":
    main()
