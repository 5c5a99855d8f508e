"""What models say: forecasts, seasonal expectations, and how well forecasts did before.

Every row belongs to a run, which names the version of the model and of the data it was made from.
A row's place is a station, or its street where stations are too small to be looked at alone.
"""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vector.store.tables.model import Model

RUN_KINDS = ("forecast", "expectation")
STEPS = ("week", "month")


class ModelRun(Model):
    """One run of a model over all series of a vector group and step.

    ``period`` is the last one with data, as a number of weeks or months; ``data_version`` is a
    fingerprint of the counts and efforts that went in. A later run of the same period replaces it.
    """

    __tablename__ = "model_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    group_id: Mapped[str]
    step: Mapped[str]
    period: Mapped[int]
    model_version: Mapped[str]
    data_version: Mapped[str]
    made_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("kind", "group_id", "step", "period"),
        CheckConstraint(f"kind IN {RUN_KINDS}", name="kind"),
        CheckConstraint(f"step IN {STEPS}", name="step"),
    )


class Place:
    """The run that a row belongs to, and the place, method and index of its series.

    Without a station the row is about the street as a whole.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("model_run.id"), index=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    station_id: Mapped[int | None] = mapped_column(ForeignKey("station.id"), index=True)
    method: Mapped[str]
    index_id: Mapped[str]


class Prediction(Place, Model):
    """The forecast of one period: density with its 95 % interval, and 23 quantiles of the count.

    ``effort`` is the effort assumed, in the unit that makes count / effort the index's value;
    ``limit`` (a decimal text) is the limit that ``p_beyond`` speaks of, where there is one;
    ``model`` names what was used, which for some series is a simple rule.
    """

    __tablename__ = "prediction"

    period: Mapped[int]
    start: Mapped[date]
    horizon: Mapped[int]
    effort: Mapped[float]
    mean: Mapped[float]
    density: Mapped[float]
    lower: Mapped[float]
    upper: Mapped[float]
    quantiles: Mapped[list[float]] = mapped_column(JSON)
    limit: Mapped[str | None]
    p_beyond: Mapped[float | None]
    model: Mapped[str]


class Expectation(Place, Model):
    """What a period was expected to be from the years before, and whether it was beyond that.

    ``reason`` says why there is no answer, for instance that the history is too short; it is
    empty where there is one.
    """

    __tablename__ = "expectation"

    period: Mapped[int]
    start: Mapped[date]
    count: Mapped[float]
    effort: Mapped[float]
    expected: Mapped[float | None]
    lower: Mapped[float | None]
    upper: Mapped[float | None]
    p: Mapped[float | None]
    alarm: Mapped[bool]
    reason: Mapped[str]
    years: Mapped[int]


class Score(Place, Model):
    """How well a model forecast a series in the past; ``horizon`` 0 is over all horizons.

    ``skill_climatology`` and ``skill_last_year`` are 1 − score / score of the simple rule on the
    same targets; ``chosen`` marks the model that the service uses for the series.
    """

    __tablename__ = "score"

    model: Mapped[str]
    horizon: Mapped[int]
    targets: Mapped[int]
    log_crps: Mapped[float]
    wis: Mapped[float]
    coverage80: Mapped[float]
    coverage95: Mapped[float]
    skill_climatology: Mapped[float | None]
    skill_last_year: Mapped[float | None]
    chosen: Mapped[bool]
