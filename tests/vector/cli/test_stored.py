"""``store:INDEX``: the statistical commands read the database where they would read a file."""

import json
from pathlib import Path
from typing import Any

import databases
import pytest
import reports
import years
from reports import form
from sqlalchemy import Engine

from vector.cli import REFUSED, run
from vector.cli.contract import contract, read
from vector.work.counted import SOURCES

COMMANDS = ("season", "compare", "forecast", "backtest", "outbreak", "quality")


@pytest.fixture(autouse=True)
def counted(sqlite_engine: Engine, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Years of trapping at two stations, one of them in another street."""
    monkeypatch.setenv("VECTOR_DATABASE", sqlite_url)
    databases.once(sqlite_engine, "two streets", lambda: two_streets(sqlite_engine))


def two_streets(engine: Engine) -> None:
    rows = [row | {"street": f"{row['station'][0]}街"} for row in years.rats(2, last=40)]
    reports.accept(engine, *rows, on=years.LAST)


def call(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        run(list(arguments))
    return int(ended.value.code or 0)


def rows(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert call(*arguments, "--format", "json") == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_reads_the_store(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert rows(capsys, command, "store:trap_rate")


def test_an_outbreak_in_the_store_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    found = rows(capsys, "outbreak", "store:捕获率")
    assert [(row["series"], row["alarm"]) for row in found] == [
        ("1街 1号点", True),
        ("2街 2号点", False),
    ]


def test_only_of_a_region(capsys: pytest.CaptureFixture[str]) -> None:
    found = rows(capsys, "forecast", "store:trap_rate@2街")
    assert {row["series"] for row in found} == {"2街 2号点"}


def test_hotspots_say_that_positions_are_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("hotspot", "store:trap_rate") == REFUSED
    assert "104 行缺数量、工作量或坐标，未计入" in capsys.readouterr().err


def test_hotspots_of_the_store_are_not_the_season() -> None:
    """A clustering of July is no clustering where every July is like it."""
    found = read(Path("store:trap_rate"), "hotspot")
    parts = found["stratum"].str.split("/")
    assert (parts.str[-1] == found["period"].str[-2:]).all()
    assert parts.str[0].unique().tolist() == ["夹夜法"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("season", "store:nonsense"), "没有指标“nonsense”"),
        (("season", "store:trap_rate@别街"), "没有区划“别街”"),
        (("season", "store:breteau_index"), "数据库里没有 布雷图指数 的监测记录"),
        (("bioassay", "store:trap_rate"), "请写 store:"),
    ],
)
def test_what_the_store_does_not_have_is_said(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(*arguments) == REFUSED
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("name", SOURCES)
def test_a_contracts_needed_columns_are_all_there(name: str) -> None:
    needed = {column.id for column in contract(name).values() if column.required} - {"arm"}
    assert needed <= set(SOURCES[name]) <= set(contract(name))


def test_uploads_of_a_failed_effort_are_no_counts(
    sqlite_engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = form(years.LAST, "light_trap", lamps=0, nights=1, females=0)
    reports.accept(sqlite_engine, lost, on=years.LAST)
    assert call("forecast", "store:light_trap_density") == REFUSED
    assert "Traceback" not in capsys.readouterr().err


def test_effort_is_that_of_the_sheets_and_density_that_of_the_index(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """200 traps are 200, not 2; a rat in them is half a per cent."""
    for row in rows(capsys, "outbreak", "store:trap_rate", "--judge", "all"):
        assert row["effort"] % 100 == 0
        assert row["density"] == pytest.approx(100 * row["count"] / row["effort"])
    ahead = rows(capsys, "forecast", "store:trap_rate", "--limit", "2", "--effort", "300")
    for row in ahead:
        assert row["limit"] == pytest.approx(2)
        assert row["density"] == pytest.approx(100 * row["mean"] / 300)
    curve = rows(capsys, "season", "store:trap_rate", "--show", "curve")
    caught = next(row for row in curve if row["count"])
    assert caught["density"] == pytest.approx(100 * caught["count"] / caught["effort"])


def test_an_index_brings_its_law_and_its_unit(capsys: pytest.CaptureFixture[str]) -> None:
    own = rows(capsys, "compare", "store:trap_rate", "--every")
    told = rows(capsys, "compare", "store:trap_rate", "--every", "--family", "proportion")
    other = rows(capsys, "compare", "store:trap_rate", "--every", "--family", "rate")
    assert own == told
    assert own != other
    assert "本月 " in (sentence := rows(capsys, "outbreak", "store:trap_rate")[0]["sentence"])
    assert " %，" in sentence


def test_streets_are_ranked_as_streets(capsys: pytest.CaptureFixture[str]) -> None:
    found = rows(capsys, "compare", "streets:trap_rate", "--show", "rank")
    assert {row["series"] for row in found} == {"1街", "2街"}
    assert rows(capsys, "forecast", "streets:trap_rate")
    assert call("quality", "streets:trap_rate") == REFUSED
    assert "store:指标" in capsys.readouterr().err


def treated(*arguments: str) -> tuple[str, ...]:
    return ("efficacy", "store:trap_rate", "--treated-on", "2025-10-20", *arguments)


def test_a_treatment_is_evaluated_from_the_store(
    sqlite_engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    """Twenty of 200 traps before, five after; the untreated station stays at ten."""
    visits = {"a": ("2025-10-01", 20, 10), "b": ("2025-10-20", 99, 99), "c": ("2025-11-01", 5, 10)}
    rows_ = [
        form(day, "cage_trap", effective=200, caught=caught, station=name, street="新街")
        for day, *counts in visits.values()
        for name, caught in zip(("新点", "对照点"), counts, strict=True)
    ]
    reports.accept(sqlite_engine, *rows_, on=years.LAST)
    [found] = rows(
        capsys,
        "efficacy",
        "store:trap_rate@新街",
        "--treated",
        "新点",
        "--treated-on",
        "2025-10-20",
    )
    assert (found["reduction"], found["control_reduction"]) == (75, 0)
    assert found["rpi"] == 25


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "要用 --treated 写明处理的监测点"),
        (("--treated", "9号点"), "监测点“9号点”：没有这个监测点的记录"),
        (("--treated", "1号点", "--control", "1街 1号点"), "既是处理组又是对照组"),
    ],
)
def test_a_trial_must_be_named(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(*treated(*arguments)) == REFUSED
    assert said in capsys.readouterr().err


def test_a_trial_needs_visits_near_the_day(capsys: pytest.CaptureFixture[str]) -> None:
    command = ("efficacy", "store:trap_rate", "--treated", "1号点", "--treated-on", "2010-01-01")
    assert call(*command) == REFUSED
    assert "前后 60 天内，处理组没有监测记录" in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("store:trap_rate@Nowhere", "There is no region “Nowhere”."),
        ("store:trap_rat", "There is no index “trap_rat”. Similar: trap_rate"),
        ("store:roach_live_rate", "The database has no surveys of"),
    ],
)
def test_a_wrong_name_is_one_english_sentence(
    capsys: pytest.CaptureFixture[str], command: str, source: str, sentence: str
) -> None:
    assert call(command, source, "--lang", "en") == REFUSED
    said = capsys.readouterr()
    assert (said.out, len(said.err.splitlines())) == ("", 1)
    assert sentence in said.err
    assert not any("一" <= letter <= "鿿" for letter in said.err)
