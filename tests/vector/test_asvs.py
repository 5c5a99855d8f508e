"""The walk through ASVS level 2 leaves no number out, and what it names as evidence is there."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| (.+?) \| (.+?) \| (.+) \|$", PAGE, re.MULTILINE)
VERDICTS = ("met", "partly", "not met", "n/a")
# Levels 1 and 2 of version 4.0.3 by section: how many in a row, or which.
SECTIONS: dict[str, int | tuple[int, ...]] = {
    "1.1": 7, "1.2": 4, "1.4": (1, 4, 5), "1.5": 4, "1.6": 4, "1.7": 2, "1.8": 2, "1.9": 2,
    "1.10": 1, "1.11": 2, "1.12": (2,), "1.14": 6,
    "2.1": 12, "2.2": 3, "2.3": 3, "2.4": 6, "2.5": 7, "2.6": 3, "2.7": 6, "2.8": 7, "2.9": 3,
    "2.10": 4,
    "3.1": 1, "3.2": 4, "3.3": 4, "3.4": 5, "3.5": 3, "3.7": 1,
    "4.1": (1, 2, 3, 5), "4.2": 2, "4.3": 3,
    "5.1": 5, "5.2": 8, "5.3": 10, "5.4": 3, "5.5": 4,
    "6.1": 3, "6.2": 6, "6.3": 2, "6.4": 2,
    "7.1": 4, "7.2": 2, "7.3": (1, 3, 4), "7.4": 3,
    "8.1": 4, "8.2": 3, "8.3": 8,
    "9.1": 3, "9.2": 4,
    "10.2": 2, "10.3": 3,
    "11.1": 8,
    "12.1": 3, "12.2": 1, "12.3": 6, "12.4": 2, "12.5": 2, "12.6": 1,
    "13.1": (1, 3, 4, 5), "13.2": (1, 2, 3, 5, 6), "13.3": 2, "13.4": 2,
    "14.1": 4, "14.2": 6, "14.3": (2, 3), "14.4": 7, "14.5": 4,
}  # fmt: skip


def wanted() -> list[str]:
    return [
        f"{section}.{number}"
        for section, count in SECTIONS.items()
        for number in (range(1, count + 1) if isinstance(count, int) else count)
    ]


def test_every_requirement_once_and_in_order() -> None:
    assert [number for number, *_ in ROWS] == wanted()


def test_the_summary_counts_the_verdicts() -> None:
    counts = Counter(verdict for _, _, verdict, _ in ROWS)
    assert set(counts) <= set(VERDICTS)
    told = ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS)
    assert f"Of {len(ROWS)} requirements: {told}." in PAGE


@pytest.mark.parametrize("verdict", VERDICTS)
def test_each_verdict_has_its_ground(verdict: str) -> None:
    for number, _, found, evidence in ROWS:
        if found == verdict:
            assert len(evidence) > 8, number
            assert ("because" in evidence) == (verdict == "n/a"), number


def test_what_is_named_is_there() -> None:
    named = re.findall(r"`((?:vector|dashboard|tests|deploy|docs|data|\.ci)/[\w./-]+)`", PAGE)
    assert len(named) > 100
    assert [path for path in named if not (ROOT / path).exists()] == []
