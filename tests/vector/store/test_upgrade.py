"""Databases that earlier states of the service left are brought to the present, every row kept."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, MetaData, func, insert, select, text

from vector.store import chain, contents, migrate
from vector.store.components import components
from vector.store.engine import connect, session, transaction
from vector.store.tables import Component, Model

FOLDER = Path(__file__).parents[2] / "golden" / "upgrade"
REVISIONS = sorted(path.stem for path in FOLDER.glob("*.sql"))
# The moment of the upgrade stands in these.
OF_THE_MOMENT = {"audit", "audit_chain", "account"}

Rows = dict[str, list[dict[str, Any]]]


def left(folder: Path, revision: str) -> Engine:
    """The database as it was left, on SQLite."""
    path = folder / f"{revision}.sqlite3"
    script = (FOLDER / f"{revision}.sql").read_bytes().decode()
    with closing(sqlite3.connect(path)) as database:
        database.executescript(script)
    return connect(f"sqlite:///{path}")


def rows(engine: Engine) -> Rows:
    """Every row of every table, as the database itself describes them."""
    found = MetaData()
    with engine.connect() as connection:
        found.reflect(connection)
        return {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in found.sorted_tables
        }


@pytest.fixture(params=REVISIONS)
def revision(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["sqlite", "postgresql"])
def before(
    request: pytest.FixtureRequest, revision: str, tmp_path: Path
) -> Iterator[tuple[Engine, Rows]]:
    """The database as it was left, once of each kind, and its rows."""
    engine = left(tmp_path, revision)
    held = rows(engine)
    if request.param == "postgresql":
        engine.dispose()
        engine = connect(request.getfixturevalue("bare_server_url"))
        migrate.upgrade(engine, revision)
        _moved(engine, held)
    yield engine, held
    engine.dispose()


def _moved(engine: Engine, held: Rows) -> None:
    """Put rows into a PostgreSQL database of the same revision, as it is."""
    found = MetaData()
    with engine.begin() as connection:
        found.reflect(connection)
        connection.execute(text("SET session_replication_role = replica"))
        for table in found.sorted_tables:
            connection.execute(table.delete())
            if held[table.name]:
                connection.execute(insert(table), held[table.name])
        for table in found.sorted_tables:
            key = table.autoincrement_column
            if key is not None and key.identity is None and key.server_default is not None:
                counter = func.pg_get_serial_sequence(table.name, key.name)
                last = select(func.coalesce(func.max(key), 1)).scalar_subquery()
                connection.execute(select(func.setval(counter, last)))


def _lost(held: Rows, now: Rows) -> list[str]:
    """What was there and is not now: rows, each by all that it said and says no more."""
    found = []
    for name, old in held.items():
        new = [{key: repr(value) for key, value in row.items()} for row in now.get(name, [])]
        kept = set(new[0]) if new else set()
        said = {tuple(sorted(row.items())) for row in new}
        for row in old:
            words = {key: repr(value) for key, value in row.items() if key in kept}
            alike = {tuple((key, each) for key, each in one if key in words) for one in said}
            if tuple(sorted(words.items())) not in alike:
                found.append(f"{name}: {row}")
    return found


def test_every_table_held_something(revision: str, tmp_path: Path) -> None:
    engine = left(tmp_path, revision)
    held = rows(engine)
    engine.dispose()
    assert held.pop("alembic_version") == [{"version_num": revision}]
    assert {name for name, found in held.items() if not found} <= {"audit"}
    assert len(held) >= 25


def test_every_row_is_kept(before: tuple[Engine, Rows]) -> None:
    engine, held = before
    migrate.upgrade(engine)
    assert migrate.differences(engine) == []
    migrate.check(engine)
    now = rows(engine)
    for name in ("alembic_version", "audit_chain"):
        held.pop(name, None)
    gone = {
        (name, key)
        for name, old in held.items()
        if old
        for key in old[0].keys() - now[name][0].keys()
    }
    assert gone == set()
    assert {name: len(found) for name, found in held.items()} == {
        name: len(now[name]) - (name == "audit") for name in held
    }
    assert _lost(held, now) == []


def test_the_service_goes_on_with_it(before: tuple[Engine, Rows]) -> None:
    engine, held = before
    migrate.upgrade(engine)
    with session(engine) as reading:
        found = components(reading)
        walked = chain.walk(reading)
    assert len(found) == len(held["component"])
    surveys = {row["id"]: row for row in held["survey"]}
    with session(engine) as reading:
        for each in reading.scalars(select(Component)):
            own = surveys[each.survey_id]
            told = (each.method, each.habitat, each.upload_id)
            assert told == (own["method"], own["habitat"], own["upload_id"])
    assert walked.broken is None
    with transaction(engine) as writing:
        table = Model.metadata.tables["region"]
        writing.execute(insert(table).values(code="neu", name="新", level="street"))


def test_both_databases_come_to_the_same(
    revision: str, tmp_path: Path, bare_server_url: str
) -> None:
    here = left(tmp_path, revision)
    there = connect(bare_server_url)
    migrate.upgrade(there, revision)
    _moved(there, rows(here))
    sums = []
    for engine in (here, there):
        migrate.upgrade(engine)
        with session(engine) as reading:
            sums.append(contents.digests(reading, Model.metadata.tables.keys() - OF_THE_MOMENT))
        engine.dispose()
    assert sums[0] == sums[1]
