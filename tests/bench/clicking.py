"""Twenty people clicking at once: how long the pages' callbacks take, and how big a first load is.

    python tests/bench/clicking.py --database URL [--people 20] [--clicks 12] [--servers 1]

Starts ``vector serve`` on a database that ``tests/bench/tainan.py --keep FOLDER --until TODAY`` has
filled. It adds a manager for each of the people and, where there is none, a plan for each station
(only do this to a database that is for measuring). Then each opens pages with filters as a browser
would: sign in, then the page and one callback after another, with a pause for reading between 0.5
and 1.5 times ``--pause`` seconds after each page. Prints the median, the 95th percentile and the
greatest time of every callback as the person waits for it, the server's own processor time, what
a first visit fetches in compressed bytes, and how busy the machine was. With several servers people
are shared out among them, as a proxy does (docs/operations.md).
"""

import argparse
import os
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
import requests
from sqlalchemy import func, insert, select

sys.path.insert(0, str(Path(__file__).parents[1]))

from visitor import Visitor
from walker import Page

from vector.catalog import load
from vector.store import geography, places
from vector.store.engine import connect, transaction
from vector.store.tables import Plan
from vector.work.accounts import create_account, find_account

PASSWORD = "measured-county-1"
ASSET = re.compile(r'(?:src|href)="(/[^"]+)"')
PATHS = {
    "overview": "/", "alerts": "/alerts", "map": "/map", "stations": "/station",
    "station": "/station/{station}", "season": "/season", "ranking": "/ranking",
    "assessment": "/assessment", "completeness": "/completeness",
}  # fmt: skip
WHOLE = np.array([0.5, 0.95, 1.0])


class Answer:
    """An answer under the names that the visitor of the tests knows."""

    def __init__(self, got: requests.Response) -> None:
        self.got, self.json = got, None

    def get_data(self, *, as_text: bool) -> str:
        return self.got.text

    def get_json(self) -> Any:
        self.json = self.json or self.got.json()
        return self.json


class Client:
    """The visitor's way to the server, over HTTP; what callbacks exist is asked once."""

    def __init__(self, address: str) -> None:
        self.address, self.http = address, requests.Session()
        self.known: dict[str, Answer] = {}

    def get(self, path: str, **options: Any) -> Answer:
        if path == "/_dash-dependencies" and path in self.known:
            return self.known[path]
        answer = Answer(self.http.get(self.address + path, **options))
        return self.known.setdefault(path, answer) if path.startswith("/_dash") else answer

    def post(self, path: str, **options: Any) -> Answer:
        answer = self.http.post(self.address + path, **options)
        answer.raise_for_status()
        return Answer(answer)


@dataclass
class Choices:
    """What people choose among."""

    streets: list[str]
    stations: list[str]
    groups: list[str]
    year: str


class Walk(Page):
    """A page that notes how long every callback let its reader wait."""

    def __init__(self, visitor: Visitor, name: str) -> None:
        super().__init__(visitor)
        self.name = name
        self.waited: list[tuple[str, float]] = []

    def ask(self, output: str, values: dict[str, Any], name: str) -> Any:
        began = time.perf_counter()
        answer = self.visitor.call(output, values)
        named = f"{self.name} opens" if output == "_pages_content.children" else output
        self.waited.append((named, time.perf_counter() - began))
        return answer.get_json() if answer.got.content else {}


@dataclass
class Person:
    """One person's session, and how long every callback let them wait."""

    visitor: Visitor
    choices: Choices
    dice: random.Random
    waited: list[tuple[str, float]] = field(default_factory=list)

    def address(self, name: str) -> str:
        """The address of a page with filters as somebody chooses them."""
        street = self.dice.choice(["", *self.choices.streets])
        group = self.dice.choice(["", *self.choices.groups])
        filters = {
            "overview": {"street": street, "group": group},
            "alerts": {"street": street},
            "map": {"group": group},
            "stations": {"street": street},
            "station": {"period": self.dice.choice(["month", "survey"])},
            "season": {"street": street},
            "ranking": {"step": self.dice.choice(["month", "week"])},
            "assessment": {"street": street},
            "completeness": {"street": street, "year": self.choices.year},
        }[name]
        where = PATHS[name].format(station=self.dice.choice(self.choices.stations))
        return where + "?" + urlencode({key: value for key, value in filters.items() if value})

    def open(self, name: str) -> None:
        """Open a page, and let it ask what a browser would ask at once."""
        walk = Walk(self.visitor, name)
        walk.open(self.address(name))
        self.waited += walk.waited

    def click(self, clicks: int, pause: float) -> None:
        """Go from page to page."""
        time.sleep(self.dice.uniform(0, pause))
        for _ in range(clicks):
            self.open(self.dice.choice([*PATHS]))
            time.sleep(self.dice.uniform(0.5, 1.5) * pause)


