"""The commands that set a county up: what they say, what they write, and their exit codes."""

import io
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from vector.cli import REFUSED, run
from vector.store.engine import connect, transaction
from vector.store.tables import Account

COUNTY = Path(__file__).parents[3] / "data" / "demo" / "streets.geojson"
LI, WANG = "li@cdc.example.cn", "wang@street.example.cn"
GROUND = ("--source", "县爱卫办〔2026〕1号", "--by", "王主任")
Say = Callable[..., str]


def call(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        run(arguments)
    return int(ended.value.code or 0)


@pytest.fixture
def database(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("VECTOR_DATABASE", sqlite_url)
    return sqlite_url


@pytest.fixture
def done(database: str, capsys: pytest.CaptureFixture[str]) -> Say:
    """Run a command that must succeed; what it prints."""

    def told(*arguments: str) -> str:
        assert call(*arguments) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    return told


@pytest.fixture
def refused(database: str, capsys: pytest.CaptureFixture[str]) -> Say:
    """Run a command that must be refused; its sentence."""

    def told(*arguments: str) -> str:
        assert call(*arguments) == REFUSED
        shown = capsys.readouterr()
        assert shown.out == ""
        return shown.err

    return told


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put a line on the standard input."""
    return lambda line: monkeypatch.setattr(sys, "stdin", io.StringIO(f"{line}\n"))


@pytest.fixture
def streets(done: Say) -> None:
    """The streets of the invented county."""
    done("region", "import", str(COUNTY))


def records(text: str) -> list[dict[str, object]]:
    return list(json.loads(text))


@pytest.mark.parametrize(
    "arguments",
    [(name, "list") for name in ("region", "station", "office", "user", "limit", "plan")],
)
def test_a_database_that_is_not_there_yet_is_told(
    arguments: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("VECTOR_DATABASE", f"sqlite:///{tmp_path}/new.sqlite3")
    assert call(*arguments) == REFUSED
    assert "vector db upgrade" in capsys.readouterr().err


def test_the_county_is_named_and_its_streets_listed(done: Say) -> None:
    assert done("region", "import", str(COUNTY)) == "已读入 10 个区划及其边界。\n"
    assert "澜山县" in done(
        "region", "name", "澜山县", "--code", "990000", "--population", "412000"
    )
    rows = {row["name"]: row for row in records(done("region", "list", "-f", "json"))}
    assert rows["澜山县"]["population"] == 412000
    assert (rows["松岭镇"]["parent"], rows["松岭镇"]["shape"]) == ("澜山县", True)
    assert "有边界" in done("region", "list")


def test_a_map_that_is_none_is_refused(refused: Say, tmp_path: Path) -> None:
    path = tmp_path / "地图.geojson"
    assert "无法读取文件" in refused("region", "import", str(path))
    path.write_text("{}")
    assert "FeatureCollection" in refused("region", "import", str(path))
    assert "没有级别" in refused("region", "import", str(COUNTY), "--level", "town")


@pytest.mark.usefixtures("streets")
def test_offices_are_added_listed_and_removed(done: Say, refused: Say, tmp_path: Path) -> None:
    added = done("office", "add", "松岭镇", WANG, "--name", "王")
    assert added == f"松岭镇 的汇总邮件将发给 王 <{WANG}>。\n"
    roll = tmp_path / "联系人.csv"
    roll.write_text(f"街道,姓名,邮箱\n白沙镇,李,{LI}\n", encoding="gb18030")
    assert done("office", "import", str(roll)) == "已读入 1 个收件人。\n"
    rows = records(done("office", "list", "-f", "json"))
    assert {row["street"]: row["email"] for row in rows if row["email"]} == {
        "松岭镇": WANG,
        "白沙镇": LI,
    }
    assert "收件人" in done("office", "list")
    assert "不再发给 王" in done("office", "remove", "松岭镇", WANG)
    assert "没有收件人" in refused("office", "remove", "松岭镇", WANG)
    assert "相近的有：松岭镇" in refused("office", "add", "松岭", WANG)


def test_a_password_comes_from_the_input(
    done: Say, refused: Say, typed: Callable[[str], None]
) -> None:
    typed("manager-pw-61")
    told = done("user", "add", LI, "--role", "manager", "--name", "li", "--password-stdin")
    assert told == f"已建立账号 {LI}（manager），可见：本辖区。\n"
    typed("manager-pw-62")
    assert "已更换" in done("user", "password", "li", "--password-stdin")
    typed("short")
    assert "密码太短" in refused("user", "password", LI, "--password-stdin")
    typed("auditor-pw-1")
    assert "不能指定区划" in refused(
        "user", "add", WANG, "--role", "auditor", "--region", "本辖区", "--password-stdin"
    )


def test_a_password_is_asked_twice_and_never_shown(
    done: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["manager-pw-61", "manager-pw-6l", "manager-pw-61", "manager-pw-61"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda *_, **__: next(answers))
    told = done("user", "add", LI, "--role", "staff")
    assert "已建立账号" in told
    assert "manager-pw" not in told
    assert list(answers) == []


def test_without_a_terminal_no_password_is_waited_for(
    refused: Say, typed: Callable[[str], None]
) -> None:
    typed("")
    assert "--password-stdin" in refused("user", "add", LI, "--role", "staff")


def test_accounts_are_listed_closed_and_opened(
    done: Say, refused: Say, typed: Callable[[str], None], database: str
) -> None:
    typed("manager-pw-61")
    done("user", "add", LI, "--role", "manager", "--password-stdin")
    engine = connect(database)
    with transaction(engine) as writing:
        moment = datetime(2026, 6, 30, 16, 5, tzinfo=UTC)
        writing.execute(update(Account).values(last_login_at=moment))
    engine.dispose()
    assert "已停用" in done("user", "disable", LI)
    [row] = records(done("user", "list", "-f", "json"))
    assert (row["active"], row["last_login_at"]) == (False, "2026-07-01 00:05")
    assert "否" in done("user", "list")
    assert "已恢复" in done("user", "enable", LI)
    assert "没有账号" in refused("user", "disable", WANG)


@pytest.mark.usefixtures("streets")
def test_stations_are_taken_moved_and_listed(done: Say, refused: Say, tmp_path: Path) -> None:
    roll = tmp_path / "监测点.csv"
    roll.write_text(
        "街道,监测点,编号,经度,纬度\n松岭镇,集市,M-1,109.123456,24.5\n", encoding="gb18030"
    )
    assert done("station", "import", str(roll)) == "新增监测点 1 个，更新 0 个。\n"
    [row] = records(done("station", "list", "-f", "json"))
    assert (row["street"], row["code"], row["longitude"]) == ("松岭镇", "M-1", 109.123456)
    assert (row["habitat"], row["active_from"]) == (None, None)
    assert "109.12346" in done("station", "list")
    roll.write_text("街道,监测点,编号\n白沙镇,集市,M-1\n", encoding="utf-8")
    assert refused("station", "import", str(roll)).startswith("第 2 行：监测点“集市”（编号 M-1）")
    told = done("station", "import", str(roll), "--move")
    assert told == "新增监测点 0 个，更新 1 个，其中 1 个移到了文件中的街道。\n"


@pytest.mark.usefixtures("streets")
def test_limits_are_set_with_their_ground(done: Say, refused: Say) -> None:
    told = done("limit", "set", "trap_rate", "3", *GROUND, "--from", "2026-01-01")
    assert told == "本辖区 捕获率行动限值 3 %，自 2026-01-01 起。\n"
    done("limit", "set", "trap_rate", "2.5", *GROUND, "--from", "2026-02-01")
    done("limit", "set", "捕获率", "2", *GROUND, "--street", "松岭镇", "--from", "2099-01-01")
    assert [row["value"] for row in records(done("limit", "list", "-f", "json"))] == ["2.5", "2"]
    assert len(records(done("limit", "list", "--all", "-f", "json"))) == 3
    told = done("limit", "set", "trap_rate", "4", *GROUND, "--from", "2026-01-15")
    assert told == "本辖区 捕获率行动限值 4 %，自 2026-01-15 起至 2026-01-31 止，此后另有限值。\n"
    assert "县爱卫办〔2026〕1号" in done("limit", "list", "-f", "csv")
    assert "不能设行动限值" in refused("limit", "set", "indoor_trace_rate", "3", *GROUND)
    assert "十进制数" in refused("limit", "set", "trap_rate", "3%", *GROUND)


@pytest.mark.usefixtures("streets")
def test_plans_are_read_and_listed(done: Say, refused: Say, tmp_path: Path) -> None:
    roll = tmp_path / "计划.csv"
    roll.write_text("街道,监测点,方法,月份\n松岭镇,市场,夹夜法,方案\n", encoding="utf-8")
    assert "第 2 行：没有监测点“市场”" in refused("plan", "import", str(roll))
    told = done("plan", "import", str(roll), "--new-stations")
    assert told == "已读入 1 条监测计划，其中新增或有变 1 条，新增监测点 1 个。\n"
    [row] = records(done("plan", "list", "-f", "json"))
    assert (row["station"], row["months"], row["due_day"]) == ("市场", "1,3,5,7,9,11", 28)
    assert "夹夜法" in done("plan", "list")


@pytest.mark.usefixtures("streets")
def test_a_change_of_plan_leaves_the_past(done: Say, tmp_path: Path) -> None:
    roll = tmp_path / "计划.csv"

    def take(months: str, *options: str) -> str:
        roll.write_text(f"街道,监测点,方法,月份\n松岭镇,市场,夹夜法,{months}\n", encoding="utf-8")
        return done("plan", "import", str(roll), "--new-stations", *options)

    def listed(*options: str) -> list[tuple[object, ...]]:
        rows = records(done("plan", "list", "-f", "json", *options))
        return [(row["months"], row["valid_from"], row["valid_to"]) for row in rows]

    take("方案")
    assert "有变 0 条" in take("方案")
    take("4-6", "--from", "2026-03-01")
    old, new = ("1,3,5,7,9,11", None, "2026-02-28"), ("4,5,6", "2026-03-01", None)
    assert listed() == [old, new]
    assert listed("--on", "2026-02-28") == [old]
    take("停")
    stopped = listed()[-1]
    assert stopped[0] == ""
    assert str(stopped[1]).endswith("-01")
    take("5", "--always")
    assert listed() == [("5", None, None)]


def test_the_programme_is_told_with_its_source(done: Say) -> None:
    rows = records(done("plan", "programme", "-f", "json"))
    assert {row["method"] for row in rows} >= {"snap_trap", "sticky_trap"}
    assert all(row["source"] for row in rows)
