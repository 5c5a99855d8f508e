"""``vector audit``: whole logs and broken ones, their exit codes, and what a list shows."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from vector.cli import PARTLY, REFUSED, run
from vector.store.audit import Author
from vector.store.engine import connect, transaction
from vector.work import offices, regions


def call(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        run(["audit", *arguments])
    return int(ended.value.code or 0)


@pytest.fixture
def database(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A log of two rows, by two people."""
    monkeypatch.setenv("VECTOR_DATABASE", sqlite_url)
    engine = connect(sqlite_url)
    offices.add(engine, "未划分街道", "wang@cdc.example.cn", author=Author("li", "10.0.0.7"))
    offices.remove(engine, "未划分街道", "wang@cdc.example.cn", author=Author("zhao", "命令行"))
    engine.dispose()
    return sqlite_url


def test_a_whole_log(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("verify") == 0
    assert "2 行完整" in capsys.readouterr().out


def test_a_broken_log_ends_with_1(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    engine = connect(database)
    with transaction(engine) as writing:
        writing.execute(text("DROP TRIGGER audit_kept_update"))
        writing.execute(text("UPDATE audit SET who = 'nobody' WHERE sequence = 2"))
    engine.dispose()
    assert call("verify") == PARTLY
    assert "第 2 行内容与其校验值不符" in capsys.readouterr().out


def test_the_list(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("list") == 0
    shown = capsys.readouterr().out
    assert "街道办收件人变更" in shown
    assert "10.0.0.7" in shown
    assert call("list", "--who", "zhao", "--format", "json") == 0
    [row] = json.loads(capsys.readouterr().out)
    assert (row["sequence"], row["what"], row["after"]) == (2, "contact_changed", None)
    assert json.loads(row["before"])["email"] == "wang@cdc.example.cn"


def test_a_table_shows_what_differs(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    engine = connect(database)
    regions.name_root(engine, "澜山县", population=412000)
    engine.dispose()
    assert call("list", "--what", "区划变更") == 0
    shown = capsys.readouterr().out
    assert "name 本辖区，population 无" in shown
    assert "name 澜山县，population 412000" in shown
    assert "level" not in shown


def test_the_list_from_a_day_and_of_a_code(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    later = datetime.now(UTC) + timedelta(days=2)
    assert call("list", "--since", f"{later:%Y-%m-%d}", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out) == []
    assert call("list", "--what", "region_changed", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out) == []
    assert call("list", "--what", "nothing") == REFUSED


def test_young_rows_are_not_removed(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("retire", "--days", "90") == REFUSED
    assert "180" in capsys.readouterr().err
    assert call("retire", "--days", "365") == 0
    assert "0 行" in capsys.readouterr().out
