"""An order to change regions 区划变更: which, into what, from which day, and on what ground."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from vector.errors import StoreError
from vector.work.refusal import said

Kind = Literal["rename", "merge", "split", "transfer"]
# How many regions an order names, and how many they become.
COUNTS: dict[Kind, tuple[int, int]] = {
    "rename": (1, 1),
    "merge": (1, 1),
    "split": (1, 2),
    "transfer": (1, 1),
}


@dataclass(frozen=True)
class Part:
    """A region after the change: one that is there already, by code or name, or a new one.

    ``takes`` names the stations and regions below that it takes in a split; the part that names
    none takes the rest. A transfer's part is the region above.
    """

    name: str
    code: str = ""
    takes: tuple[str, ...] = ()
    population: int | None = None

    @classmethod
    def read(cls, text: str) -> "Part":
        """Read ``NAME``, ``NAME:CODE``, or either with ``=`` and what it takes.

        Examples
        --------
        >>> Part.read("南街:450001009=公园、桥头社区").takes
        ('公园', '桥头社区')
        """
        head, _, takes = text.partition("=")
        name, _, code = head.replace("：", ":").partition(":")
        words = [word.strip() for word in takes.replace("，", ",").replace("、", ",").split(",")]
        return cls(name.strip(), code.strip(), tuple(filter(None, words)))


@dataclass(frozen=True)
class Order:
    """A change of regions on one day.

    Parameters
    ----------
    kind : {"rename", "merge", "split", "transfer"}
        What is done: a new name or code; several into one; one into several; one goes below
        another.
    day : date
        The first day on which it holds.
    regions : tuple of str
        The regions that change, by name or code.
    parts : tuple of Part
        What they become.
    ground : str
        The decision it rests on, e.g. the number of a document.

    Raises
    ------
    StoreError
        When there are too few of either for its kind.

    Examples
    --------
    >>> Order("split", date(2025, 7, 1), ("东街",), (Part("东街"),))
    Traceback (most recent call last):
    vector.errors.StoreError: 拆分至少要写 2 个去向，现有 1 个。
    """

    kind: Kind
    day: date
    regions: tuple[str, ...]
    parts: tuple[Part, ...]
    ground: str = ""

    def __post_init__(self) -> None:
        before, after = COUNTS[self.kind]
        if len(self.regions) < before:
            raise StoreError(*said("order_no_region"))
        if len(self.parts) < after:
            noun = said("a_split" if self.kind == "split" else "a_change")
            raise StoreError(
                *said("order_parts", noun=noun, after=after, len_self_parts=len(self.parts))
            )
        if any(not part.name.strip() for part in self.parts):
            raise StoreError(*said("name_empty"))


@dataclass(frozen=True)
class Moved:
    """A station that is counted elsewhere: its code, its streets, and its name before and after."""

    code: str
    name: str
    was: str
    becomes: str
    street: str


@dataclass
class Outcome:
    """What an order does, or would do.

    Attributes
    ----------
    successions : list of (str, str)
        What becomes what.
    stations : list of Moved
        Stations that are counted elsewhere.
    regions : list of (str, str)
        Regions below, and the one they belong to from then on.
    recipients : list of (str, str)
        Addresses that are added, and to which office.
    accounts : list of (str, str)
        Accounts whose region is no more, and the region they see instead.
    limits : list of str
        Action limits that must be set anew, in words.
    flags : list of (str, str)
        Places with an open flag, and the street that has to act from now on.
    plans : int
        How many plans go along with their stations.
    notes : list of str
        What is left for a person to do.
    """

    successions: list[tuple[str, str]] = field(default_factory=list)
    stations: list[Moved] = field(default_factory=list)
    regions: list[tuple[str, str]] = field(default_factory=list)
    recipients: list[tuple[str, str]] = field(default_factory=list)
    accounts: list[tuple[str, str]] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    flags: list[tuple[str, str]] = field(default_factory=list)
    plans: int = 0
    notes: list[str] = field(default_factory=list)
