"""Retention 保留期限: what has had its day is removed, and it is said what was.

Surveys and assays are versions and stay, with the files of all uploads that were not withdrawn.
The audit log is never shorter than the law wants, and its chain holds after its oldest rows left.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Engine, Select, delete, func, or_, select
from sqlalchemy.orm import Session

from vector.errors import Said
from vector.settings import Settings
from vector.store import audit, chain, replies
from vector.store.audit import Author
from vector.store.engine import session, transaction
from vector.store.tables import (
    AccessToken,
    AccountMail,
    Alert,
    Audit,
    Digest,
    Flag,
    Job,
    KnownOrigin,
    Model,
    Outbox,
    Photo,
    PhotoFile,
    Reminder,
    Reply,
    Staged,
    StagedFile,
    StagedMail,
    StagedStep,
    Ticket,
    Upload,
    UploadFile,
    Visit,
)

SERVICE = Author("夜间任务", "worker")
AUDIT = "audit"
ENDED = ("used", "ended", "failed")
Condition = ColumnElement[bool]
WORDS = {
    "mails": Said("已发的邮件", "mails sent"),
    "files": Said("已撤回批次的文件", "files of withdrawn uploads"),
    "photos": Said("已删除的照片", "deleted photographs"),
    "staged": Said("暂存和送审的文件及其经过", "files kept or submitted, and their steps"),
    "access": Said("失效的访问令牌", "access tokens that ran out"),
    "links": Said("失效的邀请和重设密码链接", "links that opened nothing any more"),
    "notices": Said("发给本人的账号变动通知", "what people were told of their accounts"),
    "origins": Said("很久没有用过的登录地址", "addresses nobody has signed in from for long"),
    "sessions": Said("失效的登录", "sessions that ended"),
    "replies": Said("对接口写入的答复", "answers to writes of programs"),
    "jobs": Said("做完的后台工作", "work that was done"),
    AUDIT: Said("审计日志", "rows of the audit log"),
}


@dataclass(frozen=True)
class Removal:
    """Rows of one kind that are removed: how many, and from before when; None is never."""

    kind: str
    rows: int
    before: datetime | None


@dataclass(frozen=True)
class _Rule:
    """Rows of one kind: from before when, and which; of several tables, the first is counted."""

    kind: str
    before: datetime | None
    rows: tuple[tuple[type[Model], Condition], ...]


def removable(engine: Engine, settings: Settings, now: datetime) -> list[Removal]:
    """Return what would be removed; nothing is.

    Parameters
    ----------
    engine : Engine
        The database.
    settings : Settings
        How long what is kept.
    now : datetime
        With zone.

    Returns
    -------
    list of Removal
        Each kind, also where there is nothing to remove.

    Examples
    --------
    >>> from datetime import UTC
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> sum(each.rows for each in removable(engine, Settings(), datetime.now(UTC)))
    0
    """
    with session(engine) as reading:
        found = [
            Removal(rule.kind, _count(reading, *rule.rows[0]) if rule.before else 0, rule.before)
            for rule in _rules(settings, now)
        ]
        before = _before(settings.keep.audit_days, now)
        old = _count(reading, Audit, Audit.at < before) if before else 0
    return [*found, Removal(AUDIT, old, before)]


def remove(
    engine: Engine, settings: Settings, now: datetime, *, author: Author | None = SERVICE
) -> list[Removal]:
    """Remove what has had its day, each kind in a transaction of its own, and note it.

    Parameters
    ----------
    engine, settings, now
        As :func:`removable`.
    author : Author or None
        Who removes, for the audit log: the service unless given, None for the command line.

    Returns
    -------
    list of Removal
        What was removed of each kind.

    Raises
    ------
    StoreError
        When the audit log was tampered with; the other kinds have been removed then.
    """
    done = [_removed(engine, rule, author) for rule in _rules(settings, now) if rule.before]
    before = _before(settings.keep.audit_days, now)
    if before is not None:
        done.append(_retired(engine, before, author))
    return done


def _rules(settings: Settings, now: datetime) -> Iterator[_Rule]:
    """Return what is removed of each kind, and in which order."""
    keep, access = settings.keep, settings.access
    yield _mails(_before(keep.mail_days, now))
    yield _files(_before(keep.withdrawn_days, now))
    yield _photos(_before(keep.withdrawn_days, now))
    yield _staged(_before(keep.staged_days, now))
    yield _tokens(_before(keep.token_days, now))
    yield _links(_before(keep.token_days, now))
    yield _notices(_before(keep.token_days, now))
    yield _origins(_before(keep.audit_days, now))
    idle = now - timedelta(minutes=access.idle_minutes)
    longest = now - timedelta(hours=access.session_hours)
    ended = or_(Visit.seen_at <= idle, Visit.started_at <= longest)
    yield _Rule("sessions", idle, ((Visit, ended),))
    answered = now - replies.KEPT
    yield _Rule("replies", answered, ((Reply, Reply.answered_at < answered),))
    done = _before(keep.job_days, now)
    yield _Rule("jobs", done, ((Job, Job.done_at < done),) if done else ())


def _before(days: int, now: datetime) -> datetime | None:
    return now - timedelta(days=days) if days else None


def _mails(before: datetime | None) -> _Rule:
    """Mails, with what they told of alerts whose flags are cleared; the alerts themselves stay."""
    if before is None:
        return _Rule("mails", None, ())
    old = or_(
        (Digest.state == "sent") & (Digest.sent_at < before),
        (Digest.state == "empty") & (Digest.due_at < before),
    )
    of_old = Outbox.digest_id.in_(select(Digest.id).where(old))
    told = of_old & Outbox.alert_id.in_(_settled(before))
    # Deleting leaves what still speaks of an open flag, and so its mail.
    held = select(Outbox.digest_id).where(
        Outbox.digest_id.is_not(None), or_(~of_old, Outbox.alert_id.not_in(_settled(before)))
    )
    # A reminder stays as long as its survey could be reminded of again.
    reminded = Reminder.digest_id.in_(select(Digest.id).where(old)) & (Reminder.due < before.date())
    waiting = select(Reminder.digest_id).where(Reminder.due >= before.date())
    mails = old & Digest.id.not_in(held) & Digest.id.not_in(waiting)
    return _Rule("mails", before, ((Digest, mails), (Outbox, told), (Reminder, reminded)))


def _settled(before: datetime) -> Select[int]:
    flags = select(Flag.id).where(Flag.cleared_at < before)
    return select(Alert.id).where(Alert.flag_id.in_(flags))


def _files(before: datetime | None) -> _Rule:
    if before is None:
        return _Rule("files", None, ())
    withdrawn = select(Upload.id).where(Upload.withdrawn_at < before)
    return _Rule("files", before, ((UploadFile, UploadFile.upload_id.in_(withdrawn)),))


def _photos(before: datetime | None) -> _Rule:
    """The pictures; who deleted one, when and why, stays."""
    if before is None:
        return _Rule("photos", None, ())
    deleted = select(Photo.id).where(Photo.deleted_at < before)
    return _Rule("photos", before, ((PhotoFile, PhotoFile.photo_id.in_(deleted)),))


def _staged(before: datetime | None) -> _Rule:
    """Staged files that nobody has done anything with; what they became stays."""
    if before is None:
        return _Rule("staged", None, ())
    steps = select(StagedStep.staged_id).group_by(StagedStep.staged_id)
    old = steps.having(func.max(StagedStep.at) < before)
    told = select(StagedStep.id).where(StagedStep.staged_id.in_(old))
    # The steps go before their file, which then has none.
    files = or_(Staged.id.in_(old), Staged.id.not_in(select(StagedStep.staged_id)))
    parts = (
        (Staged, files),
        (StagedStep, StagedStep.staged_id.in_(old)),
        (StagedFile, StagedFile.staged_id.in_(old)),
        (StagedMail, StagedMail.step_id.in_(told)),
    )
    return _Rule("staged", before, parts)


def _tokens(before: datetime | None) -> _Rule:
    if before is None:
        return _Rule("access", None, ())
    ended = or_(AccessToken.expires_at < before, AccessToken.revoked_at < before)
    return _Rule("access", before, ((AccessToken, ended),))


def _links(before: datetime | None) -> _Rule:
    if before is None:
        return _Rule("links", None, ())
    over = Ticket.state.in_(ENDED) & (Ticket.created_at < before)
    return _Rule("links", before, ((Ticket, or_(over, Ticket.expires_at < before)),))


def _notices(before: datetime | None) -> _Rule:
    """What people were told, or could not be, of their accounts."""
    if before is None:
        return _Rule("notices", None, ())
    over = AccountMail.state.in_(("sent", "failed")) & (AccountMail.at < before)
    return _Rule("notices", before, ((AccountMail, over),))


def _origins(before: datetime | None) -> _Rule:
    if before is None:
        return _Rule("origins", None, ())
    return _Rule("origins", before, ((KnownOrigin, KnownOrigin.seen_at < before),))


def _count(reading: Session, table: type[Model], which: Condition) -> int:
    return reading.scalar(select(func.count()).select_from(table).where(which)) or 0


def _removed(engine: Engine, rule: _Rule, author: Author | None) -> Removal:
    """Remove the rows of a kind, those that refer to others first."""
    with transaction(engine) as writing:
        counts = [_delete(writing, table, which) for table, which in reversed(rule.rows)]
        removal = Removal(rule.kind, counts[-1], rule.before)
        if any(counts):
            audit.record(writing, "records_removed", author, after=_told(removal))
    return removal


def _delete(writing: Session, table: type[Model], which: Condition) -> int:
    done: Any = writing.execute(
        delete(table).where(which).execution_options(synchronize_session=False)
    )
    assert isinstance(done, CursorResult)
    return done.rowcount


def _retired(engine: Engine, before: datetime, author: Author | None) -> Removal:
    with transaction(engine) as writing:
        removal = Removal(AUDIT, chain.retire(writing, before), before)
        if removal.rows:
            audit.record(writing, "audit_retired", author, after=_told(removal))
    return removal


def _told(removal: Removal) -> dict[str, Any]:
    return {"kind": removal.kind, "rows": removal.rows, "before": removal.before}
