"""Files are approved level by level: which level approved, and who is to hear of a step by mail."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

STEPS = ("staged", "submitted", "returned", "accepted", "discarded", "approved")
STATES = ("waiting", "claimed", "sent", "dropped", "failed")


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("staged_step") as step:
        step.add_column(sa.Column("region_id", sa.Integer(), nullable=True))
        step.drop_constraint(op.f("ck_staged_step_what"), type_="check")
        step.create_check_constraint(op.f("ck_staged_step_what"), f"what IN {STEPS}")
        step.create_foreign_key("fk_staged_step_region_id", "region", ["region_id"], ["id"])
    op.create_table(
        "staged_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("ck_staged_mail_state")),
        sa.ForeignKeyConstraint(["step_id"], ["staged_step.id"], name="fk_staged_mail_step_id"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_staged_mail_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_staged_mail"),
        sa.UniqueConstraint("step_id", "account_id", name="uq_staged_mail_step_id_account_id"),
    )
    for name in ("step_id", "account_id", "state"):
        op.create_index(f"ix_staged_mail_{name}", "staged_mail", [name])