def settled(database: str, people: int) -> Choices:
    """Add the people who are missing; tell what there is to choose."""
    engine = connect(database)
    with transaction(engine) as writing:
        top = geography.root(writing)
        for number in range(people):
            name = f"clicker-{number}"
            if find_account(writing, name) is None:
                create_account(writing, f"{name}@cdc.example.cn", PASSWORD, roles=["manager"],
                               region_id=top, username=name)  # fmt: skip
        known = places.stations(writing)
        if not writing.scalar(select(func.count()).select_from(Plan)):
            plan = {"method": "ovitrap", "months": ",".join(map(str, range(1, 13))), "due_day": 28}
            rows = [{"station_id": int(number), **plan} for number in known["id"]]
            writing.execute(insert(Plan), rows)
    engine.dispose()
    streets = [str(each) for each in known["street_id"].unique()]
    return Choices(streets, [str(each) for each in known["id"]], list(load().groups),
                   time.strftime("%Y"))  # fmt: skip


def serving(database: str) -> AbstractContextManager[tuple[str, int]]:
    """A server process on this database; gives its address and its number."""
    command = ["-c", "from vector.cli import run; run()", "serve", "--port", "0"]
    return begun(*command, VECTOR_DATABASE=database)


@contextmanager
def begun(*command: str, **environment: str) -> Iterator[tuple[str, int]]:
    """A Python process that says where it serves; gives its address and its number."""
    process = subprocess.Popen(
        [sys.executable, *command], env=os.environ | environment, text=True,
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stderr is not None
    found = None
    while not found:
        said = process.stderr.readline()
        if not said:
            raise RuntimeError(f"{command} ended with {process.wait()} before it served")
        found = re.search(r"http://[\d.:]+", said)
    address = found[0]
    threading.Thread(target=process.stderr.read, daemon=True).start()
    try:
        yield address, process.pid
    finally:
        process.terminate()
        process.wait()


def processor(servers: list[tuple[str, int]]) -> float:
    """The processor seconds that servers have used."""
    used = 0
    for _, pid in servers:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        used += int(fields[11]) + int(fields[12])
    return used / os.sysconf("SC_CLK_TCK")


def first_load(client: Client) -> int:
    """The compressed bytes of the page and all that it names, as they travel."""
    page = client.http.get(client.address + "/", headers={"Accept": "text/html"}).text
    total = len(page.encode())
    for path in set(ASSET.findall(page)) | {"/_dash-layout", "/_dash-dependencies"}:
        with client.http.get(
            client.address + path, stream=True, headers={"Accept-Encoding": "gzip, br"}
        ) as got:
            total += len(got.raw.read(decode_content=False))
    return total


def told(people: list[Person]) -> None:
    """Print a line for each callback, the slowest first, and one for all."""
    waited: dict[str, list[float]] = {}
    for person in people:
        for name, seconds in person.waited:
            waited.setdefault(name, []).append(seconds)
    rows = {name: np.quantile(each, WHOLE) * 1000 for name, each in waited.items()}
    print(f"{'callback':34}{'n':>6}{'p50':>8}{'p95':>8}{'max':>8} ms")
    for name in sorted(rows, key=lambda each: -rows[each][1]):
        print(
            f"{name[:33]:34}{len(waited[name]):6}" + "".join(f"{each:8.0f}" for each in rows[name])
        )
    every = np.concatenate([np.array(each) for each in waited.values()]) * 1000
    print(f"{'all':34}{len(every):6}" + "".join(f"{x:8.0f}" for x in np.quantile(every, WHOLE)))


def main() -> None:
    """Let them click."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--database", required=True)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--clicks", type=int, default=12)
    parser.add_argument("--pause", type=float, default=2.0)
    parser.add_argument("--servers", type=int, default=1)
    options = parser.parse_args()
    choices = settled(options.database, options.people)
    with ExitStack() as stack:
        servers = [stack.enter_context(serving(options.database)) for _ in range(options.servers)]
        people = []
        for number in range(options.people):
            visitor = Visitor(Client(servers[number % len(servers)][0]))  # type: ignore[arg-type]
            visitor.sign_in(f"clicker-{number}", PASSWORD)
            people.append(Person(visitor, choices, random.Random(number)))
        first = first_load(people[0].visitor.client)  # type: ignore[arg-type]
        print(f"first load: {first / 2**20:.2f} MB compressed")
        for person in people[: len(servers)]:
            for page in PATHS:
                person.open(page)
            waited = {name: round(s * 1000) for name, s in person.waited}
            print("first, nothing kept:", waited, "ms")
            person.waited.clear()
        load_before, used, began = os.getloadavg()[0], processor(servers), time.perf_counter()
        threads = [threading.Thread(target=each.click, args=(options.clicks, options.pause))
                   for each in people]  # fmt: skip
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        wall, used = time.perf_counter() - began, processor(servers) - used
        told(people)
        count = sum(len(each.waited) for each in people)
        print(
            f"{len(people)} people, {count} callbacks in {wall:.0f} s; server {used:.1f} s of "
            f"processor, {used / count * 1000:.0f} ms a callback; load of the machine "
            f"{load_before:.1f} before, {os.getloadavg()[0]:.1f} after, {os.cpu_count()} cores"
        )


if __name__ == "__main__":
    main()
