"""The worker as a process: it stops between units, and a kill at any stage sends at most once."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import offices
import pytest
import smtp
from sqlalchemy import Engine

from vector.work import worker

WANG = "wang@example.org"
LONG = "很长的句子" * 400_000


@pytest.fixture
def post() -> Iterator[smtp.Post]:
    with smtp.serving() as post:
        yield post


def start(database_url: str, post: smtp.Post, *options: str) -> "subprocess.Popen[str]":
    environment = os.environ | {
        "VECTOR_DATABASE": database_url,
        "VECTOR_MAIL_PORT": str(post.port),
        "VECTOR_MAIL_QUIET_FROM": "0",
        "VECTOR_MAIL_QUIET_TO": "0",
        "VECTOR_MAIL_TIMEOUT_SECONDS": "25",
    }
    program = "from vector.cli import run; run()"
    return subprocess.Popen(
        [sys.executable, "-c", program, "worker", *options],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )


def waiting_digest(engine: Engine, sentence: str = "") -> None:
    west = offices.office(engine, "河西街道", WANG)
    offices.alert(engine, west, at=datetime.now(UTC) - timedelta(minutes=1), sentence=sentence)


def work_later(engine: Engine, post: smtp.Post) -> None:
    """A second worker, after the first one's lease."""
    settings = offices.settings(post.port, quiet_from=0, quiet_to=0)

    def later() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=settings.mail.lease_seconds + 60)

    worker.once(worker.mail_step(engine, settings, later), threading.Event())


# What the second worker finds, and how many messages the server has kept in the end.
STAGES = {
    "EHLO": ("claimed", "sent", 1),
    "MAIL": ("claimed", "sent", 1),
    "RCPT": ("claimed", "sent", 1),
    "DATA": ("claimed", "sent", 1),
    "BODY": ("claimed", "sent", 1),
    "DOT": ("closing", "unconfirmed", 1),
}


@pytest.mark.parametrize("stage", STAGES)
def test_killed_worker_sends_at_most_once(
    engine: Engine, database_url: str, post: smtp.Post, stage: str
) -> None:
    waiting_digest(engine, LONG if stage == "BODY" else "")
    gate = post.hold(stage)
    process = start(database_url, post, "--once")
    try:
        assert gate.reached.wait(smtp.GUARD_SECONDS)
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    post.release()
    assert post.ended.acquire(timeout=smtp.GUARD_SECONDS)
    left, after, received = STAGES[stage]
    [digest] = offices.digests(engine)
    assert digest.state == left
    work_later(engine, post)
    [digest] = offices.digests(engine)
    assert (digest.state, len(post.mailbox)) == (after, received)


def test_terminated_worker_finishes_its_unit(
    sqlite_engine: Engine, sqlite_url: str, post: smtp.Post
) -> None:
    waiting_digest(sqlite_engine)
    gate = post.hold("DATA")
    process = start(sqlite_url, post)
    assert gate.reached.wait(smtp.GUARD_SECONDS)
    process.send_signal(signal.SIGTERM)
    post.release()
    _, lines = process.communicate(timeout=smtp.GUARD_SECONDS)
    assert process.returncode == 0
    assert [digest.state for digest in offices.digests(sqlite_engine)] == ["sent"]
    events = [json.loads(line)["event"] for line in lines.splitlines()]
    assert events == ["worker_started", "digest_sent", "worker_stopped"]


def test_once_reports_what_a_person_must_see(
    sqlite_engine: Engine, sqlite_url: str, post: smtp.Post
) -> None:
    waiting_digest(sqlite_engine)
    post.answer("MAIL", "550 not you")
    process = start(sqlite_url, post, "--once")
    _, lines = process.communicate(timeout=smtp.GUARD_SECONDS)
    assert process.returncode == 1
    assert json.loads(lines.splitlines()[0])["error"] == "550 not you"


def test_once_fails_only_by_what_failed_in_this_run(
    sqlite_engine: Engine, sqlite_url: str, post: smtp.Post
) -> None:
    waiting_digest(sqlite_engine)
    post.answer("MAIL", "550 not you")
    start(sqlite_url, post, "--once").communicate(timeout=smtp.GUARD_SECONDS)
    again = start(sqlite_url, post, "--once")
    _, said = again.communicate(timeout=smtp.GUARD_SECONDS)
    assert (again.returncode, said.strip()) == (
        0,
        "另有 1 封以前失败或未确认的通知，仍待处理。",
    )


def test_resend_is_a_persons_word(sqlite_engine: Engine, sqlite_url: str, post: smtp.Post) -> None:
    waiting_digest(sqlite_engine)
    post.answer("MAIL", "550 not you")
    start(sqlite_url, post, "--once").communicate(timeout=smtp.GUARD_SECONDS)
    [failed] = offices.digests(sqlite_engine)
    _, said = start(sqlite_url, post, "--resend", str(failed.id)).communicate()
    assert said.strip() == f"通知 {failed.id} 已重新排入发送。"
    assert [digest.state for digest in offices.digests(sqlite_engine)] == ["waiting"]


def test_trouble_is_waited_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "TROUBLE_SECONDS", 0)
    stop = threading.Event()
    left = [stop.set, None, None]

    def step() -> bool:
        action = left.pop()
        if action is None:
            raise ConnectionError("the database is away")
        action()
        return True

    worker.run(step, stop)
    assert left == []
