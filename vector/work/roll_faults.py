"""What is wrong with the lines of a roll: all of it is told, and then no line is taken."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from vector.errors import Said, StoreError, VectorError
from vector.work.refusal import said
from vector.work.roll import Line

SHOWN = 5


@dataclass(frozen=True)
class Fault:
    """What is wrong with a line: its number as a spreadsheet shows it, and the sentence."""

    row: int
    sentence: str
    english: str = ""

    @property
    def said(self) -> Said:
        """The sentence in both languages."""
        return Said(self.sentence, self.english or self.sentence)


@dataclass
class Faults:
    """The faults of a roll as they are found, one for a line.

    Parameters
    ----------
    writing : Session
        What a line at fault has changed is undone.
    """

    writing: Session
    found: list[Fault] = field(default_factory=list)

    @contextmanager
    def of(self, line: Line) -> Iterator[None]:
        """Keep a line's fault, and go on with the next line."""
        try:
            with line.told(), self.writing.begin_nested():
                yield
        except VectorError as error:
            self.found.append(Fault(line.number, *error.said))

    @property
    def rows(self) -> set[int]:
        """The lines at fault."""
        return {fault.row for fault in self.found}

    def in_order(self) -> tuple[Fault, ...]:
        """Return the faults in the order of the file."""
        return tuple(sorted(self.found, key=lambda fault: fault.row))


def refuse(faults: tuple[Fault, ...]) -> None:
    """Refuse a roll that has faults, telling the first of them and how many there are.

    Raises
    ------
    StoreError
        When there is any.

    Examples
    --------
    >>> refuse(())
    >>> refuse((Fault(2, "第 2 行：没有写名称。"),))
    Traceback (most recent call last):
    vector.errors.StoreError: 第 2 行：没有写名称。没有导入任何一行。
    """
    if not faults:
        return
    first = [fault.said for fault in faults[:SHOWN]]
    shown = Said("".join(each.zh for each in first), "".join(f"{each.en} " for each in first))
    more = len(faults) - SHOWN
    rest = said("roll_more", count=more) if more > 0 else Said("", "")
    raise StoreError(*said("roll_refused", shown=shown, rest=rest))
