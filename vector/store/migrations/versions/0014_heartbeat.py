"""Workers leave word that they are alive."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "heartbeat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        *(sa.Column(name, sa.DateTime(), nullable=False) for name in ("started_at", "seen_at")),
        sa.PrimaryKeyConstraint("id", name="pk_heartbeat"),
        sa.UniqueConstraint("holder", name="uq_heartbeat_holder"),
    )
