"""Accounts, the watch with its flags and alerts, and the mail."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    _role()
    _account()
    _account_role()
    _action_limit()
    _flag()
    _alert()
    _contact()
    _digest()
    _outbox()
    _job()


def _role() -> None:
    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_role"),
        sa.UniqueConstraint("name", name="uq_role_name"),
    )


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("username", sa.String(), nullable=True),
        sa.Column("password", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("last_login_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name="fk_account_region_id"),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("email", name="uq_account_email"),
        sa.UniqueConstraint("fs_uniquifier", name="uq_account_fs_uniquifier"),
        sa.UniqueConstraint("username", name="uq_account_username"),
    )


def _account_role() -> None:
    op.create_table(
        "account_role",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_account_role_account_id"),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name="fk_account_role_role_id"),
        sa.PrimaryKeyConstraint("account_id", "role_id", name="pk_account_role"),
    )


def _action_limit() -> None:
    op.create_table(
        "action_limit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("index_id", sa.String(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("station_id", sa.Integer(), nullable=True),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("set_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("(region_id IS NULL) <> (station_id IS NULL)", name="one_place"),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name="fk_action_limit_region_id"),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name="fk_action_limit_station_id"),
        sa.PrimaryKeyConstraint("id", name="pk_action_limit"),
    )


def _flag() -> None:
    op.create_table(
        "flag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=True),
        sa.Column("index_id", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column("cleared_at", sa.DateTime(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.CheckConstraint("rule IN ('graded', 'banded', 'action_limit', 'absolute')", name="rule"),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name="fk_flag_region_id"),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name="fk_flag_station_id"),
        sa.PrimaryKeyConstraint("id", name="pk_flag"),
    )
    op.create_index("ix_flag_region_id", "flag", ["region_id"])
    op.create_index("ix_flag_station_id", "flag", ["station_id"])
    op.create_index(
        "uq_flag_open_region",
        "flag",
        ["region_id", "index_id"],
        unique=True,
        sqlite_where=sa.text("cleared_at IS NULL AND station_id IS NULL"),
        postgresql_where=sa.text("cleared_at IS NULL AND station_id IS NULL"),
    )
    op.create_index(
        "uq_flag_open_station",
        "flag",
        ["station_id", "index_id"],
        unique=True,
        sqlite_where=sa.text("cleared_at IS NULL AND station_id IS NOT NULL"),
        postgresql_where=sa.text("cleared_at IS NULL AND station_id IS NOT NULL"),
    )


def _alert() -> None:
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("flag_id", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.DateTime(), nullable=False),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.CheckConstraint("change IN ('raised', 'worsened', 'cleared')", name="change"),
        sa.CheckConstraint("(approved_at IS NULL) = (approved_by IS NULL)", name="approval"),
        sa.ForeignKeyConstraint(["flag_id"], ["flag.id"], name="fk_alert_flag_id"),
        sa.PrimaryKeyConstraint("id", name="pk_alert"),
    )
    op.create_index("ix_alert_flag_id", "alert", ["flag_id"])


def _contact() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name="fk_contact_region_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
        sa.UniqueConstraint("region_id", "email", name="uq_contact_region_id_email"),
    )


def _digest() -> None:
    op.create_table(
        "digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("recipients", sa.Text(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'claimed', 'closing', 'sent', 'failed', 'unconfirmed', 'empty')",
            name="state",
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name="fk_digest_region_id"),
        sa.PrimaryKeyConstraint("id", name="pk_digest"),
        sa.UniqueConstraint("message_id", name="uq_digest_message_id"),
        sa.UniqueConstraint("region_id", "day", name="uq_digest_region_id_day"),
    )
    op.create_index("ix_digest_due_at", "digest", ["due_at"])
    op.create_index("ix_digest_state", "digest", ["state"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("digest_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name="fk_outbox_alert_id"),
        sa.ForeignKeyConstraint(["digest_id"], ["digest.id"], name="fk_outbox_digest_id"),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name="fk_outbox_region_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("alert_id", "region_id", name="uq_outbox_alert_id_region_id"),
    )
    op.create_index("ix_outbox_digest_id", "outbox", ["digest_id"])
    op.create_index("ix_outbox_region_id", "outbox", ["region_id"])


def _job() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
    )
    op.create_index("ix_job_due_at", "job", ["due_at"])
