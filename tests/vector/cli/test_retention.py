"""``vector retention``: lists what has had its day, and removes it when told to."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from vector.cli import run
from vector.store.engine import connect, transaction
from vector.store.tables import Audit, Job


def call(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        run(["retention", *arguments])
    return int(ended.value.code or 0)


def test_a_list_moves_nothing_and_removal_is_by_who_calls(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VECTOR_DATABASE", sqlite_url)
    monkeypatch.setenv("VECTOR_KEEP_MAIL_DAYS", "0")
    old = datetime.now(UTC) - timedelta(days=999)
    engine = connect(sqlite_url)
    with transaction(engine) as writing:
        writing.add(Job(kind="x", payload={}, due_at=old, done_at=old))
    assert call() == 0
    shown = capsys.readouterr()
    assert "做完的后台工作" in shown.out
    assert "到期 1 行，尚未清理" in shown.err
    assert call("--format", "json") == 0
    told = {row["kind"]: row for row in json.loads(capsys.readouterr().out)}
    assert told["jobs"]["rows"] == 1
    assert told["mails"]["before"] == "—"
    assert call("--remove", "--format", "json") == 0
    shown = capsys.readouterr()
    assert {row["kind"]: row["rows"] for row in json.loads(shown.out)}["jobs"] == 1
    assert "已清理 1 行" in shown.err
    with transaction(engine) as reading:
        assert reading.scalar(select(func.count(Job.id))) == 0
        [said] = reading.scalars(select(Audit)).all()
    assert (said.what, said.origin) == ("records_removed", "命令行")
    engine.dispose()
