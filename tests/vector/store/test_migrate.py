"""A database made by the migrations is the one the tables describe; others are refused."""

import threading

import pytest
from sqlalchemy import Engine, inspect, text

from vector.errors import StoreError
from vector.store import migrate
from vector.store.engine import connect, transaction
from vector.store.tables import Model


def test_migrations_make_the_tables_described(engine: Engine) -> None:
    assert migrate.differences(engine) == []
    assert migrate.revision(engine) == migrate.head()
    migrate.check(engine)


def test_migrations_make_every_constraint(engine: Engine) -> None:
    found = inspect(engine)
    for table in Model.metadata.tables.values():
        described = {
            str(c.name) for c in table.constraints if type(c).__name__ == "CheckConstraint"
        }
        assert {c["name"] for c in found.get_check_constraints(table.name)} == described
        keys = {str(c.name) for c in table.foreign_key_constraints}
        assert {c["name"] for c in found.get_foreign_keys(table.name)} == keys


def test_upgrade_twice_changes_nothing(engine: Engine) -> None:
    migrate.upgrade(engine)
    migrate.check(engine)


def test_a_database_without_tables_is_refused(tmp_path: object) -> None:
    engine = connect(f"sqlite:///{tmp_path}/new/folder/vector.sqlite3")
    with pytest.raises(StoreError, match="vector db upgrade"):
        migrate.check(engine)
    migrate.upgrade(engine)
    migrate.check(engine)
    engine.dispose()


def test_a_newer_database_is_refused(engine: Engine) -> None:
    with transaction(engine) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="更新的程序"):
        migrate.check(engine)
    with pytest.raises(StoreError, match="更新的程序"):
        migrate.upgrade(engine)


def test_processes_that_start_together_make_one_database(
    database_url: str, tmp_path: object
) -> None:
    failures: list[BaseException] = []
    url = f"sqlite:///{tmp_path}/together.sqlite3" if "sqlite" in database_url else database_url
    if "postgresql" in url:
        engine = connect(url)
        with transaction(engine) as session:
            session.execute(text("DROP SCHEMA public CASCADE"))
            session.execute(text("CREATE SCHEMA public"))
        engine.dispose()

    def start() -> None:
        engine = connect(url)
        try:
            migrate.upgrade(engine)
        except BaseException as error:
            failures.append(error)
        finally:
            engine.dispose()

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    engine = connect(url)
    assert migrate.differences(engine) == []
    engine.dispose()
