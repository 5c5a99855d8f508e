"""Files in the wild as a book of sheets; what is no readable table is refused with a sentence.

The kind is decided by the bytes: people save web pages as .xls and workbooks as .csv.
"""

from vector.intake import opendocument, workbook
from vector.intake.archive import open_archive
from vector.intake.book import VERDICT_SHEET, Area, Book, Kind, Sheet
from vector.intake.compound import open_compound, workbook_stream
from vector.intake.fault import refuse
from vector.intake.signature import wrapping
from vector.intake.text import open_text

__all__ = ["Area", "Book", "Kind", "Sheet", "open_book"]

LARGEST_FILE = 200 << 20


def open_book(content: bytes, name: str) -> Book:
    """Open a file of counts, whatever its name ends in.

    Parameters
    ----------
    content : bytes
        The file: .xlsx, .xls, .ods, or delimited text in UTF-8, UTF-16 or GB18030.
    name : str
        The file's name, for the sentences.

    Returns
    -------
    Book
        With every sheet that has cells, hidden ones too, but without an earlier verdict's sheet.

    Raises
    ------
    IntakeError
        When the file as a whole is refused: it is empty, too large, damaged, locked, hostile,
        carries macros, or is no table at all.

    Examples
    --------
    >>> book = open_book("监测日期,布夹数\\n2025-06-01,100\\n".encode("gb18030"), "六月.xls")
    >>> book.kind, book.sheets[0].head(1)
    ('csv', [['监测日期', '布夹数']])
    """
    if len(content) > LARGEST_FILE:
        raise refuse("too_large", file=name, found=f"{len(content) >> 20} MB", expected="200 MB")
    kind, sheets = _sheets(content, name)
    read = [sheet for sheet in sheets if sheet.height and sheet.name != VERDICT_SHEET]
    if not read:
        raise refuse("no_sheets", file=name)
    return Book(name, kind, content, read)


def _sheets(content: bytes, name: str) -> tuple[Kind, list[Sheet]]:
    match wrapping(content, name):
        case "zip":
            archive = open_archive(content, name)
            if opendocument.MIMETYPE in archive.parts:
                return "ods", workbook.open_ods(archive, name)
            return "xlsx", workbook.open_xlsx(archive, name)
        case "compound":
            stream = workbook_stream(open_compound(content, name), name)
            return "xls", workbook.open_xls(content, stream, name)
        case "text":
            return "csv", [open_text(content, name)]
