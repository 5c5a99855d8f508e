"""The rows of one sheet as surveys: typed values of every method, each row accepted or held."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.catalog import Catalog
from vector.catalog.index import BandedIndex
from vector.catalog.method import Method
from vector.errors import Said
from vector.intake.blank import blank_rows
from vector.intake.cells import column_letters
from vector.intake.collected import note_collected
from vector.intake.column import name, names
from vector.intake.count import Counts
from vector.intake.county import streets
from vector.intake.date import DAY_ZERO, SINCE_1904, dates
from vector.intake.page import Page, Rows
from vector.intake.place import habitats
from vector.intake.word import words
from vector.told import listed

POSITION = "position"
"""The column that says where on its page a row stands."""

CAUTIONS = frozenset({"date_serial", "date_span"})
"""Marks of a date that is read all the same; the day it was read as is told."""

LONGEST_NAME = 100
"""No place is called by more letters."""


class Surveys(NamedTuple):
    """A method's rows on one page: those with numbers, held ones too, and those without any."""

    counted: pd.DataFrame
    blank: pd.DataFrame


def surveys(page: Page, catalog: Catalog, today: date) -> dict[str, Surveys]:
    """Read the rows of a page.

    Parameters
    ----------
    page : Page
        Takes the faults, and knows afterwards which rows are held or skipped.
    catalog : Catalog
    today : date
        No survey is later.

    Returns
    -------
    dict of method id → Surveys
        Every row that was not skipped, held ones too (their identity counts), with its
        ``position`` on the page; and those skipped for want of any number whose station and
        date are known, for their places have no data.
    """
    page.skip(np.flatnonzero(blank_rows(page.cells)), "blank")
    _note_unnamed(page)
    _skip_subtotals(page)
    counted = {
        method.id: Counts(page, method, rows, catalog) for method, rows in _by_method(page, catalog)
    }
    left = np.flatnonzero(~page.skipped)
    frame = _places(page, catalog, today, left)
    return {
        method: Surveys(_table(frame, counts.rows, counts.values), _blank(frame, counts))
        for method, counts in counted.items()
    }


def _note_unnamed(page: Page) -> None:
    """Caution about columns that hold something but have no header."""
    for place, text in enumerate(page.header.texts):
        if not text and not blank_rows([page.cells[place]]).all():
            page.faults.add("column_unnamed", sheet=page.sheet, cell=column_letters(place))


def _skip_subtotals(page: Page) -> None:
    """Pass over rows that sum up others, by a word among their names or in their first cell."""
    targets = ("station", "street", "habitat", "date")
    columns = {page.header.places[t] for t in targets if t in page.header.places} | {0}
    for place in sorted(columns):
        sums = page.at(place).where(_sums_up, empty=False)
        rows = np.flatnonzero(sums & ~page.skipped)
        if rows.size:
            page.note("subtotal_row", rows, found=page.at(place).at(rows).quoted())
            page.skip(rows, "subtotal")


def _sums_up(cell: object) -> bool:
    return isinstance(cell, str) and words().sums_up(cell)


def _by_method(page: Page, catalog: Catalog) -> Iterator[tuple[Method, Rows]]:
    if page.form.method is not None:
        yield page.form.method, np.flatnonzero(~page.skipped)
        return
    column = names(page.column("method"))
    known = [catalog.find_method(name) if name else None for name in column.categories]
    number = np.array([-1 if method is None else i for i, method in enumerate(known)])
    codes = np.where(page.skipped, -2, number[column.codes])
    _note_unknown(page, np.flatnonzero(codes == -1), column, catalog)
    for method in dict.fromkeys(m for m in known if m is not None):
        same = [i for i, other in enumerate(known) if other is method]
        rows = np.flatnonzero(np.isin(codes, same))
        if rows.size:
            yield method, rows


def _note_unknown(page: Page, rows: Rows, column: pd.Categorical, catalog: Catalog) -> None:
    examples = listed(Said(method.zh, method.en) for method in _offered(page, catalog)[:3])
    expected = words().expects("method", examples=examples)
    empty = np.array([not name for name in column.categories])[column.codes[rows]]
    page.note("value_missing", rows[empty], "method", expected=expected)
    _note_ambiguous(page, rows[~empty], column, catalog, expected)


def _offered(page: Page, catalog: Catalog) -> list[Method]:
    """Return the methods to name as examples: of a form of index values, those of banded ones."""
    methods = list(catalog.methods.values())
    if not page.form.value:
        return methods
    banded = (i for i in catalog.indices.values() if isinstance(i, BandedIndex))
    named = {method for index in banded for method in index.methods}
    return [method for method in methods if method.id in named]


