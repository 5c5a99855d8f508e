"""Reminders of what is due, and the indices by which months and stations are read."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MONTH = ["date", "method", "station_id", "upload_id"]
KINDS = "kind IN ('alert', 'reminder')"


def upgrade() -> None:
    """Take the step."""
    op.create_index("ix_survey_month", "survey", MONTH)
    op.create_index("ix_survey_archive_month", "survey_archive", MONTH)
    op.create_index("ix_component_station", "component", ["station_id", "date"])
    _kinds()
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("digest_id", sa.Integer(), nullable=False),
        *(
            sa.ForeignKeyConstraint([f"{name}_id"], [f"{name}.id"], name=f"fk_reminder_{name}_id")
            for name in ("station", "digest")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reminder"),
        sa.UniqueConstraint(
            "station_id", "method", "month", name="uq_reminder_station_id_method_month"
        ),
    )
    op.create_index("ix_reminder_digest_id", "reminder", ["digest_id"])


def _kinds() -> None:
    """Let an office have a digest of each kind on a day; what there is are alerts."""
    with op.batch_alter_table("digest") as digest:
        digest.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="alert"))
        digest.drop_constraint(op.f("uq_digest_region_id_day"), type_="unique")
        digest.create_unique_constraint(
            op.f("uq_digest_region_id_kind_day"), ["region_id", "kind", "day"]
        )
        digest.create_check_constraint(op.f("ck_digest_kind"), KINDS)
    with op.batch_alter_table("digest") as digest:
        digest.alter_column("kind", existing_type=sa.String(), server_default=None)
