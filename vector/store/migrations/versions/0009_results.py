"""Results: computations on the store, with the versions of method and data, and their stations."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    _result()
    _stations()
    _tables()


def _result() -> None:
    text = ("question", "model_version", "data_version")
    op.create_table(
        "result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in text),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name="fk_result_region_id"),
        sa.PrimaryKeyConstraint("id", name="pk_result"),
    )
    op.create_index("ix_result_question", "result", ["question"])
    op.create_index("ix_result_kind_subject_region_id", "result", ["kind", "subject", "region_id"])


def _stations() -> None:
    op.create_table(
        "result_station",
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["result_id"], ["result.id"], name="fk_result_station_result_id"),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name="fk_result_station_station_id"
        ),
        sa.PrimaryKeyConstraint("result_id", "station_id", name="pk_result_station"),
    )


def _tables() -> None:
    op.create_table(
        "result_table",
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["result_id"], ["result.id"], name="fk_result_table_result_id"),
        sa.PrimaryKeyConstraint("result_id", "name", name="pk_result_table"),
    )
