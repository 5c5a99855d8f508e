"""A copy equals its source on every database, goes on where that was, and is whole or not there."""

from collections.abc import Iterator
from pathlib import Path

import databases
import full
import pytest
import reports
from reports import JULY, rooms
from sqlalchemy import Engine, delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from vector.catalog import Catalog
from vector.errors import StoreError
from vector.settings import Settings
from vector.store import audit, bulk, chain, contents, counters, migrate, transfer
from vector.store.engine import connect, session, transaction
from vector.store.tables import (
    Audit,
    Job,
    Ledger,
    Model,
    Region,
    Station,
    Survey,
    Upload,
    UploadFile,
)
from vector.work import uploads


@pytest.fixture(scope="module")
def filled_file(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, catalog: Catalog
) -> Path:
    path = tmp_path_factory.mktemp("full") / "full.sqlite3"
    full.make(path, sqlite_template, catalog)
    return path


@pytest.fixture
def source(filled_file: Path, tmp_path: Path) -> Iterator[Engine]:
    """A SQLite database with something in every table."""
    path = tmp_path / "source.sqlite3"
    path.write_bytes(filled_file.read_bytes())
    engine = connect(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@pytest.fixture
def back(tmp_path: Path) -> Iterator[Engine]:
    """A SQLite database that is not there yet."""
    engine = connect(f"sqlite:///{tmp_path}/back.sqlite3")
    yield engine
    engine.dispose()


def _digests(engine: Engine) -> dict[str, str]:
    with session(engine) as reading:
        return contents.digests(reading)


def _last(engine: Engine) -> dict[str, int]:
    with session(engine) as reading:
        return counters.last_given(reading.connection())


def test_the_source_leaves_no_table_out(source: Engine) -> None:
    with session(source) as reading:
        counts = {
            name: reading.scalar(select(func.count()).select_from(table))
            for name, table in Model.metadata.tables.items()
        }
    assert [name for name, rows in counts.items() if not rows] == []


def test_a_copy_equals_its_source(source: Engine, engine: Engine) -> None:
    before = _digests(source)
    counts = transfer.copy(source, engine)
    assert _digests(engine) == before == _digests(source)
    assert counts["survey"] > 100
    assert migrate.differences(engine) == []
    with session(engine) as reading:
        assert reading.scalars(select(UploadFile.content)).first() == full.CONTENT
        assert set(reading.scalars(select(Upload.filename))) == {full.WORDS}


def test_round_trip_and_back_again(source: Engine, engine: Engine, back: Engine) -> None:
    transfer.copy(source, engine)
    transfer.copy(engine, back)
    assert _digests(back) == _digests(source)
    assert migrate.differences(back) == []
    assert _last(back) == _last(engine) == _last(source)
    with session(source) as one, session(back) as other:
        kept = text("SELECT id, faults FROM upload ORDER BY id")
        assert one.execute(kept).all() == other.execute(kept).all()


def test_a_further_upload_goes_on_in_every_copy(
    source: Engine, engine: Engine, back: Engine, catalog: Catalog
) -> None:
    transfer.copy(source, engine)
    transfer.copy(engine, back)
    held = [_went_on(each, catalog) for each in (source, engine, back)]
    assert held[0] == held[1] == held[2]


def _went_on(engine: Engine, catalog: Catalog) -> list[object]:
    """Import twice, withdraw once, add a region and a job; tell what came of it."""
    first = reports.accept(engine, rooms(JULY, 30), rooms(JULY, 1, station="新点"), on=JULY)
    again = reports.accept(engine, rooms(JULY, 2), on=JULY)
    uploads.withdraw(engine, catalog, Settings(), again.upload_id, by="王", reason="填错", on=JULY)
    with transaction(engine) as writing:
        root = writing.scalars(select(Region).where(Region.code == "0")).one()
        added = Region(code="n", name="新", level="street", parent_id=root.id)
        writing.add(added)
        writing.flush()
        surveys = writing.scalars(select(Survey.id).where(Survey.upload_id == first.upload_id))
        return [
            first.upload_id, again.upload_id, added.id, sorted(surveys), first.changes,
            writing.scalars(select(Station.id).order_by(Station.id)).all(),
            writing.scalars(select(Ledger.last_survey_id)).all(),
        ]  # fmt: skip


def test_the_id_of_a_deleted_upload_is_not_given_again(source: Engine, engine: Engine) -> None:
    with session(source) as reading:
        greatest = reading.scalar(select(func.max(Upload.id)))
    transfer.copy(source, engine)
    accepted = reports.accept(engine, rooms(JULY, 3), on=JULY)
    assert accepted.upload_id == greatest + 2


def test_a_target_without_tables_gets_them(source: Engine, bare_url: str) -> None:
    target = connect(bare_url)
    transfer.copy(source, target)
    assert _digests(target) == _digests(source)
    target.dispose()


@pytest.mark.parametrize(
    "change",
    [
        update(Region).where(Region.code == "0").values(name="小县"),
        update(Ledger).values(changes=1),
        delete(Region).where(Region.code == "0-0"),
    ],
    ids=["named", "changed", "less"],
)
def test_a_target_that_is_not_as_new_is_refused(
    source: Engine, engine: Engine, change: object
) -> None:
    with transaction(engine) as writing:
        writing.execute(change)  # type: ignore[call-overload]
    before = _digests(engine)
    with pytest.raises(StoreError, match=r"目标数据库不是空的（表 \w+ 已有内容）"):
        transfer.copy(source, engine)
    assert _digests(engine) == before


def test_a_log_is_not_thrown_away(source: Engine, engine: Engine) -> None:
    """A database that holds nothing but what was done to it is not empty."""
    with transaction(engine) as writing:
        audit.record(writing, "sign_in_failed", audit.Author("", "10.0.0.7"))
    with pytest.raises(StoreError, match=r"表 audit\w* 已有内容"):
        transfer.copy(source, engine)


def test_the_log_goes_along_and_its_chain_holds(source: Engine, engine: Engine) -> None:
    transfer.copy(source, engine)
    with transaction(engine) as writing:
        assert chain.walk(writing).broken is None
        last = audit.record(writing, "sign_out", audit.Author("jian", "10.0.0.7"))
        assert last > 1
        assert chain.walk(writing).broken is None
    with pytest.raises(DBAPIError, match="append-only"), transaction(engine) as writing:
        writing.execute(update(Audit).values(who="别人"))


def test_a_full_target_is_refused(source: Engine, engine: Engine) -> None:
    transfer.copy(source, engine)
    with pytest.raises(StoreError, match="不是空的"):
        transfer.copy(source, engine)
    assert _digests(engine) == _digests(source)


def test_a_database_is_not_copied_into_itself(source: Engine) -> None:
    with pytest.raises(StoreError, match="同一个数据库"):
        transfer.copy(source, source)


@pytest.mark.parametrize("which", ["source", "target"])
def test_another_revision_is_refused(source: Engine, engine: Engine, which: str) -> None:
    with transaction(source if which == "source" else engine) as writing:
        writing.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with pytest.raises(StoreError, match=r"0001，本程序需要 .*vector db upgrade"):
        transfer.copy(source, engine)


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_interrupted_it_leaves_the_target_empty(
    source: Engine, engine: Engine, share: float
) -> None:
    before, started = _digests(engine), _last(engine)

    def stop(done: int, total: int) -> None:
        if done >= share * total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        transfer.copy(source, engine, progress=stop)
    assert (_digests(engine), _last(engine)) == (before, started)
    assert migrate.differences(engine) == []
    transfer.copy(source, engine)
    assert _digests(engine) == _digests(source)


def test_a_copy_that_differs_is_not_kept(
    source: Engine, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, pour = _digests(engine), bulk.pour

    def careless(connection: object, table: object, names: object, chunks: object) -> None:
        dropped = ((rows[1:] if table.name == "job" else rows) for rows in chunks)
        pour(connection, table, names, dropped)

    monkeypatch.setattr(bulk, "pour", careless)
    with pytest.raises(StoreError, match=r"表 job 与源数据库不同.*目标仍为空"):
        transfer.copy(source, engine)
    assert _digests(engine) == before


def test_what_the_target_cannot_hold_is_a_sentence(source: Engine, postgresql_url: str) -> None:
    with transaction(source) as writing:
        writing.execute(update(Job).values(kind="a\x00b"))
    target = connect(postgresql_url)
    before = _digests(target)
    with pytest.raises(StoreError, match="拒绝写入表 job"):
        transfer.copy(source, target)
    assert _digests(target) == before
    target.dispose()


def test_the_source_is_read_in_one_state(source: Engine, engine: Engine, back: Engine) -> None:
    """An upload that comes in meanwhile is not in the copy, nor is half of it."""
    transfer.copy(source, engine)
    before, seen = _digests(engine), []
    other = connect(engine.url.render_as_string(hide_password=False))

    def write(done: int, total: int) -> None:
        if not seen:
            seen.append(reports.accept(other, rooms(JULY, 3), on=JULY))

    transfer.copy(engine, back, progress=write)
    assert _digests(back) == before != _digests(engine)
    other.dispose()


def test_progress_ends_where_it_said(source: Engine, engine: Engine) -> None:
    told: list[tuple[int, int]] = []
    counts = transfer.copy(source, engine, progress=lambda *at: told.append(at))
    assert told[-1] == (3 * sum(counts.values()),) * 2
    assert told == sorted(told)


def test_a_server_that_sorts_as_its_language_does(source: Engine, postgresql_server: str) -> None:
    """In pinyin 褐 comes before 小, by code points after it; contents are equal all the same."""
    databases.execute(
        postgresql_server,
        "CREATE DATABASE vector_pinyin LOCALE_PROVIDER icu ICU_LOCALE 'zh' LOCALE 'C'"
        " TEMPLATE template0",
    )
    target = connect(f"{postgresql_server}/vector_pinyin")
    transfer.copy(source, target)
    with session(target) as reading:
        assert reading.scalar(text("SELECT '褐' < '小'"))
    assert _digests(target) == _digests(source)
    target.dispose()
    databases.execute(postgresql_server, "DROP DATABASE vector_pinyin")


GUARD = {
    "sqlite": [
        "CREATE TRIGGER kept BEFORE DELETE ON region BEGIN SELECT RAISE(ABORT, 'kept'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION kept() RETURNS trigger LANGUAGE plpgsql AS"
        " $$BEGIN RAISE EXCEPTION 'kept'; END$$",
        "CREATE TRIGGER kept BEFORE DELETE ON region FOR EACH ROW EXECUTE FUNCTION kept()",
    ],
}


def test_what_guards_a_table_lets_the_copy_in_and_stands_again(
    source: Engine, engine: Engine
) -> None:
    with transaction(engine) as writing:
        for statement in GUARD[engine.dialect.name]:
            writing.execute(text(statement))
    transfer.copy(source, engine)
    assert _digests(engine) == _digests(source)
    with pytest.raises(DBAPIError, match="kept"), transaction(engine) as writing:
        writing.execute(delete(Region).where(Region.code == "9-1"))
