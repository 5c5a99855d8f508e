"""Standard editions 标准版本 with their limits, and the verdicts that stand beside them."""

from bisect import bisect_left
from datetime import date
from enum import StrEnum
from typing import Literal

from vector.catalog.entry import Exact, Named, Row, Sourced

LETTERS = ("A", "B", "C")


class Status(StrEnum):
    """Whether an edition can be applied.

    ``usable``: its limits are known. ``unknown``: in force but its contents could not be read;
    ``graded_by`` names the edition used in its place, with a warning. ``obsolete``: recognised
    by name, never applied.
    """

    USABLE = "usable"
    UNKNOWN = "unknown"
    OBSOLETE = "obsolete"


class Limit(Sourced):
    """One limit: an index is at this level when ``value op limit`` holds."""

    index: str
    level: Literal["A", "B", "C"]
    op: Literal["le", "lt", "ge"]
    value: Exact


class Clause(Sourced):
    """An absolute clause: none is allowed."""

    index: str
    zh: str
    en: str


class Allowance(Sourced):
    """The C level of one establishment 单位 by its size, beside the limits for an area.

    Of at most ``upto`` units inspected, ``positives`` may be positive; the companion index may
    reach ``most``, and ``none_at`` must have nothing positive.
    """

    index: str
    upto: int
    positives: int
    companion: str
    most: Exact
    none_at: str
    zh: str
    en: str


class ObsoleteLimit(Sourced):
    """A limit of an obsolete edition, kept so that it can be recognised; it has no level."""

    zh: str
    aliases: tuple[str, ...] = ()
    op: Literal["le", "lt", "ge"]
    value: Exact
    unit: str


class Edition(Named):
    """An edition of a standard, valid from a date, until it is replaced."""

    group: str = ""
    issued: date | None = None
    valid_from: date
    valid_to: date | None = None
    status: Status
    graded_by: str = ""
    warning_zh: str = ""
    warning_en: str = ""
    limits: tuple[Limit, ...] = ()
    clauses: tuple[Clause, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    recognised: tuple[ObsoleteLimit, ...] = ()

    def in_force(self, day: date) -> bool:
        """Return whether the edition was in force on the day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Requirement(Sourced):
    """A requirement on one index, beside the levels (e.g. proofing of at least 95 %)."""

    index: str
    op: Literal["le", "lt", "ge"]
    value: Exact
    zh: str
    en: str


class Start(Sourced):
    """The first day on which a rule holds, known on another ground than what it asks for."""

    day: date


class CityRule(Named):
    """A national programme's own verdict: a least level for every group, and requirements."""

    start: Start
    valid_to: date | None = None
    groups: tuple[str, ...]
    least_level: Literal["A", "B", "C"]
    requirements: tuple[Requirement, ...] = ()


class Taken(Sourced):
    """The habitats of stations, beside a size's own, whose surveys count for it, and why.

    A table names its rows by what is walked (公共绿地、公园或道路两侧), a station by what it is.
    """

    habitats: tuple[str, ...]


class SurveySize(Sourced):
    """How much must be inspected for one group and habitat, by population.

    ``amounts`` holds what must be inspected in each population band of :class:`SurveyScheme`,
    in the measure; ``units``, where the standard gives them, in how many establishments.
    """

    group: str
    method: str
    habitat: str
    takes: Taken | None = None
    zh: str
    measure: Literal["rooms", "metres", "sites", "persons"]
    units: tuple[int, ...] = ()
    amounts: tuple[int, ...]

    @property
    def habitats(self) -> tuple[str, ...]:
        """All habitats whose surveys count."""
        return (self.habitat, *(self.takes.habitats if self.takes else ()))


class SurveyScheme(Row):
    """The survey sizes by population.

    ``population_upper`` are the bands' upper edges in persons, inclusive; above the last edge is
    one band more.
    """

    id: str
    population_upper: tuple[int, ...]
    sizes: tuple[SurveySize, ...]

    def band_of(self, population: int) -> int:
        """Return the population band: the place in ``units`` and ``amounts``; edges belong below.

        Examples
        --------
        >>> SurveyScheme(id="s", population_upper=(100, 500), sizes=()).band_of(100)
        0
        """
        return bisect_left(self.population_upper, population)
