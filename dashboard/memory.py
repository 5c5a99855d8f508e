"""What was computed from all surveys is kept until they change, so that many readers share it.

The store counts its changes (its ledger); whatever that count does not cover, such as a plan
edited by hand in the database, is seen after a few minutes at the latest. What many ask for at once
is computed once: the others wait, or read on in what was kept where only its time is over. Only
what holds for everybody who asks the same is kept here: whose eyes it is for is decided anew at
every request, or is a part of what is asked.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from math import inf
from threading import Lock
from time import monotonic
from typing import TypeVar

from sqlalchemy.orm import Session

from vector.store import ledger

SECONDS = 300.0
KEPT = 256

T = TypeVar("T")


@dataclass(frozen=True)
class Kept:
    """A result, the state of the database it was computed at, and when."""

    result: object
    state: Hashable
    at: float

    @property
    def fresh(self) -> bool:
        """Whether its time is not over."""
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
        return self.recall_at(ledger.changes(reading), asked, compute)

    def recall_at(
        self,
        state: Hashable,
        asked: Hashable,
        compute: Callable[[], T],
        *,
        keep: Callable[[T], bool] = lambda _: True,
        ages: bool = True,
    ) -> T:
        """The same for a state that the asker has read; what is not worth keeping is not kept.

        What follows from its state alone, such as a fit from the counts themselves, never
        ``ages``.
        """
        kept, turn = self._look(asked, state)
        if kept is not None and (kept.fresh or turn.locked()):
            return kept.result  # type: ignore[return-value]
        with turn:
            kept, _ = self._look(asked, state)
            if kept is not None and kept.fresh:
                return kept.result  # type: ignore[return-value]
            try:
                computed = compute()
                if keep(computed):
                    self._keep(asked, Kept(computed, state, monotonic() if ages else inf))
            finally:
                self._forget_turn(asked)
        return computed

    def _look(self, asked: Hashable, state: Hashable) -> tuple[Kept | None, Lock]:
        """What is kept of the present state, and the lock of whoever computes it anew."""
        with self._lock:
            kept, turn = self._results.get(asked), self._computing.setdefault(asked, Lock())
            if kept is not None:
                self._results.move_to_end(asked)
        return (kept if kept and kept.state == state else None), turn

    def _forget_turn(self, asked: Hashable) -> None:
        """Leave no lock behind of what was not kept."""
        with self._lock:
            if asked not in self._results:
                self._computing.pop(asked, None)

    def _keep(self, asked: Hashable, result: Kept) -> None:
        with self._lock:
            self._results[asked] = result
            self._results.move_to_end(asked)
            while len(self._results) > self._most:
                self._computing.pop(self._results.popitem(last=False)[0], None)
