"""Files that wait to be taken in, what was done with each, and why an upload was withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KINDS = ("surveys", "assays")
STATES = ("staged", "submitted", "returned", "accepted", "discarded")


def upgrade() -> None:
    """Take the step."""
    op.add_column("upload", sa.Column("withdrawn_for", sa.String(), nullable=True))
    op.create_table(
        "staged",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("sha256", "filename")),
        sa.Column("size", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "state")),
        sa.Column("hold_bad_rows", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("surveys", "held")),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("upload_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(f"kind IN {KINDS}", name=op.f("ck_staged_kind")),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("ck_staged_state")),
        sa.CheckConstraint(
            "(state = 'accepted') = (upload_id IS NOT NULL)", name=op.f("ck_staged_accepted")
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name="fk_staged_region_id"),
        sa.ForeignKeyConstraint(["upload_id"], ["upload.id"], name="fk_staged_upload_id"),
        sa.PrimaryKeyConstraint("id", name="pk_staged"),
    )
    op.create_index("ix_staged_sha256", "staged", ["sha256"])
    op.create_index("ix_staged_upload_id", "staged", ["upload_id"])
    op.create_table(
        "staged_file",
        sa.Column("staged_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["staged_id"], ["staged.id"], name="fk_staged_file_staged_id"),
        sa.PrimaryKeyConstraint("staged_id", name="pk_staged_file"),
    )
    op.create_table(
        "staged_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staged_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("what", "by")),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint(f"what IN {STATES}", name=op.f("ck_staged_step_what")),
        sa.ForeignKeyConstraint(["staged_id"], ["staged.id"], name="fk_staged_step_staged_id"),
        sa.PrimaryKeyConstraint("id", name="pk_staged_step"),
    )
    op.create_index("ix_staged_step_staged_id", "staged_step", ["staged_id"])
