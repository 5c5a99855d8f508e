"""Words and rules of comparison: how strong a season is called, and which test small cells get."""

from pydantic import Field

from vector.catalog.entry import Named, Sourced


class SeasonBand(Named):
    """What a concentration M, or a circular r, of at least ``least`` is called."""

    least: float = Field(ge=0, lt=1)


class ComparisonRules(Sourced):
    """Numbers that decide how places and periods are compared.

    Attributes
    ----------
    least_expected : float
        A table with an expected count below this is small.
    small_share : float
        A table larger than 2×2 may have this share of small cells before it is taken exactly …
    smallest_expected : float
        … and none below this.
    significance : float
        Two-sided level of every statement that two figures differ.
    mean_years : int
        How many years the mean of past years asks for.
    least_trend_years : int
        A trend is not estimated from fewer years.
    """

    least_expected: float = Field(gt=0)
    small_share: float = Field(ge=0, lt=1)
    smallest_expected: float = Field(gt=0)
    significance: float = Field(gt=0, lt=0.5)
    mean_years: int = Field(ge=2)
    least_trend_years: int = Field(ge=3)
