"""Uploads: previewed, taken in whole or not at all, taken back without a trace."""

import hashlib
import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
import reports
from reports import JULY, JUNE, MARKET, NOW, WEST, form, rooms
from sqlalchemy import Engine, event, select

from vector.catalog import Catalog
from vector.errors import IntakeError, UploadError
from vector.settings import Settings
from vector.store.engine import connect, session
from vector.store.tables import Survey, Upload, UploadFile
from vector.work import taking_in, uploads

ROWS = [
    rooms(JUNE, 14),
    rooms(JUNE, 3, station="二号点"),
    form(JUNE, "snap_trap", effective=100, caught=3),
    form(JUNE, "ovitrap", recovered=50, positive=12),
]
# The log and the counters of an upload remain when it is withdrawn; so do places and alerts; and
# the audit log has a row of both.
HISTORY = ("upload", "upload_file", "ledger", "region", "station", "flag", "alert", "outbox")
HISTORY += ("audit", "audit_chain")
ARCHIVES = ("survey_archive", "tally_archive", "component_archive")


def test_preview_says_what_would_happen_and_stores_nothing(
    engine: Engine, catalog: Catalog
) -> None:
    reports.accept(engine, *ROWS, on=JUNE)
    before = reports.everything(engine)
    content = reports.sheet(
        rooms(JUNE, 9), rooms(JULY, 1, station="新点"), rooms(JULY, 9, 5, station="错点")
    )
    seen = uploads.preview(engine, catalog, content, "七月.csv")
    assert (seen.surveys, seen.superseded, seen.reading.held) == (2, 1, 1)
    assert seen.new_stations == ((WEST, "新点"),)
    assert len(seen.errors) == 1
    assert seen.recognised is None
    assert reports.everything(engine) == before


def test_upload_keeps_its_bytes_and_its_log(engine: Engine) -> None:
    accepted = reports.accept(engine, *ROWS, on=JUNE)
    assert (accepted.surveys, accepted.superseded, accepted.held) == (4, 0, 0)
    assert len(accepted.new_stations) == 2
    content = reports.sheet(*ROWS)
    with session(engine) as reading:
        upload = reading.scalars(select(Upload)).one()
        assert (upload.uploaded_by, upload.accepted_at, upload.surveys) == ("王", NOW, 4)
        assert upload.sha256 == hashlib.sha256(content).hexdigest()
        assert reading.get_one(UploadFile, upload.id).content == content


def test_same_bytes_are_recognised(engine: Engine, catalog: Catalog) -> None:
    reports.accept(engine, *ROWS, on=JUNE)
    before = reports.everything(engine)
    seen = uploads.preview(engine, catalog, reports.sheet(*ROWS), "改名.csv")
    assert seen.recognised is not None
    with pytest.raises(UploadError, match="已于 2026-06-30 由 王 上报"):
        reports.accept(engine, *ROWS, on=JUNE)
    assert reports.everything(engine) == before


def test_withdrawn_bytes_may_come_again(engine: Engine, catalog: Catalog) -> None:
    first = reports.accept(engine, *ROWS, on=JUNE).upload_id
    uploads.withdraw(engine, catalog, Settings(), first, reason="填错", by="王", on=JUNE, now=NOW)
    again = reports.accept(engine, *ROWS, on=JUNE)
    assert (again.surveys, again.new_stations) == (4, ())


def test_withdrawal_restores_what_stood(engine: Engine, catalog: Catalog) -> None:
    reports.accept(engine, *ROWS, on=JUNE)
    before = reports.everything(engine, *HISTORY)
    corrected = reports.accept(engine, rooms(JUNE, 1), rooms(JULY, 2), on=JULY).upload_id
    assert reports.everything(engine, *HISTORY) != before
    with pytest.raises(UploadError, match="撤回须写明原因"):
        uploads.withdraw(engine, catalog, Settings(), corrected, by="李", reason=" ", now=NOW)
    done = uploads.withdraw(
        engine, catalog, Settings(), corrected, reason="填错", by="李", on=JULY, now=NOW
    )
    assert (done.left, done.restored) == (2, 1)
    after = reports.everything(engine, *HISTORY)
    assert {name: after[name] for name in after if name not in ARCHIVES} == {
        name: before[name] for name in before if name not in ARCHIVES
    }


def test_withdrawal_twice_or_of_nothing_is_refused(sqlite_engine: Engine, catalog: Catalog) -> None:
    upload = reports.accept(sqlite_engine, *ROWS, on=JUNE).upload_id
    uploads.withdraw(
        sqlite_engine, catalog, Settings(), upload, reason="填错", by="李", on=JUNE, now=NOW
    )
    for number in (upload, 99):
        with pytest.raises(UploadError, match=f"批次 {number} 不存在或已经撤回"):
            uploads.withdraw(
                sqlite_engine, catalog, Settings(), number, reason="填错", by="王", now=NOW
            )


