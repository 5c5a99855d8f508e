"""The doctor finds each fault alone, says what to do, and changes nothing."""

import string
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import smtp
from filled import fill
from sqlalchemy import Engine, text

from vector.settings import Mail, Settings
from vector.store import contents, seal
from vector.store.engine import connect, session, transaction
from vector.store.tables import Alert, Digest, Flag, Job, Outbox
from vector.work import backups
from vector.work.doctor import Finding, database, examine, machine, service, setting
from vector.work.doctor.finding import GRADES, words
from vector.work.heartbeat import Heart

NOW = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SOUND: dict[str, Any] = {
    "database": "sqlite:///x.sqlite3",
    "public_url": "https://vector.example.cn",
    "secure_cookies": True,
}


def codes(found: Iterator[Finding]) -> list[str]:
    return [finding.code for finding in found]


def settings(**changed: object) -> Settings:
    return Settings.model_validate({**SOUND, **changed})


def test_every_sentence_is_whole_in_both_languages() -> None:
    for check in words().values():
        for said in check.values():
            fields = [{part[1] for part in string.Formatter().parse(said[lang])} - {None}
                      for lang in ("zh", "en")]  # fmt: skip
            plain = [{str(name).removesuffix("_en") for name in each} for each in fields]
            assert said["grade"] in GRADES
            # One sentence hands on what the store said, which is Chinese.
            assert plain[0] == plain[1] or plain[0] == {"reason"}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, "ok"),
        ({"database": "postgresql://v@127.0.0.1/v"}, "no_secret"),
        ({"database": "postgresql://v@127.0.0.1/v", "secret": "x" * 32}, "ok"),
        ({"secret": "x" * 31}, "short_secret"),
        ({"secure_cookies": False}, "open_cookies"),
        ({"public_url": "http://vector.example.cn"}, "closed_cookies"),
        ({"public_url": ""}, "no_url"),
        ({"host": "0.0.0.0"}, "ok"),
        ({"timezone": "Asia/Panyu"}, "no_zone"),
        ({"profile": "none"}, "no_profile"),
        ({"mail": {"host": "mail.example.cn"}}, "sender"),
        ({"mail": {"host": "mail.example.cn", "sender": "a@example.cn"}}, "ok"),
        ({"mail": {"host": "mail.example.cn", "sender": "a@b.cn", "password": "p"}}, "clear"),
    ],
)
def test_each_setting_at_odds_is_told_alone(
    changed: dict[str, Any], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VECTOR_SETTINGS", raising=False)
    assert codes(setting.check(settings(**changed), None)) == [expected]


def test_a_dashboard_open_to_all_is_told() -> None:
    plain = settings(host="0.0.0.0", secure_cookies=False, public_url="http://10.0.0.2:8050")
    assert codes(setting.check(plain, None)) == ["exposed"]


def test_a_settings_file_that_all_may_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "vector.toml"
    path.write_text("")
    for mode, expected in ((0o644, "open_file"), (0o640, "ok")):
        path.chmod(mode)
        assert codes(setting.check(settings(secret="x" * 40), path)) == [expected]


def test_a_sound_database_is_left_as_it_was(filled: Engine) -> None:
    with session(filled) as reading:
        before = contents.digests(reading)
    assert codes(database.check(filled)) == ["ok"]
    with session(filled) as reading:
        assert contents.digests(reading) == before


def test_a_database_short_of_the_revision_or_the_tables(engine: Engine) -> None:
    with transaction(engine) as writing:
        writing.execute(text("DROP INDEX ix_job_due_at"))
    assert codes(database.check(engine)) == ["structure"]
    with transaction(engine) as writing:
        writing.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    [found] = database.check(engine)
    assert (found.code, found.grade) == ("revision", "fault")
    assert "vector db upgrade" in found.zh


def test_a_missing_database_is_not_made(tmp_path: Path) -> None:
    assert codes(database.check(connect(f"sqlite:///{tmp_path}/none.sqlite3"))) == ["missing"]
    assert list(tmp_path.iterdir()) == []


def test_damage_is_found(sqlite_engine: Engine) -> None:
    path = Path(str(sqlite_engine.url.database))
    with transaction(sqlite_engine) as writing:
        fill(writing)
    with sqlite_engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    sqlite_engine.dispose()
    content = path.read_bytes()
    # A page of the middle, which no schema stands on.
    middle = len(content) // 4096 // 2 * 4096
    path.write_bytes(content[:middle] + b"\xff" * 4096 + content[middle + 4096 :])
    assert codes(database.check(connect(str(sqlite_engine.url)))) == ["damaged"]
    path.write_bytes(b"no database at all" * 400)
    assert codes(database.check(connect(str(sqlite_engine.url)))) == ["damaged"]


def test_references_that_lead_nowhere_are_counted(sqlite_engine: Engine) -> None:
    sqlite_engine.dispose()
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(str(sqlite_engine.url.database))) as raw, raw:
        raw.execute("INSERT INTO contact VALUES (1, 99, 'a', 'a@b.cn', 1)")
    [found] = database.check(sqlite_engine)
    assert found.code == "references"
    assert "contact" in found.zh


