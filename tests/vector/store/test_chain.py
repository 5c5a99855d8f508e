"""The chain of the audit log: the database refuses changes, and the walk finds those it missed."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import Engine, delete, func, inspect, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vector.errors import StoreError
from vector.store import chain
from vector.store.chain import START, Break
from vector.store.engine import connect, session, transaction
from vector.store.tables import Audit, AuditChain

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
WRITER = """
import sys
from datetime import UTC, datetime
from vector.store import chain
from vector.store.engine import connect, transaction

url, name = sys.argv[1:]
engine = connect(url)
print("ready", flush=True)
sys.stdin.readline()
for at in range(40):
    with transaction(engine) as writing:
        chain.append(writing, [{
            "at": datetime.now(UTC), "who": name, "origin": "", "what": "sign_in", "subject": "",
            "subject_id": str(at), "before": None, "after": None,
        }])
"""


def entry(who: str = "li", at: datetime = NOW, **values: Any) -> dict[str, Any]:
    """A row before it is sealed."""
    plain = {"origin": "10.0.0.7", "what": "sign_in", "subject": "", "subject_id": ""}
    return {"at": at, "who": who, **plain, "before": None, "after": None, **values}


def write(engine: Engine, *entries: dict[str, Any]) -> None:
    with transaction(engine) as writing:
        chain.append(writing, entries)


def walked(engine: Engine) -> chain.Walk:
    with session(engine) as reading:
        return chain.walk(reading)


@contextmanager
def behind_the_triggers(engine: Engine) -> Iterator[Session]:
    """Change what the database refuses to change, as its owner could."""
    with transaction(engine) as writing:
        if engine.dialect.name == "postgresql":
            writing.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
            writing.execute(text("ALTER TABLE audit_chain DISABLE TRIGGER ALL"))
        else:
            for name in writing.scalars(
                text("SELECT name FROM sqlite_master WHERE type='trigger'")
            ):
                writing.execute(text(f"DROP TRIGGER {name}"))
        yield writing


@pytest.fixture
def four(engine: Engine) -> Engine:
    """A log of four rows."""
    write(engine, entry("a"), entry("b", after={"roles": ["staff"], "数": 1.5}))
    write(engine, entry("c"))
    write(engine, entry("d"))
    return engine


def test_the_seal_is_the_hash_of_plain_json() -> None:
    row = entry("李", datetime(2026, 6, 1, 8, tzinfo=UTC)) | {"sequence": 1, "previous": START}
    written = (
        '{"after":null,"at":"2026-06-01T08:00:00.000000+00:00","before":null,"origin":"10.0.0.7",'
        f'"previous":"{START}","sequence":1,"subject":"","subject_id":"","what":"sign_in",'
        '"who":"李"}'
    )
    assert chain.seal(row) == sha256(written.encode()).hexdigest()


@given(some.sampled_from(chain.SEALED), some.text(min_size=1))
def test_any_column_changes_the_seal(column: str, value: str) -> None:
    row = entry() | {"sequence": 1, "previous": START}
    changed = NOW + DAY if column == "at" else value
    if row[column] != changed:
        assert chain.seal(row | {column: changed}) != chain.seal(row)


def test_a_whole_log_holds(four: Engine) -> None:
    found = walked(four)
    assert (found.rows, found.last, found.broken) == (4, 4, None)
    with session(four) as reading:
        rows = reading.scalars(select(Audit).order_by(Audit.sequence)).all()
        assert [row.previous for row in rows] == [START, *(row.hash for row in rows[:-1])]
        assert reading.get_one(AuditChain, 1).last_hash == rows[-1].hash == found.last_hash


REFUSED = (
    "UPDATE audit SET who = 'x' WHERE sequence = 2",
    "UPDATE audit SET sequence = 9 WHERE sequence = 4",
    "DELETE FROM audit WHERE sequence = 1",
    "DELETE FROM audit",
    "DELETE FROM audit_chain",
    "UPDATE audit_chain SET last = 3",
    "UPDATE audit_chain SET removed = 1",
    "UPDATE audit_chain SET removed = 1, removed_hash = (SELECT hash FROM audit WHERE"
    " sequence = 1)",
    "UPDATE audit_chain SET removed_hash = 'x'",
    "INSERT INTO audit_chain VALUES (1, 0, 'x', 0, 'x')",
)


@pytest.mark.parametrize("statement", REFUSED)
def test_the_database_refuses(four: Engine, statement: str) -> None:
    with pytest.raises(IntegrityError), transaction(four) as writing:
        writing.execute(text(statement))
    assert walked(four).rows == 4


def test_the_mapped_rows_cannot_be_changed_either(four: Engine) -> None:
    with pytest.raises(IntegrityError), transaction(four) as writing:
        writing.get_one(Audit, 2).who = "x"
    with pytest.raises(IntegrityError), transaction(four) as writing:
        writing.delete(writing.get_one(Audit, 4))
    assert walked(four).broken is None


def test_sqlite_refuses_to_replace(sqlite_engine: Engine) -> None:
    write(sqlite_engine, entry("a"))
    columns = ", ".join(column.name for column in inspect(Audit).columns)
    with pytest.raises(IntegrityError), transaction(sqlite_engine) as writing:
        writing.execute(text(f"INSERT OR REPLACE INTO audit SELECT {columns} FROM audit"))
    with pytest.raises(IntegrityError), transaction(sqlite_engine) as writing:
        writing.execute(text("INSERT OR REPLACE INTO audit_chain SELECT * FROM audit_chain"))


@pytest.mark.parametrize("table", ["audit", "audit_chain", "audit, audit_chain"])
def test_postgresql_refuses_to_truncate(postgresql_url: str, table: str) -> None:
    engine = connect(postgresql_url)
    with pytest.raises(IntegrityError), transaction(engine) as writing:
        writing.execute(text(f"TRUNCATE {table}"))
    engine.dispose()


def swap(writing: Session) -> None:
    for old, new in ((2, 99), (3, 2), (99, 3)):
        writing.execute(update(Audit).where(Audit.sequence == old).values(sequence=new))


def forge(writing: Session) -> None:
    """Alter a row and seal it anew, so that only the row after it can tell."""
    row = writing.get_one(Audit, 2)
    values = {name: getattr(row, name) for name in chain.SEALED} | {"who": "x"}
    row.who, row.hash = "x", chain.seal(values)


TAMPERED: dict[str, tuple[Callable[[Session], Any], Break]] = {
    "who": (lambda w: w.execute(update(Audit).where(Audit.sequence == 2).values(who="x")),
            Break(2, "altered")),
    "after": (lambda w: w.execute(update(Audit).where(Audit.sequence == 2).values(after={"数": 2})),
              Break(2, "altered")),
    "at": (lambda w: w.execute(update(Audit).where(Audit.sequence == 3).values(at=NOW - DAY)),
           Break(3, "altered")),
    "forged": (forge, Break(3, "unlinked")),
    "first": (lambda w: w.execute(delete(Audit).where(Audit.sequence == 1)), Break(1, "missing")),
    "middle": (lambda w: w.execute(delete(Audit).where(Audit.sequence == 3)), Break(3, "missing")),
    "end": (lambda w: w.execute(delete(Audit).where(Audit.sequence > 2)), Break(3, "missing")),
    "all": (lambda w: w.execute(delete(Audit)), Break(1, "missing")),
    "order": (swap, Break(2, "altered")),
    "anchor": (lambda w: w.execute(update(AuditChain).values(removed=1)), Break(1, "surplus")),
    "last": (lambda w: w.execute(update(AuditChain).values(last=3)), Break(4, "end")),
    "last_hash": (lambda w: w.execute(update(AuditChain).values(last_hash="x")), Break(4, "end")),
}  # fmt: skip


@pytest.mark.parametrize("way", TAMPERED)
def test_the_first_broken_row_is_found(four: Engine, way: str) -> None:
    tamper, broken = TAMPERED[way]
    with behind_the_triggers(four) as writing:
        tamper(writing)
    assert walked(four).broken == broken


def test_a_chain_without_its_row_is_refused(four: Engine) -> None:
    with behind_the_triggers(four) as writing:
        writing.execute(delete(AuditChain))
    with pytest.raises(StoreError, match="audit_chain"):
        walked(four)


def test_two_processes_never_fork_the_chain(database_url: str) -> None:
    command = [sys.executable, "-c", WRITER, database_url]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    writers = [subprocess.Popen([*command, name], **pipes) for name in ("a", "b")]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0
    engine = connect(database_url)
    found = walked(engine)
    assert (found.rows, found.last, found.broken) == (80, 80, None)
    with session(engine) as reading:
        counts = dict(reading.execute(select(Audit.who, func.count()).group_by(Audit.who)).all())
    assert counts == {"a": 40, "b": 40}
    engine.dispose()


def test_what_is_undone_leaves_no_row(four: Engine) -> None:
    def fail() -> None:
        with transaction(four) as writing:
            chain.append(writing, [entry("x")])
            raise StoreError("不成。")

    with pytest.raises(StoreError):
        fail()
    found = walked(four)
    assert (found.rows, found.broken) == (4, None)


def test_only_the_oldest_rows_are_removed(engine: Engine) -> None:
    ages = (400, 300, 100, 250, 1)
    write(engine, *(entry(str(age), NOW - age * DAY) for age in ages))
    with transaction(engine) as writing:
        assert chain.retire(writing, NOW - 200 * DAY) == 2
    write(engine, entry("new"))
    found = walked(engine)
    assert (found.rows, found.last, found.broken) == (4, 6, None)
    with transaction(engine) as writing:
        assert chain.retire(writing, NOW - 200 * DAY) == 0
        left = writing.scalars(select(Audit.who).order_by(Audit.sequence)).all()
        assert left == ["100", "250", "1", "new"]
        assert writing.get_one(AuditChain, 1).removed == 2


def test_a_log_that_is_all_old_begins_anew(engine: Engine) -> None:
    write(engine, *(entry(at=NOW - age * DAY) for age in (400, 300)))
    with transaction(engine) as writing:
        assert chain.retire(writing, NOW - 200 * DAY) == 2
    assert walked(engine) == chain.Walk(0, 2, walked(engine).last_hash, None)
    write(engine, entry())
    assert (walked(engine).last, walked(engine).broken) == (3, None)


def test_half_a_year_is_kept(engine: Engine) -> None:
    write(engine, entry(at=NOW - 100 * DAY))
    with pytest.raises(StoreError, match="180"), transaction(engine) as writing:
        chain.retire(writing, NOW - 179 * DAY)
    newest = select(Audit.hash).scalar_subquery()
    with pytest.raises(IntegrityError), transaction(engine) as writing:
        writing.execute(update(AuditChain).values(removed=1, removed_hash=newest))


def test_a_log_that_was_tampered_with_is_not_removed(engine: Engine) -> None:
    write(engine, *(entry(at=NOW - age * DAY) for age in (400, 300, 1)))
    with behind_the_triggers(engine) as writing:
        writing.execute(update(Audit).where(Audit.sequence == 3).values(who="x"))
    with pytest.raises(StoreError, match="改动"), transaction(engine) as writing:
        chain.retire(writing, NOW - 200 * DAY)
