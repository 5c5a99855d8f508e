"""What has had its day is removed, and noted; what stands, and what it came in, is not."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import filled
import offices
import pytest
import small_county
import smtp
import time_machine
from sqlalchemy import Engine, func, select, text, update

from vector.catalog import Catalog
from vector.errors import SettingsError, StoreError
from vector.settings import Keep, Settings, load
from vector.store import audit, chain, contents, slips, surveys, uploads
from vector.store.engine import session, transaction
from vector.store.tables import (
    AccessToken,
    Account,
    AccountMail,
    Alert,
    Audit,
    Digest,
    Flag,
    Job,
    KnownOrigin,
    Outbox,
    Reply,
    Staged,
    StagedFile,
    StagedMail,
    StagedStep,
    Ticket,
    UploadFile,
    Visit,
)
from vector.work import jobs, mailing, outlook, retention
from vector.work.retention import Removal
from vector.work.transport import Transport

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SETTINGS = Settings(keep=Keep(audit_days=180, mail_days=30, withdrawn_days=30, token_days=30,
                              job_days=30, staged_days=30))  # fmt: skip
STANDING = ("survey", "tally", "component", "survey_archive", "assay", "upload", "flag", "alert")


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel(NOW):
        yield


def counts(found: list[Removal]) -> dict[str, int]:
    return {each.kind: each.rows for each in found if each.rows}


def rows(engine: Engine, table: type, *which: object) -> int:
    with session(engine) as reading:
        return reading.scalar(select(func.count()).select_from(table).where(*which)) or 0


def standing(engine: Engine) -> dict[str, str]:
    with session(engine) as reading:
        return contents.digests(reading, STANDING)


def both(engine: Engine, now: datetime = NOW) -> dict[str, int]:
    """What is removed, and that the list of it said the same and moved nothing."""
    told = retention.removable(engine, SETTINGS, now)
    before = standing(engine)
    done = retention.remove(engine, SETTINGS, now)
    assert counts(done) == counts(told)
    assert standing(engine) == before
    return counts(done)


def test_only_the_files_of_withdrawn_uploads_go(filled: Engine) -> None:
    with transaction(filled) as writing:
        again = uploads.add(
            writing, uploads.Receipt("误.csv", "0" * 64, "long", b"x", surveys=0),
            by="王", at=NOW - 99 * DAY,
        )  # fmt: skip
        young = uploads.add(
            writing, uploads.Receipt("新.csv", "1" * 64, "long", b"x", surveys=0),
            by="王", at=NOW - 99 * DAY,
        )  # fmt: skip
        uploads.withdraw(writing, again, by="王", at=NOW - 31 * DAY)
        uploads.withdraw(writing, young, by="王", at=NOW - 29 * DAY)
    files = rows(filled, UploadFile)
    assert both(filled) == {"files": 1}
    assert rows(filled, UploadFile) == files - 1
    assert rows(filled, UploadFile, UploadFile.upload_id == again) == 0


def test_a_withdrawn_uploads_surveys_stay_among_the_versions(engine: Engine) -> None:
    with transaction(engine) as writing:
        number = filled.fill(writing)
        surveys.withdraw(writing, number)
        uploads.withdraw(writing, number, by="王", at=NOW - 99 * DAY)
    assert both(engine) == {"files": 1}
    with transaction(engine) as reading:
        assert reading.scalar(text("SELECT count(*) FROM survey_archive")) == 6


def mailed(engine: Engine, *, cleared: bool) -> None:
    """An office that was sent a mail 40 days ago, about a flag that was cleared since or not."""
    west = offices.office(engine, f"河西{cleared}", "wang@example.org")
    offices.alert(engine, west, at=NOW - 40 * DAY)
    settings = offices.settings(quiet_from=0, quiet_to=0)
    with smtp.serving() as post:
        mail = settings.mail.model_copy(update={"port": post.port})
        while mailing.step(engine, settings, NOW - 40 * DAY, Transport(mail)):
            pass
    if cleared:
        change = update(Flag).where(Flag.region_id == west)
        with transaction(engine) as writing:
            writing.execute(change.values(cleared_at=NOW - 35 * DAY))


def test_mails_go_when_their_flags_are_cleared_and_nothing_is_sent_again(engine: Engine) -> None:
    for cleared in (True, False):
        mailed(engine, cleared=cleared)
    assert (rows(engine, Digest), rows(engine, Outbox)) == (2, 2)
    assert both(engine) == {"mails": 1}
    assert (rows(engine, Digest), rows(engine, Outbox), rows(engine, Alert)) == (1, 1, 2)
    with smtp.serving() as post:
        settings = offices.settings(post.port, quiet_from=0, quiet_to=0)
        while mailing.step(engine, settings, NOW, Transport(settings.mail)):
            pass
        assert post.mailbox == []


@pytest.mark.parametrize("state", ["waiting", "claimed", "closing", "failed", "unconfirmed"])
def test_a_mail_that_did_not_leave_stays(sqlite_engine: Engine, state: str) -> None:
    with transaction(sqlite_engine) as writing:
        writing.add(Digest(region_id=1, day=NOW.date(), message_id="m", state=state,
                           due_at=NOW - 99 * DAY, sent_at=NOW - 99 * DAY))  # fmt: skip
    assert both(sqlite_engine) == {}


def test_tokens_sessions_and_work_that_ended(sqlite_engine: Engine) -> None:
    def token(name: str, **moments: datetime) -> AccessToken:
        return AccessToken(account_id=1, name=name, token_hash=name, rights="see",
                           created_at=NOW - 99 * DAY, **moments)  # fmt: skip

    def visit(name: str, started: timedelta, seen: timedelta) -> Visit:
        return Visit(account_id=1, key_hash=name, started_at=NOW - started, seen_at=NOW - seen,
                     origin="", agent="")  # fmt: skip

    def link(state: str, age: int, **more: datetime) -> Ticket:
        made = NOW - age * DAY
        return Ticket(account_id=1, kind="reset", state=state, created_at=made, due_at=made,
                      **more)  # fmt: skip

    def reply(key: str, hours: int) -> Reply:
        return Reply(account_id=1, key=key, fingerprint="f", status=201, body="",
                     answered_at=NOW - hours * hour)  # fmt: skip

    def job(**more: object) -> Job:
        return Job(kind="x", payload={}, due_at=NOW - 99 * DAY, attempts=5, **more)

    hour = timedelta(hours=1)
    with transaction(sqlite_engine) as writing:
        writing.add(Account(id=1, email="li@cdc.example.cn", fs_uniquifier="x", active=True))
        writing.flush()
        writing.add_all([
            token("old", expires_at=NOW - 31 * DAY), token("new", expires_at=NOW - 29 * DAY),
            token("revoked", expires_at=NOW + DAY, revoked_at=NOW - 31 * DAY),
            token("stands", expires_at=NOW + DAY),
            visit("idle", hour, hour), visit("long", 13 * hour, 0 * hour),
            visit("on", hour, 0 * hour),
            link("used", 31), link("used", 29), link("waiting", 31),
            link("given", 99, expires_at=NOW - 31 * DAY),
            AccountMail(account_id=1, what="new_origin", email="", who="", origin="", state="sent",
                        at=NOW - 31 * DAY, due_at=NOW),
            AccountMail(account_id=1, what="new_origin", email="", who="", origin="",
                        state="waiting", at=NOW - 31 * DAY, due_at=NOW),
            KnownOrigin(account_id=1, origin="10.0.0.7", seen_at=NOW - 999 * DAY),
            KnownOrigin(account_id=1, origin="10.0.0.8", seen_at=NOW),
            reply("old", 49), reply("young", 47),
            job(done_at=NOW - 31 * DAY), job(done_at=NOW - 29 * DAY), job(),
        ])  # fmt: skip
    assert both(sqlite_engine) == {"access": 2, "links": 2, "notices": 1, "origins": 1,
                                   "sessions": 2, "replies": 1, "jobs": 1}  # fmt: skip
    assert (rows(sqlite_engine, AccessToken), rows(sqlite_engine, Visit)) == (2, 1)
    assert rows(sqlite_engine, Job) == 2


def logged(engine: Engine, *ages: int) -> None:
    """Rows of the audit log, so many days old."""
    for age in ages:
        with time_machine.travel(NOW - age * DAY), transaction(engine) as writing:
            audit.record(writing, "sign_out", audit.Author("li", "10.0.0.7"))


def test_the_audit_log_stays_whole(engine: Engine) -> None:
    logged(engine, 400, 181, 179, 1)
    assert both(engine) == {"audit": 2}
    with session(engine) as reading:
        assert chain.walk(reading).broken is None
        said = reading.scalars(select(Audit).order_by(Audit.sequence)).all()[-1]
    assert (said.what, said.who, said.origin) == ("audit_retired", "夜间任务", "worker")
    assert said.after is not None
    assert said.after["rows"] == 2


def test_a_log_that_was_tampered_with_is_evidence(sqlite_engine: Engine) -> None:
    logged(sqlite_engine, 400, 1)
    with transaction(sqlite_engine) as writing:
        writing.add(Job(kind="x", payload={}, due_at=NOW, done_at=NOW - 99 * DAY))
        writing.execute(text("DROP TRIGGER audit_kept_update"))
        writing.execute(text("UPDATE audit SET who = 'zhao' WHERE sequence = 1"))
    with pytest.raises(StoreError, match="改动"):
        retention.remove(sqlite_engine, SETTINGS, NOW)
    assert (rows(sqlite_engine, Job), rows(sqlite_engine, Audit, Audit.sequence == 1)) == (0, 1)


def test_every_removal_is_noted_and_none_where_nothing_went(sqlite_engine: Engine) -> None:
    assert both(sqlite_engine) == {}
    assert rows(sqlite_engine, Audit) == 0
    with transaction(sqlite_engine) as writing:
        writing.add(Job(kind="x", payload={}, due_at=NOW, done_at=NOW - 99 * DAY))
    both(sqlite_engine)
    with session(sqlite_engine) as reading:
        [said] = reading.scalars(select(Audit)).all()
    assert said.what == "records_removed"
    assert said.after == {"kind": "jobs", "rows": 1, "before": (NOW - 30 * DAY).isoformat()}


def test_zero_days_is_for_ever(filled: Engine) -> None:
    forever = Settings(keep=Keep(audit_days=0, mail_days=0, withdrawn_days=0, token_days=0,
                                 job_days=0))  # fmt: skip
    logged(filled, 4000)
    with transaction(filled) as writing:
        writing.add(Job(kind="x", payload={}, due_at=NOW, done_at=NOW - 4000 * DAY))
    assert counts(retention.removable(filled, forever, NOW)) == {}
    assert counts(retention.remove(filled, forever, NOW)) == {}


def test_the_law_is_kept_by_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VECTOR_KEEP_AUDIT_DAYS", "179")
    with pytest.raises(SettingsError, match=r"keep\.audit_days .*180"):
        load()
    monkeypatch.setenv("VECTOR_KEEP_AUDIT_DAYS", "180")
    assert load().keep.audit_days == 180


def test_the_night_sees_to_it(sqlite_engine: Engine) -> None:
    with transaction(sqlite_engine) as writing:
        writing.add(Job(kind="x", payload={}, due_at=NOW, done_at=NOW - 99 * DAY))
        jobs.ask(writing, jobs.NIGHTLY, NOW)
    handlers = outlook.handlers(sqlite_engine, SETTINGS)
    while jobs.step(sqlite_engine, handlers, NOW):
        pass
    assert rows(sqlite_engine, Job, Job.kind == "x") == 0
    assert rows(sqlite_engine, Job, Job.kind == jobs.RETENTION, Job.done_at == NOW) == 1


def test_a_whole_county_keeps_what_stands(
    sqlite_engine: Engine, catalog: Catalog, tmp_path: Path
) -> None:
    small_county.fill(sqlite_engine, catalog, Settings())
    before, files = standing(sqlite_engine), rows(sqlite_engine, UploadFile)
    # The database itself minds the clock of the machine where its log is concerned.
    keep = SETTINGS.keep.model_copy(update={"audit_days": 0})
    settings = SETTINGS.model_copy(update={"keep": keep})
    retention.remove(sqlite_engine, settings, NOW + 9999 * DAY)
    assert (standing(sqlite_engine), rows(sqlite_engine, UploadFile)) == (before, files)


def test_staged_files_go_when_nobody_has_touched_them_for_long(engine: Engine) -> None:
    def staged(name: str, *steps: tuple[str, int]) -> int:
        number = slips.add(writing, slips.Slip(name, name, b"x", "surveys", 1, 0, False, None))
        for what, age in steps:
            step = slips.step(writing, number, what, by="王", at=NOW - age * DAY)
            writing.add(StagedMail(step_id=step, state="sent", due_at=NOW))
        return number

    with transaction(engine) as writing:
        staged("旧", ("staged", 99), ("discarded", 31))
        staged("等", ("staged", 99), ("submitted", 40))
        kept = staged("近", ("staged", 99), ("submitted", 29))
    assert both(engine) == {"staged": 2}
    with session(engine) as reading:
        assert reading.scalars(select(Staged.id)).all() == [kept]
        assert reading.scalars(select(StagedFile.staged_id)).all() == [kept]
    assert (rows(engine, StagedStep), rows(engine, StagedMail)) == (2, 2)