def test_month_sums_that_are_not_those_of_the_surveys_are_counted(sqlite_engine: Engine) -> None:
    with transaction(sqlite_engine) as writing:
        fill(writing)
    assert codes(database.check(sqlite_engine)) == ["ok"]
    with transaction(sqlite_engine) as writing:
        writing.execute(text("UPDATE month_sum SET numerator = numerator + 1 WHERE station_id = 1"))
    [found] = database.check(sqlite_engine)
    assert found.code == "sums"


def test_a_server_that_is_away_or_reads_only(postgresql_url: str) -> None:
    away = connect("postgresql://nobody@127.0.0.1:1/none")
    assert codes(database.check(away)) == ["unreachable"]
    reader = "reader_of_" + postgresql_url.rpartition("/")[2]
    owner = connect(postgresql_url)
    with owner.begin() as connection:
        connection.execute(text(f"CREATE ROLE {reader} LOGIN"))
        connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {reader}"))
    owner.dispose()
    engine = connect(postgresql_url.replace("vector@", f"{reader}@"))
    assert codes(database.check(engine)) == ["readonly"]
    engine.dispose()
    with owner.begin() as connection:
        connection.execute(text(f"DROP OWNED BY {reader}"))
        connection.execute(text(f"DROP ROLE {reader}"))
    owner.dispose()


def test_an_index_that_does_not_hold_is_named(postgresql_url: str) -> None:
    engine = connect(postgresql_url)
    with engine.begin() as connection:
        index = "indexrelid = 'ix_job_due_at'::regclass"
        connection.execute(text(f"UPDATE pg_index SET indisvalid = false WHERE {index}"))
    [found] = database.check(engine)
    engine.dispose()
    assert found.code == "indexes"
    assert "ix_job_due_at" in found.zh


def test_a_clock_behind_the_newest_record(filled: Engine) -> None:
    accepted = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
    assert codes(machine.clock(filled, accepted - timedelta(minutes=1))) == ["ok"]
    [found] = machine.clock(filled, accepted - HOUR)
    assert found.code == "behind"
    assert "60" in found.zh


@pytest.mark.parametrize(("free", "expected"), [(1e8, "full"), (1e9, "low"), (1e10, "ok")])
def test_room_on_the_disk(
    sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, expected: str
) -> None:
    class Usage:
        pass

    usage = Usage()
    usage.free = free  # type: ignore[attr-defined]
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda place: usage)  # type: ignore[attr-defined]
    assert codes(machine.disk(sqlite_engine, tmp_path)) == [expected] * 2


def test_mail_is_greeted_and_none_is_sent() -> None:
    with smtp.serving(auth_require_tls=False) as post:
        mail = Mail(port=post.port, user="vector", password="secret", timeout_seconds=10)
        [found] = service.mail(mail, NOW)
        assert (found.code, "可登录" in found.zh) == ("ok", True)
        assert post.logins == [("vector", "secret")]
        wrong = mail.model_copy(update={"password": "other"})
        assert codes(service.mail(wrong, NOW)) == ["unreachable"]
        assert post.mailbox == []
    assert codes(service.mail(Mail(port=smtp.closed_port(), timeout_seconds=5), NOW)) == [
        "unreachable"
    ]


def job(due: datetime, **more: Any) -> Job:
    return Job(kind="outlook", payload={}, due_at=due, **{"attempts": 0, **more})


def worker(engine: Engine, *rows: object, seen: datetime | None = NOW) -> list[str]:
    if seen is not None:
        Heart(engine).beat(seen)
    with transaction(engine) as writing:
        writing.add_all(rows)
    return codes(service.worker(engine, Settings(), NOW))


