"""The sentences said beside a judgement, in both languages; their texts are data."""

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal

from vector.errors import Said, VectorError

Language = Literal["zh", "en"]
BOTH: tuple[Language, Language] = ("zh", "en")
JUDGEMENT = Path(__file__).with_name("sentences.toml")


@cache
def _texts(book: Path) -> dict[str, dict[str, str]]:
    return tomllib.loads(book.read_text(encoding="utf-8"))


def say(key: str, language: Language = "zh", **values: object) -> str:
    """Return a sentence said beside a judgement with its values filled in.

    Raises
    ------
    KeyError
        When there is no such sentence, or it needs a value that was not given.

    Examples
    --------
    >>> say("margin_worse", count=2, unit="间", noun="阳性房间", level="低于C级")
    '再有 2 间阳性房间即降为低于C级'
    """
    return say_from(JUDGEMENT, key, language, **values)


def say_from(book: Path, key: str, language: Language = "zh", /, **values: object) -> str:
    """Return a sentence of another book of sentences; see :func:`say`.

    A value that is :class:`~vector.errors.Said` is put in as it is said in that language.
    """
    own = {
        name: getattr(value, language) if isinstance(value, Said) else value
        for name, value in values.items()
    }
    return _texts(book)[key][language].format(**own)


def refusal_from(book: Path, key: str, /, **values: object) -> VectorError:
    """Return the error of a refusal in a book of sentences, told in both languages."""
    return VectorError(*(say_from(book, key, language, **values) for language in BOTH))


def either(names: Iterable[str]) -> Said:
    """Return names as one list, in the manner of each language.

    Examples
    --------
    >>> either(["a", "b"]).en
    'a, b'
    """
    several = [*names]
    return Said("、".join(several), ", ".join(several))


def listed(names: Iterable[str], language: Language = "zh") -> str:
    """Return names as one list.

    Examples
    --------
    >>> listed(["鼠", "蚊"])
    '鼠、蚊'
    """
    return say("list", language).join(names)
