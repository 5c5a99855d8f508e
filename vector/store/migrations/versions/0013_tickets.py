"""Links that set a password once, and their mail."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KINDS = ("invitation", "reset")
STATES = ("waiting", "claimed", "given", "failed", "used", "ended")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=True),
        *(sa.Column(name, sa.DateTime(), nullable=False) for name in ("created_at", "due_at")),
        *(sa.Column(name, sa.DateTime(), nullable=True) for name in ("expires_at", "claimed_at")),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.CheckConstraint(f"kind IN {KINDS}", name=op.f("ck_ticket_kind")),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("ck_ticket_state")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_ticket_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ticket"),
        sa.UniqueConstraint("token_hash", name="uq_ticket_token_hash"),
    )
    op.create_index("ix_ticket_account_id", "ticket", ["account_id"])
    op.create_index("ix_ticket_state", "ticket", ["state"])
