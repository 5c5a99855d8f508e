"""Patching an .xlsx package: marked sheets, widened styles, and one more sheet, 问题清单."""

import re
from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from vector.intake import listing
from vector.intake.archive import Archive
from vector.intake.book import VERDICT_SHEET
from vector.intake.cells import cell_name, column_letters
from vector.intake.mark import UnusualSheetError, mark
from vector.intake.package import BOOK, BOOK_RELATIONS, TYPES, SheetPart, sheet_parts
from vector.intake.repack import repack
from vector.intake.stylebook import AMBER, EMPTY, RED, Stylebook
from vector.intake.worksheet import pieces, prefix_of

STYLES = "xl/styles.xml"
LETTERS = [column_letters(place) for place in range(len(listing.HEADER))]
COLOURS = {"error": RED, "warning": AMBER}

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_SHEET_ID = re.compile(rb'\bsheetId="(\d+)"')

Slices = Iterable[bytes | memoryview]


def patched(
    archive: Archive,
    file: str,
    faults: pd.DataFrame,
    faulty: Mapping[str, Mapping[int, Mapping[int, str]]],
) -> bytes:
    """Return the workbook with its faulty cells marked and the list of faults added.

    Raises
    ------
    UnusualSheetError, UnusualStylesError
        When it is written in a way that cannot be patched safely.
    """
    sheets = sheet_parts(archive, file)
    styles = Stylebook(archive.read(STYLES) if STYLES in archive.parts else EMPTY)

    def marked(style: int, severity: str) -> int:
        return styles.marked(style, COLOURS[severity])

    # Parts are packed in this order, so that the styles are written when every mark is known.
    changed: dict[str, Slices] = {
        sheet.part: mark(_rows(archive, sheet.part), faulty[sheet.name], marked)
        for sheet in sheets
        if sheet.name in faulty
    }
    part, index = _place(archive, sheets)
    changed |= {name: [content] for name, content in index.items()}
    changed[part] = [list_sheet(faults, styles).encode()]
    changed[STYLES] = _late(styles)
    return repack(archive, changed)


def _late(styles: Stylebook) -> Iterator[bytes]:
    yield styles.content()


def _rows(archive: Archive, part: str) -> Iterator[bytes]:
    """Yield a sheet cut in front of rows; its names must stand without a prefix."""
    for number, piece in enumerate(pieces(archive.chunks(part), bare=False)):
        if not number and prefix_of(piece):
            raise UnusualSheetError
        yield piece


def _place(archive: Archive, sheets: list[SheetPart]) -> tuple[str, dict[str, bytes]]:
    """Return the part for the list, and the index parts that change to name it."""
    for sheet in sheets:
        if sheet.name == VERDICT_SHEET:
            return sheet.part, {}
    part = _free(archive, "xl/worksheets/verdict{}.xml")
    relation = f'<Relationship Id="rIdVerdict" Type="{_OFFICE}/worksheet" Target="/{part}"/>'
    types = f'<Override PartName="/{part}" ContentType="{_SHEET_TYPE}"/>'
    if STYLES not in archive.parts:
        relation += f'<Relationship Id="rIdStyles" Type="{_OFFICE}/styles" Target="/{STYLES}"/>'
        types += f'<Override PartName="/{STYLES}" ContentType="{_STYLES_TYPE}"/>'
    book = archive.read(BOOK)
    if _MAIN.encode() not in book:
        raise UnusualSheetError
    number = max(map(int, _SHEET_ID.findall(book)), default=0) + 1
    entry = (
        f'<sheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}" name="{VERDICT_SHEET}" '
        f'sheetId="{number}" r:id="rIdVerdict"/>'
    )
    return part, {
        BOOK: _before(book, b"</sheets>", entry),
        BOOK_RELATIONS: _before(archive.read(BOOK_RELATIONS), b"</Relationships>", relation),
        TYPES: _before(archive.read(TYPES), b"</Types>", types),
    }


def _free(archive: Archive, pattern: str) -> str:
    number = 1
    while pattern.format(number) in archive.parts:
        number += 1
    return pattern.format(number)


def _before(content: bytes, mark_: bytes, addition: str) -> bytes:
    at = content.rfind(mark_)
    if at < 0:
        raise UnusualSheetError
    return content[:at] + addition.encode() + content[at:]


def list_sheet(faults: pd.DataFrame, styles: Stylebook) -> str:
    """Return the XML of the sheet 问题清单; every text is a plain string, never a formula."""
    head, plain, link = (
        styles.plain(bold=True),
        styles.plain(wrap=True),
        styles.plain(link=True),
    )
    colours = {severity: styles.marked(plain, colour) for severity, colour in COLOURS.items()}
    rows = [_row(1, [listing.summary(faults)], [head]), _row(2, listing.HEADER, [head] * 9)]
    links: list[str] = []
    for line in listing.lines(faults):
        kinds = [plain] * len(listing.HEADER)
        kinds[1] = colours[line.severity]
        if line.cell:
            kinds[listing.CELL_COLUMN] = link
            links.append(_link(len(rows), line))
        rows.append(_row(len(rows) + 1, line.texts, kinds))
    rows.append(_row(len(rows) + 1, [listing.remainder(faults)], [head]))
    return _sheet("".join(rows), "".join(links), len(rows) - 1)


def _sheet(rows: str, links: str, last: int) -> str:
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, width in enumerate(listing.WIDTHS, start=1)
    )
    corner = f"{column_letters(len(listing.HEADER) - 1)}{last}"
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="2" topLeftCell="A3" activePane="bottomLeft" state="frozen"/></sheetView>'
        f"</sheetViews><cols>{columns}</cols><sheetData>{rows}</sheetData>"
        f'<autoFilter ref="A2:{corner}"/>'
        + (f"<hyperlinks>{links}</hyperlinks>" if links else "")
        + "</worksheet>"
    )


def _link(row: int, line: listing.Line) -> str:
    place = cell_name(row, listing.CELL_COLUMN)
    target = listing.location(line.sheet, line.cell)
    return f'<hyperlink ref="{place}" location="{listing.in_xml(target)}"/>'


def _row(number: int, values: Iterable[str | int], kinds: Iterable[int]) -> str:
    cells = "".join(
        _cell(f"{letters}{number}", value, kind)
        for letters, value, kind in zip(LETTERS, values, kinds, strict=False)
        if value != ""
    )
    return f'<row r="{number}">{cells}</row>'


def _cell(name: str, value: str | int, kind: int) -> str:
    if isinstance(value, int):
        return f'<c r="{name}" s="{kind}"><v>{value}</v></c>'
    text = f'<is><t xml:space="preserve">{listing.in_xml(value)}</t></is>'
    return f'<c r="{name}" s="{kind}" t="inlineStr">{text}</c>'
