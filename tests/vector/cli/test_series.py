"""One file of counts is read alike by every command that takes series."""

import json
from pathlib import Path

import pandas as pd
import pytest

from vector.cli import run
from vector.cli.history import history
from vector.cli.series import counts, surveys
from vector.errors import VectorError

HEADER = "监测点,时间,捕获数,工作量,种类"
COMMANDS = ("season", "compare", "outbreak", "forecast", "backtest")


@pytest.fixture
def written(tmp_path: Path):
    def write(*lines: str, name: str = "表.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines), encoding="gb18030")
        return path

    return write


def years_of_two_species() -> list[str]:
    return [
        f"甲,{year}年{month}月,{caught},30,{species}"
        for year in range(2020, 2025)
        for month in range(1, 13)
        for species, caught in (("褐家鼠", 6 + month % 5), ("小家鼠", 3))
    ]


@pytest.mark.parametrize("command", COMMANDS)
def test_one_file_is_taken_by_every_command(command: str, written, capsys) -> None:
    file = written(HEADER, *years_of_two_species())
    with pytest.raises(SystemExit) as left:
        run([command, str(file), "--format", "json"])
    assert (left.value.code or 0) == 0
    assert json.loads(capsys.readouterr().out)


def test_the_effort_of_a_survey_counts_once_whatever_it_caught(written) -> None:
    file = written(HEADER, *years_of_two_species())
    read = history(file, 12).rows
    assert read["effort"].unique().tolist() == [30]
    assert read["count"].iloc[0] == 7 + 3
    assert surveys(file)["effort"].sum() == 60 * 30


def test_species_of_one_survey_with_two_efforts_are_refused(written) -> None:
    file = written("说明", HEADER, "甲,2024-05,1,30,褐家鼠", "甲,2024-05,1,20,小家鼠")
    with pytest.raises(VectorError, match="第 3 行所属的一次监测"):
        surveys(file)


def test_a_blank_count_is_missing_and_no_zero(written) -> None:
    file = written("监测点,时间,捕获数,工作量", "甲,2024-05,,30", "甲,2024-06,0,30")
    assert counts(file)["count"].isna().tolist() == [True, False]
    assert history(file, 12).rows["count"].tolist() == [0]


@pytest.mark.parametrize(
    ("header", "row", "day"),
    [
        ("年,月,捕获数", "2024,5,1", "2024-05-01"),
        ("年度,月份,捕获数", "2024年,5月,1", "2024-05-01"),
        ("年,周次,捕获数", "2024,第20周,1", "2024-05-13"),
        ("月份,捕获数", "2024年5月,1", "2024-05-01"),
        ("日期,年,月,捕获数", "2024-05-13,2024,5,1", "2024-05-13"),
        ("日期,捕获数", "45425,1", "2024-05-13"),
        ("日期,捕获数", "２０２４年５月１３日,1", "2024-05-13"),
    ],
)
def test_the_time_in_the_words_of_the_file(written, header: str, row: str, day: str) -> None:
    assert counts(written(header, row))["period"].tolist() == [day]


@pytest.mark.parametrize("time", ["1900-01-01", "1800年1月", "2099-05"])
def test_a_year_that_is_a_slip_is_refused_with_its_row(written, time: str) -> None:
    file = written("时间,捕获数", "2024-05,1", f"{time},1")
    with pytest.raises(VectorError, match=r"第 3 行：时期.*请核对年份"):
        counts(file)


def test_a_kind_is_the_files_own_or_its_method_and_habitat(written) -> None:
    plain = written("时间,捕获数,方法,生境", "2024-05,1,夹夜法,农田")
    assert surveys(plain)["kind"].tolist() == ["夹夜法/农田"]
    told = written("时间,捕获数,方法,类别", "2024-05,1,夹夜法,近水")
    assert surveys(told)["kind"].tolist() == ["近水"]
    assert "kind" not in surveys(written("时间,捕获数", "2024-05,1"))


def test_periods_of_a_workbook_are_its_days(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    frame = pd.DataFrame({"日期": pd.to_datetime(["2024-05-13"]), "捕获数": [3]})
    frame.to_excel(path, index=False)
    assert counts(path)["period"].tolist() == ["2024-05-13"]
