"""How tables leave the command line: a table to read, or csv, json and xlsx for other programs.

Text that users wrote can never become a formula: in csv a text cell that a spreadsheet would
calculate is led by an apostrophe, in xlsx every text is written as text.
"""

import json
import math
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vector.cli.language import refusal, why
from vector.cli.screen import draw

if TYPE_CHECKING:
    import pandas as pd

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n")


class Format(StrEnum):
    """The forms a table may take."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"


FormatOption = Annotated[Format, typer.Option("--format", "-f", help="输出格式。 Output format.")]
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="写入文件，缺省写到屏幕。 Write to this file."),
]


def write(
    frame: "pd.DataFrame", form: Format = Format.TABLE, output: Path | None = None, title: str = ""
) -> None:
    """Write a frame in the wished form to a file or to standard output.

    Parameters
    ----------
    frame : DataFrame
        Its columns become the header as they are; missing values are empty, ``null`` in json.
    form : Format
        ``table`` rounds half up to two places for reading; the others keep every digit.
    output : Path, optional
        Replaced only when all of it is written; standard output unless given.
    title : str, optional
        Stands above a table.

    Raises
    ------
    VectorError
        When the file cannot be written, or a workbook would go to a terminal.
    """
    if form is Format.TABLE and output is None:
        draw(dict(_columns(frame)), title, sys.stdout)
        return
    content = _bytes(frame, form, title)
    if output is not None:
        _replace(output, content)
    elif form is Format.XLSX and sys.stdout.isatty():
        raise refusal("to_a_terminal")
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


def _bytes(frame: "pd.DataFrame", form: Format, title: str) -> bytes:
    if form is Format.XLSX:
        return _workbook(frame)
    if form is Format.CSV:
        return _safe(frame).to_csv(index=False, lineterminator="\n").encode()
    if form is Format.JSON:
        return _json(frame).encode()
    return _plain_table(frame, title).encode()


def _replace(path: Path, content: bytes) -> None:
    """Write beside the file and rename, so that a broken run leaves the old one whole."""
    try:
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            umask = os.umask(0)
            os.umask(umask)
            Path(beside).chmod(0o666 & ~umask)
            Path(beside).replace(path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise refusal("unwritable", path=path, reason=why(error)) from error


def _columns(frame: "pd.DataFrame") -> Iterator[tuple[str, list[Any]]]:
    """Yield each column as plain values: days as ISO text, missing and endless ones as None."""
    for position, name in enumerate(frame.columns):
        column = frame.iloc[:, position]
        if column.dtype.kind == "M":
            column = column.dt.strftime("%Y-%m-%d")
        plain = column.astype(object)
        values = plain.where(plain.notna(), None).tolist()
        yield str(name), [None if _endless(value) else value for value in values]


def _endless(value: Any) -> bool:
    return isinstance(value, float) and math.isinf(value)


def _json(frame: "pd.DataFrame") -> str:
    """Write one record a line; numbers keep every digit."""
    columns = dict(_columns(frame))
    records = (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
    lines = (json.dumps(r, ensure_ascii=False, allow_nan=False, default=str) for r in records)
    return "[" + ",\n ".join(lines) + "]\n"


def _safe(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return the frame with texts that a spreadsheet would calculate led by an apostrophe."""
    import pandas as pd

    return pd.DataFrame(
        {
            name: [_harmless(value) for value in values]
            if any(isinstance(value, str) for value in values)
            else values
            for name, values in _columns(frame.rename(columns=_harmless))
        },
        dtype=object,
    )


def _harmless(value: Any) -> Any:
    """Return the value; a text so that it is neither a formula nor the end of a line."""
    if not isinstance(value, str):
        return value
    # A lone carriage return would be written without quotes and end the line for some readers.
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _workbook(frame: "pd.DataFrame") -> bytes:
    from xlsxwriter import Workbook

    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for column, (name, values) in enumerate(_columns(frame)):
            sheet.write_string(0, column, name, bold)
            for row, value in enumerate(values, start=1):
                _write_cell(sheet, row, column, value)
        sheet.autofit()
    return content.getvalue()


def _write_cell(sheet: Any, row: int, column: int, value: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value))


def _plain_table(frame: "pd.DataFrame", title: str) -> str:
    from io import StringIO

    stream = StringIO()
    draw(dict(_columns(frame)), title, stream)
    return stream.getvalue()


@contextmanager
def progress(text: str) -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar on standard error while a block runs, if that is a terminal.

    Parameters
    ----------
    text : str
        What is being done.

    Yields
    ------
    callable
        Takes how much is done and how much there is.

    Examples
    --------
    >>> with progress("读取") as report:
    ...     report(1, 10)
    """
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    parts = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*parts, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(text, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
