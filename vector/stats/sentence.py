"""The sentences said beside a judgement, in both languages; their texts are data."""

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal

Language = Literal["zh", "en"]


@cache
def _texts() -> dict[str, dict[str, str]]:
    path = Path(__file__).with_name("sentences.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def say(key: str, language: Language = "zh", **values: object) -> str:
    """Return a sentence with its values filled in.

    Raises
    ------
    KeyError
        When there is no such sentence, or it needs a value that was not given.

    Examples
    --------
    >>> say("margin_worse", count=2, unit="间", noun="阳性房间", level="低于C级")
    '再有 2 间阳性房间即降为低于C级'
    """
    return _texts()[key][language].format(**values)


def listed(names: Iterable[str], language: Language = "zh") -> str:
    """Return names as one list.

    Examples
    --------
    >>> listed(["鼠", "蚊"])
    '鼠、蚊'
    """
    return say("list", language).join(names)
