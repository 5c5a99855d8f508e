"""Words for people: probabilities and cautions; and the rules that raise and clear a flag."""

from typing import Annotated

from pydantic import Field

from vector.catalog.entry import Confidence, Exact, Row, Sourced


class Likelihood(Row):
    """The words for a probability of being beyond a limit, from ``least`` upwards."""

    id: str
    least: float = Field(ge=0, lt=1)
    zh: str
    en: str
    decided: bool


class Caution(Row):
    """What is said beside a fact that is not certain; ``{source}`` stands for its source."""

    id: Confidence
    zh: str
    en: str


class Programme(Sourced):
    """When routine monitoring by a method is due: months, and the day of the month it is due by."""

    id: str
    method: str
    months: tuple[Annotated[int, Field(ge=1, le=12)], ...]
    due_day: int = Field(default=28, ge=1, le=31)
    times: int = Field(default=1, ge=1)


class FlagRules(Sourced):
    """Numbers that decide when a flag is raised and when it is cleared.

    Attributes
    ----------
    probability : float
        A density is flagged when it is beyond its action limit with at least this probability.
    clear_ratio : Fraction
        A flag clears only at or below this part of the limit that raised it (hysteresis).
    fresh_days : int
        Surveys older than this say nothing about the present state.
    """

    probability: float = Field(gt=0, lt=1)
    clear_ratio: Annotated[Exact, Field(gt=0, le=1)]
    fresh_days: int = Field(ge=1)
