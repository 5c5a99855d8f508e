"""The header 表头 of a sheet: on which row it stands and what each column means.

Title lines and blank rows may stand above it. A header of two rows, with merged cells, is joined
column by column: the words of both rows together, else those of the lower row.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise

from vector.intake.form import Form
from vector.intake.layout import IGNORED, plain_header
from vector.intake.rule import StandIn
from vector.intake.word import tidy, words

SEARCHED_ROWS = 20
"""A header stands among the first rows; further down is data."""

LONGEST_TITLE = 200
"""What is longer is a text; its beginning is quoted, and it is not searched for units."""

LEAST_WORDS = 2
"""A row with fewer known words is no header."""

Area = tuple[int, int, int, int]


@dataclass(frozen=True)
class Title:
    """What stands above one column: the upper row's words (if there are two) and the lower's."""

    upper: str
    lower: str

    @cached_property
    def text(self) -> str:
        """The header as sentences quote it."""
        return "/".join(part for part in dict.fromkeys((self.upper, self.lower)) if part)

    @cached_property
    def words(self) -> tuple[tuple[str, str], ...]:
        """The words it may be known by, the surest first, each with the unit taken off it."""
        both = (self.upper + self.lower, self.lower) if self.upper and self.lower else ()
        found = []
        for reading in both or (self.lower or self.upper,):
            bare, unit = _without_unit(reading)
            found += [(plain_header(reading), ""), (plain_header(bare), unit)]
        return tuple(found)


class Titles(list[Title]):
    """What stands above all columns."""

    @cached_property
    def known_by(self) -> frozenset[str]:
        """Every word that any of the columns may be known by."""
        return frozenset(word for title in self for word, _ in title.words)


Candidates = list[tuple[int, Titles]]


@dataclass(frozen=True)
class Header:
    """A header that was found.

    Attributes
    ----------
    row : int
        Its last row, from 0; data begin below.
    places : dict of target → column
        From 0.
    texts : tuple of str
        What stands above each column, empty where nothing does.
    unknown : tuple of int
        Columns whose words mean nothing here.
    spare : dict of column → target
        Columns whose field has a better one.
    twice : dict of target → columns
        Targets that columns of the same words claim.
    other_unit : dict of column → unit
        Columns in another measured unit than the field's.
    above : tuple of Title
        What stands above each column, as it was taken.
    """

    row: int
    places: dict[str, int]
    texts: tuple[str, ...]
    unknown: tuple[int, ...]
    spare: dict[int, str]
    twice: dict[str, tuple[int, ...]]
    other_unit: dict[int, str]
    above: tuple[Title, ...] = ()

    @property
    def score(self) -> int:
        """How many columns are understood."""
        return len(self.places)

    def missing(self, form: Form) -> tuple[str, ...]:
        """Return the headers the form cannot do without and that are not there."""
        absent = [form.shown.get(t, t) for t in form.needed if t not in self.places]
        if form.value or form.lines:
            return tuple(dict.fromkeys(absent))
        absent += [
            form.shown[stand.field]
            for stand in form.stand_in
            if stand.column and stand.field not in self.places and not self._has(stand)
        ]
        if form.method is not None:
            choices = (group for group in form.method.one_of if not set(group) & set(self.places))
            absent += ["或".join(form.shown[name] for name in group) for group in choices]
        return tuple(dict.fromkeys(absent))

    def _has(self, stand: StandIn) -> bool:
        return {stand.column, stand.less or stand.column} <= set(self.places)


def find(candidates: Candidates, form: Form) -> Header | None:
    """Find the header of a sheet for one form.

    Parameters
    ----------
    candidates : list of (row, titles)
        From :func:`titles`.

    Returns
    -------
    Header or None
        The row, or pair of rows, that the form understands best; the uppermost of equals.
    """
    likely = [(r, a) for r, a in candidates if len(form.words.keys() & a.known_by) >= LEAST_WORDS]
    headers = (_header(row, above, form) for row, above in likely)
    known = [header for header in headers if header.score >= LEAST_WORDS]
    return max(known, key=lambda header: header.score, default=None)


def of_part(header: Header, part: Form) -> Header:
    """Return what a header says to one of the forms that share its sheet.

    What the part does not know is for the other parts to know.
    """
    return replace(_header(header.row, header.above, part), unknown=())


def titles(head: Sequence[Sequence[object]], merged: Sequence[Area]) -> Candidates:
    """Return what each of the first rows, and each pair of them, says above the columns.

    Parameters
    ----------
    head : rows of cells
        The first rows of the sheet.
    merged : areas
        (row, column, last row, last column), from 0.
    """
    found = [*_single(head), *_paired(head, merged)]
    return [(row, Titles(above)) for row, above in found if sum(bool(t.text) for t in above) > 1]


def _single(head: Sequence[Sequence[object]]) -> Iterator[tuple[int, list[Title]]]:
    for number, row in enumerate(head[:SEARCHED_ROWS]):
        yield number, [Title("", _words(cell)) for cell in row]


def _paired(
    head: Sequence[Sequence[object]], merged: Sequence[Area]
) -> Iterator[tuple[int, list[Title]]]:
    rows = [[_words(cell) for cell in row] for row in head[:SEARCHED_ROWS]]
    for number, (upper, lower) in enumerate(pairwise(rows)):
        if all(isinstance(cell, str | None) for cell in head[number + 1]):
            spread = _spread(upper, number, merged)
            yield number + 1, [Title(a, b) for a, b in zip(spread, lower, strict=False)]


def _words(cell: object) -> str:
    return tidy(cell[:LONGEST_TITLE]) if isinstance(cell, str) else ""


def _spread(upper: Sequence[str], number: int, merged: Sequence[Area]) -> list[str]:
    """Repeat a merged upper cell over the columns it covers."""
    spread = list(upper)
    for top, left, bottom, right in merged:
        if top <= number <= bottom and left < len(spread):
            for place in range(left, min(right, len(spread) - 1) + 1):
                spread[place] = spread[left]
    return spread


def _header(row: int, above: Sequence[Title], form: Form) -> Header:
    claims: dict[str, list[tuple[int, int]]] = {}
    unknown: list[int] = []
    other_unit: dict[int, str] = {}
    for place, title in enumerate(above):
        word, unit = _word(title, form)
        if not word:
            unknown += [place] if title.text else []
        elif unit:
            other_unit[place] = unit
        elif (target := form.words[word]) != IGNORED:
            claims.setdefault(target, []).append((form.rank[word], place))
    best = {target: min(ranked) for target, ranked in claims.items()}
    return Header(
        row=row,
        places={target: place for target, (_, place) in best.items()},
        texts=tuple(title.text for title in above),
        unknown=tuple(unknown),
        spare={
            place: target
            for target, ranked in claims.items()
            for rank, place in ranked
            if rank != best[target][0]
        },
        twice={
            target: same
            for target, ranked in claims.items()
            if len(same := tuple(p for rank, p in ranked if rank == best[target][0])) > 1
        },
        other_unit=other_unit,
        above=tuple(above),
    )


def _word(title: Title, form: Form) -> tuple[str, str]:
    """Return the known word of a title and, if its unit is not the field's, that unit."""
    for word, unit in title.words:
        if word in form.words:
            return word, unit if _differs(unit, form.words[word], form) else ""
    return "", ""


_BRACKETED = re.compile(r"[(【〔\[{（]([^)】〕\]}）]*)[)】〕\]}）]")


@lru_cache(maxsize=4096)
def _without_unit(text: str) -> tuple[str, str]:
    inside = _BRACKETED.search(text)
    return _BRACKETED.sub("", text), inside[1] if inside else ""


def _differs(unit: str, target: str, form: Form) -> bool:
    measure = words().measure_of(unit)
    if not measure or form.method is None or target in form.rules.divided:
        return False
    own = {item.id: words().measure_of(item.unit) for item in form.method.fields}
    return own.get(target, measure) != measure
