"""The documented output of ``vector assess`` is the program's."""

import csv
import io
import re
from pathlib import Path

import pytest

from vector.cli import run
from vector.stats.judge import COLUMNS

PAGE = (Path(__file__).parents[3] / "docs" / "assess.md").read_text(encoding="utf-8")
COUNTS, PRINTED = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)
(COMMAND,) = re.findall(r"`vector (assess counts\.csv .*?)`", PAGE)


def first_cells(title):
    """Return the first cell of each row of the table under a heading, without its quotes."""
    section = PAGE.split(f"## {title}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [line.strip("|").split("|")[0].strip(" `") for line in lines]


def plain(cell):
    """Return a cell as a number where it is one."""
    try:
        return float(cell)
    except ValueError:
        return cell


@pytest.fixture
def printed(capsys, tmp_path, monkeypatch):
    """Return the rows that the documented command prints."""
    (tmp_path / "counts.csv").write_text(COUNTS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as left:
        run(COMMAND.split())
    assert not left.value.code
    return list(csv.reader(io.StringIO(capsys.readouterr().out)))


def test_the_documented_columns_are_those_of_the_program():
    assert tuple(first_cells("Columns")[2:]) == COLUMNS


def test_the_documented_example_is_what_the_program_prints(printed):
    documented = list(csv.reader(io.StringIO(PRINTED)))
    assert len(documented) == len(printed)
    for expected, row in zip(documented, printed, strict=True):
        for text, cell in zip(map(plain, expected), map(plain, row), strict=True):
            assert cell == (pytest.approx(text, rel=1e-9) if isinstance(text, float) else text)


def test_every_verdict_is_documented(catalog, printed):
    named = set(first_cells("Rows"))
    assert named >= {"group_level", "place_band", "place_level", "hygiene_city"}
    at = COLUMNS.index("index")
    assert {row[at] for row in printed[1:]} - set(catalog.indices) <= named
