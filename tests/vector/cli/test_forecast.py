"""``vector forecast`` and ``vector backtest`` on files."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from vector.cli import REFUSED, run


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three stations of five years, in the words of a county's sheet."""
    random = np.random.default_rng(0)
    rows = [
        (name, year, month, int(random.poisson(30 * 0.2 * np.exp(np.sin(month / 2)))), 30)
        for name in ("甲", "乙", "丙")
        for year in range(2019, 2024)
        for month in range(1, 13)
    ]
    path = tmp_path_factory.mktemp("history") / "历史.csv"
    frame = pd.DataFrame(rows, columns=["监测点", "年", "月", "捕获数", "夹夜"])
    frame.to_csv(path, index=False, encoding="gb18030")
    return path


def _run(*words: object) -> int:
    with pytest.raises(SystemExit) as left:
        run([str(word) for word in words])
    return int(left.value.code or 0)


def test_a_forecast_as_json(sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("forecast", sheet, "--horizon", 2, "--format", "json", "--limit", "0.01") == 0
    printed = capsys.readouterr()
    rows = json.loads(printed.out)
    assert [row["time"] for row in rows] == ["2024-01", "2024-02"] * 3
    assert all(row["effort"] == 30 for row in rows)
    assert all(0.9 < row["probability"] <= 1 for row in rows)
    assert sum(name.startswith("q") for name in rows[0]) == 23
    assert "2024-01 起可能超过限值 0.01" in printed.err


def test_a_limit_of_one_station(sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("forecast", sheet, "-f", "json", "--limit", "5", "--limit", "乙=0.01") == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["series"]: row["limit"] for row in rows} == {"甲": 5, "乙": 0.01, "丙": 5}


def test_a_table_to_read(sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("forecast", sheet, "--best", "--effort", 60) == 0
    shown = capsys.readouterr().out
    assert "预计密度" in shown
    assert "2024-01" in shown


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--limit", "丁=1"), "没有监测点“丁”"),
        (("--limit", "much"), "限值应为"),
        (("--limit", "-1"), "限值应为"),
        (("--season", "4"), "的时间是日期"),
    ],
)
def test_what_is_refused(
    sheet: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], sentence: str
) -> None:
    assert _run("forecast", sheet, *words) == REFUSED
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(("by", "rows"), [("horizon", 6), ("series", 18), ("choice", 3)])
def test_a_backtest(sheet: Path, capsys: pytest.CaptureFixture[str], by: str, rows: int) -> None:
    assert _run("backtest", sheet, "--horizon", 2, "--by", by, "--format", "json") == 0
    printed = capsys.readouterr()
    assert len(json.loads(printed.out)) == rows
    assert "模型版本" in printed.err


def test_a_backtest_to_read(sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("backtest", sheet, "--horizon", 1) == 0
    assert "较历年同期" in capsys.readouterr().out


DATES = [f"a,2023-{month:02d}-15,{month},10" for month in range(1, 13)]
WEEKS = [f"a,2023,{week},{week},10" for week in range(1, 40)]
NUMBERS = [f"a,{time},{time},10" for time in range(1, 9)]


@pytest.mark.parametrize(
    ("header", "rows", "season", "first"),
    [
        ("series,date,count,effort", DATES, 12, "2024-01"),
        ("series,year,week,count,effort", WEEKS, 52, "2023-10-02"),
        ("series,period,count,effort", NUMBERS, 4, "9"),
    ],
)
def test_the_time_may_be_said_in_other_ways(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    header: str,
    rows: list[str],
    season: int,
    first: str,
) -> None:
    path = tmp_path / "history.csv"
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    assert _run("forecast", path, "--season", season, "--horizon", 1, "-f", "json") == 0
    assert json.loads(capsys.readouterr().out)[0]["time"] == first


@pytest.mark.parametrize("row", ["a,2023,13,1,10", "a,0,1,1,10", "a,,1,1,10"])
def test_a_month_that_is_none_names_its_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], row: str
) -> None:
    path = tmp_path / "history.csv"
    path.write_text(f"series,year,month,count,effort\na,2023,1,1,10\n{row}\n", encoding="utf-8")
    assert _run("forecast", path) == REFUSED
    assert "第 3 行" in capsys.readouterr().err


def test_a_week_that_the_year_lacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "history.csv"
    path.write_text("series,year,week,count,effort\na,2023,53,1,10\n", encoding="utf-8")
    assert _run("forecast", path, "--season", 52) == REFUSED
    assert "第 2 行：时期“2023-W53”不能识别" in capsys.readouterr().err


def test_methods_of_one_place_are_kept_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A lamp of 300 a night and a net of 3 are no one series."""
    rows = ["监测点,日期,捕获数,工作量,方法"]
    for year in (2023, 2024, 2025):
        for month in range(1, 13):
            rows += [f"甲,{year}-{month:02d}-10,300,1,灯诱", f"甲,{year}-{month:02d}-11,3,1,帐诱"]
    path = tmp_path / "两法.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        run(["forecast", str(path), "--horizon", "1", "--format", "json"])
    assert not ended.value.code
    said = capsys.readouterr()
    found = {row["series"]: row["density"] for row in json.loads(said.out)}
    assert set(found) == {"甲（灯诱）", "甲（帐诱）"}
    assert found["甲（灯诱）"] > 30 * found["甲（帐诱）"]
    assert "不止一种方法或设备，分开计算" in said.err
