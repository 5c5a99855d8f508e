"""The journal holds what was done, and neither a secret nor a person, whatever goes wrong."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import offices
import pytest
import smtp
import structlog
from sqlalchemy import text

from vector.settings import Mail
from vector.store.engine import connect, transaction
from vector.work import jobs, mailing
from vector.work.journal import open_journal
from vector.work.transport import Transport

NOW = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)
PASSWORD = "Tiger-Mosquito-77"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the journal wrote."""
    handlers, level = logging.root.handlers, logging.root.level
    stream = io.StringIO()
    open_journal(stream)
    yield stream
    logging.root.handlers, logging.root.level = handlers, level
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def read(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_json_with_its_moment_and_level(lines: io.StringIO) -> None:
    structlog.contextvars.bind_contextvars(request="abc")
    structlog.get_logger().info("上报", count=3)
    [line] = read(lines)
    assert datetime.fromisoformat(line.pop("timestamp")).tzinfo is not None
    assert line == {"event": "上报", "count": 3, "level": "info", "request": "abc"}


def test_in_a_terminal_it_is_to_be_read(lines: io.StringIO) -> None:
    terminal = Terminal()
    open_journal(terminal)
    structlog.get_logger().info("job_done", kind="outlook", password=PASSWORD)
    assert "job_done" in terminal.getvalue()
    assert not terminal.getvalue().startswith("{")
    assert PASSWORD not in terminal.getvalue()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("password", PASSWORD),
        ("access_token", PASSWORD),
        ("secret", PASSWORD),
        ("url", f"postgresql://vector:{PASSWORD}@10.0.0.2/vector"),
        ("header", f"Bearer {PASSWORD}"),
        ("more", {"token": PASSWORD, "list": [f"smtp://x:{PASSWORD}@h"]}),
        ("text", PASSWORD * 100),
    ],
)
def test_a_secret_is_struck_out(lines: io.StringIO, key: str, value: object) -> None:
    structlog.get_logger().info("event", **{key: value})
    assert PASSWORD not in lines.getvalue()
    assert "***" in lines.getvalue()


def test_an_error_is_told_by_kind_and_place_not_by_its_words(lines: io.StringIO) -> None:
    try:
        try:
            raise ValueError(f"“{PASSWORD}” is no number")
        except ValueError as error:
            raise RuntimeError(f"in a letter to li@cdc.example.cn: {PASSWORD}") from error
    except RuntimeError:
        structlog.get_logger().exception("broken")
    [line] = read(lines)
    assert [fault["kind"] for fault in line["faults"]] == ["RuntimeError", "ValueError"]
    assert "test_journal.py" in line["faults"][0]["at"][-1]
    assert PASSWORD not in lines.getvalue()
    assert "li@" not in lines.getvalue()


def test_libraries_lines_hold_no_values(lines: io.StringIO) -> None:
    try:
        raise ValueError(PASSWORD)
    except ValueError:
        logging.getLogger("waitress").exception("while serving %s", f"/reset/{PASSWORD}")
    logging.getLogger("waitress").info("not worth a line")
    logging.getLogger("waitress.queue").warning("depth is %d", 3)
    line, depth = read(lines)
    assert depth["event"] == "depth is 3"
    assert (line["event"], line["logger"]) == ("while serving %s", "waitress")
    assert line["faults"][0]["kind"] == "ValueError"
    assert PASSWORD not in lines.getvalue()


def test_what_a_statement_was_given_is_in_no_error(lines: io.StringIO, engine: Any) -> None:
    def broken(now: datetime) -> None:
        with transaction(engine) as writing:
            writing.execute(text("INSERT INTO nowhere VALUES (:x)"), {"x": PASSWORD})

    with transaction(engine) as writing:
        jobs.ask(writing, "outlook", NOW)
    assert jobs.step(engine, {"outlook": broken}, NOW)
    [line] = read(lines)
    assert (line["event"], line["kind"], line["ms"] > 0) == ("job_failed", "outlook", True)
    assert line["faults"][-1]["code"] in {"SQLITE_ERROR", "42P01"}
    with transaction(engine) as reading:
        kept = reading.scalar(text("SELECT last_error FROM job"))
    assert PASSWORD not in lines.getvalue() + kept


@pytest.mark.parametrize("stage", ["sent", "refused", "login", "broken"])
def test_neither_letter_nor_recipient_nor_password(
    lines: io.StringIO, stage: str, monkeypatch: pytest.MonkeyPatch, sqlite_url: str
) -> None:
    engine = connect(sqlite_url)
    west = offices.office(engine, "河西街道", "wang@example.org")
    offices.alert(engine, west, at=NOW, sentence="河西菜市场 捕获率 很高")

    def compose(*_: object, **__: object) -> None:
        raise RuntimeError(f"河西菜市场 wang@example.org {PASSWORD}")

    if stage == "broken":
        monkeypatch.setattr(mailing, "compose", compose)
    with smtp.serving(auth_require_tls=False) as post:
        if stage == "refused":
            post.refuse_recipient("wang@example.org", "550 no such user wang@example.org")
        wrong = {"user": "wang", "password": PASSWORD} if stage == "login" else {}
        settings = offices.settings(post.port, quiet_from=0, quiet_to=0)
        mail = Mail.model_validate(settings.mail.model_dump() | wrong)
        settings = settings.model_copy(update={"mail": mail})
        while mailing.step(engine, settings, NOW, Transport(mail)):
            pass
    engine.dispose()
    assert len(read(lines)) > 0
    for hidden in ("wang@", "河西菜市场", PASSWORD):
        assert hidden not in lines.getvalue(), lines.getvalue()
