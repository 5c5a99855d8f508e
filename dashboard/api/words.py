"""The words of the interface: titles of problems, names of operations, in both languages."""

import tomllib
from functools import cache
from pathlib import Path

from dashboard.text import language


@cache
def words() -> dict[str, dict[str, dict[str, str]]]:
    """All words, by section and key."""
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def knows(key: str) -> bool:
    """Whether there are words for a key."""
    section, _, name = key.partition(".")
    return name in words().get(section, {})


def told(key: str, tongue: str = "", **values: object) -> str:
    """The words of a key in a language, the reader's unless given."""
    section, _, name = key.partition(".")
    return words()[section][name][tongue or language()].format(**values)
