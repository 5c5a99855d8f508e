"""Words for people: how a probability is said, and the rules that raise and clear a flag."""

from vector.catalog.entry import Exact, Row, Sourced


class Likelihood(Row):
    """The words for a probability of being beyond a limit, from ``least`` upwards."""

    id: str
    least: float
    zh: str
    en: str
    decided: bool


class Programme(Sourced):
    """When routine monitoring by a method is due: months, and the day of the month it is due by."""

    id: str
    method: str
    months: tuple[int, ...]
    due_day: int = 28
    times: int = 1


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

    probability: float
    clear_ratio: Exact
    fresh_days: int
