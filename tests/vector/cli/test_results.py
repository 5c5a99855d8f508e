"""``vector results``, and the commands that keep what they compute on the store."""

import json
from pathlib import Path
from typing import Any

import databases
import pandas as pd
import pytest
import reports
import years
from sqlalchemy import Engine, select

from vector.catalog import load
from vector.cli import REFUSED, run
from vector.cli.language import words
from vector.settings import Settings
from vector.store.engine import transaction
from vector.store.tables import Station
from vector.work import nightly
from vector.work.versions import PROGRAMS

HEADER = "监测点,时间,捕获数,工作量\n"
NAMES = ("season", "compare", "outbreak", "quality", "hotspot", "efficacy")
MORE = {
    "efficacy": ("--treated", "1号点", "--treated-on", "2024-03-01"),
    "hotspot": ("--months", "12", "--space"),
}


def county(engine: Engine) -> None:
    rows = [row | {"street": f"{row['station'][0]}街"} for row in years.rats(4, months=28, last=40)]
    reports.accept(engine, *rows, on=years.LAST)
    with transaction(engine) as writing:
        for at, station in enumerate(writing.scalars(select(Station))):
            station.longitude, station.latitude = 113 + at / 10, 22 + at**2 / 10


@pytest.fixture(scope="module")
def sqlite_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return databases.filled(sqlite_template, tmp_path_factory.mktemp("counted"), county)


@pytest.fixture(autouse=True)
def counted(sqlite_engine: Engine, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setenv("VECTOR_DATABASE", sqlite_url)
    return sqlite_engine


def call(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> tuple[str, str]:
    with pytest.raises(SystemExit) as ended:
        run(list(arguments))
    told = capsys.readouterr()
    assert int(ended.value.code or 0) == code, told.err
    return told.out, told.err


def listed(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        call(capsys, "results", "list", "--format", "json", *arguments)[0]
    )
    return found


@pytest.mark.parametrize("name", NAMES)
def test_asked_again_it_is_told_from_what_is_kept(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = (name, "store:trap_rate", *MORE.get(name, ()))
    computed, said = call(capsys, *command)
    assert "结果已存，编号 1" in said
    kept, again = call(capsys, *command)
    assert kept == computed
    assert "数据与方法未变，直接给出" in again
    # All else that is said is said again.
    assert again.splitlines()[1:] == said.splitlines()[1:]
    shown, _ = call(capsys, "results", "show", "1")
    assert shown == computed


@pytest.mark.parametrize("name", NAMES)
def test_in_every_form_and_language(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = (name, "store:trap_rate", *MORE.get(name, ()), "--lang", "en", "-f", "json")
    assert call(capsys, *command)[0] == call(capsys, *command)[0]


def test_other_counts_are_computed_anew(
    counted: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    call(capsys, "season", "store:trap_rate")
    more = reports.form(years.LAST, "snap_trap", station="新点", street="1街", set=200,
                        effective=200, caught=3)  # fmt: skip
    reports.accept(counted, more, on=years.LAST)
    assert "编号 2" in call(capsys, "season", "store:trap_rate")[1]
    first, second = reversed(listed(capsys))
    assert first["data_version"] != second["data_version"]
    assert first["model_version"] == second["model_version"]
    assert (first["stations"], second["stations"]) == (4, 5)


def test_other_questions_are_other_results(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        ("season", "store:trap_rate"),
        ("season", "store:trap_rate@1街"),
        ("season", "streets:trap_rate"),
        ("season", "store:trap_rate", "--show", "curve"),
        ("season", "store:trap_rate", "--year-start", "4"),
        ("compare", "store:trap_rate"),
    ):
        assert "结果已存" in call(capsys, *arguments)[1]
    # What it does not depend on is no part of the question.
    assert "直接给出" in call(capsys, "compare", "store:trap_rate", "--top", "5")[1]
    assert [row["id"] for row in listed(capsys)] == [6, 5, 4, 3, 2, 1]
    assert [row["region"] for row in listed(capsys, "--kind", "season")].count("1街") == 1


def test_a_file_is_nobody_elses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "表.csv"
    path.write_text(
        HEADER + "".join(f"甲,2026-{at:02d},{at},100\n" for at in range(1, 13)), "utf-8"
    )
    call(capsys, "season", str(path))
    assert listed(capsys) == []


@pytest.mark.parametrize(
    "command",
    [
        ("season", "store:trap_rate"),
        ("season", "store:trap_rate", "--show", "curve"),
        ("quality", "store:trap_rate"),
        ("hotspot", "store:trap_rate", "--months", "12", "--space"),
    ],
    ids=lambda command: "-".join(command[::2]),
)
def test_commands_find_what_the_night_computed(
    command: tuple[str, ...], counted: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    computed, _ = call(capsys, *command, "-f", "json")
    with counted.begin() as connection:
        for table in ("result_station", "result_table", "result"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    nightly.refresh(counted, load(), Settings(), reports.NOW)
    kept, said = call(capsys, *command, "-f", "json")
    assert "直接给出" in said
    assert kept == computed


def test_the_list_is_read_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    call(capsys, "quality", "store:trap_rate")
    out, _ = call(capsys, "results", "list", "-f", "csv")
    assert "quality" in out
    [row] = listed(capsys)
    assert (row["rows"], row["stations"], row["subject"]) == (112, 4, "trap_rate")
    shown = "".join(call(capsys, "results", "list")[0].split())
    assert "方法版本" in shown
    assert "监测质量" in shown


def test_a_table_as_it_was_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call(capsys, "quality", "store:trap_rate")
    out, said = call(capsys, "results", "show", "1", "--table", "points", "-f", "json")
    assert "监测质量，捕获率" in said
    points = call(capsys, "quality", "store:trap_rate", "--points", "-f", "json")[0]
    assert out == points
    assert "没有表“无”，有：scores" in call(
        capsys, "results", "show", "1", "--table", "无", code=REFUSED
    )[1]  # fmt: skip
    folder = tmp_path / "出"
    call(capsys, "results", "export", "1", str(folder))
    assert {path.name for path in folder.iterdir()} == {
        "scores.csv", "points.csv", "left_out.csv", "result.json",
    }  # fmt: skip
    assert len(pd.read_csv(folder / "points.csv")) == len(json.loads(points))
    [told] = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    assert len(told["data_version"]) == 64


def test_what_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "没有编号为 9 的计算结果" in call(capsys, "results", "show", "9", code=REFUSED)[1]
    path = tmp_path / "点.csv"
    path.write_text("监测点,经度,纬度,数量,工作量\n甲,113,23,3,100\n", encoding="utf-8")
    said = call(capsys, "hotspot", str(path), "--months", "3", code=REFUSED)[1]
    assert "只用于数据库" in said


def test_every_kind_has_a_name() -> None:
    assert set(words("results_words")) == set(PROGRAMS)
