"""Sheets without a header: rows of years and months, as city offices keep their databases.

The first column says ``2023年``, then ``1月`` to ``12月`` and 合计; the meaning of the others is
the layout's. A row is the sum of a month, and is taken as one survey on that month's first day.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date

import numpy as np

from vector.intake.cells import Column
from vector.intake.form import Form
from vector.intake.header import Header, Title
from vector.intake.layout import IGNORED
from vector.intake.sheet import Sheet
from vector.intake.word import plain

LOOKED_AT = 40
"""A year and a month stand among so many first rows, or the sheet is of another kind."""

_YEAR = re.compile(r"((?:19|20)\d{2})年(?:度)?", re.ASCII)
_MONTH = re.compile(r"(\d{1,2})月(?:份)?", re.ASCII)


def find(sheet: Sheet, form: Form, named: bool) -> Header | None:
    """Return what the columns of a sheet of years and months mean, None if it is no such sheet.

    Parameters
    ----------
    sheet : Sheet
    form : Form
        With ``months``.
    named : bool
        Whether the sheet's or the file's name speaks of the form; else its width must fit.
    """
    first = [_text(row[0]) for row in sheet.head(LOOKED_AT) if row]
    if not any(map(_YEAR.fullmatch, first)) or not any(map(_MONTH.fullmatch, first)):
        return None
    if not named and sheet.width != 1 + len(form.months):
        return None
    meanings = list(enumerate(form.months[: sheet.width - 1], start=1))
    texts = ["月份", *(form.shown.get(t, "不用") for _, t in meanings)]
    texts += [""] * (sheet.width - len(texts))
    return Header(
        row=-1,
        places={target: place for place, target in meanings if target != IGNORED},
        texts=tuple(texts),
        unknown=(),
        spare={},
        twice={},
        other_unit={},
        above=tuple(Title("", text) for text in texts),
    )


def days(first: Column) -> tuple[Column, list[int]]:
    """Return the first day of each row's month, and which rows only name a year.

    Examples
    --------
    >>> found, years = days(np.array(["2023年", "1月", "合计"], dtype=object))
    >>> found.tolist(), years
    (['', datetime.date(2023, 1, 1), ''], [0])
    """
    found = np.full(len(first), "", dtype=object)
    found[:] = list(_days(first))
    return found, [row for row, cell in enumerate(first) if _YEAR.fullmatch(_text(cell))]


def _days(first: Iterable[object]) -> Iterator[date | str]:
    year = 0
    for cell in first:
        if named := _YEAR.fullmatch(_text(cell)):
            year = int(named[1])
        month = _MONTH.fullmatch(_text(cell))
        known = month is not None and year and 1 <= int(month[1]) <= 12
        yield date(year, int(month[1]), 1) if month and known else ""


def _text(cell: object) -> str:
    return plain(cell) if isinstance(cell, str) else ""