def test_a_worker_that_keeps_up(engine: Engine) -> None:
    assert worker(engine) == ["never"]
    assert worker(engine, job(NOW + HOUR), job(NOW - 9 * HOUR, done_at=NOW)) == ["ok"]


def test_a_worker_that_is_gone(engine: Engine) -> None:
    assert worker(engine, seen=None) == ["absent"]
    assert worker(engine, seen=NOW - 2 * HOUR) == ["silent"]
    [found] = service.worker(engine, Settings(), NOW)
    assert (found.grade, "120" in found.zh) == ("fault", True)


def test_overdue_and_given_up_jobs(sqlite_engine: Engine) -> None:
    late = job(NOW - 2 * HOUR)
    spent = job(NOW - 9 * HOUR, attempts=5, last_error="ValueError: x")
    assert worker(sqlite_engine, late, spent) == ["jobs", "spent"]


@pytest.mark.parametrize(
    ("state", "hours", "expected"),
    [
        ("waiting", 2, "ok"),
        ("waiting", 25, "mails"),
        ("closing", 25, "mails"),
        ("sent", 99, "ok"),
        ("failed", 1, "failed"),
        ("unconfirmed", 1, "unconfirmed"),
    ],
)
def test_mail_that_did_not_leave(
    sqlite_engine: Engine, state: str, hours: int, expected: str
) -> None:
    due = NOW - hours * HOUR
    mail = Digest(region_id=1, day=due.date(), message_id="m", state=state, due_at=due)
    assert worker(sqlite_engine, job(NOW + HOUR), mail) == [expected]


@pytest.mark.parametrize(("approved", "expected"), [(True, "mails"), (False, "ok")])
def test_an_alert_nobody_took_up(sqlite_engine: Engine, approved: bool, expected: str) -> None:
    then = NOW - 30 * HOUR
    flag = Flag(region_id=1, index_id="x", rule="graded", severity=1, opened_at=then,
                observed_on=then.date(), evidence={}, sentence="")  # fmt: skip
    by = {"approved_at": then, "approved_by": "王"} if approved else {}
    alert = Alert(flag=flag, change="raised", severity=1, raised_at=then, evidence={},
                  sentence="", **by)  # fmt: skip
    waiting = Outbox(alert=alert, region_id=1, due_at=then)
    assert worker(sqlite_engine, job(NOW + HOUR), waiting) == [expected]


def test_backups_by_age_and_soundness(
    sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seal, "COST", 2)
    folder = tmp_path / "kept"
    assert codes(service.kept(folder, NOW)) == ["unreadable"]
    folder.mkdir()
    assert codes(service.kept(folder, NOW)) == ["none"]
    path = backups.make(sqlite_engine, folder, NOW).path
    for hours, expected in ((25, "ok"), (27, "old"), (7 * 24 + 1, "very_old")):
        assert codes(service.kept(folder, NOW + hours * HOUR)) == [expected]
    path.write_bytes(path.read_bytes()[:-1])
    assert codes(service.kept(folder, NOW)) == ["damaged"]
    later = NOW + HOUR
    backups.make(sqlite_engine, folder, later, passphrase="correct horse")
    assert "未核对" in next(service.kept(folder, later)).zh
    assert "完好" in next(service.kept(folder, later, "correct horse")).zh
    assert codes(service.kept(folder, later, "battery staple")) == ["damaged"]


def test_without_settings_there_is_one_fault(tmp_path: Path) -> None:
    path = tmp_path / "vector.toml"
    for wrong in ("port = 'x'", "no toml", 'database = "mysql://a/b"'):
        path.write_text(wrong)
        assert codes(examine(path, NOW)) == ["unreadable"]


def test_all_checks_in_order(sqlite_url: str, tmp_path: Path) -> None:
    path = tmp_path / "vector.toml"
    path.write_text(f'database = "{sqlite_url}"\n[mail]\nport = {smtp.closed_port()}\n')
    assert tomllib.loads(path.read_text())["database"] == sqlite_url
    found = list(examine(path, NOW, backups=tmp_path))
    assert [finding.check for finding in found] == [
        "settings", "files", "database", "clock", "worker", "disk", "disk", "mail", "backups",
    ]  # fmt: skip
