"""A database made by the migrations is the one the tables describe; others are refused."""

import threading

import pytest
from sqlalchemy import Engine, func, inspect, select, text
from sqlalchemy.exc import IntegrityError

from vector.errors import StoreError
from vector.store import migrate
from vector.store.engine import connect, transaction
from vector.store.tables import Alert, Model, Outbox


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


OLD_ROWS = (
    "INSERT INTO flag (id, region_id, index_id, rule, severity, opened_at, observed_on, evidence,"
    " sentence) SELECT 1, min(id), 'i', 'graded', 2, '2026-06-01 00:00:00', '2026-06-01', '{}', 's'"
    " FROM region",
    "INSERT INTO alert (id, flag_id, change, severity, raised_at, evidence, sentence)"
    " VALUES (1, 1, 'raised', 2, '2026-06-01 00:00:00', '{}', 's'),"
    " (2, 1, 'worsened', 3, '2026-06-02 00:00:00', '{}', 's')",
    "INSERT INTO digest (id, region_id, day, message_id, state, attempts, due_at, claimed_at)"
    " SELECT 1, min(id), '2026-06-01', 'm', 'sent', 1, '2026-06-01 00:00:00',"
    " '2026-06-01 01:00:00' FROM region",
    "INSERT INTO outbox (id, alert_id, region_id, due_at, digest_id)"
    " SELECT 1, 1, min(id), '2026-06-01 00:00:00', 1 FROM region",
    "INSERT INTO outbox (id, alert_id, region_id, due_at)"
    " SELECT 2, 2, min(id), '2026-06-02 00:00:00' FROM region",
)


def test_what_was_mailed_before_is_still_known(bare_url: str) -> None:
    engine = connect(bare_url)
    migrate.upgrade(engine, "0002")
    with transaction(engine) as writing:
        for row in OLD_ROWS:
            writing.execute(text(row))
    migrate.upgrade(engine)
    with transaction(engine) as reading:
        rows = reading.scalars(select(Outbox).order_by(Outbox.id)).all()
        assert [(row.told, row.told_severity) for row in rows] == [("raised", 2), (None, None)]
        assert reading.scalar(select(func.count(Alert.id))) == 2
    engine.dispose()


OLD_SURVEYS = (
    "INSERT INTO station (id, code, name, region_id) SELECT 1, 'A', '东门', min(id) FROM region",
    "INSERT INTO upload (id, sha256, filename, size, layout, uploaded_by, accepted_at, surveys,"
    " held, faults) VALUES (1, 'f', 'a.csv', 1, 'long', '王', '2026-06-01 00:00:00', 1, 0, '[]')",
    *(
        statement.format(twin)
        for twin in ("", "_archive")
        for statement in (
            'INSERT INTO survey{} (id, method, date, habitat, fields, sheet, "row", upload_id,'
            " station_id) VALUES (1, 'snap_trap', '2026-05-01', '', '{{}}', '', 2, 1, 1)",
            "INSERT INTO tally{} (survey_id, species, count) VALUES (1, '褐家鼠', 3)",
            "INSERT INTO component{} (survey_id, index_id, station_id, date, numerator,"
            " denominator) VALUES (1, 'trap_density', 1, '2026-05-01', 3, 98)",
        )
    ),
)


def delete(engine: Engine, *tables: str) -> None:
    with transaction(engine) as writing:
        for table in tables:
            writing.execute(text(f"DELETE FROM {table}"))


def test_surveys_stored_before_keep_their_catches_and_components(bare_url: str) -> None:
    engine = connect(bare_url)
    migrate.upgrade(engine, "0004")
    with transaction(engine) as writing:
        for row in OLD_SURVEYS:
            writing.execute(text(row))
    migrate.upgrade(engine)
    for twin in ("", "_archive"):
        with transaction(engine) as writing:
            assert writing.scalar(text(f"SELECT count FROM tally{twin}")) == 3
            assert writing.scalar(text(f"SELECT denominator FROM component{twin}")) == 98
        for left in ("tally", "component"):
            with pytest.raises(IntegrityError):
                delete(engine, left + twin, "survey" + twin)
        options = inspect(engine).get_table_options(f"component{twin}")
        assert not options.get("sqlite_with_rowid", False)
    engine.dispose()
