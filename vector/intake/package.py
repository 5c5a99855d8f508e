"""The package of an .xlsx file: which part holds which sheet, and whether it is one at all.

Refused here: other office documents in the same wrapping, macros, sheets that share a part, and
packages whose declared content types contradict what they hold.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from vector.intake.archive import Archive
from vector.intake.fault import finding, refuse

BOOK = "xl/workbook.xml"
BOOK_RELATIONS = "xl/_rels/workbook.xml.rels"
TYPES = "[Content_Types].xml"
LARGEST_INDEX = 4 << 20

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_MACROS = re.compile(r"(^|/)(vbaproject\.bin|macrosheets/.*)$", re.IGNORECASE)
_OTHERS = {
    "word/document.xml": "word",
    "ppt/presentation.xml": "slides",
    "xl/workbook.bin": "xlsb",
    "AndroidManifest.xml": "package",
}
_SPREADSHEET = re.compile(rb"spreadsheetml\.(?:sheet|template)\.main\+xml", re.IGNORECASE)
_MACRO_TYPE = re.compile(rb"macroEnabled\.main\+xml", re.IGNORECASE)


@dataclass(frozen=True)
class SheetPart:
    """A sheet of the workbook and the part that holds it."""

    name: str
    part: str


def check_package(archive: Archive, file: str) -> None:
    """Refuse what is no plain .xlsx workbook.

    Raises
    ------
    IntakeError
        ``not_a_table``, ``macro`` or ``broken_file``.
    """
    if BOOK not in archive.parts:
        raise refuse("not_a_table", file=file, found=finding(_contents(archive)))
    if any(_MACROS.search(name) for name in archive.parts):
        raise refuse("macro", file=file)
    if TYPES not in archive.parts:
        raise refuse("broken_file", file=file, found=finding("part_missing", name=TYPES))
    types = archive.read(TYPES)
    if _MACRO_TYPE.search(types):
        raise refuse("macro", file=file)
    if not _SPREADSHEET.search(types):
        raise refuse("broken_file", file=file, found=finding("no_workbook"))


def _contents(archive: Archive) -> str:
    for name, what in _OTHERS.items():
        if name in archive.parts:
            return what
    if any(name.lower().endswith((".xlsx", ".xls", ".csv", ".ods")) for name in archive.parts):
        return "packed_tables"
    return "archive"


def sheet_parts(archive: Archive, file: str) -> list[SheetPart]:
    """Return the sheets in workbook order with their parts.

    Raises
    ------
    IntakeError
        ``broken_file`` when the workbook's index cannot be read or two sheets share a part.
    """
    try:
        targets = dict(_targets(_index(archive, BOOK_RELATIONS, file)))
        sheets = [
            SheetPart(element.get("name", ""), targets[_relation(element)])
            for element in _index(archive, BOOK, file).iter()
            if element.tag.endswith("}sheet")
        ]
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise refuse("broken_file", file=file, found=finding("contents_cut")) from error
    parts = [sheet.part for sheet in sheets]
    missing = [part for part in parts if part not in archive.parts]
    if missing or len(set(parts)) < len(parts):
        raise refuse("broken_file", file=file, found=finding("contents_differ"))
    return sheets


def counts_from_1904(archive: Archive, file: str) -> bool:
    """Return whether the workbook's serial numbers of days begin in 1904."""
    marks = (
        element.get("date1904", "")
        for element in _index(archive, BOOK, file).iter()
        if element.tag.endswith("}workbookPr")
    )
    return any(mark in ("1", "true") for mark in marks)


def _relation(sheet: ElementTree.Element) -> str:
    return sheet.get(_RELATION) or sheet.get(_STRICT_RELATION) or ""


def _targets(relations: ElementTree.Element) -> Iterator[tuple[str, str]]:
    for element in relations:
        target = element.get("Target", "")
        rooted = target if target.startswith("/") else f"/xl/{target}"
        yield element.get("Id", ""), posixpath.normpath(rooted).lstrip("/")


def _index(archive: Archive, name: str, file: str) -> ElementTree.Element:
    if archive.parts[name].size > LARGEST_INDEX:
        raise refuse("bomb", file=file, found=finding("part_too_large", name=name))
    # The archive refuses every entity declaration, so that expat has nothing to expand.
    return ElementTree.fromstring(archive.read(name))  # noqa: S314
