"""What a flag or an alert rests on: the place, the counts, the limit, and how sure each is.

Kept as JSON in ``flag.evidence`` and ``alert.evidence``, so that a mail, a page and a report say
the same thing later, whatever happens to the surveys in the meantime.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict

from vector.catalog.entry import Exact
from vector.report.numeral import half_up, plain
from vector.report.saying import say

Rule = Literal["graded", "banded", "action_limit", "absolute", "expected", "forecast"]
Cause = Literal["measured", "revised", "apart", "receded", "moved"]
NAMED = 5


class Frozen(BaseModel):
    """A part of the evidence; never changed once written."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Window(Frozen):
    """The surveys pooled for one judgement: their first and last day and their sums.

    ``companions`` holds name, numerator and denominator of each count per positive unit.
    """

    start: date
    end: date
    numerator: int
    denominator: int
    companions: tuple[tuple[str, int, int], ...] = ()


class Peak(Frozen):
    """The worst that a flag has shown, and the surveys that showed it."""

    window: Window
    severity: int


class Recheck(Frozen):
    """A station of a street judged as a whole where something was found: to be looked at again."""

    station: int
    name: str
    found_on: date


class Foreseen(Frozen):
    """A forecast that passes the limit: of which period, how high, how likely.

    ``start`` is the first day of the week or month; ``lower`` and ``upper`` are its 95 % interval;
    ``made_on`` the day it was made.
    """

    start: date
    step: Literal["week", "month"]
    density: float
    lower: float
    upper: float
    probability: float
    model: str
    made_on: date


class Bound(Frozen):
    """The limit that was applied, in the index's unit.

    Attributes
    ----------
    value : Fraction
        The limit; a place is beyond it on the side ``worse``, and where ``at_limit`` also when
        it is equal to it.
    text : str
        The limit with its edition, profile or decision, as quoted to people.
    source, confidence : str
        Where the limit stands and how sure we are of it.
    caution : str
        What a reader must know before relying on it; empty for a certain limit.
    note : str
        The short clause beside the sentence, where an older edition stands in for the one in
        force.
    """

    value: Exact
    worse: Literal["high", "low"]
    at_limit: bool = False
    text: str
    source: str
    confidence: str
    caution: str = ""
    note: str = ""

    def beyond(self, value: Fraction) -> bool:
        """Return whether a value is beyond the limit."""
        if value == self.value:
            return self.at_limit
        return value > self.value if self.worse == "high" else value < self.value


class Companion(Frozen):
    """The count per positive unit that belongs to a graded rate; both limits must hold."""

    name: str
    value: Exact
    unit: str
    bound: Bound

    @property
    def beyond(self) -> bool:
        """Whether it is beyond its own limit."""
        return self.bound.beyond(self.value)

    @property
    def shown(self) -> str:
        """The value with its unit, rounded for people."""
        return with_unit(half_up(self.value), self.unit)

    @property
    def line(self) -> str:
        """Its name and value, and how it stands to its limit."""
        side = "beyond" if self.beyond else "within"
        return say("pair", side, name=self.name, value=self.shown, bound=self.bound.text)


