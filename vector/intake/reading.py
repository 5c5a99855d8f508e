"""What a file says: one table of surveys per method, and every fault with its place."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import union_categoricals

from vector.catalog import Catalog
from vector.errors import IntakeError, Said
from vector.intake import identity, row
from vector.intake.blank import blank_rows
from vector.intake.choice import Choice, choose, passed_over
from vector.intake.fault import Faults, Values, finding, refuse, shown, tell
from vector.intake.form import Form, forms
from vector.intake.given import Given, given
from vector.intake.layout import layouts
from vector.intake.mapping import Remembered, recognise
from vector.intake.page import Page, note_undone
from vector.intake.printed import note_levels
from vector.intake.refusal import known_sheets, note_header, quoted_headers
from vector.intake.row import POSITION
from vector.intake.sheet import Book, Sheet, open_book
from vector.intake.text import DELIMITERS
from vector.settings import Settings
from vector.told import Language, listed

CATEGORIES = ("sheet", "station", "street", "habitat")

NOTHING: Remembered = MappingProxyType({})

Progress = Callable[[str, int, int], None]
"""Called with (what is read, sheets done, sheets in all)."""


@dataclass(frozen=True)
class Reading:
    """A file as it was read.

    Attributes
    ----------
    name, sha256, size : str, str, int
        The file's name, and the digest and number of its bytes.
    layout : str
        The id of its layout; several are joined by ``+``.
    tables : dict of method id → DataFrame
        Only rows without an error: sheet, row (as Excel shows it), station, street, habitat,
        date, note, then the method's fields and ``species:名``, as whole numbers of the
        field's resolution in float64 with NaN for missing; where counts were made from an
        index's value, that value as ``stated:index``.
    blanks : dict of method id → DataFrame
        The rows of known station and date that give no number at all, in the same columns with
        every field NaN: skipped, never stored, but their places are shown as having no data.
    faults : DataFrame
        sheet, row (0: the whole sheet), column, cell, severity, code, found, expected, sentence;
        its words are Chinese, see :meth:`told`.
    values : sequence of mapping
        What the sentence of each fault names beyond those columns.
    book : Book
    rows, held, skipped : int, int, dict of reason → int
        rows = accepted + held + all skipped.
    """

    name: str
    sha256: str
    size: int
    layout: str
    tables: dict[str, pd.DataFrame]
    faults: pd.DataFrame
    values: Sequence[Values]
    book: Book
    rows: int
    held: int
    skipped: Mapping[str, int] = field(default_factory=dict)
    blanks: dict[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def accepted(self) -> int:
        """The number of surveys in the tables."""
        return sum(map(len, self.tables.values()))

    def told(self, language: Language, faults: pd.DataFrame | None = None) -> list[str]:
        """Return the sentences of the faults in a language.

        Parameters
        ----------
        language : {"zh", "en"}
        faults : DataFrame, optional
            Rows of ``faults``, under their own index; all unless given.
        """
        some = self.faults if faults is None else faults
        return [
            tell(language, fault, self.name, self.values[number])
            for number, fault in zip(some.index.tolist(), some.itertuples(), strict=True)
        ]


@dataclass
class _Draft:
    """A reading in the making: pages, and per method the tables and blank rows of each page."""

    faults: Faults
    remembered: Remembered
    layouts: list[str] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    parts: dict[str, list[tuple[Page, pd.DataFrame]]] = field(default_factory=dict)
    blanks: dict[str, list[pd.DataFrame]] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)
    held: int = 0


def read(
    content: bytes,
    name: str,
    catalog: Catalog,
    *,
    progress: Progress | None = None,
    today: date | None = None,
    remembered: Remembered = NOTHING,
) -> Reading:
    """Read a file of counts in any known layout.

    Decides, row by row, whether a survey can be taken in; what cannot be is told with its sheet,
    row, column, what was found and what is expected.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        Its name, for sentences; what it is, the bytes say.
    catalog : Catalog
    progress : callable, optional
        Called with (sheet, sheets done, sheets in all).
    today : date, optional
        No survey is later; the day in the service's time zone unless given.
    remembered : mapping of fingerprint → SheetMapping
        Sheets whose columns somebody has named; they are read so.

    Returns
    -------
    Reading

    Raises
    ------
    IntakeError
        When the file as a whole is refused: no table, protected, or no sheet of a known layout.

    Examples
    --------
    >>> from vector.catalog import load
    >>> text = "station,date,method,effective,caught\\n东门,2025-08-01,夹夜法,50,2\\n"
    >>> read(text.encode(), "a.csv", load()).tables["snap_trap"]["caught"].tolist()
    [2.0]
    """
    book = open_book(content, name)
    draft = _Draft(Faults(name), remembered)
    known = forms(catalog)
    day = today or datetime.now(ZoneInfo(Settings().timezone)).date()
    for done, sheet in enumerate(book.sheets):
        if progress is not None:
            progress(sheet.name, done, len(book.sheets))
        if sheet.height and not passed_over(sheet, layouts()):
            _read_sheet(sheet, book, known, catalog, day, draft)
    if not draft.layouts:
        raise _unknown(book)
    _note_repeats(draft)
    if not any(page.height for page in draft.pages) and not draft.faults.found:
        draft.faults.add("no_rows", found=name)
    if progress is not None:
        progress(name, len(book.sheets), len(book.sheets))
    return _finished(book, draft)


def _read_sheet(
    sheet: Sheet,
    book: Book,
    known: tuple[Form, ...],
    catalog: Catalog,
    today: date,
    draft: _Draft,
) -> None:
    choice = choose(sheet, book, known, recognise(sheet, draft.remembered, catalog, book.name))
    if sheet.assumed:
        draft.faults.add("encoding_guessed", found=sheet.assumed, expected="UTF-8")
    if sheet.hidden:
        draft.faults.add("hidden_sheet", sheet=sheet.name, found=sheet.name)
    if choice is not None and choice.form.layout.id not in draft.layouts:
        draft.layouts.append(choice.form.layout.id)
    readable = note_header(sheet, choice, draft.faults)
    shared = _given(sheet, choice, draft.faults) if readable else None
    if choice is None or shared is None:
        _count_unread(sheet, choice, draft)
        return
    alone = len(choice.parts) == 1
    below = sheet.columns(choice.parts[0][1].row + 1)
    pages = [
        Page(sheet, *part, draft.faults, shared, below=below, alone=alone) for part in choice.parts
    ]
    for page in pages:
        _read_page(page, catalog, today, draft)
    note_levels(pages, catalog)
    if not alone:
        note_undone(pages)


def _given(sheet: Sheet, choice: Choice | None, faults: Faults) -> Given | None:
    if choice is None or choice.header is None:
        return None
    return given(sheet, choice.form, choice.header, faults)


def _read_page(page: Page, catalog: Catalog, today: date, draft: _Draft) -> None:
    draft.pages.append(page)
    for method, found in row.surveys(page, catalog, today).items():
        draft.parts.setdefault(method, []).append((page, found.counted))
        if len(found.blank):
            draft.blanks.setdefault(method, []).append(found.blank.drop(columns=POSITION))


def _count_unread(sheet: Sheet, choice: Choice | None, draft: _Draft) -> None:
    """Count the rows of a sheet that is not read: held, or skipped when no one could mend it."""
    below = choice.header.row + 1 if choice and choice.header else 0
    rows = int((~blank_rows(list(sheet.columns(below)))).sum())
    if choice is not None and choice.form.refused_zh:
        rows -= min(rows, 1)  # its header, wherever it stands
        draft.skipped["sheet_refused"] = draft.skipped.get("sheet_refused", 0) + rows
    else:
        draft.held += rows


def _unknown(book: Book) -> IntakeError:
    seen = [_seen(sheet, book) for sheet in book.sheets if sheet.height]
    found = Said("；".join(said.zh for said in seen), "; ".join(said.en for said in seen))
    return refuse("layout_unknown", file=book.name, found=found, expected=known_sheets())


def _seen(sheet: Sheet, book: Book) -> Said:
    """Say what stands in a sheet of no known layout."""
    if book.kind == "csv" and sheet.width == 1:
        first = next(cell for row in sheet.head(sheet.height) for cell in row if cell)
        tried = listed(finding(name) for name in DELIMITERS.values())
        return finding("one_column", first=shown(first), tried=tried)
    headers = quoted_headers(sheet) or finding("no_headers")
    return finding("what_stands", sheet=sheet.name, headers=headers)


def _note_repeats(draft: _Draft) -> None:
    """Hold every row that is the same survey as an earlier row of the file."""
    for parts in draft.parts.values():
        table = _joined([part for _, part in parts])
        pages = np.repeat(np.arange(len(parts)), [len(part) for _, part in parts])
        first = identity.repeats(table)
        again = np.flatnonzero(first >= 0)
        positions = table[POSITION].to_numpy()
        for place, said in zip(again, identity.described(table, again.tolist()), strict=True):
            page, earlier = parts[pages[place]][0], parts[pages[first[place]]][0]
            page.note(
                "twice",
                [positions[place]],
                found=[said],
                other_sheet=earlier.sheet,
                other_row=earlier.shown_row(positions[first[place]]),
            )


def _joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Put the tables of several sheets under one another, keeping categories."""
    if len(parts) == 1:
        return parts[0]
    parts = [part.copy(deep=False) for part in parts]
    for name in CATEGORIES:
        together = union_categoricals([part[name] for part in parts])
        for part in parts:
            part[name] = part[name].cat.set_categories(together.categories)
    return pd.concat(parts, ignore_index=True)


