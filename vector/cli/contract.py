"""A table with agreed columns: what a command that takes its own kind of table may be given.

The agreed columns, what they are called and what stands in them is data, one file per command in
``contracts``. A file with a fault is refused as a whole, every fault with its cell.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from vector.catalog.loader import rows
from vector.catalog.name import fold
from vector.cli.cell import Column, full, text
from vector.cli.language import both, refusal, say, why
from vector.cli.rows import SHOWN, Found, typed
from vector.errors import Said, VectorError
from vector.stats.sentence import either

if TYPE_CHECKING:
    import pandas as pd

    from vector.intake.sheet import Sheet

CONTRACTS = Path(__file__).parent / "contracts"
# The header stands in one of the first rows, below at most a title and a note.
HEADER_ROWS = 10


@cache
def contract(name: str) -> dict[str, Column]:
    """Return the agreed columns of a command.

    Raises
    ------
    CatalogError
        When the file is broken.

    Examples
    --------
    >>> contract("bioassay")["dead"].kind
    'count'
    """
    return rows(CONTRACTS, f"{name}.toml", "column", Column)


def read(path: Path, name: str, more: Sequence[Column] = ()) -> "pd.DataFrame":
    """Read a file under a contract: every column of it that is there, by id.

    Parameters
    ----------
    path : Path
        A table in any form that is understood: xlsx, xls, ods, or delimited text; or counts of
        the store, written as :mod:`vector.cli.stored` says.
    name : str
        The contract.
    more : sequence of Column
        Columns beyond the contract, from :func:`further`.

    Returns
    -------
    DataFrame
        Texts and ids of words as str ("" where blank), numbers as float64 (NaN), dates as
        datetime64 (NaT); and ``row``, the row as a spreadsheet shows it.

    Raises
    ------
    VectorError
        When the file cannot be read, no sheet has the required columns, or a cell is at fault.
    """
    from vector.cli import stored

    if stored.is_stored(path):
        return stored.read(path, name)
    table = _read(path, _agreed(name, more))
    if sentence := _repeated(table):
        typer.echo(sentence, err=True)
    return table


def _repeated(table: "pd.DataFrame") -> str:
    """Say that rows of one time are alike in every column; "" where none are."""
    if not {"period", "date", "month", "week"} & set(table.columns):
        return ""
    twice = table.duplicated([name for name in table.columns if name != "row"])
    if not twice.any():
        return ""
    first = int(table.loc[twice, "row"].iloc[0])
    return say("rows_alike", rows=int(twice.sum()), first=first)


def _read(path: Path, columns: dict[str, Column]) -> "pd.DataFrame":
    return typed(_find(opened(path), columns, path.name), columns, path.name)


def opened(path: Path) -> list["Sheet"]:
    """Return the sheets of a file.

    Raises
    ------
    VectorError
        When it cannot be read or is no table.
    """
    from vector.intake.sheet import open_book

    try:
        content = path.read_bytes()
    except OSError as error:
        raise refusal("unreadable", path=path, reason=why(error)) from error
    return open_book(content, path.name).sheets


def _agreed(name: str, more: Sequence[Column]) -> dict[str, Column]:
    """Return the columns of a contract and those beyond it, without what these are only like."""
    agreed = {key: each for key, each in contract(name).items() if each.kind != "measure"}
    return agreed | {each.id: each for each in more}


def fits(content: bytes, file: str, name: str, *one_of: str) -> bool:
    """Return whether a sheet of a file has the columns that a contract requires.

    Parameters
    ----------
    content, file : bytes, str
        The file.
    name : str
        The contract.
    one_of : str
        Columns of which it needs one besides.

    Examples
    --------
    >>> fits("浓度,试虫数,死亡数\\n0.1,20,3\\n".encode(), "抗性.csv", "bioassay", "dose", "minute")
    True
    >>> fits("试虫数,死亡数\\n20,3\\n".encode(), "抗性.csv", "bioassay", "dose", "minute")
    False
    """
    from vector.intake.sheet import open_book

    try:
        found = _find(open_book(content, file).sheets, contract(name), file)
    except VectorError:
        return False
    return not one_of or any(each in found.places for each in one_of)


def _find(sheets: list["Sheet"], columns: dict[str, Column], file: str) -> Found:
    best = [each for each in columns.values() if each.required]
    for sheet in sheets:
        for header, cells in enumerate(sheet.head(HEADER_ROWS)):
            found = places(cells, columns)
            lacking = [each for each in columns.values() if each.required and each.id not in found]
            if not lacking:
                return Found(sheet, header, found)
            best = min(best, lacking, key=len)
    raise lacking_columns(file, best, _first_row(sheets))


def _first_row(sheets: list["Sheet"]) -> list[str]:
    """Return the first row in which anything stands."""
    rows = (row for sheet in sheets for row in sheet.head(HEADER_ROWS))
    named = ([text(cell) for cell in row if full(cell)] for row in rows)
    return next((row for row in named if row), [])


def lacking_columns(file: str, columns: list[Column], header: list[str]) -> VectorError:
    """Return the error that names the columns a file lacks, and the header it has."""
    found = either(header[:SHOWN]) if header else both("nothing_found")
    wanted = Said(
        "、".join(_called(each, "zh") for each in columns),
        ", ".join(_called(each, "en") for each in columns),
    )
    return refusal("columns_missing", file=file, columns=wanted, found=found)


def require(table: "pd.DataFrame", name: str, wanted: Iterable[str], file: Path) -> None:
    """Refuse a table that lacks columns which the contract leaves open.

    Raises
    ------
    VectorError
        Naming the columns that lack.
    """
    lacking = [contract(name)[each] for each in wanted if each not in table]
    if lacking:
        raise lacking_columns(file.name, lacking, table.attrs.get("header", []))


def _called(column: Column, language: Literal["zh", "en"]) -> str:
    """Return a column's name in a language, with other names it may have."""
    others = [name for name in column.aliases if name.isascii() == (language == "en")][:3]
    name = getattr(column.name, language)
    if not others:
        return str(name)
    told = either(others)
    return str(getattr(both("column_or", name=name, others=told), language))


def places(cells: list[object], columns: dict[str, Column]) -> dict[str, int]:
    """Return which column of a table is which agreed one, by its header."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = fold(str(cell)) if cell is not None else ""
        for column in columns.values():
            if name in column.names and column.id not in found:
                found[column.id] = place
    return found
