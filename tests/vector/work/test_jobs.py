"""Jobs: each is done once, by one worker; what fails comes back and stays visible."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime, timedelta

import pytest
from reports import NOW
from sqlalchemy import Engine, select, update

from vector.store.engine import connect, session, transaction
from vector.store.tables import Job
from vector.work import heartbeat, jobs
from vector.work.heartbeat import Heart, Life

GUARD_SECONDS = 30
HOUR = timedelta(hours=1)


def ask(engine: Engine, kind: str = "refit", due: datetime = NOW) -> bool:
    with transaction(engine) as writing:
        return jobs.ask(writing, kind, due)


def rows(engine: Engine) -> list[Job]:
    with session(engine) as reading:
        return list(reading.scalars(select(Job).order_by(Job.id)))


def test_a_job_is_done_once(engine: Engine) -> None:
    done: list[datetime] = []
    assert ask(engine)
    assert jobs.step(engine, {"refit": done.append}, NOW)
    assert not jobs.step(engine, {"refit": done.append}, NOW)
    assert done == [NOW]
    [row] = rows(engine)
    assert (row.done_at, row.attempts, row.last_error) == (NOW, 1, None)


def test_what_waits_is_not_asked_for_twice(sqlite_engine: Engine) -> None:
    assert ask(sqlite_engine)
    assert not ask(sqlite_engine)
    assert not ask(sqlite_engine, due=NOW + HOUR)
    assert ask(sqlite_engine, kind="other")
    assert jobs.step(sqlite_engine, {"refit": lambda _: None}, NOW)
    assert ask(sqlite_engine)


def test_what_waits_for_later_does_not_hold_up_what_is_wanted_now(sqlite_engine: Engine) -> None:
    assert ask(sqlite_engine, due=NOW + HOUR)
    assert not jobs.step(sqlite_engine, {"refit": lambda _: None}, NOW)
    assert ask(sqlite_engine)
    assert jobs.step(sqlite_engine, {"refit": lambda _: None}, NOW)


def test_asked_for_while_it_is_done_it_is_done_again(sqlite_engine: Engine) -> None:
    """What came in after the work began may not be in it."""
    asked: list[bool] = []
    ask(sqlite_engine)
    assert jobs.step(sqlite_engine, {"refit": lambda _: asked.append(ask(sqlite_engine))}, NOW)
    assert asked == [True]
    assert [row.done_at is None for row in rows(sqlite_engine)] == [False, True]


def test_a_job_of_an_unknown_kind_waits(sqlite_engine: Engine) -> None:
    ask(sqlite_engine, kind="of a newer program")
    assert not jobs.step(sqlite_engine, {"refit": lambda _: None}, NOW)


def test_a_failing_job_comes_back_and_then_stays_visible(engine: Engine) -> None:
    def fail(now: datetime) -> None:
        raise ValueError("no such thing")

    ask(engine)
    now = NOW
    for attempt in range(1, jobs.ATTEMPTS + 1):
        assert jobs.step(engine, {"refit": fail}, now)
        [row] = rows(engine)
        assert (row.attempts, row.last_error) == (attempt, "ValueError: no such thing")
        assert row.due_at == now + jobs.BACKOFF * 2 ** (attempt - 1)
        assert not jobs.step(engine, {"refit": fail}, now)
        now = row.due_at
    assert not jobs.step(engine, {"refit": fail}, now + HOUR)


def test_a_dead_workers_job_is_taken_after_its_lease(engine: Engine) -> None:
    def die(now: datetime) -> None:
        raise KeyboardInterrupt

    ask(engine)
    with pytest.raises(KeyboardInterrupt):
        jobs.step(engine, {"refit": die}, NOW)
    done: list[datetime] = []
    assert not jobs.step(engine, {"refit": done.append}, NOW + jobs.LEASE - timedelta(seconds=1))
    assert jobs.step(engine, {"refit": done.append}, NOW + jobs.LEASE)
    assert done == [NOW + jobs.LEASE]


def test_a_job_longer_than_its_lease_is_still_held(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is done once, by the worker that began it, and that worker is known to be alive."""
    monkeypatch.setattr(jobs, "RENEWED_EVERY", timedelta(0))
    times, renewed = [NOW + HOUR, NOW + 2 * HOUR], threading.Event()
    later = NOW + 2 * HOUR + jobs.LEASE / 2
    beside: list[object] = []

    def clock() -> datetime:
        """The third renewal begins when the second is written; then it is two hours later."""
        if not times:
            renewed.set()
            return NOW + 2 * HOUR
        return times.pop(0)

    def refit(now: datetime) -> None:
        assert renewed.wait(GUARD_SECONDS)
        beside.append(jobs.step(engine, {"refit": lambda _: None}, later))
        with session(engine) as reading:
            beside.append(heartbeat.life(reading, later))

    Heart(engine).beat(NOW)
    ask(engine)
    assert jobs.step(engine, {"refit": refit}, NOW, clock)
    assert beside == [False, Life.ALIVE]
    assert [(row.attempts, row.done_at) for row in rows(engine)] == [(1, NOW)]


