"""The audit log 审计日志: who did what, when and from where, each row sealed to the one before."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vector.store.tables.model import Model


class Audit(Model):
    """What was done once. Rows are only added; the database itself refuses to change them.

    ``what`` is a code of ``vector/store/audit.toml``; ``subject`` names a table and ``subject_id``
    a row of it, both empty where there is none. ``hash`` seals the row together with ``previous``,
    the hash of the row before.
    """

    __tablename__ = "audit"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str]
    origin: Mapped[str]
    what: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[str]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    previous: Mapped[str]
    hash: Mapped[str]


class AuditChain(Model):
    """One row: where the chain begins and ends.

    Whoever adds to the log holds this row to the end of the transaction, so that the chain never
    forks. ``removed`` and ``removed_hash`` are those of the last row that was removed for its age,
    0 and zeros before that; ``last`` and ``last_hash`` are those of the newest row.
    """

    __tablename__ = "audit_chain"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    removed: Mapped[int]
    removed_hash: Mapped[str]
    last: Mapped[int]
    last_hash: Mapped[str]
