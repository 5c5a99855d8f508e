"""How far the outbreak tests are from the established program's figures; a markdown table.

    python tests/bench/aberration_goldens.py [FOLDER]

FOLDER is laid out as ``tests/golden/aberration``, which is taken unless another is given. Leaves
with 1 when a bound is off by more than 1e-6 relative (a whole-number bound by anything at all) or
an alarm differs.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from aberrations import FOLDER, Golden, goldens

TOLERANCE = 1e-6


def held(golden: Golden) -> bool:
    whole = golden.config.get("thresholdMethod") in ("nbPlugin", "muan")
    return golden.wrong_alarms == 0 and golden.worst() <= (0 if whole else TOLERANCE)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    print("| series and configuration | periods | alarms | differing alarms | bound, worst |"
          " other columns, worst |")  # fmt: skip
    print("|---|---|---|---|---|---|")
    missed = 0
    for golden in goldens(folder):
        further = max(golden.further().values(), default=0.0)
        print(
            f"| {golden.name.removeprefix('out_')} | {len(golden.wanted)} |"
            f" {int((golden.wanted['alarm'] == 1).sum())} | {golden.wrong_alarms} |"
            f" {golden.worst():.0e} | {f'{further:.0e}' if golden.further() else ''} |"
        )
        missed += not held(golden)
    print(f"\n{missed} configurations missed." if missed else "\nEvery configuration agrees.")
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
