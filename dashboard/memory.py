"""What was computed from all surveys is kept until they change, so that many readers share it.

The store counts its changes (its ledger); whatever that count does not cover, such as a plan
edited by hand, is seen after a minute at the latest. Only what holds for everybody is kept here:
whose eyes it is for is decided anew at every request.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from time import monotonic
from typing import TypeVar

from sqlalchemy.orm import Session

from vector.store import ledger

SECONDS = 60.0
KEPT = 96

T = TypeVar("T")


class Memory:
    """The latest results, by what was asked."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._results: OrderedDict[Hashable, tuple[int, float, object]] = OrderedDict()

    def recall(self, reading: Session, asked: Hashable, compute: Callable[[], T]) -> T:
        """The kept result, while nothing has changed since; else compute it and keep it."""
        changes = ledger.changes(reading)
        with self._lock:
            then, at, result = self._results.get(asked, (-1, 0.0, None))
        if then == changes and monotonic() - at < SECONDS:
            return result  # type: ignore[return-value]
        computed = compute()
        with self._lock:
            self._results[asked] = (changes, monotonic(), computed)
            self._results.move_to_end(asked)
            while len(self._results) > KEPT:
                self._results.popitem(last=False)
        return computed
