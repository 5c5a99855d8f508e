"""Columns beyond a contract: which columns of numbers a table has besides the agreed ones."""

from pathlib import Path
from typing import TYPE_CHECKING

from vector.catalog.name import fold
from vector.cli.cell import FAULT, Column, full, text
from vector.cli.contract import HEADER_ROWS, contract, opened, places
from vector.cli.language import both, refusal
from vector.cli.rows import SHOWN
from vector.stats.sentence import either

if TYPE_CHECKING:
    from vector.intake.sheet import Sheet

# What a column beyond the contract is like, as the contract says it.
LIKE = "weather"
TIMES = ({"period"}, {"year", "month"}, {"year", "week"})


def further(path: Path, name: str, wanted: list[str]) -> list[Column]:
    """Return the columns of a table beyond its contract: those wanted, or all that hold numbers.

    Parameters
    ----------
    path : Path
        The table.
    name : str
        The contract, which says in its column ``weather`` what the others are like.
    wanted : list of str
        Headers; all columns with a number in some cell unless given.

    Raises
    ------
    VectorError
        When the table has no time, or no such column.
    """
    for sheet in opened(path):
        for row, cells in enumerate(sheet.head(HEADER_ROWS)):
            agreed = places(cells, _agreed(name))
            if any(times <= set(agreed) for times in TIMES):
                return _chosen(sheet, row, set(agreed.values()), (path.name, name), wanted)
    raise refusal("no_time", file=path.name)


def _agreed(name: str) -> dict[str, Column]:
    return {key: column for key, column in contract(name).items() if key != LIKE}


def _chosen(
    sheet: "Sheet", row: int, agreed: set[int], source: tuple[str, str], wanted: list[str]
) -> list[Column]:
    file, name = source
    header = {
        place: text(cell) for place, cell in enumerate(sheet.head(row + 1)[row]) if full(cell)
    }
    found = either([*header.values()][:SHOWN])
    like = contract(name)[LIKE]
    if wanted:
        known = {fold(each): each for each in header.values()}
        for each in wanted:
            if fold(each) not in known:
                raise refusal("weather_unknown", file=file, name=each, found=found)
        return [_called(like, known[fold(each)]) for each in dict.fromkeys(wanted)]
    arrays = sheet.columns(row + 1)
    numeric = [
        header[place]
        for place in header
        if place not in agreed and any(_is_number(like, cell) for cell in arrays[place])
    ]
    if not numeric:
        raise refusal("weather_none", file=file, found=found if header else both("nothing_found"))
    return [_called(like, each) for each in numeric]


def _called(like: Column, header: str) -> Column:
    return like.model_copy(update={"id": header, "zh": header, "en": header})


def _is_number(like: Column, cell: object) -> bool:
    return like.value(cell) not in (None, FAULT)
