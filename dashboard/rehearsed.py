"""What a page asks for when it is opened, asked before the first person comes.

Only of callbacks whose answers are kept for others (:mod:`dashboard.answers`): what those compute
is remembered, and follows from what they are given, so that nothing is changed by asking.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Self

REHEARSAL = "vector_rehearsal"

Slot = tuple[str, str]


@dataclass(frozen=True)
class Part:
    """A callback: what it writes, what it waits for, what it is given, and how it answers."""

    writes: tuple[Slot, ...]
    waits: frozenset[Slot]
    given: tuple[Slot, ...]
    answer: Callable[..., Any]

    @classmethod
    def of(cls, entry: dict[str, Any], answer: Callable[..., Any]) -> Self:
        """From Dash's own description of it."""
        named = [part.rpartition(".") for part in entry["output"].strip(".").split("...")]
        inputs, state = (
            tuple((each["id"], each["property"]) for each in entry[kind])
            for kind in ("inputs", "state")
        )
        writes = tuple((name, prop) for name, _, prop in named)
        return cls(writes, frozenset(inputs), inputs + state, answer)

    def stands(self, shown: dict[str, Any]) -> bool:
        """Whether all that it has to do with is on a page."""
        return all(name in shown for name, _ in (*self.writes, *self.given))


class Rehearsal:
    """The callbacks that run when a page is opened."""

    def __init__(self) -> None:
        self._parts: list[Part] = []

    def noted(self, entry: dict[str, Any], answer: Callable[..., Any]) -> Callable[..., Any]:
        """The callback, noted if it runs at once."""
        if not entry["prevent_initial_call"]:
            self._parts.append(Part.of(entry, answer))
        return answer

    def asked(self, content: Any) -> Iterator[tuple[str, Callable[[], Any]]]:
        """What a page asks by itself: the place that is written to, and the asking.

        What waits for another of these answers is left out.
        """
        shown = dict(_components(content))
        parts = [each for each in self._parts if each.stands(shown)]
        written = {slot for each in parts for slot in each.writes}
        for part in parts:
            if written.isdisjoint(part.waits):
                given = [shown[name].get(prop) for name, prop in part.given]
                yield part.writes[0][0], partial(part.answer, *given)


def _components(content: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """The components of a page that have a name, each with its properties."""
    if isinstance(content, list | tuple):
        for each in content:
            yield from _components(each)
    elif isinstance(content, dict) and "props" in content:
        props = content["props"]
        if isinstance(props.get("id"), str):
            yield props["id"], props
        for each in props.values():
            yield from _components(each)
