"""Spreadsheet files of a table: comma-separated text and workbooks, for whoever opens them.

Text that users wrote can never become a formula: in csv a text cell that a spreadsheet would
calculate is led by an apostrophe, in xlsx every text is written as text.
"""

import math
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pandas as pd
from xlsxwriter import Workbook

# The full-width forms as well: some spreadsheets take them for the others.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")
# The most rows that a sheet of a workbook holds, with its header.
SHEET_ROWS = 2**20


def columns(frame: pd.DataFrame) -> Iterator[tuple[str, list[Any]]]:
    """Yield each column as plain values: days as ISO text, missing and endless ones as None.

    Parameters
    ----------
    frame : DataFrame
        Any.

    Examples
    --------
    >>> dict(columns(pd.DataFrame({"k": [1, 2], "rate": [0.5, float("nan")]})))
    {'k': [1, 2], 'rate': [0.5, None]}
    """
    for position, name in enumerate(frame.columns):
        column = frame.iloc[:, position]
        if column.dtype.kind == "M":
            column = column.dt.strftime("%Y-%m-%d")
        plain = column.astype(object)
        values = plain.where(plain.notna(), None).tolist()
        yield str(name), [None if _endless(value) else value for value in values]


def _endless(value: Any) -> bool:
    return isinstance(value, float) and math.isinf(value)


def csv(frame: pd.DataFrame, *, mark: bool = False) -> bytes:
    """Return a frame as comma-separated UTF-8 text.

    Parameters
    ----------
    frame : DataFrame
        Its columns become the header as they are.
    mark : bool
        Whether a byte order mark leads, without which Chinese spreadsheet programs take the text
        for GB18030; other programs are better off without it.

    Examples
    --------
    >>> csv(pd.DataFrame({"who": ["=1+1"]})).decode()
    "who\\n'=1+1\\n"
    """
    text = _safe(frame).to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8-sig" if mark else "utf-8")


def _safe(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with texts that a spreadsheet would calculate led by an apostrophe."""
    return pd.DataFrame(
        {
            name: [_harmless(value) for value in values]
            if any(isinstance(value, str) for value in values)
            else values
            for name, values in columns(frame.rename(columns=_harmless))
        },
        dtype=object,
    )


def _harmless(value: Any) -> Any:
    return harmless(value) if isinstance(value, str) else value


def harmless(text: str) -> str:
    r"""Return a text that is neither a formula nor the end of a line.

    Parameters
    ----------
    text : str
        As a user wrote it.

    Examples
    --------
    >>> harmless("=1+1"), harmless("东门"), harmless("\r@x")
    ("'=1+1", '东门', "'\n@x")
    """
    # A lone carriage return would be written without quotes and end the line for some readers.
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{plain}" if plain.lstrip(" \u3000").startswith(FORMULA_STARTS) else plain


def workbook(frame: pd.DataFrame) -> bytes:
    """Return a frame as a workbook of one sheet, its header in bold and always in sight.

    Parameters
    ----------
    frame : DataFrame
        Its columns become the header as they are.

    Examples
    --------
    >>> workbook(pd.DataFrame({"rate": [0.5]}))[:2]
    b'PK'
    """
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for column, (name, values) in enumerate(columns(frame)):
            sheet.write_string(0, column, name, bold)
            for row, value in enumerate(values, start=1):
                write_cell(sheet, row, column, value)
        sheet.autofit()
    return content.getvalue()


def write_cell(sheet: Any, row: int, column: int, value: Any) -> None:
    """Write a plain value into a cell as what it is; None leaves it empty.

    Parameters
    ----------
    sheet : xlsxwriter worksheet
        Where to.
    row, column : int
        From 0.
    value : object
        A number, a truth value or something whose text is meant.
    """
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value))
