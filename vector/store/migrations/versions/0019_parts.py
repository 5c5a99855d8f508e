"""A plan may ask for several surveys in a month, as the programme does for mosquitoes."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("plan") as table:
        table.add_column(sa.Column("times", sa.Integer(), nullable=False, server_default="1"))
        table.create_check_constraint(op.f("ck_plan_times"), "times BETWEEN 1 AND 4")
