"""A backup taken while others write is one state of the database, and comes back as it was."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from filled import fill, snap, table, take_in, withdraw
from sqlalchemy import Engine, event, func, select, text
from sqlalchemy.exc import DBAPIError

from vector.catalog import Catalog
from vector.errors import StoreError
from vector.store import backup, chain, contents, migrate, parcel, restore
from vector.store.engine import connect, session, transaction
from vector.store.tables import Audit, Component, Model, Role, Survey, Tally, Upload

NOW = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)


def quiet(done: int, total: int) -> None:
    """Tell nobody."""


# The log of what was done: a restored one also says that it was restored.
LOG = {"audit", "audit_chain"}


def digests(engine: Engine) -> dict[str, str]:
    with session(engine) as reading:
        return contents.digests(reading, Model.metadata.tables.keys() - LOG)


def kept(path: Path) -> dict[str, str]:
    with parcel.opened(path) as opened:
        opened.verify()
        told = opened.manifest.tables
        return {name: held.digest for name, held in told.items() if name not in LOG}


def put_back(path: Path, engine: Engine, *, replace: bool = False) -> Path | None:
    with parcel.opened(path) as opened:
        return restore.put_back(opened, engine, NOW, quiet, replace=replace)


def empty_of_tables(engine: Engine) -> None:
    """Destroy the database."""
    if engine.dialect.name == "sqlite":
        engine.dispose()
        Path(str(engine.url.database)).write_bytes(b"destroyed")
        return
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))


@pytest.fixture
def withdrawn(filled: Engine, catalog: Catalog) -> Engine:
    """A store that also holds archived surveys, and an id that was given out and is gone."""
    with transaction(filled) as writing:
        rows = {"snap_trap": table([snap("东湖小区", "2026-04-14", 7, habitat="居民区")])}
        withdraw(writing, take_in(writing, catalog, rows, name="后来.csv"), at=NOW)
        writing.add(Role(name="gone"))
        writing.flush()
        writing.execute(text("DELETE FROM role WHERE name = 'gone'"))
    return filled


def test_what_was_destroyed_comes_back(withdrawn: Engine, tmp_path: Path) -> None:
    before = digests(withdrawn)
    manifest = backup.take(withdrawn, tmp_path / "kept.zip", NOW)
    assert kept(tmp_path / "kept.zip") == before
    assert manifest.revision == migrate.head()
    empty_of_tables(withdrawn)
    put_back(tmp_path / "kept.zip", withdrawn, replace=True)
    assert digests(withdrawn) == before
    assert migrate.differences(withdrawn) == []
    with transaction(withdrawn) as writing:
        writing.add(Role(name="next"))
        assert writing.scalar(select(func.count(Survey.id))) == 6


LAST_GIVEN = {
    "sqlite": "INSERT INTO sqlite_sequence VALUES ('upload', 77)",
    "postgresql": "SELECT setval('upload_id_seq', 77)",
}


def test_the_log_comes_back_and_says_so(filled: Engine, tmp_path: Path) -> None:
    with session(filled) as reading:
        told = reading.scalars(select(Audit.hash).order_by(Audit.sequence)).all()
    backup.take(filled, tmp_path / "kept.zip", NOW)
    empty_of_tables(filled)
    put_back(tmp_path / "kept.zip", filled, replace=True)
    with session(filled) as reading:
        found = reading.scalars(select(Audit).order_by(Audit.sequence)).all()
        assert [row.hash for row in found[:-1]] == told
        assert found[-1].what == "database_restored"
        assert found[-1].after == {"made_at": NOW.isoformat(), "revision": migrate.head()}
        assert chain.walk(reading).broken is None
    with pytest.raises(DBAPIError), transaction(filled) as writing:
        writing.execute(text("UPDATE audit SET who = 'nobody'"))


def test_ids_go_on_where_they_were(engine: Engine, tmp_path: Path) -> None:
    with transaction(engine) as writing:
        writing.execute(text(LAST_GIVEN[engine.dialect.name]))
    backup.take(engine, tmp_path / "kept.zip", NOW)
    empty_of_tables(engine)
    put_back(tmp_path / "kept.zip", engine, replace=True)
    with transaction(engine) as writing:
        assert fill(writing) == 78


class Writer:
    """Another thread that takes in one upload after another until it is told to stop."""

    def __init__(self, url: str, catalog: Catalog) -> None:
        self.url, self.catalog = url, catalog
        self.stop, self.wrote, self.count = threading.Event(), threading.Event(), 0
        self.thread = threading.Thread(target=self.run)

    def run(self) -> None:
        engine = connect(self.url)
        while not self.stop.is_set() and self.count < 400:
            self.count += 1
            nights = [self.night(at) for at in range(20)]
            with transaction(engine) as writing:
                name = f"{self.count}.csv"
                take_in(writing, self.catalog, {"snap_trap": table(nights)}, name=name)
            self.wrote.set()
        engine.dispose()

    def night(self, at: int) -> dict[str, object]:
        caught, day = self.count % 9, f"2025-{self.count % 12 + 1:02d}-{at + 1:02d}"
        return snap(f"站{at}", day, caught, **{"species:褐家鼠": caught})

    def next_write(self) -> None:
        """Wait until something more was written."""
        self.wrote.clear()
        assert self.wrote.wait(30)


@pytest.fixture
def writer(filled: Engine, catalog: Catalog) -> Iterator[Writer]:
    running = Writer(filled.url.render_as_string(hide_password=False), catalog)
    running.thread.start()
    running.next_write()
    yield running
    running.stop.set()
    running.thread.join(30)


def test_a_backup_is_one_state_while_another_writes(
    filled: Engine, writer: Writer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "PAGES", 8)
    steps: list[int] = []

    def between(done: int, total: int) -> None:
        # In the middle of the copy the other writes on, and is not kept waiting.
        if len(steps) < 4:
            steps.append(writer.count)
            writer.next_write()

    path = tmp_path / "kept.zip"
    backup.take(filled, path, NOW, progress=between)
    writer.stop.set()
    writer.thread.join(30)
    assert steps[-1] > steps[0]
    told = kept(path)
    now = digests(filled)
    assert told["survey"] != now["survey"]
    empty_of_tables(filled)
    put_back(path, filled, replace=True)
    assert digests(filled) == told
    with session(filled) as reading:
        uploads = reading.scalar(select(func.count(Upload.id)))
        assert uploads is not None
        assert uploads <= steps[0] + 2
        # Every survey came with its parts: no upload is there by half.
        surveys = set(reading.scalars(select(Survey.id)))
        assert surveys == set(reading.scalars(select(Component.survey_id)))
        assert surveys >= set(reading.scalars(select(Tally.survey_id)))


def test_nothing_gives_way_unasked(filled: Engine, tmp_path: Path) -> None:
    backup.take(filled, tmp_path / "kept.zip", NOW)
    with transaction(filled) as writing:
        writing.execute(text("UPDATE survey SET note = '后来'"))
    before = digests(filled)
    with pytest.raises(StoreError, match="--replace"):
        put_back(tmp_path / "kept.zip", filled)
    assert digests(filled) == before


def test_an_older_revision_is_restored_and_brought_up(bare_url: str, tmp_path: Path) -> None:
    engine = connect(bare_url)
    migrate.upgrade(engine, "0004")
    with transaction(engine) as writing:
        writing.execute(text("UPDATE region SET name = '澜山县' WHERE code = '0'"))
    manifest = backup.take(engine, tmp_path / "old.zip", NOW)
    assert manifest.revision == "0004"
    empty_of_tables(engine)
    put_back(tmp_path / "old.zip", engine, replace=True)
    migrate.check(engine)
    assert migrate.differences(engine) == []
    with session(engine) as reading:
        assert reading.scalar(text("SELECT name FROM region WHERE code = '0'")) == "澜山县"
    engine.dispose()


def test_a_newer_revision_is_refused(
    filled: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup.take(filled, tmp_path / "kept.zip", NOW)
    before = digests(filled)
    monkeypatch.setattr(migrate, "knows", lambda wanted: False)
    with pytest.raises(StoreError, match=r"由更新的程序建立"):
        put_back(tmp_path / "kept.zip", filled, replace=True)
    assert digests(filled) == before


def test_what_differs_after_loading_changes_nothing(filled: Engine, tmp_path: Path) -> None:
    path = tmp_path / "kept.zip"
    backup.take(filled, path, NOW)
    before = digests(filled)
    with parcel.opened(path) as opened:
        told = dict(opened.manifest.tables)
        told["survey"] = told["survey"].model_copy(update={"digest": "0" * 64})
        opened.manifest = opened.manifest.model_copy(update={"tables": told})
        with pytest.raises(StoreError, match=r"表 survey 与备份的清单不同"):
            restore.put_back(opened, filled, NOW, quiet, replace=True)
    assert digests(filled) == before
    assert not list(tmp_path.glob(".*"))


def test_the_other_kind_is_refused(
    sqlite_engine: Engine, postgresql_url: str, tmp_path: Path
) -> None:
    backup.take(sqlite_engine, tmp_path / "kept.zip", NOW)
    other = connect(postgresql_url)
    with pytest.raises(StoreError, match="sqlite"):
        put_back(tmp_path / "kept.zip", other, replace=True)
    other.dispose()


def test_the_old_file_is_kept_aside_but_not_under_a_running_service(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    path = tmp_path / "kept.zip"
    backup.take(sqlite_engine, path, NOW)
    with transaction(sqlite_engine) as writing:
        fill(writing)
    newer = digests(sqlite_engine)
    with pytest.raises(StoreError, match="正被使用"):
        put_back(path, connect(str(sqlite_engine.url)), replace=True)
    assert digests(sqlite_engine) == newer
    sqlite_engine.dispose()
    aside = put_back(path, sqlite_engine, replace=True)
    assert digests(sqlite_engine)["survey"] != newer["survey"]
    assert aside is not None
    old = connect(f"sqlite:///{aside}")
    assert digests(old) == newer
    old.dispose()


def test_a_postgresql_backup_reads_only(postgresql_url: str, tmp_path: Path) -> None:
    engine = connect(postgresql_url)
    modes: list[str] = []

    @event.listens_for(engine, "commit")
    def _(connection: object) -> None:
        modes.append("written")

    backup.take(engine, tmp_path / "kept.zip", NOW)
    engine.dispose()
    assert modes == []
