"""Readers see one state; writers wait for each other; keys and checks are enforced."""

import multiprocessing
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from filled import snap, table, take_in
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlalchemy.orm import Session

from vector.catalog import load
from vector.errors import StoreError
from vector.store.engine import connect, rebuilding, session, transaction
from vector.store.tables import (
    Account,
    ActionLimit,
    Component,
    Region,
    Station,
    Survey,
    SurveyArchive,
    Upload,
)


def _regions(engine: Engine) -> int:
    with session(engine) as reading:
        return reading.scalar(select(func.count()).select_from(Region)) or 0


def test_an_error_keeps_nothing(engine: Engine) -> None:
    before = _regions(engine)
    with pytest.raises(KeyError):
        _fail_half_way(engine)
    assert _regions(engine) == before


def _fail_half_way(engine: Engine) -> None:
    with transaction(engine) as writing:
        writing.add(Region(code="9", name="新镇", level="street", parent_id=1))
        writing.flush()
        raise KeyError


def test_a_reader_sees_one_state(engine: Engine) -> None:
    with session(engine) as reading:
        count = select(func.count()).select_from(Region)
        before = reading.scalar(count)
        with transaction(engine) as writing:
            writing.add(Region(code="9", name="新镇", level="street", parent_id=1))
        assert reading.scalar(count) == before
    assert _regions(engine) == (before or 0) + 1


def test_a_reading_session_keeps_nothing(sqlite_engine: Engine) -> None:
    before = _regions(sqlite_engine)
    with session(sqlite_engine) as reading:
        reading.add(Region(code="9", name="新镇", level="street", parent_id=1))
        reading.flush()
    assert _regions(sqlite_engine) == before


@pytest.mark.parametrize(
    "row",
    [
        Station(code="S9", name="无主", region_id=999),
        Region(code="9", name="某处", level="planet"),
        ActionLimit(index_id="trap_rate", value="1", set_by="李", set_on=date(2026, 1, 1),
                    source="通知", valid_from=date(2026, 1, 1)),
        Account(email="a@b.cn", fs_uniquifier="x", region_id=999),
    ],
    ids=["foreign key", "level", "limit without a place", "account's region"],
)  # fmt: skip
def test_the_database_refuses(engine: Engine, row: object) -> None:
    with pytest.raises(IntegrityError), transaction(engine) as writing:
        writing.add(row)


def test_a_component_needs_its_survey_and_effort_is_not_negative(filled: Engine) -> None:
    for survey, index, effort in [(999, "trap_rate", 1), (1, "other", -1)]:
        with pytest.raises(IntegrityError), transaction(filled) as writing:
            writing.add(
                Component(
                    survey_id=survey,
                    index_id=index,
                    station_id=1,
                    date=date(2026, 5, 1),
                    numerator=0,
                    denominator=effort,
                    method="snap_trap",
                    habitat="",
                    upload_id=1,
                )
            )


def test_moments_keep_their_zone_and_naive_ones_are_refused(engine: Engine) -> None:
    at = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
    plain = {"sha256": "0" * 64, "filename": "f", "size": 1, "layout": "long",
             "uploaded_by": "王", "surveys": 0, "held": 0, "faults": {}}  # fmt: skip
    with transaction(engine) as writing:
        writing.add(Upload(accepted_at=at, **plain))
        writing.flush()
        assert writing.scalar(select(Upload.accepted_at)) == at
    with pytest.raises(StatementError, match="zone"), transaction(engine) as writing:
        writing.add(Upload(accepted_at=datetime(2026, 6, 1), **plain))  # noqa: DTZ001


def test_sqlite_is_kept_safe(sqlite_engine: Engine) -> None:
    with session(sqlite_engine) as reading:
        found = [reading.scalar(text(f"PRAGMA {name}"))
                 for name in ("journal_mode", "synchronous", "foreign_keys")]  # fmt: skip
    assert found == ["wal", 2, 1]


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://host/base", "oracle://host/base"])
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(StoreError, match="数据库"):
        connect(url)


def test_a_file_is_named_by_its_path_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a URI it would be made readable by everybody, beside a folder called ``file:``."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError, match="uri") as refused:
        connect(f"sqlite:///file:{tmp_path}/new/u.sqlite3?uri=true")
    assert "路径" in refused.value.told("zh")
    assert list(tmp_path.iterdir()) == []


def _import(url: str, start: object, worker: int) -> None:
    """One importer: five files, each of the same ten surveys, as fast as it can."""
    engine = connect(url)
    start.wait()  # type: ignore[attr-defined]
    for at in range(5):
        rows = [snap("甲", f"2026-05-{day:02d}", worker * 10 + at) for day in range(1, 11)]
        with transaction(engine) as writing:
            take_in(writing, load(), {"snap_trap": table(rows)}, name=f"{worker}-{at}.csv")
    engine.dispose()


