"""Words of cells: which spellings mean missing, zero, a subtotal or a unit (``words.toml``)."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from vector.errors import Said
from vector.told import of


@dataclass(frozen=True)
class Words:
    """The word lists of ``words.toml``, ready to compare with :func:`plain` text."""

    missing: frozenset[str]
    zero: frozenset[str]
    subtotal: tuple[str, ...]
    counters: frozenset[str]
    formula_errors: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]
    spans: tuple[str, ...]
    longest_span: int
    sexes: dict[str, tuple[str, ...]]
    measures: dict[str, frozenset[str]]
    expected: dict[str, Said]

    def measure_of(self, unit: str) -> str:
        """Return the measure a unit spells (``km`` for 公里), or an empty string."""
        wanted = plain(unit)
        return next((name for name, spellings in self.measures.items() if wanted in spellings), "")

    def expects(self, key: str, **values: object) -> Said:
        """Return what a sentence says is expected, in both languages.

        Examples
        --------
        >>> words().expects("short_name", most=100).en
        'a name of at most 100 letters'
        """
        said = self.expected[key]
        return Said(
            said.zh.format_map(of("zh", values)),
            said.en.format_map(of("en", values)),
        )

    def sums_up(self, text: str) -> bool:
        """Return whether a cell marks a row that sums up others.

        Examples
        --------
        >>> words().sums_up("城东街道小计"), words().sums_up("合计镇")
        (True, False)
        """
        return plain(text).rstrip(":").endswith(self.subtotal)


@cache
def words() -> Words:
    """Read the word lists, once."""
    raw = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
    return Words(
        missing=_set(raw["missing"]),
        zero=_set(raw["zero"]),
        subtotal=tuple(plain(word) for word in raw["subtotal"]),
        counters=_set(raw["counters"]),
        formula_errors=_set(raw["formula_errors"]),
        yes=_set(raw["yes"]),
        no=_set(raw["no"]),
        spans=tuple(raw["spans"]),
        longest_span=raw["longest_span_days"],
        sexes={sex: tuple(headers) for sex, headers in raw["sexes"].items()},
        measures={name: _set(spellings) for name, spellings in raw["measures"].items()},
        expected={key: Said(**said) for key, said in raw["expected"].items()},
    )


def _set(spellings: list[str]) -> frozenset[str]:
    return frozenset(plain(word) for word in spellings)


def plain(text: str) -> str:
    """Return the text as it is compared: NFKC, without blanks, in small letters.

    Examples
    --------
    >>> plain("１２ 只"), plain("N/A ")
    ('12只', 'n/a')
    """
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def typed(text: str) -> str:
    """Return a typed value as it is read: small letters, half width, a blank only between digits.

    A footnote mark stays what it is (``10²`` is not 102), and so does the blank that parts two
    numbers (``1 10`` is not 110).

    Examples
    --------
    >>> typed("１２ 只"), typed("10²"), typed("2025-8-1 10:00")
    ('12只', '10²', '2025-8-1 10:00')
    """
    narrow = " ".join(_half_width(text).split()).lower()
    return _IDLE_BLANK.sub("", narrow)


_IDLE_BLANK = re.compile(r"(?<!\d) | (?!\d)")


def _half_width(text: str) -> str:
    if text.isascii():
        return text
    return "".join(
        unicodedata.normalize("NFKC", character)
        if unicodedata.decomposition(character).startswith(("<wide>", "<narrow>"))
        else character
        for character in text
    )


def tidy(text: str) -> str:
    """Return a name as it is kept: NFKC, blanks at the ends gone, inner ones single.

    Control characters and those that cannot be seen (zero-width blanks, marks of direction) go:
    two names that look alike must be one.

    Examples
    --------
    >>> tidy("　中山路（东） １号 ")
    '中山路(东) 1号'
    """
    return " ".join(visible(unicodedata.normalize("NFKC", text)).split())


def visible(text: str) -> str:
    """Return a text without the characters that no one can see; blanks stay.

    Examples
    --------
    >>> visible("东\\u200b门\\x00 \\u202e1")
    '东门 1'
    """
    if text.isprintable():
        return text
    return "".join(
        character
        for character in text
        if character.isspace() or unicodedata.category(character) not in _UNSEEN
    )


_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
