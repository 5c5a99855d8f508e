"""A table with agreed columns: what a command that takes its own kind of table may be given.

The agreed columns, what they are called and what stands in them is data, one file per command in
``contracts``. A file with a fault is refused as a whole, every fault with its cell.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from vector.catalog.loader import rows
from vector.catalog.name import fold
from vector.cli.cell import FAULT, Column, full, sums_up
from vector.errors import VectorError

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


def read(path: Path, name: str) -> "pd.DataFrame":
    """Read a file under a contract: every column of it that is there, by id.

    Parameters
    ----------
    path : Path
        A table in any form that is understood: xlsx, xls, ods, or delimited text; or counts of
        the store, written as :mod:`vector.cli.stored` says.
    name : str
        The contract.

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
    table = _read(path, name)
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
    return (
        f"有 {int(twice.sum())} 行与前面的行完全相同（首见第 {first} 行）；"
        "若是重复粘贴，请删去后重算。 Identical rows: delete them if they are copies."
    )


def _read(path: Path, name: str) -> "pd.DataFrame":
    from vector.intake.sheet import open_book

    try:
        content = path.read_bytes()
    except OSError as error:
        raise VectorError(f"无法读取文件 {path}：{error.strerror}。") from error
    found = _find(open_book(content, path.name).sheets, contract(name), path.name)
    return _table(found, contract(name), path.name)


def _find(sheets: list["Sheet"], columns: dict[str, Column], file: str) -> Found:
    best = [each for each in columns.values() if each.required]
    for sheet in sheets:
        for header, cells in enumerate(sheet.head(HEADER_ROWS)):
            places = _places(cells, columns)
            lacking = [each for each in columns.values() if each.required and each.id not in places]
            if not lacking:
                return Found(sheet, header, places)
            best = min(best, lacking, key=len)
    names = "、".join(f"{each.zh}（也可写作 {'、'.join(each.aliases[:3])}）" for each in best)
    raise VectorError(f"文件 {file} 中没有所需的列：{names}。 Columns are missing.")


def _places(cells: list[object], columns: dict[str, Column]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = fold(str(cell)) if cell is not None else ""
        for column in columns.values():
            if name in column.names and column.id not in places:
                places[column.id] = place
    return places


def _table(found: Found, columns: dict[str, Column], file: str) -> "pd.DataFrame":
    import pandas as pd

    first = found.header + 1
    arrays = found.sheet.columns(first)
    used = {name: arrays[place].tolist() for name, place in found.places.items()}
    kept = _counted(used, columns, first)
    if not kept:
        raise VectorError(f"文件 {file} 的表头以下没有数据。 No data below the header.")
    read = {name: _read_cells(columns[name], cells, found, kept) for name, cells in used.items()}
    faults = [
        (columns[name], first + row, found.places[name], used[name][row])
        for place, row in enumerate(kept)
        for name, values in read.items()
        if values[place] is FAULT
    ]
    if faults:
        raise VectorError(_sentence(faults, found, file))
    typed = {name: columns[name].series(values) for name, values in read.items()}
    return pd.DataFrame({"row": [first + row + 1 for row in kept], **typed})


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
        told = "、".join(str(first + row + 1) for row in sums[:SHOWN])
        more = " 等" if len(sums) > SHOWN else ""
        typer.echo(f"第 {told}{more} 行是合计或平均，未计入。 Sums are left out.", err=True)
    return sorted(set(filled) - set(sums))


def _sentence(faults: list[tuple[Column, int, int, object]], found: Found, file: str) -> str:
    from vector.intake.cells import cell_name

    lines = []
    for column, row, place, cell in faults[:SHOWN]:
        told = found.sheet.errors.get((row, place), cell)
        written = f"写作“{getattr(told, 'found', told)}”" if full(told) else "空白"
        lines.append(
            f"  {cell_name(row, place)}（{column.zh}）：{written}，应为{column.expected}。"
        )
    more = [f"  另有 {len(faults) - SHOWN} 处。"] if len(faults) > SHOWN else []
    head = f"文件 {file} 的工作表 {found.sheet.name} 有 {len(faults)} 处不能读取："
    return "\n".join([head, *lines, *more])
