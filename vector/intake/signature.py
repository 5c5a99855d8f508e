"""What a file is by its first bytes; its name's ending is never asked."""

import re
from typing import Literal

from vector.intake.compound import SIGNATURE as COMPOUND
from vector.intake.fault import finding, refuse

Wrapping = Literal["zip", "compound", "text"]

_HTML = "page"
_XML = "xml"
_KNOWN = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"RIFF", "media"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "seven_zip"),
    (b"\x1f\x8b", "gzip"),
    (b"{\\rtf", "rtf"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"SQLite format 3", "database"),
)
_PAGE = re.compile(
    rb"^\s*(?:<!doctype html|<html|<head|<table|<meta|<style|<div|mime-version:)", re.I
)
_MARKUP = re.compile(rb"^\s*(?:<\?xml|<workbook)", re.I)
_OBJECT = re.compile(rb"^\s*[\[{]\s*[\"{\[]")
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
SAMPLE = 64 << 10
CONTROLS = bytes({*range(32)} - {*b"\t\n\v\f\r\x1b"})
"""The control characters that no text has."""


def wrapping(content: bytes, file: str) -> Wrapping:
    """Return how a file is wrapped.

    Raises
    ------
    IntakeError
        ``empty_file``, or ``not_a_table`` naming what the file is instead.

    Examples
    --------
    >>> wrapping(b"station,date\\n", "a.xls")
    'text'
    """
    if not content.strip(b"\x00\xff\xfe\xef\xbb\xbf\t\r\n "):
        raise refuse("empty_file", file=file, size=len(content))
    if content.startswith(b"PK"):
        return "zip"
    if content.startswith(COMPOUND):
        return "compound"
    found = _other(content)
    if found:
        raise refuse("not_a_table", file=file, found=finding(found))
    return "text"


def _other(content: bytes) -> str:
    for mark, what in _KNOWN:
        if content.startswith(mark) and not (mark == b"BM" and _readable(content)):
            return what
    if content.startswith(_WIDE_MARKS):
        return ""
    head = content[:4096].removeprefix(b"\xef\xbb\xbf")
    if _PAGE.search(head):
        return _HTML
    if _MARKUP.search(head):
        return _HTML if b"<html" in head.lower() else _XML
    if _OBJECT.search(head):
        return "json"
    return "" if _readable(content) else "binary"


def _readable(content: bytes) -> bool:
    return len(content[:SAMPLE].translate(None, CONTROLS)) == len(content[:SAMPLE])
