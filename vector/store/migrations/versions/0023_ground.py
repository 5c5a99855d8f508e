"""A change of a station keeps the ground it rests on, as a change of regions does."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    ground = sa.Column("ground", sa.String(), nullable=False, server_default=sa.text("''"))
    op.add_column("station_past", ground)
