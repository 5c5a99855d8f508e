"""Line lists 个案式清单: one line is one trap, or one animal caught; together they are surveys.

The lines of the same place and day are one survey. A line that does not say whether its trap
counted holds the whole survey, for its numbers would be short by an unknown part.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.intake.blank import blank_rows
from vector.intake.cells import Broken, Column
from vector.intake.column import name
from vector.intake.form import Form
from vector.intake.layout import SPECIES, plain_header
from vector.intake.rule import KIND
from vector.intake.word import plain, words

COLLECTED = "collected"
PLACED = ("station", "county", "street", "habitat", "date")


class Gathered(NamedTuple):
    """Lines gathered into surveys.

    Attributes
    ----------
    first : ndarray of int
        The first line of each survey.
    fields : dict of target → column
        Counts of lines, one cell a survey; a cell that could not be counted is text.
    kinds : dict of target → column
        Catches by species, likewise.
    lines : int
        How many lines there were.
    collected : list of list
        The different days on which a survey's traps were collected, as they are written.
    """

    first: NDArray[np.intp]
    fields: dict[str, Column]
    kinds: dict[str, Column]
    lines: int
    collected: list[list[object]]


def gathered(cells: Sequence[Column], places: dict[str, int], form: Form) -> Gathered:
    """Gather the lines of a list.

    Parameters
    ----------
    cells : sequence of columns
        Below the header.
    places : dict of target → column
    form : Form
        With ``lines``.
    """
    assert form.lines is not None
    lines = np.flatnonzero(~blank_rows(list(cells)))
    survey, first = _surveys([cells[places[t]][lines] for t in PLACED if t in places], lines.size)
    spec, fields = form.lines, {}
    if spec.lines:
        fields[spec.lines] = _cells(np.bincount(survey, minlength=first.size))
    for field, columns in spec.where.items():
        answers = [[_answer(cell) for cell in cells[places[c]][lines]] for c in columns]
        fields[field] = _counted(survey, first.size, answers)
    for field in spec.same:
        fields[field] = _repeated(survey, first.size, cells[places[field]][lines])
    kinds = _kinds(survey, first.size, cells[places[KIND]][lines], form) if spec.caught else {}
    if spec.caught:
        fields[spec.caught] = kinds.pop("")
    taken = cells[places[COLLECTED]][lines] if COLLECTED in places else ()
    collected = _said(survey, first.size, taken)
    return Gathered(lines[first], fields, kinds, int(lines.size), collected)


def _surveys(columns: list[Column], lines: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Number the surveys by place and day in the order they come, with the first line of each."""
    keys = [tuple(parts) for parts in zip(*map(_spelled, columns), strict=True)] or [()] * lines
    survey, found = pd.factorize(pd.Index(keys, tupleize_cols=False))
    first = np.zeros(len(found), dtype=np.intp)
    first[survey[::-1]] = np.arange(lines)[::-1]
    return survey, first


def _spelled(column: Column) -> list[str]:
    return [name(cell) for cell in column]


def _answer(cell: object) -> bool | str:
    """Read yes or no; anything else comes back as it was."""
    if isinstance(cell, Broken):
        return cell.found
    text = plain(str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell))
    if text in words().yes:
        return True
    return False if text in words().no else (str(cell).strip() or "空白")


def _counted(survey: NDArray[np.intp], size: int, answers: list[list[bool | str]]) -> Column:
    """Count the lines that say yes in every column; what is neither yes nor no stands for all.

    A line that says no in one column counts nowhere, whatever the others say or leave out.
    """
    counts = _cells(np.zeros(size))
    for place, said in zip(survey.tolist(), zip(*answers, strict=True), strict=True):
        unclear = next((answer for answer in said if isinstance(answer, str)), "")
        if isinstance(counts[place], str) or False in said:
            continue
        counts[place] = unclear if unclear else counts[place] + all(said)
    return counts


def _repeated(survey: NDArray[np.intp], size: int, column: Column) -> Column:
    """Return the number every line of a survey repeats; several different ones are no number."""
    found = np.full(size, "", dtype=object)
    said = _said(survey, size, column)
    found[:] = [s[0] if len(s) == 1 else "、".join(map(str, s)) for s in said]
    return found


def _said(survey: NDArray[np.intp], size: int, column: Column | tuple[()]) -> list[list[object]]:
    """Return what the lines of each survey say in a column, each once, blanks left out."""
    said: list[list[object]] = [[] for _ in range(size)]
    for place, cell in zip(survey.tolist(), column, strict=False):
        if cell not in said[place] and cell is not None and str(cell).strip():
            said[place].append(cell)
    return said


def _kinds(survey: NDArray[np.intp], size: int, column: Column, form: Form) -> dict[str, Column]:
    """Count the lines by kind, and, under no name, those that name any; 未捕到 names none."""
    none = words().zero | words().missing
    targets = [_target(cell, form) if plain(str(cell)) not in none else "" for cell in column]
    found = {"": _cells(np.bincount(survey[[bool(t) for t in targets]], minlength=size))}
    for target in dict.fromkeys(filter(None, targets)):
        found[target] = _cells(np.bincount(survey[[t == target for t in targets]], minlength=size))
    return found


def _target(cell: object, form: Form) -> str:
    """Return the species a line names; one that is not known counts as another kind."""
    found = form.words.get(plain_header(str(cell)), "")
    if found.startswith(SPECIES):
        return found
    return next(
        (t for w, t in form.words.items() if w == "其他" and t.startswith(SPECIES)), SPECIES
    )


def _cells(numbers: NDArray[np.int64] | NDArray[np.float64]) -> Column:
    found = np.empty(len(numbers), dtype=object)
    found[:] = [float(n) for n in numbers]
    return found
