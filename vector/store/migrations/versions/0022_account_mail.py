"""What people are told of their accounts, and the addresses they are known to sign in from."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

STATES = ("waiting", "claimed", "sent", "failed")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "account_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("what", "email", "who", "origin")
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("ck_account_mail_state")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_account_mail_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_account_mail"),
    )
    op.create_index("ix_account_mail_account_id", "account_mail", ["account_id"])
    op.create_index("ix_account_mail_state", "account_mail", ["state"])
    op.create_table(
        "known_origin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_known_origin_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_known_origin"),
        sa.UniqueConstraint("account_id", "origin", name="uq_known_origin_account_id_origin"),
    )
