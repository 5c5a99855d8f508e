"""Twenty people clicking at once: how long the pages' callbacks take, and how big a first load is.

    python tests/bench/clicking.py --database URL [--people 20] [--clicks 30] [--pause 2]

Starts ``vector serve`` on a database that ``tests/bench/tainan.py --keep FOLDER --until TODAY`` has
filled. It adds a manager for each of the people and, where there is none, a plan for each station
(only do this to a database that is for measuring). Then each opens pages and changes filters as a
browser would: sign in, then one callback after another, with a pause for reading between 0.5 and
1.5 times ``--pause`` seconds after each page. Prints the median, the 95th percentile and the
greatest time of every callback as the person waits for it, the server's own processor time, what
a first visit fetches in compressed bytes, and how busy the machine was.
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
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import requests
from sqlalchemy import func, insert, select

sys.path.insert(0, str(Path(__file__).parents[1]))

from visitor import Visitor

from vector.catalog import load
from vector.store import geography, places
from vector.store.engine import connect, transaction
from vector.store.tables import Plan
from vector.work.accounts import create_account, find_account

PASSWORD = "measured-county-1"
ASSET = re.compile(r'(?:src|href)="(/[^"]+)"')
WHOLE = np.array([0.5, 0.95, 1.0])


class Answer:
    """An answer under the names that the visitor of the tests knows."""

    def __init__(self, got: requests.Response) -> None:
        self.got = got

    def get_data(self, *, as_text: bool) -> str:
        return self.got.text

    def get_json(self) -> Any:
        return self.got.json()


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


@dataclass
class Person:
    """One person's session, and how long every callback let them wait."""

    visitor: Visitor
    choices: Choices
    dice: random.Random
    waited: list[tuple[str, float]] = field(default_factory=list)

    def ask(self, name: str, output: str, values: dict[str, Any]) -> Any:
        began = time.perf_counter()
        answer = self.visitor.call(output, values)
        self.waited.append((name, time.perf_counter() - began))
        return answer

    def open(self, name: str, path: str) -> None:
        where, _, search = path.partition("?")
        values = {"_pages_location.pathname": where, "_pages_location.search": f"?{search}"}
        self.ask(f"{name} opens", "_pages_content.children", values)

    def overview(self) -> None:
        street = self.dice.choice([None, *self.choices.streets])
        group = self.dice.choice(["", *self.choices.groups])
        values = {"overview-street.value": street, "overview-group.value": group}
        self.open("overview", "/")
        self.ask("overview flags", "overview-flags.children", values)
        self.ask("overview rest", "overview-levels.children", values)

    def map(self) -> None:
        self.open("map", "/map")
        values = {"map-group.value": self.dice.choice(["", *self.choices.groups])}
        self.ask("map", "county-map.figure", values)

    def stations(self) -> None:
        self.open("stations", "/station")
        street = self.dice.choice([None, *self.choices.streets])
        self.ask("stations", "stations-rows.children", {"stations-street.value": street})

    def station(self) -> None:
        number = self.dice.choice(self.choices.stations)
        self.open("station", f"/station/{number}")
        answer = self.ask("station head", "station-head.children", {"station-id.data": number})
        index = answer.get_json()["response"]["station-index"].get("value")
        values = {"station-id.data": number, "station-index.value": index}
        values["station-period.value"] = self.dice.choice(["month", "survey"])
        self.ask("station history", "station-history.figure", values)
        self.ask("station prospect", "station-prospect.children", values)

    def completeness(self) -> None:
        self.open("completeness", "/completeness")
        street = self.dice.choice([None, *self.choices.streets])
        values = {"calendar-street.value": street, "calendar-year.value": self.choices.year}
        values |= {"calendar-group.value": "", "calendar-month.value": "10"}
        self.ask("completeness matrix", "calendar-matrix.children", values)
        self.ask("completeness stations", "calendar-stations.children", values)

    def click(self, clicks: int, pause: float) -> None:
        """Go from page to page."""
        pages = (self.overview, self.map, self.stations, self.station, self.completeness)
        time.sleep(self.dice.uniform(0, pause))
        for _ in range(clicks):
            self.dice.choice(pages)()
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


@contextmanager
def serving(database: str) -> Iterator[tuple[str, int]]:
    """A server process on this database; gives its address and its number."""
    command = [sys.executable, "-c", "from vector.cli import run; run()", "serve", "--port", "0"]
    process = subprocess.Popen(
        command, env=os.environ | {"VECTOR_DATABASE": database}, text=True,
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stderr is not None
    address = ""
    while not address:
        found = re.search(r"http://[\d.:]+", process.stderr.readline())
        address = found[0] if found else ""
    threading.Thread(target=process.stderr.read, daemon=True).start()
    try:
        yield address, process.pid
    finally:
        process.terminate()
        process.wait()


def processor(pid: int) -> float:
    """The processor seconds that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


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
    print(f"{'callback':24}{'n':>6}{'p50':>8}{'p95':>8}{'max':>8} ms")
    for name in sorted(rows, key=lambda each: -rows[each][1]):
        print(f"{name:24}{len(waited[name]):6}" + "".join(f"{each:8.0f}" for each in rows[name]))
    every = np.concatenate([np.array(each) for each in waited.values()]) * 1000
    print(f"{'all':24}{len(every):6}" + "".join(f"{x:8.0f}" for x in np.quantile(every, WHOLE)))


def main() -> None:
    """Let them click."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--database", required=True)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--clicks", type=int, default=12)
    parser.add_argument("--pause", type=float, default=2.0)
    options = parser.parse_args()
    choices = settled(options.database, options.people)
    with serving(options.database) as (address, pid):
        people = []
        for number in range(options.people):
            visitor = Visitor(Client(address))  # type: ignore[arg-type]
            visitor.sign_in(f"clicker-{number}", PASSWORD)
            people.append(Person(visitor, choices, random.Random(number)))
        first = first_load(people[0].visitor.client)  # type: ignore[arg-type]
        print(f"first load: {first / 2**20:.2f} MB compressed")
        for page in ("overview", "map", "stations", "station", "completeness"):
            getattr(people[0], page)()
        print("first, nothing kept:", {name: f"{s * 1000:.0f} ms" for name, s in people[0].waited})
        people[0].waited.clear()
        load_before, used, began = os.getloadavg()[0], processor(pid), time.perf_counter()
        threads = [threading.Thread(target=each.click, args=(options.clicks, options.pause))
                   for each in people]  # fmt: skip
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        wall, used = time.perf_counter() - began, processor(pid) - used
        told(people)
        count = sum(len(each.waited) for each in people)
        print(
            f"{len(people)} people, {count} callbacks in {wall:.0f} s; server {used:.1f} s of "
            f"processor, {used / count * 1000:.0f} ms a callback; load of the machine "
            f"{load_before:.1f} before, {os.getloadavg()[0]:.1f} after, {os.cpu_count()} cores"
        )


if __name__ == "__main__":
    main()
