"""Whether mail can leave, the worker keeps up, and backups are made."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Select, func, select
from sqlalchemy.orm import Session

from vector.errors import MailError, StoreError
from vector.settings import Mail, Settings
from vector.store import parcel
from vector.store.engine import session
from vector.store.tables import Alert, Digest, Job, Outbox
from vector.work import backups, heartbeat, jobs
from vector.work.doctor import front
from vector.work.doctor.finding import Finding, say
from vector.work.gathering import local
from vector.work.heartbeat import Life
from vector.work.transport import Transport

# A job may take an hour when the whole county is computed anew.
JOB_LATE = timedelta(hours=1)
# Longer than any quiet hours.
MAIL_LATE = timedelta(days=1)
CLOCKS_APART = timedelta(minutes=2)
OLD, VERY_OLD = timedelta(hours=26), timedelta(days=7)


def mail(settings: Mail, now: datetime) -> Iterator[Finding]:
    """Greet the mail server and sign in, without a mail; look at its certificate and clock.

    Parameters
    ----------
    settings : Mail
        Which server, and how.
    now : datetime
        With zone.

    Yields
    ------
    Finding
        One of the server, and where it shows a certificate or names the time, of those.
    """
    server = {"host": settings.host, "port": settings.port}
    try:
        shown = Transport(settings).greet()
    except MailError as error:
        yield say("mail", "unreachable", reason=error.sentence, **server)
        return
    login = ("，可登录", " and lets us sign in") if settings.user else ("", "")
    yield say("mail", "ok", login=login[0], login_en=login[1], **server)
    if shown.expires is not None:
        days = (shown.expires - now).days
        yield say("mail", "expires" if days <= front.SOON else "certificate", days=days, **server)
    if shown.clock is not None and abs(shown.clock - now) > CLOCKS_APART:
        yield say("mail", "clock", seconds=round(abs(shown.clock - now).total_seconds()), **server)


def worker(engine: Engine, settings: Settings, now: datetime) -> Iterator[Finding]:
    """Look for jobs and mail that are overdue, given up or in doubt.

    Parameters
    ----------
    engine : Engine
        At this program's revision.
    settings : Settings
        Whose zone times are told in.
    now : datetime
        With zone.

    Yields
    ------
    Finding
        Everything that is wrong, or one that says all is well.
    """
    with session(engine) as reading:
        alive = list(_alive(reading, now))
        found = [*alive, *_jobs(reading, settings, now, bool(alive)), *_mails(reading, now)]
    yield from found or [say("worker", "ok")]


def _alive(reading: Session, now: datetime) -> Iterator[Finding]:
    found = heartbeat.life(reading, now)
    if found is Life.ABSENT:
        yield say("worker", "absent")
    elif found is Life.SILENT:
        seen = heartbeat.last_seen(reading)
        assert seen is not None
        yield say("worker", "silent", minutes=round((now - seen).total_seconds() / 60))


def _jobs(reading: Session, settings: Settings, now: datetime, gone: bool) -> Iterator[Finding]:
    waiting = Job.done_at.is_(None) & (Job.attempts < jobs.ATTEMPTS)
    late = waiting & (Job.due_at <= now - JOB_LATE)
    count, since = reading.execute(select(func.count(), func.min(Job.due_at)).where(late)).one()
    if count:
        at = f"{local(settings, since):%Y-%m-%d %H:%M}"
        yield say("worker", "jobs", count=count, since=at)
    elif not gone and not _count(reading, select(Job.id).where(Job.kind == jobs.NIGHTLY, waiting)):
        yield say("worker", "never")
    spent = Job.done_at.is_(None) & (Job.attempts >= jobs.ATTEMPTS)
    errors = reading.scalars(select(Job.last_error).where(spent).order_by(Job.id.desc())).all()
    if errors:
        yield say("worker", "spent", count=len(errors), error=errors[0])


def _mails(reading: Session, now: datetime) -> Iterator[Finding]:
    before = now - MAIL_LATE
    open_ = Digest.state.in_(("waiting", "claimed", "closing"))
    waiting = (
        select(Outbox.id)
        .join(Alert, Alert.id == Outbox.alert_id)
        .where(Outbox.digest_id.is_(None), Alert.approved_at.is_not(None))
        .where(Outbox.due_at <= before, Alert.approved_at <= before)
    )
    late = _count(reading, select(Digest.id).where(open_, Digest.due_at <= before))
    late += _count(reading, waiting)
    if late:
        yield say("worker", "mails", count=late)
    for state in ("failed", "unconfirmed"):
        if count := _count(reading, select(Digest.id).where(Digest.state == state)):
            yield say("worker", state, count=count)


def _count(reading: Session, query: Select[Any]) -> int:
    return reading.scalar(select(func.count()).select_from(query.subquery())) or 0


def kept(folder: Path, now: datetime, passphrase: str | None = None) -> Iterator[Finding]:
    """Look at the age of the latest backup, and prove it.

    Parameters
    ----------
    folder : Path
        Where backups are kept.
    now : datetime
        With zone.
    passphrase : str, optional
        Without it, a sealed backup is not proven.

    Yields
    ------
    Finding
        One for its age, or for damage.
    """
    try:
        found = backups.listed(folder)
    except OSError as error:
        yield say("backups", "unreadable", folder=folder, reason=error.strerror)
        return
    if not found:
        yield say("backups", "none", folder=folder)
        return
    made, path = found[0]
    try:
        proof = _proof(path, passphrase)
    except StoreError as error:
        yield say("backups", "damaged", reason=error.sentence)
        return
    yield _aged(path.name, now - made, proof)


def _proof(path: Path, passphrase: str | None) -> tuple[str, str]:
    if parcel.sealed(path) and not passphrase:
        return "已加密，没有口令未核对内容", "sealed, and not proven without its passphrase"
    backups.verify(path, passphrase)
    return "内容核对完好", "and proven whole"


def _aged(name: str, age: timedelta, proof: tuple[str, str]) -> Finding:
    code = "very_old" if age > VERY_OLD else "old" if age > OLD else "ok"
    hours = round(age.total_seconds() / 3600)
    return say("backups", code, name=name, hours=hours, proof=proof[0], proof_en=proof[1])
