"""A database is looked for without being made, and made once, sorting as SQLite does."""

from pathlib import Path

import databases
import pytest
from sqlalchemy import text

from vector.errors import StoreError
from vector.store import creation
from vector.store.engine import connect, session


def test_a_postgresql_database_is_made_once(postgresql_server: str) -> None:
    engine = connect(f"{postgresql_server}/vector 新库")
    assert not creation.exists(engine)
    assert creation.create(engine)
    assert creation.exists(engine)
    assert not creation.create(engine)
    with session(engine) as reading:
        assert reading.scalar(text("SHOW server_encoding")) == "UTF8"
        assert reading.scalar(text("SELECT 'B' < 'a' AND '小' < '褐'"))
    engine.dispose()
    databases.execute(postgresql_server, 'DROP DATABASE "vector 新库"')


def test_looking_for_a_sqlite_database_makes_none(tmp_path: Path) -> None:
    path = tmp_path / "vector.sqlite3"
    engine = connect(f"sqlite:///{path}")
    assert not creation.exists(engine)
    assert not creation.create(engine)
    assert not path.exists()
    engine.connect().close()
    assert creation.exists(engine)
    engine.dispose()


def test_who_may_not_make_one_is_told_so(postgresql_server: str) -> None:
    databases.execute(postgresql_server, "CREATE ROLE clerk LOGIN")
    engine = connect(f"{postgresql_server}/vector_denied".replace("vector@", "clerk:hush@"))
    with pytest.raises(StoreError, match="permission denied") as refused:
        creation.create(engine)
    assert "hush" not in str(refused.value)
    engine.dispose()
    databases.execute(postgresql_server, "DROP ROLE clerk")


def test_a_server_that_is_not_there_is_a_sentence() -> None:
    engine = connect("postgresql+psycopg://vector:hush@127.0.0.1:1/vector")
    with pytest.raises(StoreError, match="无法建立或查找") as refused:
        creation.exists(engine)
    assert "hush" not in str(refused.value)
    engine.dispose()
