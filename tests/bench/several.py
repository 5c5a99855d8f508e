"""Two servers and two workers on one PostgreSQL under load, one of each killed in the middle.

    python tests/bench/several.py [--minutes 4] [--files 400] [--people 8] [--seed 1]

People hand in files of fifty rows at both servers, through the page or as programs do, withdraw
every tenth again, and look at pages in between; mail goes to a server on loopback. A third of the
time one server is killed (SIGKILL), half of it a worker. When the time is over nobody begins
another file; the workers finish what is due. What the killed worker had begun is taken over when
its lease has run out (here after half a minute for mail; a job's is declared over). Prints what was
asked and answered, how long it took, and the books: what is missing, what is there twice.
"""

import argparse
import random
import statistics
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import databases
import remote
import smtp
from books import Books, looked_through
from remote import Person
from several import PASSWORD, Service, address, all_done, kill, settle, sheet
from sqlalchemy import Engine, select, update

from vector.store import migrate
from vector.store.engine import connect, session, transaction
from vector.store.tables import Job, Upload

ROWS, EVERY = 50, 10
# On a busy machine uploads queue for longer than a test would wait.
remote.GUARD_SECONDS = 600.0


@dataclass
class Crowd:
    """What all people did so far, and how long they waited for it."""

    took: dict[str, list[float]] = field(default_factory=dict)
    answers: Counter[int] = field(default_factory=Counter)
    moved: int = 0
    begun: set[int] = field(default_factory=set)
    withdrawn: set[int] = field(default_factory=set)
    done: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, began: float) -> None:
        with self.lock:
            self.took.setdefault(kind, []).append(time.perf_counter() - began)


@dataclass
class Somebody:
    """One of the people, or a program of an office: it has a token instead of a password."""

    person: Person
    token: str = ""

    def hand_in(self, name: str, content: bytes) -> None:
        if not self.token:
            self.person.hand_in(name, content)
            return
        path = f"/api/v1/uploads?filename={name}"
        key = {"Idempotency-Key": name, "Content-Type": "text/csv"}
        answer = self.person.client.send(path, content, key)
        assert answer.status_code in (200, 201), answer.get_data(as_text=True)

    def take_back(self, upload: int) -> None:
        if self.token:
            path = f"/api/v1/uploads/{upload}/withdrawal?reason=表填错了"
            self.person.client.post(path)
        else:
            self.person.take_back(upload)

    def look(self) -> None:
        if self.token:
            self.person.client.get("/api/v1/flags")
        else:
            self.person.flags()


def _bring(
    engine: Engine, crowd: Crowd, somebody: Somebody, numbers: list[int], until: float
) -> None:
    kind = "upload by program" if somebody.token else "upload by page"
    for number in numbers:
        if time.perf_counter() > until:
            break
        began = time.perf_counter()
        crowd.begun.add(number)
        somebody.hand_in(f"{number}.csv", sheet(number, size=ROWS))
        crowd.note(kind, began)
        if number % EVERY == 0:
            somebody.take_back(_number(engine, number))
            crowd.withdrawn.add(number)
        for _ in range(3):
            began = time.perf_counter()
            somebody.look()
            crowd.note("page" if kind == "upload by page" else "list", began)
        with crowd.lock:
            crowd.done += 1
    with crowd.lock:
        crowd.answers += somebody.person.client.answers
        crowd.moved += somebody.person.client.moved


def _number(engine: Engine, number: int) -> int:
    with session(engine) as reading:
        found = reading.scalars(select(Upload.id).where(Upload.filename == f"{number}.csv"))
        return found.one()


