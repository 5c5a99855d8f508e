"""How far ahead forecasts look, and when one alone raises a flag."""

from typing import Self

from pydantic import Field, model_validator

from vector.catalog.entry import Sourced


class OutlookRules(Sourced):
    """Numbers that decide what is forecast, when, and what an early flag 提前标记 needs.

    Attributes
    ----------
    horizon_months, horizon_weeks : int
        How many periods ahead are forecast, the present one included.
    idle_seasons : int
        A series without a survey for this many years is forecast no more.
    probability : float
        An early flag is raised from this probability of passing the limit within the horizon.
    clear_probability : float
        It clears when no period of the horizon reaches this one (hysteresis).
    hour : int
        The hour of the night, in the service's zone, at which everything is computed anew.
    """

    horizon_months: int = Field(ge=1)
    horizon_weeks: int = Field(ge=1)
    idle_seasons: int = Field(ge=1)
    probability: float = Field(gt=0, lt=1)
    clear_probability: float = Field(gt=0, lt=1)
    hour: int = Field(ge=0, le=23)

    @model_validator(mode="after")
    def _hysteresis(self) -> Self:
        if self.clear_probability > self.probability:
            raise ValueError("clear_probability 不应高于 probability")
        return self
