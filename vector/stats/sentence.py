"""The sentences said beside a judgement, in both languages; their texts are data."""

from collections.abc import Iterable
from pathlib import Path

from vector import told
from vector.errors import Said, VectorError
from vector.told import BOTH, Language, say_from, texts, told_from

__all__ = [
    "BOTH",
    "Language",
    "either",
    "listed",
    "refusal_from",
    "say",
    "say_from",
    "unit",
    "whole_unit",
]

JUDGEMENT = Path(__file__).with_name("sentences.toml")
UNITS = Path(__file__).with_name("units.toml")


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


def unit(written: str) -> Said:
    """Return a unit of the catalogue in both languages.

    Examples
    --------
    >>> unit("只/(灯·夜)").en, unit("灯·夜").en
    ('per lamp-night', 'lamp-night')
    """
    english = whole_unit(written)
    if english:
        return Said(written, english)
    english = written.replace("·", "-")
    for part, word in texts(UNITS)["en"].items():
        english = english.replace(part, word)
    return Said(written, english)


def whole_unit(written: str) -> str:
    """Return the English name that a unit of the catalogue has as a whole, empty if it has none.

    Examples
    --------
    >>> whole_unit("只/(灯·夜)")
    'per lamp-night'
    """
    return texts(UNITS)["whole"].get(written, "")


def refusal_from(book: Path, key: str, /, **values: object) -> VectorError:
    """Return the error of a refusal in a book of sentences, told in both languages."""
    return VectorError(*told_from(book, key, **values))


def either(names: Iterable[str]) -> Said:
    """Return names as one list, in the manner of each language.

    Examples
    --------
    >>> either(["a", "b"]).en
    'a, b'
    """
    return told.listed(names)


def listed(names: Iterable[str], language: Language = "zh") -> str:
    """Return names as one list.

    Examples
    --------
    >>> listed(["鼠", "蚊"])
    '鼠、蚊'
    """
    return say("list", language).join(names)
