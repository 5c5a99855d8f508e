"""A statistical command that finds no figure tells why, and does not leave with success."""

import json
from pathlib import Path

import pytest

from vector.cli import REFUSED, run

TRIAL = "监测点,组别,时期,捕获数,工作量\n甲,处理,前,0,10\n甲,处理,后,0,10\n"
DEAD = "浓度,试虫数,死亡数\n0.1,20,20\n0.2,20,20\n0.4,20,20\n"
MONTH = "series,period,count,effort\n甲,2025-07-01,3,10\n"
CASES = [
    (("season",), "series,period,count,effort\n甲,2025-07-01,0,10\n"),
    (("season", "--show", "curve"), "series,period,count,effort\n甲,2025-07-01,0,0\n"),
    (("compare",), MONTH),
    (("compare", "--show", "trend"), MONTH),
    (("compare", "--show", "difference"), MONTH),
    (("outbreak",), MONTH),
    (("backtest",), MONTH),
    (("backtest", "--by", "choice"), MONTH),
    (("efficacy",), TRIAL),
    (("hotspot",), "place,x,y,count,effort\na,0,0,1,9\n"),
    (("hotspot", "--moran"), "place,x,y,count,effort\na,0,0,1,9\n"),
    (("bioassay",), DEAD),
    (("quality",), "station,date,count,effort\n甲,2025-07-01,,\n"),
]


def call(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        run(list(arguments))
    return int(left.value.code or 0)


@pytest.mark.parametrize(("command", "text"), CASES)
def test_no_figure_is_no_success_and_no_fault(
    command: tuple[str, ...], text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "表.csv"
    path.write_text(text, encoding="utf-8")
    assert call(command[0], str(path), *command[1:], "--format", "json") == REFUSED
    said = capsys.readouterr()
    assert said.out or said.err


def test_a_reason_beside_figures_is_part_of_the_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = ["品系,浓度,试虫数,死亡数", *(f"甲,{dose},20,20" for dose in (1, 2, 4))]
    rows += [f"乙,{dose},20,{dead}" for dose, dead in ((1, 3), (2, 10), (4, 16))]
    path = tmp_path / "两个品系.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    assert call("bioassay", str(path), "--percent", "50", "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert [row["value"] is None for row in found] == [True, False]


def test_no_break_is_an_answer(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_text(MONTH, encoding="utf-8")
    assert call("compare", str(path), "--show", "breaks") == 0
