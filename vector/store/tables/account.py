"""Accounts and roles; the columns are those the sign-in library asks for."""

from datetime import datetime

from sqlalchemy import JSON, Column, ForeignKey, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vector.store.tables.model import Model

account_role = Table(
    "account_role",
    Model.metadata,
    Column("account_id", ForeignKey("account.id"), primary_key=True),
    Column("role_id", ForeignKey("role.id"), primary_key=True),
)


class Role(Model):
    """A role; what it may do is decided in one place by its name."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str | None]


class Account(Model):
    """A person who signs in; ``region_id`` is the region the account sees, with all below it."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    username: Mapped[str | None] = mapped_column(unique=True)
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"))
    language: Mapped[str] = mapped_column(default="zh")
    last_login_at: Mapped[datetime | None]
    password_set_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    locked_until: Mapped[datetime | None]
    # The second factor, by the names that the sign-in library wants: the secret is sealed with the
    # service's key, the recovery codes are hashes, the counter is of the last code that was taken.
    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None]
    tf_last_counter: Mapped[int | None]
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))

    roles: Mapped[list[Role]] = relationship(secondary=account_role)