def test_a_job_that_another_has_taken_over_is_not_held_any_more(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that stood still too long lets the other have it."""
    monkeypatch.setattr(jobs, "RENEWED_EVERY", timedelta(0))
    stand, stands = threading.Event(), threading.Event()
    other: list[bool] = []

    def clock() -> datetime:
        stands.set()
        assert stand.wait(GUARD_SECONDS)
        return NOW + 2 * HOUR

    def refit(now: datetime) -> None:
        assert stands.wait(GUARD_SECONDS)
        other.append(jobs.step(engine, {"refit": lambda _: None}, NOW + HOUR, lambda: NOW + HOUR))
        stand.set()

    ask(engine)
    assert jobs.step(engine, {"refit": refit}, NOW, clock)
    assert other == [True]
    [row] = rows(engine)
    assert (row.attempts, row.done_at, row.claimed_at) == (2, NOW + HOUR, NOW + HOUR)


def test_of_a_kind_one_is_done_at_a_time(engine: Engine) -> None:
    """Another worker, asked meanwhile for the same again, does it when the first is through."""
    beside: list[bool] = []

    def refit(now: datetime) -> None:
        ask(engine)
        ask(engine, kind="other")
        handlers = {"refit": lambda _: None, "other": lambda _: None}
        beside.extend(jobs.step(engine, handlers, NOW) for _ in range(2))

    ask(engine)
    assert jobs.step(engine, {"refit": refit}, NOW)
    assert beside == [True, False]
    assert [(row.kind, row.done_at is None) for row in rows(engine)] == [
        ("refit", False),
        ("refit", True),
        ("other", False),
    ]
    assert jobs.step(engine, {"refit": lambda _: None}, NOW)


def test_a_lost_job_of_the_kind_holds_up_nobody_after_its_lease(sqlite_engine: Engine) -> None:
    ask(sqlite_engine)
    with transaction(sqlite_engine) as writing:
        writing.execute(update(Job).values(claimed_at=NOW, claimed_by="gone", attempts=5))
    ask(sqlite_engine)
    assert not jobs.step(sqlite_engine, {"refit": lambda _: None}, NOW)
    assert jobs.step(sqlite_engine, {"refit": lambda _: None}, NOW + HOUR)


def test_two_who_ask_at_once_write_one_job(postgresql_url: str) -> None:
    engine = connect(postgresql_url)
    with ThreadPoolExecutor(1) as other:
        with transaction(engine) as writing:
            assert jobs.ask(writing, "refit", NOW)
            second = other.submit(ask, engine)
            assert not wait([second], timeout=0.2).done
        assert second.result() is False
    assert len(rows(engine)) == 1
    engine.dispose()
