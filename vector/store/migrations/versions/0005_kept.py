"""Surveys with catches or components are kept: their deletion is refused at once.

Refusing later lets PostgreSQL look for every row twice: for one that refers to the survey, and
before that for another survey of the same id.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SURVEYS = {
    "tally": "survey",
    "component": "survey",
    "tally_archive": "survey_archive",
    "component_archive": "survey_archive",
}


def upgrade() -> None:
    """Take the step."""
    for table, surveys in SURVEYS.items():
        key = op.f(f"fk_{table}_survey_id")
        with op.batch_alter_table(table, table_kwargs={"sqlite_with_rowid": False}) as altered:
            altered.drop_constraint(key, type_="foreignkey")
            altered.create_foreign_key(key, surveys, ["survey_id"], ["id"], ondelete="RESTRICT")