BAD = rooms(JUNE, 9, 5, station="错点")


def test_bad_rows_hold_up_the_file_unless_the_user_says_so(sqlite_engine: Engine) -> None:
    before = reports.everything(sqlite_engine)
    with pytest.raises(UploadError, match="有 1 处错误（涉及 1 行），没有入库"):
        reports.accept(sqlite_engine, *ROWS, BAD, on=JUNE)
    assert reports.everything(sqlite_engine) == before
    accepted = reports.accept(sqlite_engine, *ROWS, BAD, on=JUNE, hold_bad_rows=True)
    assert (accepted.surveys, accepted.held) == (4, 1)
    with session(sqlite_engine) as reading:
        faults = reading.scalars(select(Upload.faults)).one()
    assert faults["errors"] == 1
    assert "错点" not in [name for _, name in accepted.new_stations]


def test_nothing_to_store_is_refused(sqlite_engine: Engine) -> None:
    with pytest.raises(UploadError, match="没有可以入库"):
        reports.accept(sqlite_engine, BAD, on=JUNE, hold_bad_rows=True)
    with session(sqlite_engine) as reading:
        assert reading.scalars(select(Upload)).all() == []


def test_unknown_stations_can_be_refused(sqlite_engine: Engine) -> None:
    with pytest.raises(UploadError, match=f"1 个监测点不在名录中：{WEST} {MARKET}"):
        reports.accept(sqlite_engine, rooms(JUNE, 1), on=JUNE, known_stations_only=True)
    assert "station" in reports.everything(sqlite_engine)
    assert reports.everything(sqlite_engine)["station"] == []


def test_whole_file_refusal_stores_nothing(sqlite_engine: Engine, catalog: Catalog) -> None:
    before = reports.everything(sqlite_engine)
    with pytest.raises(IntakeError):
        uploads.accept(sqlite_engine, catalog, Settings(), b"\x00\x01", "乱.xlsx", by="王")
    assert reports.everything(sqlite_engine) == before


def test_failing_watch_keeps_nothing_of_the_upload(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **options: Any) -> None:
        raise ArithmeticError("the judge stumbles")

    before = reports.everything(engine)
    monkeypatch.setattr(taking_in, "evaluate", fail)
    with pytest.raises(ArithmeticError):
        reports.accept(engine, *ROWS, on=JUNE)
    assert reports.everything(engine) == before


def test_progress_ends(sqlite_engine: Engine) -> None:
    told: list[tuple[str, int, int]] = []
    reports.accept(sqlite_engine, *ROWS, on=JUNE, progress=lambda *step: told.append(step))
    assert told[-1] == ("完成", uploads.STEPS, uploads.STEPS)


def test_todays_state_is_judged_in_the_services_zone(sqlite_engine: Engine) -> None:
    # 04:00 UTC is noon in Shanghai, of the same day; surveys of that day count.
    accepted = reports.accept(sqlite_engine, rooms(NOW.date(), 14), on=None)
    assert [change.kind for change in accepted.changes] == ["raised"]


def writes(engine: Engine, notice: Callable[[int], None]) -> None:
    """Call back with the number of each statement that writes, and -1 before the commit."""
    seen = [0]

    def count(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
            seen[0] += 1
            notice(seen[0])

    def commit(connection: Any) -> None:
        if seen[0]:
            notice(-1)

    event.listen(engine, "after_cursor_execute", count)
    event.listen(engine, "commit", commit)


def import_and_stop(url: str, at: int, pipe: int) -> None:
    """In a process of its own: import, and stand still after one of its writes."""

    def stop(number: int) -> None:
        if number == at:
            os.write(pipe, b"!")
            signal.pause()

    engine = connect(url)
    writes(engine, stop)
    reports.accept(engine, *ROWS, on=JUNE)


def killed(url: str, at: int) -> None:
    """Fork, let the child get as far as the write, and kill it there."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            import_and_stop(url, at, writer)
        finally:
            os._exit(1)
    os.close(writer)
    reached = os.read(reader, 1)
    os.close(reader)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert reached == b"!"


# The log row, the first surveys, the middle, and everything written but not committed.
@pytest.mark.parametrize("at", [1, 3, 6, 10, -1])
def test_killed_import_leaves_nothing(engine: Engine, database_url: str, at: int) -> None:
    before = reports.everything(engine)
    engine.dispose()
    killed(database_url, at)
    assert reports.everything(engine) == before
    assert reports.accept(engine, *ROWS, on=JUNE).surveys == len(ROWS)


def test_kill_points_lie_within_the_import(sqlite_engine: Engine) -> None:
    numbers: list[int] = []
    writes(sqlite_engine, numbers.append)
    reports.accept(sqlite_engine, *ROWS, on=JUNE)
    assert numbers[-1] == -1
    assert len(numbers) > 11
    with session(sqlite_engine) as reading:
        assert len(reading.scalars(select(Survey.id)).all()) == len(ROWS)
