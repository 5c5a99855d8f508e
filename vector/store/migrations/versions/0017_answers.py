"""Answers to alerts: that it is so, that a count is wrong, that it was treated, or refused."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None
VERDICTS = ("true", "wrong_data", "treated", "refused")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(f"verdict IN {VERDICTS}", name=op.f("ck_answer_verdict")),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name="fk_answer_alert_id"),
        sa.PrimaryKeyConstraint("id", name="pk_answer"),
    )
    op.create_index("ix_answer_alert_id", "answer", ["alert_id"])
