"""A worker that lives is known to; one that died, or was never there, is told of."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import OperationalError

from vector.settings import Settings
from vector.store.engine import session, transaction
from vector.store.tables import Heartbeat, Job
from vector.work import heartbeat, worker
from vector.work.heartbeat import EVERY, FORGOTTEN, LATE, Heart, Life

NOW = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def life(engine: Engine, now: datetime) -> Life:
    with session(engine) as reading:
        return heartbeat.life(reading, now)


def test_the_word_grows_old(engine: Engine) -> None:
    assert life(engine, NOW) is Life.ABSENT
    heart = Heart(engine)
    heart.beat(NOW)
    assert life(engine, NOW + LATE) is Life.ALIVE
    assert life(engine, NOW + LATE + SECOND) is Life.SILENT
    heart.beat(NOW + LATE)
    assert life(engine, NOW + LATE + SECOND) is Life.ALIVE
    heart.stop()
    assert life(engine, NOW + LATE + SECOND) is Life.ABSENT


def test_one_row_a_worker_and_the_dead_are_forgotten(sqlite_engine: Engine) -> None:
    first, second = Heart(sqlite_engine), Heart(sqlite_engine)
    first.beat(NOW)
    first.beat(NOW + EVERY - SECOND)
    with session(sqlite_engine) as reading:
        assert heartbeat.last_seen(reading) == NOW
    first.beat(NOW + EVERY)
    second.beat(NOW + EVERY)
    with session(sqlite_engine) as reading:
        assert reading.scalar(select(func.count(Heartbeat.id))) == 2
    Heart(sqlite_engine).beat(NOW + EVERY + FORGOTTEN + SECOND)
    with session(sqlite_engine) as reading:
        assert reading.scalar(select(func.count(Heartbeat.id))) == 1


def test_a_long_job_speaks_for_its_worker(sqlite_engine: Engine) -> None:
    Heart(sqlite_engine).beat(NOW)
    later = NOW + timedelta(minutes=25)
    assert life(sqlite_engine, later) is Life.SILENT
    with transaction(sqlite_engine) as writing:
        writing.add(Job(kind="outlook", payload={}, due_at=NOW, attempts=1,
                        claimed_by="x", claimed_at=NOW + SECOND))  # fmt: skip
    assert life(sqlite_engine, later) is Life.ALIVE
    assert life(sqlite_engine, NOW + timedelta(hours=1)) is Life.SILENT


def test_the_loop_leaves_word_and_takes_it_back(sqlite_engine: Engine) -> None:
    heart, stop, found = Heart(sqlite_engine), threading.Event(), []
    step = worker.steps(sqlite_engine, Settings(), lambda: NOW, heart)

    def unit() -> bool:
        step()
        found.append(life(sqlite_engine, NOW))
        stop.set()
        return False

    worker.run(unit, stop, heart)
    assert found == [Life.ALIVE]
    assert life(sqlite_engine, NOW) is Life.ABSENT


def test_a_database_that_is_away_does_not_keep_a_worker(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise OperationalError("", None, Exception())

    heart, stop = Heart(sqlite_engine), threading.Event()
    monkeypatch.setattr(heart, "stop", away)
    stop.set()
    worker.run(lambda: False, stop, heart)
