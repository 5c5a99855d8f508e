"""What a test says of a spoilt file: how it is made, and how it must be answered."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from parts import cells, worksheet, xlsx

HEADER = ["监测日期", "监测点位", "布放夹数", "有效夹数", "褐家鼠", "小家鼠", "其他", "捕获总数"]
GOOD = ["2025-06-01", "东门", 50, 48, 1, 0, 0, 1]


@dataclass(frozen=True)
class Malformed:
    """A file, the code it must be answered with, and words the sentence must hold."""

    name: str
    file: str
    make: Callable[[], bytes]
    code: str
    words: tuple[str, ...] = ()
    refused: bool = True
    heavy: bool = False


ALL: list[Malformed] = []


def _register(case):
    """Note a case once, however often its module is imported."""
    if all(case.name != known.name for known in ALL):
        ALL.append(case)


def refused(code, *words, file="六月.xlsx", heavy=False):
    """Register a file that is refused as a whole."""

    def note(make):
        _register(Malformed(make.__name__, file, make, code, words, heavy=heavy))
        return make

    return note


def faulty(code, *words, file="六月.xlsx"):
    """Register a file that is read but for what is faulty in it."""

    def note(make):
        _register(Malformed(make.__name__, file, make, code, words, refused=False))
        return make

    return note


def good(rows=(GOOD,)):
    return worksheet(cells([HEADER, *rows]))


def changed(**values):
    """Return a good row with some columns changed."""
    return [values.get(name, value) for name, value in zip(HEADER, GOOD, strict=True)]


def sheet_of(rows, parts=()):
    return xlsx(worksheet(cells([HEADER, *rows])), parts=parts)


def is_english(sentence):
    """Nothing of a sentence is Chinese but what is quoted of the file."""
    own = sentence
    while own != (own := re.sub(r"“[^“”]*”", "", own)):
        pass  # a quoted header may quote another
    assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", own), sentence
    assert sentence.endswith(".")
    assert not re.search(r"\{|\}|Traceback|Said|None|nan", own), sentence
