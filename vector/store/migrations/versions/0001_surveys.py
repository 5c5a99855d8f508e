"""Places, uploads and surveys, with the root region and the street of stations without one."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SURVEY_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LEDGER = sa.table("ledger", sa.column("id"), sa.column("last_survey_id"), sa.column("changes"))
REGION = sa.table(
    "region", *(sa.column(name) for name in ("id", "code", "name", "level", "parent_id"))
)


def upgrade() -> None:
    """Take the step."""
    _region()
    _station()
    _plan()
    _upload()
    _upload_file()
    _ledger()
    _survey()
    _survey_archive()
    _tally()
    _tally_archive()
    _component()
    _component_archive()
    op.bulk_insert(LEDGER, [{"id": 1, "last_survey_id": 0, "changes": 0}])
    op.execute(REGION.insert().values(code="0", name="本辖区", level="county"))
    root = sa.select(REGION.c.id).scalar_subquery()
    op.execute(
        REGION.insert().values(code="0-0", name="未划分街道", level="street", parent_id=root)
    )


def _region() -> None:
    op.create_table(
        "region",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("geometry", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "level IN ('province', 'city', 'county', 'street', 'community', 'grid')", name="level"
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["region.id"], name="fk_region_parent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_region"),
        sa.UniqueConstraint("code", name="uq_region_code"),
        sa.UniqueConstraint("parent_id", "name", name="uq_region_parent_id_name"),
    )
    op.create_index("ix_region_parent_id", "region", ["parent_id"])


def _station() -> None:
    op.create_table(
        "station",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("habitat", sa.String(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("active_from", sa.Date(), nullable=True),
        sa.Column("active_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name="fk_station_region_id"),
        sa.PrimaryKeyConstraint("id", name="pk_station"),
        sa.UniqueConstraint("code", name="uq_station_code"),
        sa.UniqueConstraint("region_id", "name", name="uq_station_region_id_name"),
    )
    op.create_index("ix_station_region_id", "station", ["region_id"])


def _plan() -> None:
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("months", sa.String(), nullable=False),
        sa.Column("due_day", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("due_day BETWEEN 1 AND 31", name="due_day"),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name="fk_plan_station_id"),
        sa.PrimaryKeyConstraint("id", name="pk_plan"),
        sa.UniqueConstraint(
            "station_id", "method", "valid_from", name="uq_plan_station_id_method_valid_from"
        ),
    )
    op.create_index(
        "uq_plan_always",
        "plan",
        ["station_id", "method"],
        unique=True,
        sqlite_where=sa.text("valid_from IS NULL"),
        postgresql_where=sa.text("valid_from IS NULL"),
    )


def _upload() -> None:
    op.create_table(
        "upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("uploaded_by", sa.String(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.Column("surveys", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawal"),
        sa.PrimaryKeyConstraint("id", name="pk_upload"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_upload_accepted_at", "upload", ["accepted_at"])
    op.create_index("ix_upload_sha256", "upload", ["sha256"])


def _upload_file() -> None:
    op.create_table(
        "upload_file",
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["upload_id"], ["upload.id"], name="fk_upload_file_upload_id"),
        sa.PrimaryKeyConstraint("upload_id", name="pk_upload_file"),
    )


def _ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_survey_id", sa.BigInteger(), nullable=False),
        sa.Column("changes", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name="one"),
        sa.PrimaryKeyConstraint("id", name="pk_ledger"),
    )


def _survey() -> None:
    op.create_table(
        "survey",
        sa.Column("id", SURVEY_ID, autoincrement=False, nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("habitat", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name="fk_survey_station_id"),
        sa.ForeignKeyConstraint(["upload_id"], ["upload.id"], name="fk_survey_upload_id"),
        sa.PrimaryKeyConstraint("id", name="pk_survey"),
        sa.UniqueConstraint(
            "station_id",
            "method",
            "date",
            "habitat",
            name="uq_survey_station_id_method_date_habitat",
        ),
    )
    op.create_index("ix_survey_upload_id", "survey", ["upload_id"])


def _survey_archive() -> None:
    op.create_table(
        "survey_archive",
        sa.Column("id", SURVEY_ID, autoincrement=False, nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("habitat", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name="fk_survey_archive_station_id"
        ),
        sa.ForeignKeyConstraint(["upload_id"], ["upload.id"], name="fk_survey_archive_upload_id"),
        sa.PrimaryKeyConstraint("id", name="pk_survey_archive"),
    )
    op.create_index(
        "ix_survey_archive_key", "survey_archive", ["station_id", "method", "date", "habitat"]
    )
    op.create_index("ix_survey_archive_upload_id", "survey_archive", ["upload_id"])


def _tally() -> None:
    op.create_table(
        "tally",
        sa.Column("survey_id", SURVEY_ID, autoincrement=False, nullable=False),
        sa.Column("species", sa.String(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("count >= 0", name="count"),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_tally_survey_id"),
        sa.PrimaryKeyConstraint("survey_id", "species", name="pk_tally"),
        sqlite_with_rowid=False,
    )


def _tally_archive() -> None:
    op.create_table(
        "tally_archive",
        sa.Column("survey_id", SURVEY_ID, autoincrement=False, nullable=False),
        sa.Column("species", sa.String(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey_archive.id"], name="fk_tally_archive_survey_id"
        ),
        sa.PrimaryKeyConstraint("survey_id", "species", name="pk_tally_archive"),
        sqlite_with_rowid=False,
    )


def _component() -> None:
    op.create_table(
        "component",
        sa.Column("survey_id", SURVEY_ID, autoincrement=False, nullable=False),
        sa.Column("index_id", sa.String(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("numerator", sa.BigInteger(), nullable=False),
        sa.Column("denominator", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("denominator >= 0", name="denominator"),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_component_survey_id"),
        sa.PrimaryKeyConstraint("survey_id", "index_id", name="pk_component"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_component_period", "component", ["date", "index_id"])


def _component_archive() -> None:
    op.create_table(
        "component_archive",
        sa.Column("survey_id", SURVEY_ID, autoincrement=False, nullable=False),
        sa.Column("index_id", sa.String(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("numerator", sa.BigInteger(), nullable=False),
        sa.Column("denominator", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey_archive.id"], name="fk_component_archive_survey_id"
        ),
        sa.PrimaryKeyConstraint("survey_id", "index_id", name="pk_component_archive"),
        sqlite_with_rowid=False,
    )
