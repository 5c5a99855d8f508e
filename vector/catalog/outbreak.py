"""How the service's own outbreak test compares a survey with its past: numbers, not code."""

from typing import Self

from pydantic import Field, model_validator

from vector.catalog.entry import Row, Sourced


class Step(Row):
    """What depends on whether surveys are counted by month or by week.

    Attributes
    ----------
    window : int
        A past survey is of the same season when it is at most so many periods away from it.
    left_out : int
        So many periods before the judged one are not used: an outbreak that is rising must not
        raise what is expected.
    """

    window: int = Field(ge=0)
    left_out: int = Field(ge=0)


class OutbreakRules(Sourced):
    """The service's own outbreak test.

    Attributes
    ----------
    years : int
        Years of history used at most.
    needed_years : int
        Years with a survey of the same season without which there is no judgement.
    alpha : float
        Chance of a false alarm that is aimed at, for each judged survey.
    least_count : int
        Fewer than this are never an outbreak.
    weights_threshold : float
        A past survey with a greater standardised residual counts less.
    trend_years : int
        Years of history without which there is no trend.
    trend_p : float
        A trend is kept when its p is under this.
    season_sd : tuple of float
        How far the yearly wave, and each of its harmonics, is expected to go on the log scale.
    trend_sd : float
        The same for the yearly trend.
    year_sd : float
        How far the level of one year lies from that of another, on the log scale.
    dispersion : float
        Over-dispersion α (variance μ + α μ²) where the surveys themselves tell little.
    own_weight, pool_weight : float
        How many informative surveys the dispersion of like series, and ``dispersion``, are worth.
    month, week : Step
    """

    years: int = Field(ge=1, le=20)
    needed_years: int = Field(ge=1)
    alpha: float = Field(gt=0, lt=0.5)
    least_count: int = Field(ge=1)
    weights_threshold: float = Field(gt=0)
    trend_years: int = Field(ge=2)
    trend_p: float = Field(ge=0, le=1)
    season_sd: tuple[float, ...] = Field(min_length=1)
    trend_sd: float = Field(gt=0)
    year_sd: float = Field(ge=0)
    dispersion: float = Field(gt=0)
    own_weight: float = Field(gt=0)
    pool_weight: float = Field(gt=0)
    month: Step
    week: Step

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.needed_years > self.years:
            raise ValueError(f"needed_years {self.needed_years} 多于 years {self.years}")
        if min(self.season_sd) <= 0:
            raise ValueError("season_sd 须大于 0")
        return self
