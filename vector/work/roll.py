"""A roll 名册: a list under a header line, as a county prepares it once in a csv or workbook.

Which headers mean which column stands in ``rolls.toml``. A roll is taken whole or not at all; its
first fault is named by its line.
"""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from vector.catalog.name import fold
from vector.errors import StoreError, VectorError
from vector.intake.sheet import open_book
from vector.work.refusal import said


@dataclass(frozen=True)
class Line:
    """One line of a roll: its number as a spreadsheet shows it, and its words by column."""

    number: int
    words: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """Return the word of a column, "" where the line or the whole roll has none."""
        return self.words.get(column, "")

    @contextmanager
    def told(self) -> Iterator[None]:
        """Let an error name this line."""
        try:
            yield
        except VectorError as error:
            raise StoreError(*said("roll_row", number=self.number, sentence=error.said)) from error


@cache
def _headers(kind: str) -> dict[str, str]:
    text = Path(__file__).with_name("rolls.toml").read_text(encoding="utf-8")
    columns = tomllib.loads(text)[kind].items()
    return {fold(header): column for column, headers in columns for header in headers}


def titles(kind: str) -> dict[str, str]:
    """Return the columns of a roll and the Chinese header of each.

    Examples
    --------
    >>> titles("contacts")
    {'street': '街道', 'name': '姓名', 'email': '邮箱'}
    """
    found: dict[str, str] = {}
    for header, column in _headers(kind).items():
        found.setdefault(column, header)
    return found


def read(content: bytes, name: str, kind: str, needed: tuple[str, ...]) -> list[Line]:
    """Read a roll from the first sheet of a file; empty lines are passed over.

    Parameters
    ----------
    content : bytes
        Delimited text in UTF-8 or GB18030, or a workbook.
    name : str
        The file's name, for the sentences.
    kind : {"contacts", "plans", "stations", "regions"}
        Which roll of ``rolls.toml``.
    needed : tuple of str
        Columns that it must have.

    Returns
    -------
    list of Line
        In the order of the file.

    Raises
    ------
    IntakeError
        When the file is no table.
    StoreError
        When a needed column is missing, a column stands twice, or no line follows.

    Examples
    --------
    >>> roll = read("街道,邮箱\\n东街,a@b.cn\\n".encode(), "a.csv", "contacts", ("street", "email"))
    >>> roll[0].number, roll[0]["street"], roll[0]["name"]
    (2, '东街', '')
    """
    rows = [[_word(cell) for cell in row] for row in _rows(content, name)]
    columns = _columns(rows[0], name, kind, needed)
    lines = [
        Line(number, {column: row[at] for column, at in columns.items()})
        for number, row in enumerate(rows[1:], start=2)
    ]
    filled = [line for line in lines if any(line.words.values())]
    if not filled:
        raise StoreError(*said("roll_empty", name=name))
    return filled


def _rows(content: bytes, name: str) -> list[list[object]]:
    sheet = open_book(content, name).sheets[0]
    return sheet.head(sheet.height)


def _word(cell: object) -> str:
    """Return a cell's text; a spreadsheet keeps whole numbers as 28.0."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _columns(headers: list[str], name: str, kind: str, needed: tuple[str, ...]) -> dict[str, int]:
    known = _headers(kind)
    found: dict[str, int] = {}
    for at, header in enumerate(headers):
        column = known.get(fold(header))
        if column in found:
            raise StoreError(
                *said(
                    "roll_same_columns",
                    name=name,
                    header=header,
                    headers_found_column=headers[found[column]],
                )
            )
        if column is not None:
            found[column] = at
    for column in needed:
        if column not in found:
            shown = "、".join(filter(None, headers))
            wanted = next(zh for zh, each in known.items() if each == column)
            raise StoreError(
                *said("roll_lacks", name=name, wanted=wanted, column=column, shown=shown)
            )
    return found
