"""Which form a sheet has: by its name where the name says so, else by its header alone."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from vector.errors import Said
from vector.intake import header, months
from vector.intake.form import Form
from vector.intake.header import Header
from vector.intake.layout import LayoutRow, plain_header
from vector.intake.sheet import Book, Sheet

CONVINCING = 3
"""So many known headers say which form was meant, even when one that is needed is missing."""


@dataclass(frozen=True)
class Choice:
    """A form for a sheet, with the header found for it.

    ``rivals`` are the names of other methods that the same header fits as well.
    """

    form: Form
    named: bool
    header: Header | None
    rivals: tuple[Said, ...] = ()

    @property
    def called(self) -> Said:
        """The name of the method, else of the layout."""
        row = self.form.method or self.form.layout
        return Said(row.zh, row.en)

    @cached_property
    def parts(self) -> tuple[tuple[Form, Header], ...]:
        """What is read of the sheet: the form, or those of its parts whose columns are there."""
        if self.header is None:
            return ()
        if not self.form.parts:
            return ((self.form, self.header),)
        found = [(part, header.of_part(self.header, part)) for part in self.form.parts]
        whole = [(part, own) for part, own in found if not own.missing(part)]
        best = max(found, key=lambda pair: pair[1].score)
        return tuple(whole or [best])

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The headers that the form needs and the sheet lacks."""
        if self.header is None:
            return ()
        own = self.header.missing(self.form)
        return own or tuple(
            dict.fromkeys(m for form, head in self.parts for m in head.missing(form))
        )

    @property
    def merit(self) -> tuple[bool, bool, int, bool]:
        """What makes one choice better than another: whole, named, most words known, plain."""
        found = self.header
        plain = not self.form.parts or len(self.parts) > 1
        score = found.score if found else 0
        return (found is not None and not self.missing, self.named, score, plain)


def passed_over(sheet: Sheet, layouts: Iterable[LayoutRow]) -> bool:
    """Return whether a sheet explains or shows and is never read (填表说明, 示例)."""
    return any(_named(layout.passed_over, (sheet.name,)) for layout in layouts)


def choose(
    sheet: Sheet, book: Book, forms: Sequence[Form], mapped: tuple[Form, Header] | None = None
) -> Choice | None:
    """Choose the form of a sheet.

    Parameters
    ----------
    sheet : Sheet
    book : Book
        A delimited text has no sheet names; its file name stands for one.
    forms : sequence of Form
    mapped : (Form, Header), optional
        How a person said this sheet is to be read; that goes before everything else.

    Returns
    -------
    Choice or None
        None where neither the name nor the header resembles any form. A form whose sheet is
        refused by name comes back without a header.
    """
    if mapped is not None:
        return Choice(mapped[0], named=True, header=mapped[1])
    file = Path(book.name).stem
    names = (sheet.name, file) if book.kind == "csv" else (sheet.name,)
    titles = header.titles(sheet.head(header.SEARCHED_ROWS), sheet.merged)
    choices = []
    for form in forms:
        named = _named(form.names, names)
        if named and form.refused_zh:
            return Choice(form, named, None)
        if form.months:
            named = _named(form.names, (sheet.name, file))
            choices.append(Choice(form, named, months.find(sheet, form, named)))
        elif not form.refused_zh:
            choices.append(Choice(form, named, header.find(titles, form)))
    best = _best([c for c in choices if _likely(c)])
    return best if best and not best.missing else _left_out(forms, titles) or best


def _left_out(forms: Sequence[Form], titles: header.Candidates) -> Choice | None:
    """Return a choice that says why a sheet of known columns cannot be taken."""
    words = frozenset[str]().union(*(above.known_by for _, above in titles))
    for form in forms:
        for each in form.layout.left_out:
            if plain_header(each.columns[0]) in words:
                refused = replace(form, refused_zh=each.zh, refused_en=each.en)
                return Choice(refused, named=False, header=None)
    return None


def _likely(choice: Choice) -> bool:
    if choice.form.months:
        return choice.header is not None
    return choice.named or bool(choice.header and choice.header.score >= CONVINCING)


def _named(patterns: Iterable[str], names: Iterable[str]) -> bool:
    spelled = [plain_header(name) for name in names]
    return any(re.fullmatch(pattern, name) for pattern in patterns for name in spelled)


def _best(choices: Sequence[Choice]) -> Choice | None:
    if not choices:
        return None
    best = max(choices, key=lambda choice: choice.merit)
    rivals = {c.called for c in choices if c.merit == best.merit} - {best.called}
    return replace(best, rivals=tuple(sorted(rivals)))
