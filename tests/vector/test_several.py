"""Two servers and two workers on one PostgreSQL: one of each is killed at work, nothing is lost.

One day is lived through once, in steps that the database and the mail server hold still, so that
each process dies where the test wants it; then the books are looked through.
"""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import databases
import pytest
import smtp
from books import Books, looked_through
from remote import Person
from several import PASSWORD, STATIONS, Service, address, all_done, kill, settle, sheet, until
from several import waits_for_a_lock as stands_still
from sqlalchemy import Engine, select, text, update

from vector.store.engine import connect, session, transaction
from vector.store.tables import Digest, Job

STREETS = 8
LONG_AGO = timedelta(hours=1)


@dataclass
class Day:
    """What was seen on the way, and the books at the end."""

    engine: Engine
    post: smtp.Post
    service: Service
    addresses: list[str] = field(default_factory=list)
    seen: dict[str, Any] = field(default_factory=dict)
    books: Books | None = None

    def person(self, name: str, *, second: bool = False) -> Person:
        order = self.addresses[::-1] if second else self.addresses
        return Person(*order, name=name, password=PASSWORD)


@pytest.fixture(scope="module")
def engine(postgresql_server: str) -> Iterator[Engine]:
    """A database of their own for all processes."""
    name = "vector_several"
    databases.create(postgresql_server, name)
    opened = connect(f"{postgresql_server}/{name}")
    yield opened
    opened.dispose()
    databases.execute(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def day(engine: Engine) -> Iterator[Day]:
    with smtp.serving() as post, Service(str(engine.url), post) as service:
        found = Day(engine, post, service)
        _live(found, settle(engine, STREETS, people=4))
        yield found


def _live(day: Day, tokens: list[str]) -> None:
    servers = {name: day.service.serve(name) for name in ("serve-1", "serve-2")}
    workers = {name: day.service.work(name) for name in ("work-1", "work-2")}
    day.addresses = [address(each) for each in servers.values()]
    _both_know_the_same(day, tokens[0])
    _a_worker_dies_in_a_mail(day, workers)
    _a_worker_dies_in_a_job(day, workers)
    _a_server_dies_in_an_upload(day, servers["serve-1"])
    until(lambda: all_done(day.engine), "mails and jobs")
    day.books = looked_through(day.engine, day.post)


def _both_know_the_same(day: Day, token: str) -> None:
    first, second = day.addresses
    inside, leaving = day.person("p0"), day.person("p1")
    elsewhere = Person(second)
    elsewhere.client.cookies = inside.client.cookies
    day.seen["session"] = elsewhere.call(*_overview()).status_code
    leaving.client.post("/sign-out")
    leaving.client.addresses = [second]
    day.seen["left"] = leaving.client.get("/_dash-layout").status_code
    guesses = [Person(at).sign_in("p3", "wrong-password") for at in (first,) * 3 + (second,) * 2]
    day.seen["guesses"] = {each.status_code for each in guesses}
    right = [Person(at).sign_in("p3", PASSWORD).status_code for at in day.addresses]
    day.seen["locked"] = right
    day.seen["token"] = [
        Person(at, token=token).client.get("/api/v1/stations") for at in day.addresses
    ]


def _overview() -> tuple[str, dict[str, str]]:
    return "overview-flags.children", {"overview-group.value": ""}


def _a_worker_dies_in_a_mail(day: Day, workers: dict[str, Any]) -> None:
    gate = day.post.hold("DATA")
    day.person("p0").hand_in("0.csv", sheet(0))
    day.seen["overview"] = day.person("p1", second=True).flags()
    until(gate.reached.is_set, "a mail under way")
    holder = _one(day.engine, select(Digest.claimed_by))
    _kill_holder(day, workers, holder)
    day.post.release()
    _age(day.engine, update(Digest).where(Digest.claimed_by == holder))
    until(lambda: _one(day.engine, select(Digest.state)) == "sent", "the mail")
    until(lambda: all_done(day.engine), "the jobs")


def _a_worker_dies_in_a_job(day: Day, workers: dict[str, Any]) -> None:
    with _held(day.engine, "prediction, expectation", "ACCESS EXCLUSIVE"):
        day.person("p0").hand_in("1.csv", sheet(1))
        wanted = select(Job.claimed_by).where(Job.done_at.is_(None), Job.claimed_by.is_not(None))
        until(lambda: any(stands_still(day.engine, each, "e") for each in workers), "a job")
        holder = _one(day.engine, wanted)
        _kill_holder(day, workers, holder)
    _age(day.engine, update(Job).where(Job.claimed_by == holder))
    until(lambda: all_done(day.engine), "the job")
    day.seen["attempts"] = Counter(_all(day.engine, select(Job.attempts).where(Job.attempts > 1)))


def _a_server_dies_in_an_upload(day: Day, server: Any) -> None:
    people = [day.person("p0"), *(day.person(name, second=True) for name in ("p1", "p2"))]
    people[1].hand_in("7.csv", sheet(7, found=0))
    number = _one(day.engine, text("SELECT id FROM upload WHERE filename = '7.csv'"))
    with ThreadPoolExecutor() as crowd:
        with _held(day.engine, "component", "SHARE"):
            begun = [crowd.submit(people[0].hand_in, "2.csv", sheet(2))]
            until(lambda: stands_still(day.engine, "serve-1", "component"), "an upload")
            begun += [crowd.submit(each.hand_in, "3.csv", sheet(3)) for each in people[1:]]
            begun += [crowd.submit(people[1].take_back, number)]
            begun += [crowd.submit(day.person("p2").hand_in, "4.csv", sheet(4))]
            begun += [crowd.submit(each.flags) for each in people * 3]
            until(lambda: stands_still(day.engine, "serve-2", "ledger"), "those who wait")
            kill(server)
        for each in begun:
            each.result()
    day.seen["moved"] = people[0].client.moved
    day.seen["answers"] = sum((each.client.answers for each in people), Counter())


def _kill_holder(day: Day, workers: dict[str, Any], holder: str) -> None:
    """Kill the worker that holds something; another one begins, as a service manager would do."""
    [name] = [name for name, each in workers.items() if str(each.pid) == holder.split("/")[1]]
    kill(workers.pop(name))
    workers[f"{name}-again"] = day.service.work(f"{name}-again")


@contextmanager
def _held(engine: Engine, tables: str, mode: str) -> Iterator[None]:
    """Hold tables, so that whoever wants them stands still in the middle of its work."""
    with engine.connect() as connection:
        connection.execute(text(f"LOCK TABLE {tables} IN {mode} MODE"))
        yield
        connection.rollback()


def _age(engine: Engine, change: Any) -> None:
    """Let a lease have run out: what a test cannot wait for."""
    with transaction(engine) as writing:
        writing.execute(change.values(claimed_at=datetime.now(UTC) - LONG_AGO))


def _all(engine: Engine, query: Any) -> list[Any]:
    with session(engine) as reading:
        return [row[0] for row in reading.execute(query)]


def _one(engine: Engine, query: Any) -> Any:
    [found] = _all(engine, query)
    return found


def test_every_accepted_file_stands_once_and_whole(day: Day) -> None:
    assert day.books is not None
    assert day.books.uploads == Counter(["0.csv", "1.csv", "2.csv", "3.csv", "4.csv"])
    assert day.books.withdrawn == Counter(["7.csv"])
    assert day.books.surveys == dict.fromkeys(day.books.uploads, STATIONS)
    assert day.books.components == 5 * STATIONS
    assert day.seen["moved"] >= 1


def test_every_alert_is_mailed_once(day: Day) -> None:
    assert day.books is not None
    assert day.books.alerts == 5
    assert day.books.mailed == Counter([f"点{at:03d}-0" for at in range(5)])
    assert day.books.digests == Counter({"sent": 5})


def test_jobs_are_done_once_and_those_of_the_dead_are_taken_over(day: Day) -> None:
    assert day.books is not None
    assert day.seen["attempts"] == Counter({2: 1})
    assert day.books.waiting == Counter(["outlook", "passwords", "reminder"])


def test_the_living_server_answers_everybody(day: Day) -> None:
    assert set(day.seen["answers"]) <= {200, 302}


def test_the_log_of_all_processes_is_one_chain(day: Day) -> None:
    assert day.books is not None
    assert day.books.broken is None


def test_sessions_lock_out_and_tokens_hold_at_every_server(day: Day) -> None:
    assert day.seen["session"] == 200
    assert day.seen["left"] == 401
    assert day.seen["guesses"] == {200}
    assert day.seen["locked"] == [200, 200]
    assert [each.status_code for each in day.seen["token"]] == [200, 200]


def test_what_one_server_took_in_the_other_shows_at_once(day: Day) -> None:
    assert "点000-0" in day.seen["overview"]
