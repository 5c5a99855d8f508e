"""What stands of an index at a station in a month is kept added up."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

FILL = """
INSERT INTO month_sum
SELECT index_id, {month}, method, habitat, station_id, count(*),
       sum(CASE WHEN denominator = 0 THEN 1 ELSE 0 END), sum(numerator), sum(denominator)
FROM component
GROUP BY index_id, {month}, method, habitat, station_id
"""
MONTH = {
    "sqlite": "12 * CAST(substr(date, 1, 4) AS INTEGER) + CAST(substr(date, 6, 2) AS INTEGER) - 1",
    "postgresql": "CAST(12 * extract(year FROM date) + extract(month FROM date) - 1 AS INTEGER)",
}


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "month_sum",
        sa.Column("index_id", sa.String(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("habitat", sa.String(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("surveys", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("numerator", sa.BigInteger(), nullable=False),
        sa.Column("denominator", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "index_id", "month", "method", "habitat", "station_id", name="pk_month_sum"
        ),
        sqlite_with_rowid=False,
    )
    connection = op.get_bind()
    connection.execute(sa.text(FILL.format(month=MONTH[connection.dialect.name])))
    op.create_index("ix_month_sum_station", "month_sum", ["station_id", "index_id"])
    empty = sa.text("surveys = 0")
    op.create_index(
        "ix_month_sum_empty", "month_sum", ["index_id"], sqlite_where=empty, postgresql_where=empty
    )
    connection.execute(sa.text("ANALYZE month_sum"))
