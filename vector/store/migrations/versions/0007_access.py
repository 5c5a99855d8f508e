"""Access tokens, by which programs act for an account."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TEXT = ("name", "token_hash", "rights")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "access_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in TEXT),
        *(sa.Column(name, sa.DateTime(), nullable=False) for name in ("created_at", "expires_at")),
        *(sa.Column(name, sa.DateTime(), nullable=True) for name in ("last_used_at", "revoked_at")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_access_token_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_access_token"),
        sa.UniqueConstraint("token_hash", name="uq_access_token_token_hash"),
    )
    op.create_index("ix_access_token_account_id", "access_token", ["account_id"])
