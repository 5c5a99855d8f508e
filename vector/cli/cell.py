"""A cell under an agreed column: its value, or that it is at fault.

What means missing, zero or a sum of other rows is written as in uploads, and read as there.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from vector.catalog.entry import Row
from vector.catalog.name import fold
from vector.cli.language import both
from vector.errors import Said

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["text", "number", "count", "measure", "date", "word"]
FAULT = object()


class Column(Row):
    """A column: its id in the program, its names, and what stands in it.

    A required column may have blank cells where ``blank`` says so: they are missing. ``words``
    gives, for a column of words, what each id may be written as; for a column of numbers, the
    words that stand for a number. A measure may be negative; the numbers ``refused`` are codes
    of others for what is missing.
    """

    id: str
    zh: str
    en: str
    kind: Kind
    required: bool = False
    blank: bool = False
    aliases: tuple[str, ...] = ()
    words: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    refused: tuple[float, ...] = ()

    @property
    def names(self) -> set[str]:
        """What the header may call it, folded."""
        return {fold(name) for name in (self.id, self.zh, self.en, *self.aliases)}

    @property
    def name(self) -> Said:
        """What it is called in each language."""
        return Said(self.zh, self.en)

    @property
    def expected(self) -> Said:
        """What a cell should have been."""
        if self.kind == "word":
            return Said("、".join(names[0] for names in self.words.values()), ", ".join(self.words))
        return both(f"expected_{self.kind}")

    def word(self, text: str) -> str | None:
        """Return the id of a word; None when it is none of the agreed ones."""
        wanted = fold(text)
        return next(
            (each for each, names in self.words.items() if wanted in map(fold, (each, *names))),
            None,
        )

    def value(self, cell: object) -> Any:
        """Return the value of a cell: None where missing, FAULT where it is none."""
        if self._missing(cell):
            return FAULT if self.required and not self.blank else None
        if self.kind == "text":
            return text(cell)
        if self.kind == "date":
            return _day(cell)
        word = self.word(text(cell))
        if self.kind == "word":
            return FAULT if word is None else word
        found = _number(self.kind, float(word) if word is not None else cell)
        return FAULT if found in self.refused else found

    def _missing(self, cell: object) -> bool:
        """Return whether a cell says nothing; a needed name may be spelt as it likes."""
        from vector.intake.word import plain, words

        if not full(cell):
            return True
        named = self.kind == "word" or (self.kind == "text" and self.required)
        return not named and isinstance(cell, str) and plain(cell) in words().missing

    def series(self, values: list[Any]) -> "pd.Series[Any]":
        """Return values as a column of a table."""
        import pandas as pd

        if self.kind == "date":
            return pd.Series(pd.to_datetime(pd.Series(values, dtype=object)))
        if self.kind in ("number", "count", "measure"):
            return pd.Series(values, dtype="float64")
        return pd.Series(["" if value is None else value for value in values], dtype=object)


def full(cell: object) -> bool:
    """Return whether anything stands in a cell.

    Examples
    --------
    >>> full(" "), full(0)
    (False, True)
    """
    return cell is not None and str(cell).strip() != ""


def text(cell: object) -> str:
    """Return a cell as text; a whole number without a point.

    Examples
    --------
    >>> text(2024.0), text(" 东街 ")
    ('2024', '东街')
    """
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def sums_up(cell: object) -> bool:
    """Return whether a cell says that its row sums up others.

    Examples
    --------
    >>> sums_up("合计"), sums_up("合计镇"), sums_up(3)
    (True, False, False)
    """
    from vector.intake.word import words

    return isinstance(cell, str) and words().sums_up(cell)


def _day(cell: object) -> Any:
    from vector.intake.date import day

    found, fault = day(cell, datetime.now().astimezone().date())
    return FAULT if found is None or fault not in ("", "date_serial") else found


def _number(kind: Kind, cell: object) -> Any:
    from vector.intake.number import number
    from vector.intake.word import plain, words

    if isinstance(cell, date):
        return FAULT
    if kind == "count":
        value, fault = number(cell)
        return FAULT if fault else value
    written = plain(str(cell))
    if written in words().zero:
        return 0.0
    try:
        value = float(written.replace(",", ""))
    except ValueError:
        return FAULT
    least = float("-inf") if kind == "measure" else 0.0
    return value if least <= value and abs(value) < float("inf") else FAULT
