"""What the watch found: action limits set by managers, flags, alerts, and work to do."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vector.store.tables.model import Model
from vector.store.tables.place import Region, Station

ANSWERS = ("true", "wrong_data", "treated", "refused")
RULES = ("graded", "banded", "action_limit", "absolute", "expected", "forecast")


class ActionLimit(Model):
    """An action limit 行动限值 for a monitoring density, with who set it, when and on what ground.

    It holds for a station, else for a region and all below it; the narrower one wins.
    ``value`` is a decimal text, so that it is compared exactly.
    """

    __tablename__ = "action_limit"

    id: Mapped[int] = mapped_column(primary_key=True)
    index_id: Mapped[str]
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"))
    station_id: Mapped[int | None] = mapped_column(ForeignKey("station.id"))
    value: Mapped[str]
    set_by: Mapped[str]
    set_on: Mapped[date]
    source: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    __table_args__ = (
        CheckConstraint("(region_id IS NULL) <> (station_id IS NULL)", name="one_place"),
    )


class Flag(Model):
    """A flag 需消杀 on a station (or, where stations are too small to judge, on a street).

    ``rule`` is graded, banded, action_limit or absolute; or expected (beyond what the years before
    let expect) or forecast (an early flag, of severity 0). ``severity`` orders worsening;
    ``evidence`` holds the numbers, limit and edition; ``sentence`` says them in Chinese.
    """

    __tablename__ = "flag"

    id: Mapped[int] = mapped_column(primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"), index=True)
    station_id: Mapped[int | None] = mapped_column(ForeignKey("station.id"), index=True)
    index_id: Mapped[str]
    rule: Mapped[str]
    severity: Mapped[int]
    opened_at: Mapped[datetime]
    observed_on: Mapped[date]
    cleared_at: Mapped[datetime | None]
    evidence: Mapped[dict[str, Any]]
    sentence: Mapped[str] = mapped_column(Text)

    region: Mapped[Region] = relationship()
    station: Mapped[Station | None] = relationship()

    __table_args__ = (
        CheckConstraint(f"rule IN {RULES}", name="rule"),
        Index(
            "uq_flag_open_station",
            "station_id",
            "index_id",
            unique=True,
            sqlite_where=text("cleared_at IS NULL AND station_id IS NOT NULL"),
            postgresql_where=text("cleared_at IS NULL AND station_id IS NOT NULL"),
        ),
        Index(
            "uq_flag_open_region",
            "region_id",
            "index_id",
            unique=True,
            sqlite_where=text("cleared_at IS NULL AND station_id IS NULL"),
            postgresql_where=text("cleared_at IS NULL AND station_id IS NULL"),
        ),
    )


class Alert(Model):
    """A change of a flag's state 预警: raised, worsened, corrected or cleared; never the state.

    So nothing is mailed again while a state lasts.
    """

    __tablename__ = "alert"

    id: Mapped[int] = mapped_column(primary_key=True)
    flag_id: Mapped[int] = mapped_column(ForeignKey("flag.id"), index=True)
    change: Mapped[str]
    severity: Mapped[int]
    raised_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str | None]
    evidence: Mapped[dict[str, Any]]
    sentence: Mapped[str] = mapped_column(Text)

    flag: Mapped[Flag] = relationship()

    __table_args__ = (
        CheckConstraint("change IN ('raised', 'worsened', 'corrected', 'cleared')", name="change"),
        CheckConstraint("(approved_at IS NULL) = (approved_by IS NULL)", name="approval"),
    )


class Answer(Model):
    """What somebody answered to an alert 回应; the last one counts, none is ever changed.

    ``verdict``: true (it is so), wrong_data (a count is wrong), treated; or refused, where an
    alert waits for a second person's word and that person does not give it.
    """

    __tablename__ = "answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"), index=True)
    verdict: Mapped[str]
    note: Mapped[str] = mapped_column(Text)
    given_by: Mapped[str]
    given_at: Mapped[datetime]

    alert: Mapped[Alert] = relationship()

    __table_args__ = (CheckConstraint(f"verdict IN {ANSWERS}", name="verdict"),)


class Job(Model):
    """Work to do in the background, claimed by one worker at a time."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    due_at: Mapped[datetime] = mapped_column(index=True)
    claimed_by: Mapped[str | None]
    claimed_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