def test_two_importers_follow_each_other(database_url: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(2)
    workers = [spawn.Process(target=_import, args=(database_url, start, n)) for n in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert [worker.exitcode for worker in workers] == [0, 0]
    engine = connect(database_url)
    with session(engine) as reading:
        _assert_ten_of_a_hundred_stand(reading)
    engine.dispose()


def _assert_ten_of_a_hundred_stand(reading: Session) -> None:
    standing = reading.scalars(select(Survey.id)).all()
    archived = reading.scalars(select(SurveyArchive.id)).all()
    assert (len(standing), len(archived)) == (10, 90)
    assert set(standing) | set(archived) == set(range(1, 101))
    assert set(standing) == set(range(91, 101))
    assert reading.scalar(select(func.count()).select_from(Station)) == 1


def test_a_new_file_may_be_opened_by_many_at_once(tmp_path: Path) -> None:
    refused: list[Exception] = []

    def open_at_once(url: str, together: threading.Barrier) -> None:
        engine = connect(url)
        try:
            together.wait()
            with engine.connect() as connection:
                connection.exec_driver_sql("SELECT 1")
        except Exception as error:
            refused.append(error)
        finally:
            engine.dispose()

    for number in range(30):
        together = threading.Barrier(4)
        arguments = (f"sqlite:///{tmp_path}/{number}.sqlite3", together)
        openers = [threading.Thread(target=open_at_once, args=arguments) for _ in range(4)]
        for opener in openers:
            opener.start()
        for opener in openers:
            opener.join()
    assert refused == []
    with connect(f"sqlite:///{tmp_path}/0.sqlite3").connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


@pytest.fixture
def lax() -> Iterator[None]:
    """What a process makes may be read by everybody, unless it says otherwise."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.skipif(os.name != "posix", reason="Windows has other rights")
@pytest.mark.usefixtures("lax")
@pytest.mark.parametrize("name", ["new.sqlite3", "link.sqlite3"])
def test_a_new_file_is_its_owners_alone_behind_a_link_too(tmp_path: Path, name: str) -> None:
    (tmp_path / "link.sqlite3").symlink_to(tmp_path / "there.sqlite3")
    engine = connect(f"sqlite:///{tmp_path / name}")
    with session(engine) as reading:
        reading.execute(text("SELECT 1"))
    engine.dispose()
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


@pytest.mark.skipif(os.name != "posix", reason="Windows has other locks")
def test_another_connection_leaves_the_locks_of_the_first(tmp_path: Path) -> None:
    path = tmp_path / "shared.sqlite3"
    engine = connect(f"sqlite:///{path}")
    with session(engine) as reading:
        reading.execute(text("SELECT 1 FROM sqlite_master"))
        with engine.connect() as second:
            second.execute(text("SELECT 1"))
        writes = (
            f"import sqlite3; other = sqlite3.connect({str(path)!r});"
            "other.execute('CREATE TABLE seen (id)'); other.close()"
        )
        subprocess.run([sys.executable, "-c", writes], check=True)
        # Who closes the last connection of all takes the log along, and here is one more.
        assert path.with_name("shared.sqlite3-wal").exists()
    engine.dispose()


def test_references_are_enforced_again_after_a_rebuild_on_the_same_connection(
    sqlite_engine: Engine,
) -> None:
    found = []
    for begun in (session, rebuilding, session, rebuilding, session):
        with begun(sqlite_engine) as opened:
            found.append(opened.scalar(text("PRAGMA foreign_keys")))
    assert found == [1, 0, 1, 0, 1]


def test_references_are_enforced_after_a_transaction_that_could_not_begin() -> None:
    engine = connect("sqlite://")
    with rebuilding(engine) as rebuilt:
        rebuilt.execute(text("SELECT 1"))
        with pytest.raises(OperationalError), session(engine) as within:
            within.execute(text("SELECT 1"))
    with session(engine) as reading:
        assert reading.scalar(text("PRAGMA foreign_keys")) == 1


def test_a_rebuild_that_loses_a_reference_is_not_kept(sqlite_engine: Engine) -> None:
    with (
        pytest.raises(StoreError, match="表 outbox 中的引用不完整"),
        rebuilding(sqlite_engine) as s,
    ):
        s.execute(text("INSERT INTO outbox (alert_id, region_id, due_at) VALUES (99, 1, '2026')"))
    with session(sqlite_engine) as reading:
        assert reading.scalar(text("SELECT count(*) FROM outbox")) == 0
        assert reading.scalar(text("PRAGMA foreign_keys")) == 1
