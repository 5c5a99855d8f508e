"""What one process has counted since it started: requests, and the time its database took."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Lock
from time import perf_counter
from typing import Any

from sqlalchemy import Engine, event

# Seconds; a page should stand within one, a callback within 0.15.
BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass
class Spent:
    """How long things of one kind took: how many within each bound, and in all."""

    within: list[int] = field(default_factory=lambda: [0] * len(BOUNDS))
    count: int = 0
    seconds: float = 0.0

    def add(self, seconds: float) -> None:
        """Count one."""
        self.count += 1
        self.seconds += seconds
        for place, bound in enumerate(BOUNDS):
            self.within[place] += seconds <= bound


class Tally:
    """Counts that only rise, until the process ends."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: Counter[tuple[str, int]] = Counter()
        self._routes: dict[str, Spent] = defaultdict(Spent)
        self._database = Spent()

    def add(self, route: str, status: int, seconds: float) -> None:
        """Count an answer."""
        with self._lock:
            self._answers[route, status] += 1
            self._routes[route].add(seconds)

    def answers(self) -> Iterator[tuple[str, int, int]]:
        """Every route and status with its count, in order."""
        with self._lock:
            found = sorted(self._answers.items())
        yield from ((route, status, count) for (route, status), count in found)

    def routes(self) -> list[tuple[str, Spent]]:
        """Every route with the time it took, in order."""
        with self._lock:
            return [
                (route, Spent(list(spent.within), spent.count, spent.seconds))
                for route, spent in sorted(self._routes.items())
            ]

    def database(self) -> tuple[int, float]:
        """How many statements there were, and how long they took together."""
        with self._lock:
            return self._database.count, self._database.seconds

    def watch(self, engine: Engine) -> None:
        """Count the statements of a database from now on."""
        event.listen(engine, "before_cursor_execute", _begin)
        event.listen(engine, "after_cursor_execute", self._end)

    def _end(self, connection: Any, *_: Any) -> None:
        seconds = perf_counter() - connection.info.pop("vector_began", perf_counter())
        with self._lock:
            self._database.add(seconds)


def _begin(connection: Any, *_: Any) -> None:
    connection.info["vector_began"] = perf_counter()