class Evidence(Frozen):
    """Everything a flag rests on.

    Attributes
    ----------
    station : str
        Empty when the place judged is the street, by its stations whose band or density rests on
        too little effort; ``stations`` says how many.
    numerator, denominator : int
        In stored units; ``value`` is exact and in the index's unit.
    lower, upper : float or None
        The 95 % interval, in the index's unit.
    band_name, scheme : str
        For a banded index: the band's and the profile's name.
    effort : str
        What was looked at, in natural units, e.g. ``检查房间 200 间``.
    companions : tuple of (str, int, int)
        Name, numerator and denominator of each count per positive unit.
    raised : Window
        The surveys on which the flag was raised.
    worst : Peak or None
        The worst the flag has shown; None when that is what raised it.
    found : tuple of str
        For a street judged as a whole, the names of the stations where something was found.
    rechecks : tuple of Recheck
        The stations where something was found and no later survey has answered that.
    foreseen : Foreseen or None
        For a flag raised by a forecast alone; the counts are then the last ones.
    cause : {"measured", "revised", "apart", "receded", "moved"}
        Whether a change was measured, follows from withdrawn or corrected data, from stations that
        are by now judged apart from their street, from a forecast that no longer holds, or from a
        station's move to another street.
    """

    street: str
    station: str
    group: str
    method: str
    index: str
    rule: Rule
    start: date
    end: date
    stations: int = 1
    surveys: int
    numerator: int
    denominator: int
    value: Exact
    lower: float | None
    upper: float | None
    unit: str
    effort: str
    bound: Bound
    companion: Companion | None = None
    band: int | None = None
    band_name: str = ""
    scheme: str = ""
    p_beyond: float | None = None
    words: str = ""
    severity: int
    companions: tuple[tuple[str, int, int], ...] = ()
    raised: Window
    worst: Peak | None = None
    found: tuple[str, ...] = ()
    rechecks: tuple[Recheck, ...] = ()
    foreseen: Foreseen | None = None
    cause: Cause = "measured"

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Self:
        """Read evidence back from its JSON."""
        return cls.model_validate(stored)

    def stored(self) -> dict[str, Any]:
        """Return the JSON that is kept."""
        return self.model_dump(mode="json")

    @property
    def window(self) -> Window:
        """The surveys that this judgement pooled."""
        return Window(
            start=self.start,
            end=self.end,
            numerator=self.numerator,
            denominator=self.denominator,
            companions=self.companions,
        )

    @property
    def place(self) -> str:
        """The street and, where one station was judged, the station."""
        return f"{self.street} {self.station}".strip()

    @property
    def decider(self) -> Companion | None:
        """The companion, where it alone is beyond: level and probability are then its own."""
        pair = self.companion
        own = self.rule == "graded" and self.bound.beyond(self.value)
        return pair if pair is not None and pair.beyond and not own else None

    @property
    def judgement(self) -> str:
        """The words of the probability, and whose it is where it is not the index's own."""
        if self.decider is None:
            return self.words
        return say("pair", "judgement", words=self.words, name=self.decider.name)

    @property
    def cautions(self) -> tuple[str, ...]:
        """What a reader must know of the limits that were applied, each once."""
        bounds = [self.bound] + ([self.companion.bound] if self.companion else [])
        return tuple(dict.fromkeys(bound.caution for bound in bounds if bound.caution))

    @property
    def where(self) -> str:
        """The station, or which of the street's stations were taken together."""
        if self.station:
            return self.station
        positive = say("measured", "found", names=listed(self.found)) if self.found else ""
        return say("measured", "together", count=self.stations, found=positive)

    @property
    def shown(self) -> str:
        """The value with its unit, rounded for people; bare counts stay whole."""
        written = plain(self.value) if self.rule == "absolute" else half_up(self.value)
        return with_unit(written, self.unit)

    @property
    def interval(self) -> str:
        """The 95 % interval, or empty where there is none."""
        if self.lower is None or self.upper is None:
            return ""
        return with_unit(f"{half_up(self.lower)}–{half_up(self.upper)}", self.unit)

    @property
    def dates(self) -> str:
        """The day, or the first and last day, of the surveys."""
        return span(self.start, self.end)


def span(start: date, end: date) -> str:
    """Write a day, or a first and a last day.

    Examples
    --------
    >>> span(date(2026, 6, 1), date(2026, 6, 1)), span(date(2026, 6, 1), date(2026, 6, 3))
    ('2026-06-01', '2026-06-01 至 2026-06-03')
    """
    return str(end) if start == end else f"{start} 至 {end}"


def listed(names: Sequence[str]) -> str:
    """Name stations, the first few of many.

    Examples
    --------
    >>> shops = [f"{number}号店" for number in range(1, 8)]
    >>> listed(shops[:2]), listed(shops)
    ('1号店、2号店', '1号店、2号店、3号店、4号店、5号店等 7 个')
    """
    named = "、".join(names[:NAMED])
    return named if len(names) <= NAMED else f"{named}等 {len(names)} 个"


def with_unit(number: str, unit: str) -> str:
    """Write a number with its unit; percent signs stand close.

    Examples
    --------
    >>> with_unit("7.00", "%"), with_unit("1.2", "处/km")
    ('7.00%', '1.2 处/km')
    """
    return f"{number}{unit}" if unit.startswith("%") else f"{number} {unit}".rstrip()


def limit_with_unit(value: Fraction, unit: str) -> str:
    """Write a limit as it is quoted.

    Examples
    --------
    >>> limit_with_unit(Fraction(1, 2), "只/张")
    '0.5 只/张'
    """
    return with_unit(plain(value), unit)
