"""Jobs: each is done once, by one worker; what fails comes back and stays visible."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime, timedelta

import pytest
from reports import NOW
from sqlalchemy import Engine, select, update

from vector.store.engine import connect, session, transaction
from vector.store.tables import Job
from vector.work import jobs

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
