"""How the quality of monitoring is scored: weights, thresholds and words."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from vector.catalog.entry import Row, Sourced

Part = Annotated[float, Field(gt=0, le=1)]
Few = Annotated[int, Field(ge=2)]

DUTIES = ("completeness", "timeliness", "effort")
PATTERNS = ("digits", "repeats", "zeros", "steadiness")


class Weights(Row):
    """How much each point weighs; those that cannot be judged are left out of the score."""

    completeness: float = Field(ge=0)
    timeliness: float = Field(ge=0)
    effort: float = Field(ge=0)
    digits: float = Field(ge=0)
    repeats: float = Field(ge=0)
    zeros: float = Field(ge=0)
    steadiness: float = Field(ge=0)

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not any(self.model_dump().values()):
            raise ValueError("权重不能全为 0")
        return self


class LevelRules(Row):
    """What is believed of a station's own level before its counts are seen."""

    clean_share: float = Field(ge=0, lt=1)
    clean_level: Part
    treated_share: float = Field(ge=0, lt=1)
    least_between: float = Field(gt=0)
    least_within: float = Field(gt=0)
    most_within: float = Field(gt=0)
    memory: float = Field(ge=0, le=1)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.least_within > self.most_within:
            raise ValueError("least_within 不能大于 most_within")
        return self


class Least(Row):
    """The fewest surveys that each test looks at."""

    digits: Few
    repeats: Few
    zeros: Few
    steadiness: Few


class QualityBand(Row):
    """The words for a score from ``least`` upwards."""

    id: str
    least: float = Field(ge=0, le=100)
    zh: str
    en: str


class QualityRules(Sourced):
    """How the quality of monitoring is scored.

    Attributes
    ----------
    error : float
        How often an honest station may be asked to check.
    false_discovery : float
        How many of the stations named may be named wrongly.
    memory_months : int
        How far back patterns are looked for.
    """

    source_en: str
    on_time_days: int = Field(ge=0)
    due_share: Part
    least_alike: Few
    memory_months: int = Field(ge=1)
    error: float = Field(gt=0, lt=1)
    false_discovery: float = Field(gt=0, lt=1)
    weights: Weights
    level: LevelRules
    least: Least
    band: tuple[QualityBand, ...]

    @model_validator(mode="after")
    def _banded(self) -> Self:
        least = [each.least for each in self.band]
        if not least or least != sorted(set(least), reverse=True) or least[-1] != 0:
            raise ValueError("band 的 least 须由大到小，最后一项为 0")
        return self
