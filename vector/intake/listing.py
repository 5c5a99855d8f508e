"""The sheet 问题清单: every fault of a file in words, so that no one has to read colours."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

import pandas as pd

MOST_LISTED = 5_000
LONGEST_TEXT = 32_000

HEADER = ("序号 No.", "级别 Severity", "工作表 Sheet", "行 Row", "列 Column", "单元格 Cell",
          "发现 Found", "应为 Expected", "说明 What to do")  # fmt: skip
WIDTHS = (9, 14, 14, 8, 18, 12, 24, 28, 80)
CELL_COLUMN = HEADER.index("单元格 Cell")
SEVERITIES = {"error": "错误（红色）", "warning": "提醒（黄色）"}

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Line:
    """One fault as the sheet lists it."""

    severity: str
    sheet: str
    cell: str
    texts: tuple[str | int, ...]


def summary(faults: pd.DataFrame) -> str:
    """Return the line above the list: how many faults of which kind there are.

    Examples
    --------
    >>> summary(pd.DataFrame({"severity": ["error", "warning", "error"]}))
    '共 3 个问题：错误 2 个（所在行不能入库，请改正），提醒 1 个（可以入库，请核对）。'
    """
    errors = int((faults["severity"] == "error").sum())
    return (
        f"共 {len(faults)} 个问题：错误 {errors} 个（所在行不能入库，请改正），"
        f"提醒 {len(faults) - errors} 个（可以入库，请核对）。"
    )


def remainder(faults: pd.DataFrame) -> str:
    """Return the line below the list when there are more faults than it holds; else empty."""
    more = len(faults) - MOST_LISTED
    return f"另有 {more} 个问题没有列出；请先改正以上问题后重新上传。" if more > 0 else ""


def lines(faults: pd.DataFrame) -> Iterator[Line]:
    """Yield the faults to list, errors first."""
    order = (faults["severity"] != "error").to_numpy().argsort(kind="stable")[:MOST_LISTED]
    names = ("severity", "sheet", "row", "column", "cell", "found", "expected", "sentence")
    chosen = faults.iloc[order]
    values = zip(*(chosen[name].tolist() for name in names), strict=True)
    for number, (severity, sheet, row, column, cell, found, expected, sentence) in enumerate(
        values, start=1
    ):
        texts = (number, SEVERITIES[severity], sheet, row or "", column, cell, found, expected)
        yield Line(severity, sheet, cell, (*texts, sentence))


def location(sheet: str, cell: str) -> str:
    """Return where a link leads.

    Examples
    --------
    >>> location("鼠's", "C5")
    "'鼠''s'!C5"
    """
    return "'" + sheet.replace("'", "''") + "'!" + cell


def printable(text: object) -> str:
    """Return text as a cell can hold it: without control characters and not too long.

    Examples
    --------
    >>> printable("雨\\x00天")
    '雨\ufffd天'
    """
    return _UNPRINTABLE.sub("\ufffd", str(text))[:LONGEST_TEXT]


def in_xml(text: object) -> str:
    """Return text for XML, as content or within quotes."""
    return escape(printable(text), {'"': "&quot;"})
