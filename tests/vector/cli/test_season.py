"""``vector season`` and ``vector compare`` on files."""

import json
from pathlib import Path
from typing import Any

import pytest

from vector.cli import run

WINTER = [60, 40, 25, 10, 6, 4, 3, 4, 8, 20, 40, 60]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    lines = ["街道,月份,捕获数,有效夹数,监测方法"]
    for year in (2022, 2023, 2024):
        for month, caught in enumerate(WINTER, 1):
            lines.append(f"东街,{year}-{month:02d},{caught},500,夹夜法")
            lines.append(f"西街,{year}年{month}月,{caught // 4},500,夹夜法")
    path = tmp_path / "鼠.csv"
    path.write_text("\n".join(lines), encoding="gb18030")
    return path


def called(
    capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0
) -> tuple[str, str]:
    with pytest.raises(SystemExit) as left:
        run([str(each) for each in arguments])
    assert left.value.code in (code, None if code == 0 else code)
    return capsys.readouterr()


def records(capsys: pytest.CaptureFixture[str], *arguments: object) -> list[dict[str, Any]]:
    found = json.loads(called(capsys, *arguments, "--format", "json")[0])
    assert isinstance(found, list)
    return found


def test_the_season_of_every_street(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = records(capsys, "season", file)
    assert [row["series"] for row in found] == ["东街", "西街"]
    assert all(row["spans_new_year"] for row in found)
    assert found[0]["years"] == "2022、2023、2024"


def test_a_curve_for_a_hundred_traps(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = records(capsys, "season", file, "--show", "curve", "--by", "method", "--per", 100)
    assert len(found) == 12
    assert found[0]["density"] == pytest.approx(100 * (60 + 15) / 1000)


def test_the_screen_says_it_in_chinese(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = called(capsys, "season", file, "--each-year")
    assert "集中度M" in out
    assert "至次年" in out
    assert "next year" in called(capsys, "season", file, "--lang", "en")[0]


def test_missing_months_are_declared_on_purpose(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "蚊.csv"
    rows = [f"2024-{month:02d},{month * (13 - month)},10" for month in range(4, 12)]
    path.write_text("\n".join(["period,count,effort", *rows]), encoding="utf-8")
    out, _ = called(capsys, "season", path, "--format", "json", code=2)
    assert json.loads(out)[0]["reason"] == "months_missing"
    declared = records(capsys, "season", path, "--quiet", "12,1,2,3")[0]
    assert declared["reason"] in ("", "even")
    assert declared["r"] > 0
    _, said = called(capsys, "season", path, "--quiet", "13", code=2)
    assert "月份" in said


def test_the_last_month_is_compared(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = records(capsys, "compare", file, "--per", 100)
    assert len(found) == 6
    assert found[0]["against"] == "previous"
    assert found[0]["ratio"] == pytest.approx(1.5)
    assert found[0]["density"] == pytest.approx(12)
    assert found[2]["base"] == "2022、2023"
    assert len(records(capsys, "compare", file, "--every")) == 72 * 3


def test_streets_are_ranked_and_the_first_told_apart(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, said = called(capsys, "compare", file, "--show", "rank", "--top", 1)
    assert "第一名高于第二名" in said
    assert "名次" in out


def test_trends_differences_and_breaks(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trend = records(capsys, "compare", file, "--show", "trend")
    assert trend[0]["ratio"] == pytest.approx(1)
    difference = records(capsys, "compare", file, "--show", "difference")
    assert difference[0]["p"] < 0.001
    assert records(capsys, "compare", file, "--show", "breaks") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("period,count\n五月,3\n", "第 2 行：时期“五月”不能识别"),
        ("count,effort\n3,5\n", "没有可用的时间"),
        ("period,count\n2024-05,未捕\n", "未捕"),
        ("period,effort\n2024-05,3\n", "捕获数"),
        ("period,count,effort\n", "没有数据"),
    ],
)
def test_a_file_at_fault_is_refused_with_its_cell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    path = tmp_path / "错.csv"
    path.write_text(text, encoding="utf-8")
    for command in ("season", "compare"):
        assert said in called(capsys, command, path, code=2)[1]


def test_an_unknown_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "无法读取" in called(capsys, "season", tmp_path / "无.csv", code=2)[1]


def test_more_positives_than_checked_are_refused_with_the_row_of_the_sheet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "蚊.csv"
    rows = ["布雷图调查", "时间,阳性数,户数", "2024-05,3,100", "2024-06,101,100"]
    path.write_text("\n".join(rows), encoding="utf-8")
    assert "第 4 行" in called(capsys, "compare", path, "--family", "proportion", code=2)[1]
