"""The rows of a sheet under agreed columns: cells typed, sums left out, faults with their cell."""

from typing import TYPE_CHECKING, Any, NamedTuple

from vector.cli.cell import FAULT, Column, full, sums_up, text
from vector.cli.language import both, listed, note, refusal, say
from vector.errors import Said, VectorError

if TYPE_CHECKING:
    import pandas as pd

    from vector.intake.sheet import Sheet

SHOWN = 10


class Found(NamedTuple):
    """A sheet, the row of its header (from 0), and which column of it is which."""

    sheet: "Sheet"
    header: int
    places: dict[str, int]


def typed(found: Found, columns: dict[str, Column], file: str) -> "pd.DataFrame":
    """Return the rows of a sheet, typed as agreed; ``row`` is the row as a spreadsheet shows it.

    Raises
    ------
    VectorError
        When there is no row, or a cell is at fault: every one is named.
    """
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
    values_of = {name: columns[name].series(values) for name, values in read.items()}
    rows = pd.DataFrame({"row": [first + row + 1 for row in kept], **values_of})
    header = found.sheet.head(first)[found.header]
    rows.attrs["header"] = [text(cell) for cell in header if full(cell)]
    return rows


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