def _finished(book: Book, draft: _Draft) -> Reading:
    tables = {}
    for method, parts in draft.parts.items():
        table = _joined([_accepted(page, part) for page, part in parts])
        if len(table):
            tables[method] = table
    skipped = dict(draft.skipped)
    for page in draft.pages:
        for reason, count in page.reasons.items():
            skipped[reason] = skipped.get(reason, 0) + count
    unread = draft.held + sum(draft.skipped.values())
    faults, values = draft.faults.frame(), draft.faults.beyond_columns()
    order = _order(faults, book)
    return Reading(
        name=book.name,
        sha256=hashlib.sha256(book.content).hexdigest(),
        size=len(book.content),
        layout="+".join(draft.layouts),
        tables=tables,
        faults=faults.iloc[order].reset_index(drop=True),
        values=[values[number] for number in order],
        book=book,
        rows=sum(page.height for page in draft.pages) + unread,
        held=sum(int((page.held & ~page.skipped).sum()) for page in draft.pages) + draft.held,
        skipped=skipped,
        blanks={method: _joined(parts) for method, parts in draft.blanks.items()},
    )


def _accepted(page: Page, table: pd.DataFrame) -> pd.DataFrame:
    good = ~page.held[table[POSITION].to_numpy()]
    kept = table.drop(columns=POSITION)
    return kept if good.all() else kept[good].reset_index(drop=True)


def _order(faults: pd.DataFrame, book: Book) -> NDArray[np.intp]:
    """Return the order in which the user meets the faults: by sheet, then by row."""
    place = {sheet.name: number for number, sheet in enumerate(book.sheets)}
    return np.lexsort((faults["row"], faults["sheet"].map(place).fillna(-1)))
