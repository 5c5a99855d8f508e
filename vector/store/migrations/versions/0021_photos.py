"""Photographs of stations and surveys."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("words", "sha256")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("width", "height", "size")),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("deleted_by", "deleted_for")),
        sa.CheckConstraint(
            "(deleted_at IS NULL) = (deleted_by IS NULL)"
            " AND (deleted_at IS NULL) = (deleted_for IS NULL)",
            name=op.f("ck_photo_deletion"),
        ),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name="fk_photo_station_id"),
        sa.PrimaryKeyConstraint("id", name="pk_photo"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_photo_station_id", "photo", ["station_id"])
    op.create_index("ix_photo_sha256", "photo", ["sha256"])
    op.create_table(
        "photo_file",
        sa.Column("photo_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.LargeBinary(), nullable=False) for name in ("content", "small")),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name="fk_photo_file_photo_id"),
        sa.PrimaryKeyConstraint("photo_id", name="pk_photo_file"),
    )
