"""A table with agreed columns: what a command that takes its own kind of table may be given.

The agreed columns, what they are called and what stands in them is data, one file per command in
``contracts``. A file with a fault is refused as a whole, every fault with its cell.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import typer

from vector.catalog.loader import rows
from vector.catalog.name import fold
from vector.cli.cell import FAULT, Column, full, sums_up, text
from vector.cli.language import both, listed, note, refusal, say, why
from vector.errors import Said, VectorError
from vector.stats.sentence import either

if TYPE_CHECKING:
    import pandas as pd

    from vector.intake.sheet import Sheet

CONTRACTS = Path(__file__).parent / "contracts"
# The header stands in one of the first rows, below at most a title and a note.
HEADER_ROWS = 10
SHOWN = 10


class Found(NamedTuple):
    """A sheet, the row of its header (from 0), and which column of it is which."""

    sheet: "Sheet"
    header: int
    places: dict[str, int]


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
    return _table(_find(opened(path), columns, path.name), columns, path.name)


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


def _table(found: Found, columns: dict[str, Column], file: str) -> "pd.DataFrame":
    import pandas as pd

    first = found.header + 1
    arrays = found.sheet.columns(first)
    used = {name: arrays[place].tolist() for name, place in found.places.items()}
    kept = _counted(used, columns, first)
    if not kept:
        raise refusal("no_rows", file=file)
    read = {name: _read_cells(columns[name], cells, found, kept) for name, cells in used.items()}
    faults = [
        (columns[name], first + row, found.places[name], used[name][row])
        for place, row in enumerate(kept)
        for name, values in read.items()
        if values[place] is FAULT
    ]
    if faults:
        raise _refused(faults, found, file)
    typed = {name: columns[name].series(values) for name, values in read.items()}
    table = pd.DataFrame({"row": [first + row + 1 for row in kept], **typed})
    header = found.sheet.head(first)[found.header]
    table.attrs["header"] = [text(cell) for cell in header if full(cell)]
    return table


def _read_cells(column: Column, cells: list[Any], found: Found, kept: list[int]) -> list[Any]:
    """Return the values of the rows kept; a cell the file itself shows as an error is none."""
    first, place = found.header + 1, found.places[column.id]
    broken = found.sheet.errors
    return [FAULT if (first + row, place) in broken else column.value(cells[row]) for row in kept]


def _counted(used: dict[str, list[Any]], columns: dict[str, Column], first: int) -> list[int]:
    """Return the rows that count: not blank, and no sum of others, which is said."""
    named = [name for name in used if columns[name].kind == "text"]
    rows = range(len(next(iter(used.values()))))
    filled = [row for row in rows if any(full(cells[row]) for cells in used.values())]
    sums = [row for row in filled if any(sums_up(used[name][row]) for name in named)]
    if sums:
        told = listed(first + row + 1 for row in sums[:SHOWN])
        note("sums_left_out", rows=say("and_more", rows=told) if len(sums) > SHOWN else told)
    return sorted(set(filled) - set(sums))


def _refused(faults: list[tuple[Column, int, int, object]], found: Found, file: str) -> VectorError:
    head = both("cells_wrong", file=file, sheet=found.sheet.name, faults=len(faults))
    lines = [head, *(_line(*fault, found) for fault in faults[:SHOWN])]
    if len(faults) > SHOWN:
        lines.append(both("cells_more", faults=len(faults) - SHOWN))
    return VectorError(*("\n".join(told) for told in zip(*lines, strict=True)))


def _line(column: Column, row: int, place: int, cell: object, found: Found) -> Said:
    from vector.intake.cells import cell_name

    told = found.sheet.errors.get((row, place), cell)
    blank = both("cell_blank")
    written = both("cell_written", found=getattr(told, "found", told)) if full(told) else blank
    if getattr(told, "code", "") == "formula_uncomputed":
        written = both("formula_uncomputed")
    values = {"cell": cell_name(row, place), "column": column.name, "expected": column.expected}
    return both("cell_wrong", found=written, **values)
