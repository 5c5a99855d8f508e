"""How hard a password is to guess: what it is made of, and how many tries each of its pieces takes.

A password is cut into the pieces that make it cheapest to guess: a known word (also with digits for
letters), a syllable of pinyin, a run of keys, a year or a date, a repeat, the person's own names,
and what is left, letter by letter. The cost is in bits: each doubles the tries.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from math import log2
from pathlib import Path
from typing import Any

RUN, REPEATS, SYLLABLE, NAME = 3, 3, 2, 3
LONGEST_PIECE = 40
YEARS = re.compile(r"(?:19|20)\d\d")
DATES = re.compile(
    r"(?:(?:19|20)\d\d)([-./年]?)(?:0?[1-9]|1[0-2])([-./月]?)(?:0?[1-9]|[12]\d|3[01])日?"
    r"|\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
)
# Of a century's years and days; of what a keyboard has; of the characters that people write.
YEAR, DATE, OWN, RUN_BITS, AGAIN, DISGUISED = log2(100), log2(36525), 1.0, 5.0, 2.0, 1.0
DIGIT, LETTER, SIGN, WRITTEN = log2(10), log2(26), 5.0, log2(3000)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("passwords.toml").read_text(encoding="utf-8"))


@cache
def words() -> frozenset[str]:
    """Return the words that are guessed first."""
    return frozenset(word for group in _table()["words"].values() for word in group.split())


@cache
def _syllables() -> frozenset[str]:
    table = _table()["syllables"].items()
    return frozenset(head + tail for head, tails in table for tail in tails.split())


@cache
def _rows() -> tuple[str, ...]:
    rows = _table()["rows"]["rows"]
    return tuple(each for row in rows for each in (row, row[::-1]))


def own(names: Iterable[str | None]) -> frozenset[str]:
    """Return the pieces of a person's names that they might put into a password.

    Parameters
    ----------
    names : iterable of str or None
        E-mail, user name, and what else is theirs, such as the region.

    Examples
    --------
    >>> sorted(own(["li.ming@lanshan-cdc.cn", "澜山县", None]))
    ['lanshan', 'li.ming', 'ming', '澜山', '澜山县']
    """
    known = [name.casefold() for name in names if name]
    parts = {part for name in known for part in [*name.split("@"), *re.split(r"[@._\s-]+", name)]}
    parts |= {name[:-1] for name in known if not name.isascii()}
    generic = {*_table()["generic"], *words()}
    return frozenset(
        each for each in parts - generic
        if (len(each) >= NAME or (each and not each.isascii())) and not _domain(each, known)
    )  # fmt: skip


def _domain(part: str, names: Iterable[str]) -> bool:
    return "." in part and any(name.endswith(f"@{part}") for name in names)


def bits(password: str, names: Iterable[str | None] = ()) -> float:
    """Estimate how many times the guesses must double until the password is among them.

    Parameters
    ----------
    password : str
        The password.
    names : iterable of str or None
        The person's own.

    Returns
    -------
    float
        Bits, by the cheapest way to put it together.

    Notes
    -----
    The idea is that of Wheeler, "zxcvbn: Low-Budget Password Strength Estimation", USENIX Security
    2016; words, rules and costs are this program's own.

    Examples
    --------
    >>> [round(bits(each)) for each in ("P@ssw0rd2026!", "Wangwei19900101", "澜山-Zeli 81")]
    [23, 33, 58]
    """
    typed = password.casefold()
    plain = "".join(_table()["read"].get(letter, letter) for letter in typed)
    best, mine = [0.0], own(names)
    for end in range(1, len(typed) + 1):
        costs = [best[end - 1] + _alone(typed[end - 1])]
        for start in range(max(0, end - LONGEST_PIECE), end - 1):
            piece = min(_pieces(typed, plain, start, end, mine), default=None)
            if piece is not None:
                costs.append(best[start] + piece)
        best.append(min(costs))
    return best[-1] + (DISGUISED if password != typed else 0.0)


def _alone(letter: str) -> float:
    if letter.isdigit():
        return DIGIT
    if not letter.isascii():
        return WRITTEN
    return LETTER if letter.isalpha() else SIGN


def _pieces(typed: str, plain: str, start: int, end: int, mine: frozenset[str]) -> Iterator[float]:
    """Return what a piece costs as each of the things it may be."""
    piece, read = typed[start:end], plain[start:end]
    if piece in mine or read in mine:
        yield OWN
    if piece in words():
        yield log2(len(words()))
    elif read in words():
        yield log2(len(words())) + DISGUISED
    if len(piece) >= SYLLABLE and piece in _syllables():
        yield log2(len(_syllables()))
    yield from _patterns(typed, start, piece)


def _patterns(typed: str, start: int, piece: str) -> Iterator[float]:
    size = len(piece)
    if size >= RUN and any(piece in row for row in _rows()):
        yield RUN_BITS + log2(size)
    if size >= REPEATS and piece == piece[0] * size:
        yield _alone(piece[0]) + log2(size)
    if size >= RUN and typed[max(0, start - size) : start] == piece:
        yield AGAIN
    if YEARS.fullmatch(piece):
        yield YEAR
    elif size >= 6 and DATES.fullmatch(piece):
        yield DATE


def least() -> float:
    """Return how many bits a password must have."""
    return float(_table()["least_bits"])


def is_weak(password: str, names: Iterable[str | None] = ()) -> bool:
    """Decide whether a password is too easily guessed.

    Parameters
    ----------
    password : str
        The password.
    names : iterable of str or None
        The person's own.

    Examples
    --------
    >>> [is_weak(each) for each in ("P@ssw0rd2026!", "1qaz2wsx!QAZ", "澜山-Zeli 81")]
    [True, True, False]
    """
    return bits(password, names) < least()
