"""Two servers and two workers on one PostgreSQL under load, one of each killed in the middle.

    python tests/bench/several.py [--files 200] [--people 8] [--seed 1]

People hand in files of fifty rows at both servers, withdraw every tenth again, and look at pages
in between; mail goes to a server on loopback. A third of the way one server is killed (SIGKILL),
half of it a worker. What the worker had begun is taken over when its lease has run out (here after
half a minute for mail; a job's is declared over). Prints what was asked and answered, how long it
took, and the books: what is missing, what is there twice.
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

sys.path.insert(0, str(Path(__file__).parents[1]))

import databases
import smtp
from books import Books, looked_through
from remote import Person
from several import PASSWORD, Service, address, all_done, kill, settle, sheet
from sqlalchemy import Engine, select, update

from vector.store import migrate
from vector.store.engine import connect, session, transaction
from vector.store.tables import Job, Upload

ROWS, EVERY = 50, 10


@dataclass
class Crowd:
    """What all people did so far, and how long they waited for it."""

    took: dict[str, list[float]] = field(default_factory=lambda: {"upload": [], "page": []})
    answers: Counter[int] = field(default_factory=Counter)
    moved: int = 0
    done: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, began: float) -> None:
        with self.lock:
            self.took[kind].append(time.perf_counter() - began)


def _bring(engine: Engine, crowd: Crowd, person: Person, numbers: list[int]) -> None:
    for number in numbers:
        began = time.perf_counter()
        person.hand_in(f"{number}.csv", sheet(number, size=ROWS))
        crowd.note("upload", began)
        if number % EVERY == 0:
            person.take_back(_number(engine, number))
        for _ in range(3):
            began = time.perf_counter()
            person.flags()
            crowd.note("page", began)
        with crowd.lock:
            crowd.done += 1
    with crowd.lock:
        crowd.answers += person.client.answers
        crowd.moved += person.client.moved


def _number(engine: Engine, number: int) -> int:
    with session(engine) as reading:
        found = reading.scalars(select(Upload.id).where(Upload.filename == f"{number}.csv"))
        return found.one()


def live(engine: Engine, service: Service, files: int, people: int, seed: int) -> Crowd:
    """Let the people come, and kill on the way."""
    servers = [service.serve(f"serve-{each}") for each in (1, 2)]
    workers = [service.work(f"work-{each}") for each in (1, 2)]
    addresses, crowd = [address(each) for each in servers], Crowd()
    numbers = list(range(files))
    random.Random(seed).shuffle(numbers)
    with ThreadPoolExecutor(people) as pool:
        begun = []
        for at in range(people):
            order = addresses[at % 2 :] + addresses[: at % 2]
            person = Person(*order, name=f"p{at}", password=PASSWORD)
            begun.append(pool.submit(_bring, engine, crowd, person, numbers[at::people]))
        for share, victim in ((1 / 3, servers[0]), (1 / 2, workers[0])):
            while crowd.done < files * share and not all(each.done() for each in begun):
                time.sleep(0.02)
            kill(victim)
            print(f"  killed at {crowd.done} of {files} files", flush=True)
        for each in begun:
            each.result()
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


def tell(crowd: Crowd, found: Books, files: int, seconds: float) -> None:
    """Print the figures."""
    print(f"{seconds:.0f} s, answers {dict(crowd.answers)}, asked again elsewhere {crowd.moved}")
    for kind, took in crowd.took.items():
        ninth = statistics.quantiles(took, n=20)[-1]
        print(f"{kind}: {len(took)}, median {statistics.median(took):.2f} s, p95 {ninth:.2f} s")
    withdrawn = {f"{each}.csv" for each in range(0, files, EVERY)}
    wanted = {f"{each}.csv" for each in range(files)} - withdrawn
    lost = wanted - set(found.uploads) | withdrawn - set(found.withdrawn)
    doubled = [name for name, times in (found.uploads + found.withdrawn).items() if times > 1]
    broken = [name for name, rows in found.surveys.items() if rows != ROWS]
    print(f"files lost {len(lost)}, doubled {len(doubled)}, not whole {len(broken)}")
    twice = [name for name, times in found.mailed.items() if times > 1]
    print(f"alerts {found.alerts}, places told of by mail {len(found.mailed)}, twice {len(twice)}")
    print(f"digests {dict(found.digests)}, jobs done {dict(found.jobs)}, broken {found.broken}")


def main() -> None:
    """Live through it once."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with databases.cluster() as server, smtp.serving() as post:
        databases.execute(server, "CREATE DATABASE several")
        engine = connect(f"{server}/several")
        migrate.upgrade(engine)
        settle(engine, options.files, options.people)
        began = time.perf_counter()
        with Service(f"{server}/several", post, lease="30") as service:
            crowd = live(engine, service, options.files, options.people, options.seed)
            found = looked_through(engine, post)
        tell(crowd, found, options.files, time.perf_counter() - began)
        engine.dispose()


if __name__ == "__main__":
    main()
