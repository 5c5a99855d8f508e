"""What models say: runs, forecasts, expectations and scores; flags that rest on them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

RULES = "rule IN ('graded', 'banded', 'action_limit', 'absolute', 'expected', 'forecast')"


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("flag") as flag:
        flag.drop_constraint(op.f("ck_flag_rule"), type_="check")
        flag.create_check_constraint(op.f("ck_flag_rule"), RULES)
    _run()
    _prediction()
    _expectation()
    _score()


def _run() -> None:
    op.create_table(
        "model_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("group_id", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("model_version", sa.String(), nullable=False),
        sa.Column("data_version", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('forecast', 'expectation')", name="kind"),
        sa.CheckConstraint("step IN ('week', 'month')", name="step"),
        sa.PrimaryKeyConstraint("id", name="pk_model_run"),
        sa.UniqueConstraint(
            "kind", "group_id", "step", "period", name="uq_model_run_kind_group_id_step_period"
        ),
    )


def _place(table: str, *columns: sa.Column[object]) -> None:
    """Make a table of rows about a place, a method and an index."""
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=True),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("index_id", sa.String(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["run_id"], ["model_run.id"], name=f"fk_{table}_run_id"),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=f"fk_{table}_region_id"),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=f"fk_{table}_station_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )
    op.create_index(f"ix_{table}_run_id", table, ["run_id"])
    op.create_index(f"ix_{table}_station_id", table, ["station_id"])


def _prediction() -> None:
    _place(
        "prediction",
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("horizon", sa.Integer(), nullable=False),
        sa.Column("effort", sa.Double(), nullable=False),
        sa.Column("mean", sa.Double(), nullable=False),
        sa.Column("density", sa.Double(), nullable=False),
        sa.Column("lower", sa.Double(), nullable=False),
        sa.Column("upper", sa.Double(), nullable=False),
        sa.Column("quantiles", sa.JSON(), nullable=False),
        sa.Column("limit", sa.String(), nullable=True),
        sa.Column("p_beyond", sa.Double(), nullable=True),
        sa.Column("model", sa.String(), nullable=False),
    )


def _expectation() -> None:
    _place(
        "expectation",
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("count", sa.Double(), nullable=False),
        sa.Column("effort", sa.Double(), nullable=False),
        sa.Column("expected", sa.Double(), nullable=True),
        sa.Column("lower", sa.Double(), nullable=True),
        sa.Column("upper", sa.Double(), nullable=True),
        sa.Column("p", sa.Double(), nullable=True),
        sa.Column("alarm", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
    )


def _score() -> None:
    _place(
        "score",
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("horizon", sa.Integer(), nullable=False),
        sa.Column("targets", sa.Integer(), nullable=False),
        sa.Column("log_crps", sa.Double(), nullable=False),
        sa.Column("wis", sa.Double(), nullable=False),
        sa.Column("coverage80", sa.Double(), nullable=False),
        sa.Column("coverage95", sa.Double(), nullable=False),
        sa.Column("skill_climatology", sa.Double(), nullable=True),
        sa.Column("skill_last_year", sa.Double(), nullable=True),
        sa.Column("chosen", sa.Boolean(), nullable=False),
    )
