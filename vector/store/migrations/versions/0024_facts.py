"""Components say method, habitat and upload themselves; the ledger says what the watch saw.

The tables are written anew in one pass: to add columns and fill them would write every row twice,
and leave the database half empty.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

SURVEY_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEPT = ("survey_id", "index_id", "station_id", "date", "numerator", "denominator")
ADDED = ("method", "habitat", "upload_id")
INDICES = {"period": ["date", "index_id"], "station": ["station_id", "index_id", "date"]}


def upgrade() -> None:
    """Take the step."""
    for name in ("seen", "stale"):
        op.add_column("ledger", sa.Column(name, sa.String(), nullable=True))
    for twin in ("", "_archive"):
        _rewrite(f"component{twin}", f"survey{twin}")
    for name, columns in INDICES.items():
        op.create_index(f"ix_component_{name}", "component", columns)


def _rewrite(table: str, surveys: str) -> None:
    key, owner = op.f(f"pk_{table}"), op.f(f"fk_{table}_survey_id")
    bound = [
        sa.ForeignKeyConstraint(["survey_id"], [f"{surveys}.id"], name=owner, ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("survey_id", "index_id", name=key),
    ]
    # PostgreSQL is quicker to check all rows at once, SQLite must know the key from the first.
    later = op.get_bind().dialect.name == "postgresql"
    op.create_table(f"{table}_next", *_columns(), *_checks(table), *([] if later else bound),
                    sqlite_with_rowid=False)  # fmt: skip
    _fill(table, surveys)
    op.drop_table(table)
    op.rename_table(f"{table}_next", table)
    if later:
        op.create_primary_key(key, table, ["survey_id", "index_id"])
        op.create_foreign_key(owner, table, surveys, ["survey_id"], ["id"], ondelete="RESTRICT")


def _columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("survey_id", SURVEY_ID, autoincrement=False, nullable=False),
        sa.Column("index_id", sa.String(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in KEPT[-2:]),
        *(sa.Column(name, sa.String(), nullable=False) for name in ADDED[:2]),
        sa.Column("upload_id", sa.Integer(), nullable=False),
    ]


def _checks(table: str) -> list[sa.CheckConstraint]:
    if table != "component":
        return []
    return [sa.CheckConstraint("denominator >= 0", name=op.f("ck_component_denominator"))]


def _fill(table: str, surveys: str) -> None:
    was = sa.table(table, *(sa.column(name) for name in KEPT))
    survey = sa.table(surveys, sa.column("id"), *(sa.column(name) for name in ADDED))
    rows = (
        sa.select(*(was.c[name] for name in KEPT), *(survey.c[name] for name in ADDED))
        .select_from(was.join(survey, survey.c.id == was.c.survey_id))
        .order_by(was.c.survey_id, was.c.index_id)
    )
    target = sa.table(f"{table}_next", *(sa.column(name) for name in (*KEPT, *ADDED)))
    op.execute(target.insert().from_select([*KEPT, *ADDED], rows))
