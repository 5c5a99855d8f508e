"""Sentences in both languages, filled in; their texts are data, a book of them to a package."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from vector.errors import Said

Language = Literal["zh", "en"]
BOTH: tuple[Language, Language] = ("zh", "en")


@cache
def texts(book: Path) -> dict[str, dict[str, str]]:
    """Return the sentences of a book, by key and language."""
    return tomllib.loads(book.read_text(encoding="utf-8"))


def say_from(book: Path, key: str, language: Language = "zh", /, **values: object) -> str:
    """Return a sentence of a book with its values filled in.

    A value that has its words in both languages, as ``zh`` and ``en``, such as
    :class:`~vector.errors.Said` or a row of the catalogue, is put in as it is said in that one.

    Raises
    ------
    KeyError
        When there is no such sentence, or it needs a value that was not given.
    """
    return texts(book)[key][language].format(**of(language, values))


def of(language: Language, values: Mapping[str, object]) -> dict[str, object]:
    """Return values with what has its words in both languages as it is said in one.

    Examples
    --------
    >>> of("en", {"found": Said("空白", "blank"), "row": 5})
    {'found': 'blank', 'row': 5}
    """
    return {
        name: getattr(value, language) if hasattr(value, "zh") and hasattr(value, "en") else value
        for name, value in values.items()
    }


def listed(names: Iterable[str | Said], mark: str = "{}") -> Said:
    """Return names as one list in the manner of each language, each with marks around it.

    Examples
    --------
    >>> listed(["a", Said("甲", "b")], "“{}”")
    Said(zh='“a”、“甲”', en='“a”, “b”')
    """
    both = [name if isinstance(name, Said) else Said(name, name) for name in names]
    return Said(
        "、".join(mark.format(name.zh) for name in both),
        ", ".join(mark.format(name.en) for name in both),
    )


def told_from(book: Path, key: str, /, **values: object) -> Said:
    """Return a sentence of a book in both languages; see :func:`say_from`."""
    return Said(*(say_from(book, key, language, **values) for language in BOTH))
