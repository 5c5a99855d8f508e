"""The audit log, its chain, and the triggers by which the database refuses to change either.

A row leaves the log only when the chain says that it was removed, and the chain says so only of a
row that is old enough, in order, with that row's own hash.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

START = "0" * 64
CHAIN = sa.table(
    "audit_chain",
    *(sa.column(name) for name in ("id", "removed", "removed_hash", "last", "last_hash")),
)
# In SQL terms both databases share, but for the day 180 days ago.
OLD_ENOUGH = "sequence <= (SELECT removed FROM audit_chain) AND {row}at < {limit}"
FORWARD = (
    "NEW.id = OLD.id AND NEW.last >= OLD.last AND (NEW.removed = OLD.removed"
    " AND NEW.removed_hash = OLD.removed_hash OR NEW.removed > OLD.removed AND EXISTS (SELECT 1"
    " FROM audit WHERE sequence = NEW.removed AND hash = NEW.removed_hash AND at < {limit}))"
)
LIMIT = {
    "sqlite": "datetime('now', '-180 days')",
    "postgresql": "(now() AT TIME ZONE 'utc') - interval '180 days'",
}
REFUSED = {
    "audit_kept": "the audit log is append-only",
    "audit_young": "rows of the audit log are kept for 180 days",
    "audit_chain_forward": "the chain of the audit log only grows",
    "audit_chain_kept": "the chain of the audit log is kept",
}


def upgrade() -> None:
    """Take the step."""
    _tables()
    op.bulk_insert(
        CHAIN, [{"id": 1, "removed": 0, "removed_hash": START, "last": 0, "last_hash": START}]
    )
    kind = op.get_bind().dialect.name
    young = "NOT (OLD." + OLD_ENOUGH.format(row="OLD.", limit=LIMIT[kind]) + ")"
    backward = f"NOT ({FORWARD.format(limit=LIMIT[kind])})"
    refuse = _on_sqlite if kind == "sqlite" else _on_postgresql
    refuse("audit_kept", "UPDATE", "audit", "1 = 1")
    refuse("audit_young", "DELETE", "audit", young)
    refuse("audit_chain_forward", "UPDATE", "audit_chain", backward)
    # The row of a log that has none yet may be put anew, as a copy of a database does.
    refuse("audit_chain_kept", "DELETE", "audit_chain", "OLD.last > 0")
    if kind == "sqlite":
        # INSERT OR REPLACE deletes without asking the triggers of DELETE.
        again = "NEW.sequence <= (SELECT max(sequence) FROM audit)"
        _on_sqlite("audit_kept", "INSERT", "audit", again)
        _on_sqlite(
            "audit_chain_kept", "INSERT", "audit_chain", "EXISTS (SELECT 1 FROM audit_chain)"
        )


def _tables() -> None:
    text = ("who", "origin", "what", "subject", "subject_id")
    op.create_table(
        "audit",
        sa.Column("sequence", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in text),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_table(
        "audit_chain",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("removed_hash", sa.String(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("last_hash", sa.String(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_chain_one")),
        sa.PrimaryKeyConstraint("id", name="pk_audit_chain"),
    )


def _on_sqlite(name: str, change: str, table: str, when: str) -> None:
    op.execute(
        f"CREATE TRIGGER {name}_{change.lower()} BEFORE {change} ON {table} WHEN {when}"
        f" BEGIN SELECT RAISE(ABORT, '{REFUSED[name]}'); END"
    )


def _on_postgresql(name: str, change: str, table: str, when: str) -> None:
    back = "OLD" if change == "DELETE" else "NEW"
    _function(name, f"IF {when} THEN {_raised(name)} END IF; RETURN {back};")
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {change} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
    if change == "DELETE":
        _function(f"{name}_whole", _raised(name))
        op.execute(
            f"CREATE TRIGGER {name}_whole BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {name}_whole()"
        )


def _raised(name: str) -> str:
    code = "integrity_constraint_violation"
    return f"RAISE EXCEPTION '{REFUSED[name]}' USING ERRCODE = '{code}';"


def _function(name: str, body: str) -> None:
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN {body} END$$")
