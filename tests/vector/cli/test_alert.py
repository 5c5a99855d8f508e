"""``vector alert``: what waits is listed, and goes out by a second person's word."""

import json

import pytest
import reports
from reports import JUNE, WEST, rooms
from sqlalchemy import Engine

from vector.cli import REFUSED, run
from vector.settings import Settings


@pytest.fixture(autouse=True)
def waiting(sqlite_engine: Engine, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One alert by surveys of 王 waits."""
    monkeypatch.setenv("VECTOR_DATABASE", sqlite_url)
    careful = Settings(approve_automatically=False)
    reports.accept(sqlite_engine, rooms(JUNE, 14), on=JUNE, settings=careful)


def call(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        run(["alert", *arguments])
    return int(ended.value.code or 0)


def test_listed_then_approved(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("list") == 0
    shown = capsys.readouterr().out
    assert all(said in shown for said in ("收件人", WEST, "2026-06-30 12:00", "需消杀"))
    assert call("approve", "1", "--by", "李科长") == 0
    assert capsys.readouterr().out == "已批准 1 条预警。\n"
    assert call("approve", "1", "--by", "李科长") == 0
    assert capsys.readouterr().out == "已批准 0 条预警。其余此前已批准。\n"
    assert call("list", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out) == []


def test_the_uploader_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("approve", "1", "--by", "王") == REFUSED
    assert "须由另一人批准" in capsys.readouterr().err
