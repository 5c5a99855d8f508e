"""Resistance tests, and the twins of their tables for what no longer stands."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXTS = ("species", "strain", "site", "year", "insecticide", "unit", "exposure", "method", "key")
CHECKS = {
    "one_measure": "(dose IS NULL) != (minute IS NULL)",
    "possible": "dead >= 0 AND dead <= number",
}


def upgrade() -> None:
    """Take the step."""
    _assay("assay", sa.UniqueConstraint("key", name="uq_assay_key"))
    _assay("assay_archive")
    op.create_index("ix_assay_archive_key", "assay_archive", ["key"])
    checks = [sa.CheckConstraint(text, name=name) for name, text in CHECKS.items()]
    _dose("assay_dose", "assay", *checks)
    _dose("assay_dose_archive", "assay_archive")


def _assay(table: str, *constraints: sa.Constraint) -> None:
    places = ("region", "station")
    op.create_table(
        table,
        sa.Column("id", ID, nullable=False, autoincrement=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("tested_on", sa.Date(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in TEXTS),
        *(sa.Column(f"{name}_id", sa.Integer(), nullable=True) for name in places),
        sa.ForeignKeyConstraint(["upload_id"], ["upload.id"], name=f"fk_{table}_upload_id"),
        *(
            sa.ForeignKeyConstraint([f"{name}_id"], [f"{name}.id"], name=f"fk_{table}_{name}_id")
            for name in places
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        *constraints,
    )
    op.create_index(f"ix_{table}_upload_id", table, ["upload_id"])


def _dose(table: str, assays: str, *constraints: sa.Constraint) -> None:
    op.create_table(
        table,
        sa.Column("assay_id", ID, nullable=False, autoincrement=False),
        sa.Column("position", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("dose", sa.Double(), nullable=True),
        sa.Column("minute", sa.Double(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("dead", sa.Integer(), nullable=False),
        sa.Column("replicate", sa.String(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assay_id"], [f"{assays}.id"], name=f"fk_{table}_assay_id", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("assay_id", "position", name=f"pk_{table}"),
        *constraints,
    )
