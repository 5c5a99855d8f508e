"""``vector doctor``: a line for each finding, and an exit code that a timer can act on."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import smtp

from vector.cli import PARTLY, run
from vector.store.engine import connect
from vector.work.heartbeat import Heart


def call(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        run(["doctor", *arguments])
    return int(ended.value.code or 0)


@pytest.fixture
def post(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> object:
    with smtp.serving() as running:
        monkeypatch.setenv("VECTOR_DATABASE", sqlite_url)
        monkeypatch.setenv("VECTOR_MAIL_PORT", str(running.port))
        engine = connect(sqlite_url)
        Heart(engine).beat(datetime.now(UTC))
        engine.dispose()
        yield running


@pytest.mark.usefixtures("post")
def test_warnings_are_not_faults(capsys: pytest.CaptureFixture[str]) -> None:
    assert call() == 0
    shown = capsys.readouterr().out
    assert "[警告] 后台：" in shown
    assert "[正常] 数据库：" in shown
    assert "warning: No work is planned" in shown


@pytest.mark.usefixtures("post")
def test_a_fault_leaves_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "kept").mkdir()
    assert call("--backups", str(tmp_path / "kept"), "--format", "json") == PARTLY
    found = json.loads(capsys.readouterr().out)
    assert set(found[0]) == {"check", "code", "grade", "zh", "en"}
    assert [row["check"] for row in found if row["grade"] == "fault"] == ["backups"]


def test_unreadable_settings_are_a_finding(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VECTOR_PORT", "x")
    assert call() == PARTLY
    assert "[故障] 设置：" in capsys.readouterr().out
