"""Regions that change, on the command line; figures by either boundaries, and it is said which."""

import csv
import io
import json
from pathlib import Path

import pytest
import reports
from reports import rooms
from sqlalchemy import Engine

from vector.cli import REFUSED, run
from vector.cli.frame import PARTLY
from vector.work import regions
from vector.work.order import Part

MERGE = ("region", "merge", "东街", "西街", "--into", "中街", "--on", "2026-06-01")


@pytest.fixture(autouse=True)
def county(sqlite_engine: Engine, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Two streets with an inspection and a night of traps each, before June and in it."""
    monkeypatch.setenv("VECTOR_DATABASE", sqlite_url)
    for street in ("东街", "西街"):
        regions.add(sqlite_engine, regions.Entry(street))
    places = {"东街": ("市场", 4), "西街": ("公园", 1)}
    days = (reports.JUNE.replace(month=5), reports.JUNE)
    rows = [
        rooms(day, found, street=street, station=name)
        for day in days
        for street, (name, found) in places.items()
    ]
    traps = [
        reports.form(day, "snap_trap", set=100, effective=98, caught=found, street=street,
                     station=name)
        for day in days
        for street, (name, found) in places.items()
    ]  # fmt: skip
    reports.accept(sqlite_engine, *rows, *traps, on=reports.JUNE)
    return sqlite_engine


def call(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        run(list(arguments))
    return int(ended.value.code or 0)


def test_a_preview_says_what_would_be_and_changes_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert call(*MERGE, "--preview") == 0
    told = capsys.readouterr().out
    assert "监测点 东街 市场（S00001）归 中街" in told
    assert told.endswith("以上未改动。\n")
    assert call("region", "history", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out) == []


def test_figures_by_the_boundaries_that_are_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(*MERGE) == 0
    capsys.readouterr()
    closed = {"东街（至 2026-05-31）", "西街（至 2026-05-31）", "中街"}
    for boundaries, streets in (("today", {"中街"}), ("then", closed)):
        options = ("--by", "street", "--boundaries", boundaries, "--format", "csv")
        assert call("assess", "store:", *options) == 0
        found = capsys.readouterr()
        assert {row["street"] for row in csv.DictReader(io.StringIO(found.out))} >= streets
        assert ("现行区划" if boundaries == "today" else "当时的区划汇总") in found.err
    for source, streets in (("streets", {"中街"}), ("streets-then", closed)):
        assert call("compare", f"{source}:trap_rate", "--show", "rank", "--format", "json") == 0
        found = capsys.readouterr()
        assert {row["series"] for row in json.loads(found.out)} == streets
        assert "区划" in found.err


def test_a_station_with_another_lamp_is_another_series(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("station", "revise", "公园", "--on", "2026-06-01", "--equipment", "新夹") == 0
    assert "序列在此断开" in capsys.readouterr().out
    options = ("--show", "breaks", "--format", "json")
    assert call("compare", "store:trap_rate", *options) == 0
    [row] = json.loads(capsys.readouterr().out)
    assert (row["what"], row["before"], row["after"]) == ("equipment", "未记", "新夹")
    assert call("station", "history", "公园") == 0
    assert "新夹" in capsys.readouterr().out


def test_the_other_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("region", "rename", "东街", "东城", "--on", "2026-06-01", "--ground", "令1号") == 0
    assert call("region", "split", "西街", "--into", "西街", "--into", "南街=公园",
                "--on", "2026-06-01") == 0  # fmt: skip
    assert call("region", "add", "一格", "--level", "网格", "--above", "南街") == 0
    assert call("region", "transfer", "一格", "--to", "东城", "--on", "2026-06-02") == 0
    assert call("region", "population", "一格", "300", "--on", "2025-12-31") == 0
    assert call("region", "charge", "一格", "李", "--on", "2026-01-01") == 0
    capsys.readouterr()
    assert call("region", "charges") == 0
    assert "李" in capsys.readouterr().out
    assert call("region", "history") == 0
    told = capsys.readouterr().out
    assert "更名" in told
    assert "令1号" in told
    assert call("region", "merge", "东城", "--into", "东城", "--on", "2026-06-03") == REFUSED


def test_parts_in_chinese_punctuation() -> None:
    assert Part.read("南街：450001009=公园，桥头") == Part.read("南街:450001009=公园,桥头")


def test_rolls_are_written_looked_at_and_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for noun in ("region", "station"):
        roll = str(tmp_path / f"{noun}.xlsx")
        assert call(noun, "template", roll) == 0
        assert call(noun, "import", roll) == REFUSED
        assert "在标题行以下没有内容" in capsys.readouterr().err
        assert call(noun, "export", roll) == 0
        assert call(noun, "import", roll, "--preview") == 0
        assert call(noun, "import", roll) == 0
    faulty = tmp_path / "区划.csv"
    faulty.write_text("名称,级别\n南街,小区\n北街,街道\n", encoding="utf-8")
    capsys.readouterr()
    assert call("region", "import", str(faulty), "--preview") == PARTLY
    told = capsys.readouterr().out
    assert "第 2 行：级别应为省、市、县、街道、社区、网格，现为“小区”" in told
    assert "将新增区划 1 个" in told
    assert call("region", "import", str(faulty)) == REFUSED
    assert call("region", "export", str(tmp_path / "none" / "x.xlsx")) == REFUSED
    assert "无法写入文件" in capsys.readouterr().err
