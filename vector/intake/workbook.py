"""Workbooks (.xlsx, .xls, .ods): inspected as bytes first, then handed to the reader.

The reader is native code that takes memory by what a file claims and cannot be stopped; so every
sheet's rectangle is known and bounded before it starts, and its panics become refusals.
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from vector.intake import biff, opendocument, package, shared_text, worksheet
from vector.intake.archive import Archive, check_well_formed
from vector.intake.book import Area, Sheet
from vector.intake.cells import WorkbookCells
from vector.intake.fault import finding, refuse, shown
from vector.intake.worksheet import Extent, Findings

MOST_CELLS = 12_000_000
"""A full Excel sheet of 1,048,576 rows with eleven columns; yearly files of a province are less."""

MOST_CELLS_XLS = 7_000_000
"""A full .xls sheet of 65,536 rows with a hundred columns; the reader holds its cells twice."""

SPARSE_CELLS, SPARSE_SHARE = 6_000_000, 4
"""Of a greater rectangle one cell in four must be written in the file, or it is a stray cell that
reaches far: the reader keeps the empty ones too."""

MOST_SHEETS = 256
MOST_KEPT = 128 << 20

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_READ_WHOLE = re.compile(r"^(content|xl/[^/]+)\.xml$|\.rels$", re.IGNORECASE)


@dataclass(frozen=True)
class Inspected:
    """What the bytes say of one sheet before it is read."""

    name: str
    extent: Extent
    findings: Callable[[], Findings]
    merged: list[Area] = field(default_factory=list)


def open_xlsx(archive: Archive, file: str) -> list[Sheet]:
    """Read the sheets of an .xlsx file.

    Raises
    ------
    IntakeError
        When it is damaged, hostile, locked or carries macros.
    """
    package.check_package(archive, file)
    sheets = package.sheet_parts(archive, file)
    for name in archive.parts.keys() - {sheet.part for sheet in sheets}:
        _measure(archive, name)
    kept = sum(archive.parts[sheet.part].size for sheet in sheets) <= MOST_KEPT
    inspected = [_inspected(archive, sheet, kept, file) for sheet in sheets]
    shared = sum(inside.extent.shared for inside in inspected)
    shared_text.check(archive, [sheet.part for sheet in sheets], shared, file)
    since_1904 = package.counts_from_1904(archive, file)
    return _read(archive.content, inspected, file, since_1904)


def _measure(archive: Archive, name: str) -> None:
    """Inflate a part once, so that the reader touches nothing that is not as declared."""
    if _READ_WHOLE.search(name):
        check_well_formed(archive, name)
        return
    for _ in archive.chunks(name):
        pass


def _inspected(archive: Archive, sheet: package.SheetPart, kept: bool, file: str) -> Inspected:
    """Measure a sheet; its pieces are kept for the second look unless they are too many."""
    pieces = worksheet.pieces(archive.chunks(sheet.part))
    if kept:
        held: list[bytes] = []
        reach = worksheet.extent(_keeping(pieces, held), file)
        return Inspected(sheet.name, reach, partial(worksheet.findings, held))
    reach = worksheet.extent(pieces, file)
    return Inspected(sheet.name, reach, partial(_findings_again, archive, sheet.part))


def _keeping(pieces: Iterable[bytes], held: list[bytes]) -> Iterator[bytes]:
    """Keep pieces while they are looked at, so that the next is inflated meanwhile."""
    for piece in pieces:
        held.append(piece)
        yield piece


def _findings_again(archive: Archive, part: str) -> Findings:
    return worksheet.findings(worksheet.pieces(archive.chunks(part)))


def open_ods(archive: Archive, file: str) -> list[Sheet]:
    """Read the sheets of an .ods file; raises as :func:`open_xlsx` does."""
    opendocument.check_document(archive, file)
    for name in archive.parts:
        _measure(archive, name)
    content = archive.read(opendocument.CONTENT)
    tables = opendocument.tables(content, file)
    inspected = [
        Inspected(table.name, table.extent, partial(_same, table.findings), table.merged)
        for table in tables
    ]
    since_1904 = opendocument.counts_from_1904(content)
    return _read(archive.content, inspected, file, since_1904)


def open_xls(content: bytes, stream: bytes, file: str) -> list[Sheet]:
    """Read the sheets of an .xls file; raises as :func:`open_xlsx` does."""
    inspected = [
        Inspected(inside.name, inside.extent, partial(_same, inside.findings))
        for inside in biff.inspect(stream, file)
    ]
    since_1904 = biff.counts_from_1904(stream)
    return _read(content, inspected, file, since_1904, MOST_CELLS_XLS)


def _same(findings: Findings) -> Findings:
    return findings


def _read(
    content: bytes,
    inspected: Sequence[Inspected],
    file: str,
    since_1904: bool,
    most: int = MOST_CELLS,
) -> list[Sheet]:
    _check_size(inspected, file, most)
    with _refusing(file), ThreadPoolExecutor(1) as reader:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        abouts = workbook.sheets_metadata
        if len(abouts) != len(inspected):
            raise refuse("broken_file", file=file, found=finding("contents_differ"))
        sheets = []
        for place, (about, inside) in enumerate(zip(abouts, inspected, strict=True)):
            _check_name(about.name, file)
            if _is_table(about, file):
                pending = reader.submit(workbook.get_sheet_by_index, place)
                findings = inside.findings()
                sheet = _sheet(pending.result(), about, inside, findings)
                sheets.append(replace(sheet, since_1904=since_1904))
        return sheets


def _check_size(inspected: Sequence[Inspected], file: str, most: int) -> None:
    if len(inspected) > MOST_SHEETS:
        raise refuse("bomb", file=file, found=finding("many_sheets", sheets=len(inspected)))
    total = 0
    for inside in inspected:
        area = inside.extent.area
        total += area
        sparse = area > SPARSE_CELLS and inside.extent.filled * SPARSE_SHARE < area
        if total > most or (sparse and most == MOST_CELLS):
            raise refuse(
                "too_many_cells",
                file=file,
                sheet=inside.name,
                found=finding("near_corner", corner=inside.extent.corner),
                expected=finding("ten_thousands", number=most // 10_000),
            )


def _check_name(name: str, file: str) -> None:
    """Refuse a sheet's name that no database keeps."""
    if _CONTROL.search(name):
        raise refuse("broken_file", file=file, found=finding("sheet_name_signs", name=shown(name)))


def _is_table(about: SheetMetadata, file: str) -> bool:
    if about.typ in (SheetTypeEnum.MacroSheet, SheetTypeEnum.Vba):
        raise refuse("macro", file=file)
    return about.typ == SheetTypeEnum.WorkSheet


def _sheet(
    source: CalamineSheet, about: SheetMetadata, inside: Inspected, findings: Findings
) -> Sheet:
    merged = [(*start, *end) for start, end in source.merged_cell_ranges or []]
    return Sheet(
        name=source.name,
        cells=WorkbookCells(source),
        hidden=about.visible != SheetVisibleEnum.Visible,
        merged=merged or inside.merged,
        hidden_rows=findings.hidden_rows,
        errors=findings.errors,
    )


@contextmanager
def _refusing(file: str) -> Iterator[None]:
    """Turn what the reader raises, its panics too, into a refusal."""
    try:
        yield
    except PasswordError as error:
        raise refuse("password", file=file) from error
    except CalamineError as error:
        raise refuse("broken_file", file=file, found=finding("inside_cut")) from error
    except BaseException as error:
        # A panic of the native reader is no Exception, and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise refuse("broken_file", file=file, found=finding("inside_unread")) from error
