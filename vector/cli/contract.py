"""A table with agreed columns: what a command that takes its own kind of table may be given.

The agreed columns, what they are called and what stands in them is data, one file per command in
``contracts``. A file with a fault is refused as a whole, every fault with its cell.
"""

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import typer
from pydantic import Field

from vector.catalog.entry import Row
from vector.catalog.loader import rows
from vector.catalog.name import fold
from vector.errors import VectorError

if TYPE_CHECKING:
    import pandas as pd

    from vector.intake.sheet import Sheet

CONTRACTS = Path(__file__).parent / "contracts"
# The header stands in one of the first rows, below at most a title and a note.
HEADER_ROWS = 10
SHOWN = 10

Kind = Literal["text", "number", "count", "date", "word"]
EXPECTED = {
    "text": "文字",
    "number": "不小于 0 的数",
    "count": "不小于 0 的整数",
    "date": "年月日齐全的日期，1950 年以后、不晚于今天",
    "word": "约定的词",
}


class Column(Row):
    """A column: its id in the program, its names, and what stands in it.

    A required column may have blank cells where ``blank`` says so: they are missing. ``words``
    gives, for a column of words, what each id may be written as; for a column of numbers, the
    words that stand for a number.
    """

    id: str
    zh: str
    en: str
    kind: Kind
    required: bool = False
    blank: bool = False
    aliases: tuple[str, ...] = ()
    words: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    @property
    def names(self) -> set[str]:
        """What the header may call it, folded."""
        return {fold(name) for name in (self.id, self.zh, self.en, *self.aliases)}

    def word(self, text: str) -> str | None:
        """Return the id of a word; None when it is none of the agreed ones."""
        wanted = fold(text)
        return next(
            (each for each, names in self.words.items() if wanted in map(fold, (each, *names))),
            None,
        )


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
    kept = [
        row for row, cells in enumerate(zip(*used.values(), strict=True)) if any(map(_full, cells))
    ]
    if not kept:
        raise VectorError(f"文件 {file} 的表头以下没有数据。")
    table: dict[str, list[Any]] = {}
    faults = []
    broken = found.sheet.errors
    for name, cells in used.items():
        place = found.places[name]
        values = [
            FAULT if (first + row, place) in broken else _value(columns[name], cells[row])
            for row in kept
        ]
        bad = [row for row, value in zip(kept, values, strict=True) if value is FAULT]
        faults += [(first + row, name, broken.get((first + row, place), cells[row])) for row in bad]
        table[name] = values
    if faults:
        raise VectorError(
            _sentence(sorted(faults, key=lambda each: each[:1]), found, columns, file)
        )
    typed = {name: _column(columns[name].kind, values) for name, values in table.items()}
    return pd.DataFrame({"row": [first + row + 1 for row in kept], **typed})


FAULT = object()


def _full(cell: object) -> bool:
    return cell is not None and str(cell).strip() != ""


def _value(column: Column, cell: object) -> Any:
    """Return the value of a cell; FAULT where it is none."""
    if not _full(cell):
        return FAULT if column.required and not column.blank else None
    if column.kind == "text":
        return _text(cell)
    if column.kind == "date":
        return _day(cell)
    word = column.word(_text(cell))
    if column.kind == "word":
        return FAULT if word is None else word
    return _number(column.kind, float(word) if word is not None else cell)


def _text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _day(cell: object) -> Any:
    from vector.intake.date import day

    found, fault = day(cell, datetime.now().astimezone().date())
    return FAULT if found is None or fault not in ("", "date_serial") else found


def _number(kind: Kind, cell: object) -> Any:
    import unicodedata

    if isinstance(cell, date):
        return FAULT
    try:
        value = float(unicodedata.normalize("NFKC", str(cell)).replace(",", "").strip())
    except ValueError:
        return FAULT
    whole = kind == "number" or value.is_integer()
    return value if 0 <= value < float("inf") and whole else FAULT


def _column(kind: Kind, values: list[Any]) -> "pd.Series[Any]":
    import pandas as pd

    if kind == "date":
        return pd.Series(pd.to_datetime(pd.Series(values, dtype=object)))
    if kind in ("number", "count"):
        return pd.Series(values, dtype="float64")
    return pd.Series(["" if value is None else value for value in values], dtype=object)


def _sentence(
    faults: list[tuple[int, str, object]], found: Found, columns: dict[str, Column], file: str
) -> str:
    from vector.intake.cells import cell_name

    lines = [
        f"  {cell_name(row, found.places[name])}（{columns[name].zh}）："
        + (f"写作“{getattr(cell, 'found', cell)}”" if _full(cell) else "空白")
        + f"，应为{_expected(columns[name])}。"
        for row, name, cell in faults[:SHOWN]
    ]
    more = [f"  另有 {len(faults) - SHOWN} 处。"] if len(faults) > SHOWN else []
    head = f"文件 {file} 的工作表 {found.sheet.name} 有 {len(faults)} 处不能读取："
    return "\n".join([head, *lines, *more])


def _expected(column: Column) -> str:
    if column.kind == "word":
        return "、".join(names[0] for names in column.words.values())
    return EXPECTED[column.kind]
