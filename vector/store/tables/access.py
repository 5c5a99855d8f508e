"""Access: sessions of people, their former passwords, what they are told, keys for programs."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vector.store.tables.model import Model

TICKET_KINDS = ("invitation", "reset")
TICKET_STATES = ("waiting", "claimed", "given", "failed", "used", "ended")
ACCOUNT_MAIL_STATES = ("waiting", "claimed", "sent", "failed")


class AccessToken(Model):
    """A key for the interfaces; only its hash is kept, and it opens no more than ``rights``."""

    __tablename__ = "access_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    rights: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Visit(Model):
    """A session of a person; the browser holds its key, and there is a row as long as it lasts."""

    __tablename__ = "visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    origin: Mapped[str]
    agent: Mapped[str]


class FormerPassword(Model):
    """The hash of a password that an account had, so that it does not come back soon."""

    __tablename__ = "former_password"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    password: Mapped[str]
    ended_at: Mapped[datetime]


class Ticket(Model):
    """A link that sets a password once: an invitation, or for a password that was forgotten.

    One that goes by mail is ``waiting`` → ``claimed`` by a worker → ``given``, or ``failed``; the
    link is made as it is sent, so that it stands nowhere before. One shown to an administrator is
    ``given`` at once. ``used`` and ``ended`` ones open nothing any more.
    """

    __tablename__ = "ticket"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]

    __table_args__ = (
        CheckConstraint(f"kind IN {TICKET_KINDS}", name="kind"),
        CheckConstraint(f"state IN {TICKET_STATES}", name="state"),
    )


class AccountMail(Model):
    """That a person is told of a change of what they sign in with; written with the change.

    ``waiting`` → ``claimed`` by a worker → ``sent``, or ``failed``. ``email`` is where the person
    was reached when it happened, ``who`` and ``origin`` whose deed it was and from where.
    """

    __tablename__ = "account_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    what: Mapped[str]
    email: Mapped[str]
    who: Mapped[str]
    origin: Mapped[str]
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(index=True)
    due_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]

    __table_args__ = (CheckConstraint(f"state IN {ACCOUNT_MAIL_STATES}", name="state"),)


class KnownOrigin(Model):
    """A network address that an account has signed in from, so that a new one is noticed."""

    __tablename__ = "known_origin"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    origin: Mapped[str]
    seen_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("account_id", "origin"),)