def _note_ambiguous(
    page: Page, rows: Rows, column: pd.Categorical, catalog: Catalog, expected: Said
) -> None:
    """Tell names of no method from names of several."""
    for number in np.unique(column.codes[rows]):
        same = rows[column.codes[rows] == number]
        several = listed(Said(m.zh, m.en) for m in catalog.methods_named(column.categories[number]))
        code = "method_ambiguous" if several.zh else "method_unknown"
        page.note(code, same, "method", expected=several if several.zh else expected)


def _places(page: Page, catalog: Catalog, today: date, left: Rows) -> pd.DataFrame:
    """Read what every survey has: its station, street, habitat, day and note."""
    _note_long(page, left)
    station = names(page.column("station"))
    street = streets(page, left)
    _need(page, "station", left[_empty(station)[left]], words().expects("name"))
    return pd.DataFrame(
        {
            "sheet": pd.Categorical([page.sheet]).repeat(page.height),
            "row": page.rows.astype(np.int64) + page.first + 1,
            "station": station,
            "street": street,
            "habitat": habitats(page, catalog, left),
            "date": _known_days(page, today, left),
            "note": _notes(page),
        }
    )


def _notes(page: Page) -> "pd.Series[str]":
    """Return the notes; a survey whose counts were made from a value says so."""
    notes = pd.Series(names(page.column("note"))).astype("str")
    for place, target in page.header.spare.items():
        if target == "note":
            title = page.header.texts[place].split("（")[0].split("(")[0]
            more = pd.Series(names(page.at(place))).astype("str")
            more = more.where(more == "", f"{title}：" + more)
            notes = notes.where((notes == "") | (more == ""), notes + "；") + more
    made = words().expects("made_from_value").zh
    return (made + notes).astype("str") if page.form.value else notes


def _note_long(page: Page, left: Rows) -> None:
    """Hold names that are no names but texts."""
    expected = words().expects("short_name", most=LONGEST_NAME)
    for target in ("station", "street", "habitat"):
        long = page.column(target).where(_too_long, empty=False)
        rows = left[long[left]]
        if rows.size:
            page.note("name_long", rows, target, expected=expected)


def _too_long(cell: object) -> bool:
    return isinstance(cell, str) and len(cell) > LONGEST_NAME and len(name(cell)) > LONGEST_NAME


def _empty(column: pd.Categorical) -> NDArray[np.bool_]:
    blank = np.array([not name for name in column.categories], dtype=bool)
    return np.asarray(blank[column.codes])


def _need(page: Page, target: str, rows: Rows, expected: Said) -> None:
    if rows.size:
        page.note("value_missing", rows, target, expected=expected)


def _known_days(page: Page, today: date, left: Rows) -> NDArray[np.datetime64]:
    found = _days(page, today, left)
    note_collected(page, found, today, left)
    return found


def _days(page: Page, today: date, left: Rows) -> NDArray[np.datetime64]:
    found = dates(page.column("date"), today, SINCE_1904 if page.since_1904 else DAY_ZERO)
    expected = words().expects("date")
    for number, code in enumerate(found.codes, start=1):
        rows = left[found.marks[left] == number]
        if code in CAUTIONS:
            _note_days(page, code, rows, found.values, expected)
        else:
            page.note(code, rows, "date", expected=expected)
    _need(page, "date", left[np.isnat(found.values[left]) & ~found.wrong[left]], expected)
    return found.values


def _note_days(
    page: Page, code: str, rows: Rows, days: NDArray[np.datetime64], expected: Said
) -> None:
    for day in np.unique(days[rows]):
        same = rows[days[rows] == day]
        page.note(code, same, "date", expected=expected, day=str(day)[:10])


def _table(
    frame: pd.DataFrame, rows: Rows, values: Mapping[str, NDArray[np.float64]]
) -> pd.DataFrame:
    """Put a method's numbers beside its rows' places."""
    whole = rows.size == len(frame)
    table = frame.copy(deep=False) if whole else frame.iloc[rows].reset_index(drop=True)
    numbers = pd.DataFrame(dict(values), index=table.index)
    return pd.concat([table, numbers], axis=1).assign(**{POSITION: rows})


def _blank(frame: pd.DataFrame, counts: Counts) -> pd.DataFrame:
    """Return the rows without any number, as far as their station and date are known."""
    undone = frame.iloc[counts.undone]
    known = (undone["station"] != "") & undone["date"].notna()
    rows = counts.undone[known.to_numpy()]
    missing = np.full(rows.size, np.nan)
    return _table(frame, rows, dict.fromkeys((f.id for f in counts.method.fields), missing))
