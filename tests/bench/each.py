"""Every callback of every page alone: processor time, statements, bytes and points.

    python tests/bench/each.py --database URL [--page /ranking] [--profile ranking --round anew]

Walks the pages within this process, with a database that ``clicking.py`` takes: opens each, then
runs the callbacks that a browser would run, in the order in which they wait for one another. Four
rounds: ``first``, the process has just started, prepared as ``vector serve`` prepares it;
``cold``, nothing is remembered, as after an upload; ``anew``, what was computed from all surveys
is kept, the answers are not; ``kept``, both are. One more station than the first is opened in each
round, since of stations each is another. The last column is how many points the longest trace of
the answer's figures holds, which may not be more than ``PIXELS``.
"""

import argparse
import cProfile
import gzip
import os
import pstats
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import structlog
from clicking import PASSWORD, settled
from visitor import Visitor
from walker import Page

from dashboard.answers import ANSWERS
from dashboard.application import assemble
from dashboard.memory import Memory
from dashboard.metrics import TALLY
from dashboard.prepared import prepare
from dashboard.service import EXTENSION
from dashboard.text import LANGUAGE
from vector.settings import load

PAGES = (
    "/", "/alerts", "/map", "/station", "/station/{station}", "/station/{another}", "/season",
    "/ranking", "/assessment", "/completeness", "/upload", "/regions",
)  # fmt: skip
ROUNDS = ("first", "cold", "anew", "kept")
# The widest figure on the widest screen that is looked at, at two dots to a pixel.
PIXELS = 2880


@dataclass
class Spent:
    """What one callback took."""

    name: str
    milliseconds: float
    statements: int
    size: int
    points: int


def points(content: Any) -> int:
    """The points of the longest trace of the figures in an answer."""
    if isinstance(content, list):
        return max(map(points, content), default=0)
    if not isinstance(content, dict):
        return 0
    if isinstance(content.get("data"), list) and "layout" in content:
        return max((_length(trace) for trace in content["data"]), default=0)
    return max(map(points, content.values()), default=0)


def _length(trace: dict[str, Any]) -> int:
    return max((len(trace[axis]) for axis in ("x", "y", "r", "lon") if axis in trace), default=0)


class Measured(Page):
    """A page that notes what each of its callbacks took."""

    def __init__(self, visitor: Visitor, tally: Any, wanted: str) -> None:
        super().__init__(visitor)
        self.tally, self.wanted = tally, wanted
        self.spent: list[Spent] = []

    def ask(self, output: str, values: dict[str, Any], name: str) -> Any:
        """Ask the server, and note what it took."""
        before, began = self.tally.database()[0], time.process_time()
        if self.wanted and self.wanted in name:
            profile = cProfile.Profile()
            answer = profile.runcall(self.visitor.call, output, values)
            pstats.Stats(profile).sort_stats("cumulative").print_stats(70)
        else:
            answer = self.visitor.call(output, values)
        took = (time.process_time() - began) * 1000
        body = answer.get_json() if answer.status_code == 200 else {}
        statements = self.tally.database()[0] - before
        self.spent.append(Spent(name, took, statements, len(answer.data), points(body)))
        return body


class Once:
    """The test's client, which asks but once what callbacks there are."""

    def __init__(self, client: Any) -> None:
        self.client, self.known = client, None

    def post(self, path: str, **options: Any) -> Any:
        """As a browser: compressed."""
        headers = {"Accept-Encoding": "gzip"} | options.pop("headers", {})
        answer = self.client.post(path, headers=headers, **options)
        if answer.headers.get("Content-Encoding") == "gzip":
            answer.travelled = len(answer.data)
            answer.data = gzip.decompress(answer.data)
        return answer

    def get(self, path: str, **options: Any) -> Any:
        if path != "/_dash-dependencies":
            return self.client.get(path, **options)
        self.known = self.known or self.client.get(path)
        return self.known


def main() -> None:
    """Walk every page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--database", required=True)
    parser.add_argument("--profile", default="", help="print the profile of this callback")
    parser.add_argument("--round", default="anew", choices=ROUNDS)
    parser.add_argument("--page", default="", help="only this page")
    parser.add_argument("--language", default="zh")
    options = parser.parse_args()
    choices = settled(options.database, 1)
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    host = assemble(load().model_copy(update={"database": options.database}))
    prepare(host)
    client = host.test_client()
    client.set_cookie(LANGUAGE, options.language)
    visitor = Visitor(Once(client))  # type: ignore[arg-type]
    visitor.sign_in("clicker-0", PASSWORD)
    answers, running = host.extensions[ANSWERS], host.extensions[EXTENSION]
    kept, rounds = answers._kept, []
    middle, more = len(choices.stations) // 2, len(choices.stations) // 11
    for number, name in enumerate(ROUNDS):
        rounds.append([])
        answers._kept = kept if name == "kept" else {}
        if name == "cold":
            fresh = replace(running, memory=Memory(), counted=Memory(most=2))
            host.extensions[EXTENSION] = fresh
        another = choices.stations[middle + more * (number + 1)]
        # What is to be found by the last round is kept in a round before it.
        for path in [*PAGES, *PAGES] if name == "kept" else PAGES:
            address = path.format(station=choices.stations[middle], another=another)
            if options.page and options.page != path:
                continue
            wanted = options.profile if name == options.round else ""
            page = Measured(visitor, host.extensions[TALLY], wanted)
            page.open(address)
            rounds[-1] += page.spent
    told(rounds)


def told(rounds: list[list[Spent]]) -> None:
    """Print a line for each callback."""
    print(f"{'callback':34}{'first':>7}{'cold':>7}{'anew':>7}{'kept':>7} ms{'statements':>15}"
          f"{'kB':>9}{'points':>8}")  # fmt: skip
    count = len(rounds[0])
    for first, cold, anew, kept in zip(*rounds[:3], rounds[3][count:], strict=True):
        over = " TOO MANY" if kept.points > PIXELS else ""
        print(
            f"{cold.name[:33]:34}{first.milliseconds:7.0f}{cold.milliseconds:7.0f}"
            f"{anew.milliseconds:7.0f}{kept.milliseconds:7.1f}   {cold.statements:7}"
            f"{anew.statements:4}{kept.statements:4}{kept.size / 1000:9.1f}{kept.points:8}{over}"
        )
    means = [sum(each.milliseconds for each in each_round[-count:]) / count
             for each_round in rounds]  # fmt: skip
    print(
        f"{count} callbacks, on the average {means[0]:.1f} ms first, {means[1]:.1f} cold, "
        f"{means[2]:.1f} anew, {means[3]:.1f} kept; load of the machine "
        f"{os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    main()
