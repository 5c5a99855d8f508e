"""Names as uploads spell them: which row of the catalogue a text means, if only one."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from vector.catalog.entry import Named

N = TypeVar("N", bound=Named)


def fold(text: str) -> str:
    """Return a name without what people vary: width, case, spaces, brackets, punctuation.

    Examples
    --------
    >>> fold("夹（笼） 夜法") == fold("夹(笼)夜法")
    True
    """
    return "".join(
        sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum()
    )


class Names(Generic[N]):
    """The names of some rows, in every language that they have, with ids and aliases.

    Some names are shared (饭店 is a restaurant or a hotel); such a name is never guessed.
    """

    def __init__(self, rows: Iterable[N]) -> None:
        self._rows: defaultdict[str, list[N]] = defaultdict(list)
        for row in rows:
            for name in {fold(name) for name in row.names} - {""}:
                self._rows[name].append(row)

    def named(self, text: str) -> tuple[N, ...]:
        """Return the rows of that name: none when it is unknown, several when it is shared."""
        return tuple(self._rows.get(fold(text), ()))

    def find(self, text: str) -> N | None:
        """Return the one row of that name; None when it is unknown or shared."""
        rows = self.named(text)
        return rows[0] if len(rows) == 1 else None

    def shared(self) -> Iterator[tuple[str, tuple[N, ...]]]:
        """Yield the folded names that more than one row has, with those rows."""
        return ((name, tuple(rows)) for name, rows in self._rows.items() if len(rows) > 1)
