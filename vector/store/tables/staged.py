"""Staged files 暂存: files that somebody handed in and that are not taken in yet.

What is staged counts nowhere: its surveys are only read when it is taken in, and then it becomes an
upload. Its steps are never changed; they say who did what with it, and why. A step that somebody is
to hear of has a row in the outbox, written in the same transaction.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vector.store.tables.model import Model

KINDS = ("surveys", "assays")
STATES = ("staged", "submitted", "returned", "accepted", "discarded")
# A level that approves, and passes the file on to the next, leaves it submitted.
STEPS = (*STATES, "approved")
MAIL_STATES = ("waiting", "claimed", "sent", "dropped", "failed")


class Staged(Model):
    """One file that waits, or waited.

    ``submitted`` waits for the level above; ``returned`` came back from there. ``region_id`` is
    the region of who handed it in; ``surveys`` are its good surveys, or its assays.
    """

    __tablename__ = "staged"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("(state = 'accepted') = (upload_id IS NOT NULL)", name="accepted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(index=True)
    filename: Mapped[str]
    size: Mapped[int]
    kind: Mapped[str]
    state: Mapped[str]
    hold_bad_rows: Mapped[bool]
    surveys: Mapped[int]
    held: Mapped[int]
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"))
    upload_id: Mapped[int | None] = mapped_column(ForeignKey("upload.id"), index=True)


class StagedFile(Model):
    """The bytes of a file that waits; gone when it waits no more."""

    __tablename__ = "staged_file"

    staged_id: Mapped[int] = mapped_column(ForeignKey("staged.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class StagedStep(Model):
    """What somebody did with a staged file, and why; ``region_id`` is the level that approved."""

    __tablename__ = "staged_step"
    __table_args__ = (CheckConstraint(f"what IN {STEPS}", name="what"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staged_id: Mapped[int] = mapped_column(ForeignKey("staged.id"), index=True)
    what: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    reason: Mapped[str]
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"))


class StagedMail(Model):
    """That somebody is to hear of a step by mail.

    Without ``account_id`` the worker has yet to say who; then each has a row of their own. One that
    came to nothing, because another decided before it left, is ``dropped``.
    """

    __tablename__ = "staged_mail"
    __table_args__ = (
        UniqueConstraint("step_id", "account_id"),
        CheckConstraint(f"state IN {MAIL_STATES}", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("staged_step.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    state: Mapped[str] = mapped_column(index=True)
    due_at: Mapped[datetime]
    claimed_by: Mapped[str | None]
    claimed_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]
