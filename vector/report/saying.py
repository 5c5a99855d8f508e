"""The sentences of mails and flags, and the advice on how to act; their words are TOML."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from vector.errors import CatalogError

HERE = Path(__file__).parent


@cache
def _words(name: str) -> dict[str, Any]:
    try:
        return tomllib.loads((HERE / name).read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogError(name, "*", f"无法读取：{error}") from error


def say(section: str, key: str, **values: object) -> str:
    """Fill one sentence of ``sentences.toml``.

    Parameters
    ----------
    section, key : str
        Where the sentence stands.
    **values
        What its placeholders mean.

    Returns
    -------
    str
        The Chinese sentence.

    Raises
    ------
    CatalogError
        When the sentence or one of its values is missing.

    Examples
    --------
    >>> say("rule", "action_limit")
    '行动限值'
    """
    try:
        return str(_words("sentences.toml")[section][key]).format(**values)
    except KeyError as error:
        raise CatalogError("sentences.toml", f"{section}.{key}", f"缺少 {error}") from error


def advice(group: str, language: str = "zh") -> tuple[str, ...]:
    """Return how a street office can act against a vector group, step by step.

    Parameters
    ----------
    group : str
        A vector group's id.
    language : {"zh", "en"}
        The language of the steps.

    Examples
    --------
    >>> advice("mosquito")[0][:7]
    '先翻盆倒罐：3'
    """
    try:
        return tuple(_words("advice.toml")[group][language])
    except KeyError as error:
        raise CatalogError("advice.toml", f"{group}.{language}", f"缺少 {error}") from error
