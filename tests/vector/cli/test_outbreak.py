"""``vector outbreak`` on files."""

import json

import numpy as np
import pandas as pd
import pytest

from vector.cli import REFUSED, run
from vector.cli.period import period
from vector.errors import VectorError

HEADER = "监测点,月份,捕获数,灯夜数"


@pytest.fixture
def file(tmp_path):
    random = np.random.default_rng(1)
    lines = [HEADER]
    for month in pd.date_range("2021-04-01", "2026-10-01", freq="MS"):
        for place in "甲乙":
            raised = place == "乙" and (month.year, month.month) == (2026, 10)
            lines.append(
                f"{place},{month.year}年{month.month}月,{60 if raised else random.poisson(9)},4"
            )
    path = tmp_path / "蚊.csv"
    path.write_text("\n".join(lines), encoding="gb18030")
    return path


@pytest.fixture
def called(capsys):
    def command(*arguments, code=0):
        with pytest.raises(SystemExit) as left:
            run(["outbreak", *map(str, arguments)])
        assert (left.value.code or 0) == code
        return capsys.readouterr()

    return command


def test_the_raised_station_is_told_with_its_why(file, called):
    found = json.loads(called(file, "--format", "json", "--unit", "只/(灯·夜)").out)
    assert [row["alarm"] for row in found] == [False, True]
    assert found[1]["sentence"].startswith("本月 15 只/(灯·夜)，往年同期预期 ")
    assert "依据 5 年同期 1" in found[1]["sentence"]


@pytest.mark.parametrize("method", ["farrington", "noufaily", "c1", "c2", "cusum"])
def test_every_other_test_runs_on_the_same_file(file, called, method):
    found = json.loads(called(file, "-m", method, "--format", "json").out)
    assert [row["series"] for row in found] == ["甲", "乙"]
    assert found[1]["alarm"] is True


def test_a_table_for_people(file, called):
    shown = called(file).out
    assert "异常" in shown
    assert "往年同期预期" in shown


def test_a_short_history_is_told_and_no_success(file, called, tmp_path):
    lines = file.read_text(encoding="gb18030").splitlines()
    short = tmp_path / "短.csv"
    short.write_text("\n".join([HEADER, *lines[-10:]]), encoding="utf-8")
    said = called(short, code=REFUSED).out
    assert "历史太短" in said


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("甲,某月,3,4", "某月"),
        ("甲,2026年13月,3,4", "13月"),
        ("甲,17,3,4\n甲,2026-05,3,4", "一致"),
        ("甲,2026年5月,-3,4", "捕获数"),
    ],
)
def test_a_faulty_row_is_named(called, tmp_path, row, word):
    path = tmp_path / "错.csv"
    path.write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    assert word in called(path, code=REFUSED).err


@pytest.mark.parametrize("text", ["2026-13", "2026-W54", "20261301", "明天", ""])
def test_no_period(text):
    with pytest.raises(VectorError, match="不能识别"):
        period(text)
