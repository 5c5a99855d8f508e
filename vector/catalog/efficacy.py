"""Control efficacy 控制效果: what counts as success, and when a trial is told with a warning."""

from typing import Annotated, Literal

from pydantic import Field

from vector.catalog.entry import Exact, Named, Sourced


class Criterion(Named):
    """A criterion of success on one measure of efficacy, in %."""

    measure: Literal["reduction", "rpi", "corrected"]
    op: Literal["lt", "le", "gt", "ge"]
    value: Exact


class EfficacySettings(Sourced):
    """Numbers that decide when a trial is told with a warning.

    Attributes
    ----------
    least_count : int
        A cell (arm and phase) with fewer animals is small.
    week_gap_days : int
        Treated and control visited further apart than this did not see the same weeks.
    season_gap_days : int
        Before and after further apart than this are not the same season.
    high_ratio : float
        Treated places so many times denser than the control, or than themselves earlier, and
        surely denser, were perhaps chosen because they were high.
    least_stations : int
        With fewer stations in an arm, the standard error by station is not used.
    bootstrap_stations : int
        With fewer stations in an arm, the bootstrap gives no limits.
    level : float
        The significance below which a placebo date is said to show an effect.
    replicates : int
        Bootstrap samples.
    criteria : tuple of str
        The criteria of success that are judged unless others are asked for.
    """

    least_count: int = Field(ge=1)
    week_gap_days: int = Field(ge=1)
    season_gap_days: int = Field(ge=1)
    high_ratio: Annotated[float, Field(gt=1)]
    least_stations: int = Field(ge=2)
    bootstrap_stations: int = Field(ge=2)
    level: Annotated[float, Field(gt=0, lt=1)]
    replicates: int = Field(ge=100)
    criteria: tuple[str, ...]
