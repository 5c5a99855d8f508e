"""Rules of a layout for what its sheets do not say in a column of their own.

The day may stand in a title, the place in the name of the file, a street's name only in the first
of its rows. A rule says where to look; what was taken from where is always told.
"""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from vector.catalog.entry import Row

Source = Literal["title", "sheet", "file"]
"""The text above the header, the sheet's name, the file's name."""

LOST = "lost"
"""The column with what was set out and does not count: 无效夹数."""

VALUE = "value"
"""The column with an index's own value, in a layout that has no counts; ``value:ID`` names it."""


class Rules(Row):
    """Where a sheet's place and day come from, and how some columns are read.

    Attributes
    ----------
    date_from, station_from : tuple of {"title", "sheet", "file"}
        Where to look for the day and the station when there is no column for them, in order.
    day : date or None
        The day of every row, where a person has said so.
    station, habitat : str
        The station or habitat of every row.
    station_pattern : str
        What of a text is the station: the first group of this pattern.
    filled_down : tuple of str
        Targets whose empty cells repeat the cell above, as a merged cell that lost its merging.
    last_part : tuple of str
        Targets whose cells name a path of regions (省市-区县-街道); the last part counts.
    divided : mapping
        Target → how many of the column's units make one of the field's (1,000 m in a km).
    profile, printed_level : str, tuple of str
        Headers of a printed level, and the profile it is compared by; it is never kept.
    """

    date_from: tuple[Source, ...] = ()
    station_from: tuple[Source, ...] = ()
    day: date | None = None
    station: str = ""
    habitat: str = ""
    station_pattern: str = "(.+)"
    filled_down: tuple[str, ...] = ()
    last_part: tuple[str, ...] = ()
    divided: Mapping[str, int] = {}
    profile: str = ""
    printed_level: tuple[str, ...] = ()

    @property
    def given(self) -> frozenset[str]:
        """Targets that need no column."""
        station = self.station or self.station_from
        day = self.day or self.date_from
        return frozenset({"station"} if station else ()) | ({"date"} if day else frozenset())


NO_RULES = Rules()


class StandIn(Row):
    """What a field is taken as when the sheet has no column for it.

    Another column, that column less what was lost (``less``), or a value.
    """

    field: str
    column: str = ""
    less: str = ""
    value: int | None = None
    zh: str
    en: str


class LineList(Row):
    """How the lines of a list become surveys: one line is one trap, or one animal caught.

    Attributes
    ----------
    lines : str
        The field that counts the lines of a survey; empty where none does.
    where : mapping
        Field → the columns that must say yes for a line to count towards it.
    caught : str
        The field that counts the lines naming a kind (species), by which kinds are counted too.
    same : tuple of str
        Fields that every line of a survey repeats.
    """

    lines: str = ""
    where: Mapping[str, tuple[str, ...]] = {}
    caught: str = ""
    same: tuple[str, ...] = ()

    @property
    def columns(self) -> frozenset[str]:
        """The columns of the list that are no fields."""
        said = {column for columns in self.where.values() for column in columns}
        return frozenset(said | ({KIND} if self.caught else set()))


KIND = "kind"
"""The column of a line list that names what was caught."""
