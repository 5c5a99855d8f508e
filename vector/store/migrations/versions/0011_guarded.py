"""Accounts are guarded: locks, sessions, a second factor, former passwords."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

PRESENT = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')",
    "postgresql": "now() AT TIME ZONE 'utc'",
}


def upgrade() -> None:
    """Take the step; the age of passwords that are there counts from now on."""
    _columns()
    present = sa.text(PRESENT[op.get_bind().dialect.name])
    account = sa.table("account", sa.column("password"), sa.column("password_set_at"))
    there = account.update().where(account.c.password.is_not(None))
    op.execute(there.values(password_set_at=present))
    _table("visit", ("key_hash", "origin", "agent"), ("started_at", "seen_at"), once="key_hash")
    _table("former_password", ("password",), ("ended_at",))


def _columns() -> None:
    failures = sa.Column("failures", sa.Integer(), nullable=False, server_default="0")
    for column in (
        sa.Column("password_set_at", sa.DateTime(), nullable=True),
        failures,
        sa.Column("locked_until", sa.DateTime(), nullable=True),
        sa.Column("tf_primary_method", sa.String(), nullable=True),
        sa.Column("tf_totp_secret", sa.String(), nullable=True),
        sa.Column("tf_last_counter", sa.Integer(), nullable=True),
        sa.Column("mf_recovery_codes", sa.JSON(none_as_null=True), nullable=True),
    ):
        op.add_column("account", column)


def _table(name: str, texts: tuple[str, ...], moments: tuple[str, ...], once: str = "") -> None:
    unique = [sa.UniqueConstraint(once, name=f"uq_{name}_{once}")] if once else []
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        *(sa.Column(text, sa.String(), nullable=False) for text in texts),
        *(sa.Column(moment, sa.DateTime(), nullable=False) for moment in moments),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=f"fk_{name}_account_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        *unique,
    )
    op.create_index(f"ix_{name}_account_id", name, ["account_id"])
