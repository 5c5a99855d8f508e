"""Every book of sentences says the same in both languages."""

import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest

import vector.stats
from vector.catalog import load
from vector.stats.sentence import UNITS, say_from, unit

HOME = Path(vector.stats.__file__).parent
# The words of units are no sentences.
BOOKS = sorted({*HOME.rglob("*.toml")} - {UNITS})


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_there_are_books() -> None:
    assert {"sentences.toml", "cautions.toml", "reasons.toml"} <= {book.name for book in BOOKS}


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: str(book.relative_to(HOME)))
def test_a_sentence_is_whole_in_both_languages(book: Path) -> None:
    for key, said in tomllib.loads(book.read_text(encoding="utf-8")).items():
        assert set(said) == {"zh", "en"}, key
        values = dict.fromkeys(blanks(said["zh"]) | blanks(said["en"]), 1)
        for language in ("zh", "en"):
            assert "{" not in say_from(book, key, language, **values)


def test_the_figures_are_said_in_both_languages() -> None:
    apart = {
        # A measure word (间, 张) stands in Chinese only.
        f"{book.parent.name}/{key}": (blanks(said["zh"]) ^ blanks(said["en"])) - {"unit"}
        for book in BOOKS
        for key, said in tomllib.loads(book.read_text(encoding="utf-8")).items()
    }
    assert {key: names for key, names in apart.items() if names} == {}


def test_every_unit_of_the_catalogue_has_english_words() -> None:
    units = {index.unit for index in load().indices.values()}
    assert {each for each in units if re.search("[\u4e00-\u9fff]", unit(each).en)} == set()
