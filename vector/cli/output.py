"""How tables leave the command line: a table to read, or csv, json and xlsx for other programs.

Text that users wrote can never become a formula: see :mod:`vector.report.spreadsheet`.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vector.cli.language import refusal, why
from vector.cli.screen import draw

if TYPE_CHECKING:
    import pandas as pd


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
        from vector.report.spreadsheet import columns

        draw(dict(columns(frame)), title, sys.stdout)
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
    from vector.report import spreadsheet

    if form is Format.XLSX:
        return spreadsheet.workbook(frame)
    if form is Format.CSV:
        return spreadsheet.csv(frame)
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


def _json(frame: "pd.DataFrame") -> str:
    """Write one record a line; numbers keep every digit."""
    from vector.report.spreadsheet import columns

    found = dict(columns(frame))
    records = (dict(zip(found, row, strict=True)) for row in zip(*found.values(), strict=True))
    lines = (json.dumps(r, ensure_ascii=False, allow_nan=False, default=str) for r in records)
    return "[" + ",\n ".join(lines) + "]\n"


def _plain_table(frame: "pd.DataFrame", title: str) -> str:
    from io import StringIO

    from vector.report.spreadsheet import columns

    stream = StringIO()
    draw(dict(columns(frame)), title, stream)
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