def live(engine: Engine, service: Service, tokens: list[str], options: Any) -> Crowd:
    """Let the people come, and kill on the way."""
    servers = [service.serve(f"serve-{each}") for each in (1, 2)]
    workers = [service.work(f"work-{each}") for each in (1, 2)]
    addresses, crowd, people = [address(each) for each in servers], Crowd(), options.people
    numbers = list(range(options.files))
    random.Random(options.seed).shuffle(numbers)
    began, span = time.perf_counter(), options.minutes * 60
    with ThreadPoolExecutor(people) as pool:
        begun = []
        for at in range(people):
            order = addresses[at % 2 :] + addresses[: at % 2]
            # Two of three sit before the page, the third is a program.
            token = tokens[at] if at % 3 == 2 else ""
            named = {"token": token} if token else {"name": f"p{at}", "password": PASSWORD}
            somebody = Somebody(Person(*order, **named), token)
            own = numbers[at::people]
            begun.append(pool.submit(_bring, engine, crowd, somebody, own, began + span))
        for share, victim in ((1 / 3, servers[0]), (1 / 2, workers[0])):
            while time.perf_counter() < began + span * share and not all(
                each.done() for each in begun
            ):
                time.sleep(0.05)
            kill(victim)
            print(f"  {victim.args[3]} killed after {crowd.done} files", flush=True)  # type: ignore[index]
        for each in begun:
            each.result()
    print(f"  nobody comes any more after {time.perf_counter() - began:.0f} s", flush=True)
    _over(engine, workers[0].pid)
    while not all_done(engine) and workers[1].poll() is None:
        time.sleep(0.5)
    return crowd


def _over(engine: Engine, pid: int) -> None:
    """Declare the lease over of a job that the killed worker was at."""
    held = (Job.done_at.is_(None), Job.claimed_by.contains(f"/{pid}/"))
    with transaction(engine) as writing:
        old = datetime.now(UTC) - timedelta(hours=1)
        taken = writing.execute(update(Job).where(*held).values(claimed_at=old).returning(Job.id))
        print(f"  {len(taken.all())} jobs were in the killed worker's hands")


def tell(crowd: Crowd, found: Books, seconds: float) -> None:
    """Print the figures."""
    print(f"{seconds:.0f} s, answers {dict(crowd.answers)}, asked again elsewhere {crowd.moved}")
    for kind, took in sorted(crowd.took.items()):
        ninth = statistics.quantiles(took, n=20)[-1]
        print(f"{kind}: {len(took)}, median {statistics.median(took):.2f} s, p95 {ninth:.2f} s")
    withdrawn = {f"{each}.csv" for each in crowd.withdrawn}
    wanted = {f"{each}.csv" for each in crowd.begun} - withdrawn
    lost = wanted - set(found.uploads) | withdrawn - set(found.withdrawn)
    doubled = [name for name, times in (found.uploads + found.withdrawn).items() if times > 1]
    broken = [name for name, rows in found.surveys.items() if rows != ROWS]
    print(f"files {len(crowd.begun)}, {len(withdrawn)} of them withdrawn: lost {len(lost)}, "
          f"doubled {len(doubled)}, not whole {len(broken)}")  # fmt: skip
    twice = [name for name, times in found.mailed.items() if times > 1]
    print(f"alerts {found.alerts}, of one change twice {found.repeated}")
    print(f"digests {dict(found.digests)}, mails received {found.received}, of one digest twice "
          f"{found.resent}; places told of {len(found.mailed)}, in two mails {len(twice)}; "
          f"alerts whose office was told nothing {found.untold}")  # fmt: skip
    print(f"jobs done {dict(found.jobs)}, audit log broken: {found.broken}")


def main() -> None:
    """Live through it once."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=4, help="how long people come")
    parser.add_argument("--files", type=int, default=400, help="at most")
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with databases.cluster() as server, smtp.serving() as post:
        databases.execute(server, "CREATE DATABASE several")
        engine = connect(f"{server}/several")
        migrate.upgrade(engine)
        rights = ["see", "upload"]
        tokens = settle(engine, options.files, options.people, rights)
        began = time.perf_counter()
        with Service(f"{server}/several", post, lease="30") as service:
            crowd = live(engine, service, tokens, options)
            found = looked_through(engine, post)
        tell(crowd, found, time.perf_counter() - began)
        engine.dispose()


if __name__ == "__main__":
    main()
