"""What a file is by its first bytes; its name's ending is never asked."""

import re
from typing import Literal

from vector.intake.compound import SIGNATURE as COMPOUND
from vector.intake.fault import refuse

Wrapping = Literal["zip", "compound", "text"]

_RESAVE = "；请用 Excel 或 WPS 打开它，另存为“Excel 工作簿（.xlsx）”后重新上传"
_HTML = "网页（HTML）代码，只是用了表格的后缀" + _RESAVE
_XML = "XML 文件" + _RESAVE
_KNOWN = (
    (b"%PDF", "一份 PDF 文档"),
    (b"\x89PNG", "一张图片（PNG）"),
    (b"\xff\xd8\xff", "一张图片（JPEG）"),
    (b"GIF8", "一张图片（GIF）"),
    (b"BM", "一张图片（BMP）"),
    (b"RIFF", "一段影音"),
    (b"Rar!", "一个 RAR 压缩包，请先解压再逐个上传"),
    (b"7z\xbc\xaf", "一个 7z 压缩包，请先解压再逐个上传"),
    (b"\x1f\x8b", "一个 GZIP 压缩包，请先解压再逐个上传"),
    (b"{\\rtf", "一份 RTF 文档"),
    (b"MZ", "一个程序"),
    (b"\x7fELF", "一个程序"),
    (b"SQLite format 3", "一个数据库"),
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
        raise refuse("not_a_table", file=file, found=found)
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
        return "JSON 数据"
    return "" if _readable(content) else "无法识别的二进制数据"


def _readable(content: bytes) -> bool:
    return len(content[:SAMPLE].translate(None, CONTROLS)) == len(content[:SAMPLE])
