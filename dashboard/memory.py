"""What was computed from all surveys is kept until they change, so that many readers share it.

The store counts its changes (its ledger); whatever that count does not cover, such as a plan
edited by hand, is seen after a minute at the latest. What many ask for at once is computed once:
the others wait, or read on in what was kept where only its minute is over. Only what holds for
everybody is kept here: whose eyes it is for is decided anew at every request.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import TypeVar

from sqlalchemy.orm import Session

from vector.store import ledger

SECONDS = 60.0
KEPT = 96

T = TypeVar("T")


@dataclass(frozen=True)
class Kept:
    """A result, the count of changes it was computed at, and when."""

    result: object
    changes: int
    at: float

    @property
    def fresh(self) -> bool:
        """Whether its minute is not over."""
        return monotonic() - self.at < SECONDS


class Memory:
    """The latest results, by what was asked; no more than ``most`` of them."""

    def __init__(self, most: int = KEPT) -> None:
        self._most = most
        self._lock = Lock()
        self._results: OrderedDict[Hashable, Kept] = OrderedDict()
        self._computing: dict[Hashable, Lock] = {}

    def recall(self, reading: Session, asked: Hashable, compute: Callable[[], T]) -> T:
        """The kept result, while nothing has changed since; else compute it and keep it."""
        changes = ledger.changes(reading)
        kept, turn = self._look(asked, changes)
        if kept is not None and (kept.fresh or turn.locked()):
            return kept.result  # type: ignore[return-value]
        with turn:
            kept, _ = self._look(asked, changes)
            if kept is not None and kept.fresh:
                return kept.result  # type: ignore[return-value]
            computed = compute()
            self._keep(asked, Kept(computed, changes, monotonic()))
        return computed

    def _look(self, asked: Hashable, changes: int) -> tuple[Kept | None, Lock]:
        """What is kept of the present surveys, and the lock of whoever computes it anew."""
        with self._lock:
            kept, turn = self._results.get(asked), self._computing.setdefault(asked, Lock())
        return (kept if kept and kept.changes == changes else None), turn

    def _keep(self, asked: Hashable, result: Kept) -> None:
        with self._lock:
            self._results[asked] = result
            self._results.move_to_end(asked)
            while len(self._results) > self._most:
                self._computing.pop(self._results.popitem(last=False)[0], None)
