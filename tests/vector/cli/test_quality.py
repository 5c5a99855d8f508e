import csv
import io
import json

import numpy as np
import pytest

from vector.cli import REFUSED, run


@pytest.fixture
def quality(capsys, tmp_path, monkeypatch):
    """Run ``vector quality`` in an empty folder; returns exit code, output and messages."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments):
        with pytest.raises(SystemExit) as left:
            run(["quality", *map(str, arguments)])
        said = capsys.readouterr()
        return left.value.code or 0, said.out, said.err

    return command


@pytest.fixture
def file(tmp_path):
    """Two years of eight stations; the last one writes the same sheet every month."""
    random = np.random.default_rng(5)
    lines = ["监测点,监测日期,方法,捕获数,工作量,上报日期"]
    for station in range(8):
        for month in range(24):
            day = f"{2024 + month // 12}-{month % 12 + 1:02d}"
            count = 4 if station == 7 else random.negative_binomial(2, 2 / 6)
            lines.append(f"点{station},{day}-12,夹夜法,{count},200,{day}-20")
    path = tmp_path / "surveys.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def records(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_scores(quality, file):
    code, out, err = quality(file, "-f", "csv")
    found = records(out)
    assert code == 0
    assert len(found) == 16
    named = {row["station"] for row in found if row["check"] == "True"}
    assert named == {"点7"}
    assert {row["method"] for row in found} == {"snap_trap"}
    assert {row["timeliness"] for row in found} == {"1.0"}
    assert "请核对 2 行" in err
    assert "误判率" in err


def test_points_with_reasons_in_both_languages(quality, file):
    found = records(quality(file, "--points", "-f", "csv")[1])
    said = next(row for row in found if row["station"] == "点7" and row["point"] == "repeats")
    assert "请与监测点一起核对" in said["zh"]
    assert "Please check" in said["en"]
    assert "Please check" in quality(file, "--points", "--lang", "en")[1]


def test_the_table_puts_the_lowest_first(quality, file):
    code, out, _ = quality(file, "--period", "all")
    assert code == 0
    assert "重复表" in out.splitlines()[3]
    assert "点7" in out.splitlines()[3]


def test_the_national_programme_asks_for_its_months(quality, file):
    found = records(quality(file, "--national", "-f", "csv")[1])
    # Rodents are due every second month; twelve surveys are more than asked.
    assert {row["completeness"] for row in found} == {"1.0"}


def test_until_and_json(quality, file):
    found = json.loads(quality(file, "--until", "2024-06-30", "-f", "json")[1])
    assert {row["surveys"] for row in found} == {6}
    assert found[0]["timeliness"] == 1.0


def test_blank_counts_are_surveys_that_came_to_nothing(quality, tmp_path):
    (tmp_path / "b.csv").write_text(
        "station,date,count,effort,planned\n甲,2025-01-10,,,200\n甲,2025-02-10,3,200,200\n",
        encoding="utf-8",
    )
    found = records(quality("b.csv", "-f", "csv")[1])
    assert found[0]["effort"] == "0.5"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("station,date,count\n甲,2025-01-10,3\n", "没有所需的列：工作量"),
        ("station,count,effort\n甲,3,200\n", "没有所需的列：监测日期"),
        ("station,date,count,effort\n甲,2025-01-10,三,200\n", "应为不小于 0 的整数"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(quality, tmp_path, text, said):
    (tmp_path / "wrong.csv").write_text(text, encoding="utf-8")
    code, _, err = quality("wrong.csv")
    assert code == REFUSED
    assert said in err
