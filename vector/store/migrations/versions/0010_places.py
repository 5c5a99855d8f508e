"""What places were: history of regions and stations, populations by day, who answers for a grid.

A region that was merged or split keeps its row; another may then bear its name or its code.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STILL = sa.text("valid_to IS NULL")


def upgrade() -> None:
    """Take the step."""
    _region()
    _station()
    _region_past()
    _station_past()
    _succession()
    _population()
    _charge()


def _region() -> None:
    with op.batch_alter_table("region") as altered:
        altered.drop_constraint("uq_region_code", type_="unique")
        altered.drop_constraint("uq_region_parent_id_name", type_="unique")
        altered.create_check_constraint(
            op.f("ck_region_valid"),
            "valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from",
        )
    _among_open("uq_region_code", "region", "code")
    _among_open("uq_region_parent_id_name", "region", "parent_id", "name")


def _among_open(name: str, table: str, *columns: str) -> None:
    op.create_index(
        name, table, list(columns), unique=True, sqlite_where=STILL, postgresql_where=STILL
    )


def _station() -> None:
    op.add_column("station", sa.Column("method", sa.String(), nullable=True))
    op.add_column("station", sa.Column("equipment", sa.String(), nullable=True))
    site = sa.Column("site", sa.Integer(), server_default=sa.text("1"), nullable=False)
    op.add_column("station", site)


def _key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}")


def _region_past() -> None:
    op.create_table(
        "region_past",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("geometry", sa.Text(), nullable=True),
        _key("region_past", "region_id", "region"),
        _key("region_past", "parent_id", "region"),
        sa.PrimaryKeyConstraint("id", name="pk_region_past"),
        sa.UniqueConstraint("region_id", "until", name="uq_region_past_region_id_until"),
    )


def _station_past() -> None:
    regions = ("region_id", "street_id", "today_id")
    op.create_table(
        "station_past",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in (*regions, "site")),
        *(sa.Column(name, sa.String()) for name in ("habitat", "method", "equipment")),
        *(sa.Column(name, sa.Double()) for name in ("longitude", "latitude")),
        _key("station_past", "station_id", "station"),
        *(_key("station_past", name, "region") for name in regions),
        sa.PrimaryKeyConstraint("id", name="pk_station_past"),
        sa.UniqueConstraint("station_id", "until", name="uq_station_past_station_id_until"),
    )


def _succession() -> None:
    op.create_table(
        "succession",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("was", "became", "ground")),
        sa.CheckConstraint(
            "kind IN ('rename', 'merge', 'split', 'transfer')", name=op.f("ck_succession_kind")
        ),
        _key("succession", "from_id", "region"),
        _key("succession", "to_id", "region"),
        sa.PrimaryKeyConstraint("id", name="pk_succession"),
        sa.UniqueConstraint(
            "from_id", "to_id", "day", "kind", name="uq_succession_from_id_to_id_day_kind"
        ),
    )
    for name in ("day", "from_id", "to_id"):
        op.create_index(f"ix_succession_{name}", "succession", [name])


def _population() -> None:
    op.create_table(
        "population",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.CheckConstraint("persons >= 0", name=op.f("ck_population_persons")),
        _key("population", "region_id", "region"),
        sa.PrimaryKeyConstraint("id", name="pk_population"),
        sa.UniqueConstraint("region_id", "counted_on", name="uq_population_region_id_counted_on"),
    )


def _charge() -> None:
    op.create_table(
        "charge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_charge_valid")
        ),
        _key("charge", "region_id", "region"),
        sa.PrimaryKeyConstraint("id", name="pk_charge"),
    )
    op.create_index("ix_charge_region_id", "charge", ["region_id"])
    _among_open("uq_charge_present", "charge", "region_id")
