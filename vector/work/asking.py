"""Mails about staged files: the worker says whom a step concerns, and sends each account one mail.

Who is to approve is asked as it stands when the mail leaves; what another has decided by then is
left out. Unlike a digest a mail may go twice when a worker dies between the server's answer and the
row that says so: a second one does no harm.
"""

import os
import secrets
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import Any

import structlog
from sqlalchemy import ColumnElement, CursorResult, Engine, func, or_, select, update
from sqlalchemy.orm import Session

from vector.errors import MailError, MailRefused, MailUnconfirmed
from vector.report.reviewing import Matter, compose
from vector.settings import Settings
from vector.store import staged as store
from vector.store.engine import session, transaction
from vector.store.tables import Account, Region, Staged, StagedMail, StagedStep
from vector.work import review
from vector.work.gathering import local, quiet
from vector.work.review import Board
from vector.work.transport import Transport

log = structlog.get_logger()

ASKING = ("submitted", "approved")


@dataclass(frozen=True)
class _Claim:
    holder: str
    account: Account


def step(engine: Engine, settings: Settings, now: datetime, transport: Transport) -> bool:
    """Do one unit: say whom a step concerns, or send one account its mail.

    Parameters
    ----------
    engine : Engine
        The database.
    settings : Settings
        Which levels approve; quiet hours, attempts, back-off.
    now : datetime
        With zone.
    transport : Transport
        The mail server.

    Returns
    -------
    bool
        True when there may be more to do at once.
    """
    if _addressed(engine, settings, now):
        return True
    if quiet(settings.mail, local(settings, now)):
        return False
    taken = _claim(engine, settings, now)
    if taken is None:
        return False
    try:
        _send(engine, settings, now, transport, taken)
    except MailError as error:
        log.warning("review_mail_not_sent", account=taken.account.id, error=error.sentence)
        _put_off(engine, settings, now, taken, error)
    return True


def _addressed(engine: Engine, settings: Settings, now: datetime) -> bool:
    """Give everybody whom a step concerns a row of their own."""
    open_ = select(StagedMail).where(StagedMail.account_id.is_(None), StagedMail.due_at <= now)
    with session(engine) as reading:
        if reading.scalar(open_.limit(1)) is None:
            return False
    with transaction(engine) as writing:
        row = writing.scalar(open_.order_by(StagedMail.id).limit(1).with_for_update())
        if row is None:
            return True
        for account in _concerned(writing, settings, writing.get_one(StagedStep, row.step_id)):
            writing.add(StagedMail(step_id=row.step_id, account_id=account, state="waiting",
                                   due_at=row.due_at))  # fmt: skip
        writing.delete(row)
    return True


def _concerned(reading: Session, settings: Settings, done: StagedStep) -> set[int]:
    """Return the accounts that a step concerns: who approves next, or who brought the file."""
    file = reading.get_one(Staged, done.staged_id)
    steps = store.steps(reading, [file.id])
    if done.what in ASKING:
        post = review.due(Board(reading, settings).posts(file, steps))
        return {each.id for each in post.people} if post else set()
    names = {each.by.lower() for each in steps if each.what in (*store.OWN, "approved")}
    by_name = func.lower(Account.email).in_(names - {done.by.lower()})
    return set(reading.scalars(select(Account.id).where(by_name, Account.active)))


def _due(settings: Settings, now: datetime) -> ColumnElement[bool]:
    stale = now - timedelta(seconds=settings.mail.lease_seconds)
    left = (StagedMail.state == "claimed") & (StagedMail.claimed_at <= stale)
    left &= StagedMail.attempts < settings.mail.attempts
    waits = (StagedMail.state == "waiting") & (StagedMail.due_at <= now)
    return StagedMail.account_id.is_not(None) & or_(waits, left)


def _claim(engine: Engine, settings: Settings, now: datetime) -> _Claim | None:
    """Take hold of all that one account is to hear."""
    due = _due(settings, now)
    with session(engine) as reading:
        first = select(StagedMail.account_id).where(due).order_by(StagedMail.due_at).limit(1)
        found = reading.scalar(first)
        if found is None:
            return None
        account = reading.get_one(Account, found)
    holder = f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(4)}"
    held = {"state": "claimed", "claimed_by": holder, "claimed_at": now}
    with transaction(engine) as writing:
        own = update(StagedMail).where(StagedMail.account_id == found, due)
        done: Any = writing.execute(own.values(**held, attempts=StagedMail.attempts + 1))
        assert isinstance(done, CursorResult)
    return _Claim(holder, account)


def _send(
    engine: Engine, settings: Settings, now: datetime, transport: Transport, taken: _Claim
) -> None:
    with transaction(engine) as writing:
        rows = writing.scalars(_held(taken)).all()
        said = {row.id: _matter(writing, settings, row, taken.account) for row in rows}
    matters = {number: matter for number, matter in said.items() if matter is not None}
    _settle(engine, taken, said.keys() - matters.keys(), state="dropped")
    if not matters:
        return
    message = compose(
        _newest(matters.values()), taken.account.language, settings,
        recipient=taken.account.email, now=now, message_id=make_msgid(domain="vector"),
    )  # fmt: skip
    transport.deliver(message, [taken.account.email], closing=lambda: None)
    _settle(engine, taken, matters, state="sent", last_error=None)
    log.info("review_mail_sent", account=taken.account.id, files=len(matters))


def _held(taken: _Claim) -> Any:
    own = StagedMail.claimed_by == taken.holder, StagedMail.state == "claimed"
    return select(StagedMail).where(*own).order_by(StagedMail.id)


def _newest(matters: Iterable[Matter]) -> Sequence[Matter]:
    """Return the last word on each file."""
    return list({each.staged_id: each for each in matters}.values())


def _matter(
    reading: Session, settings: Settings, row: StagedMail, account: Account
) -> Matter | None:
    """Return what a row has to say; None when it is so no more."""
    done = reading.get_one(StagedStep, row.step_id)
    file = reading.get_one(Staged, done.staged_id)
    what = "asked" if done.what in ASKING else done.what
    if what == "asked" and not _asked(reading, settings, file, account):
        return None
    if what == "returned" and file.state != "returned":
        return None
    named = select(Region.name).where(Region.id == file.region_id)
    return Matter(
        what=what, staged_id=file.id, filename=file.filename, region=reading.scalar(named) or "",
        surveys=file.surveys, held=file.held, by=done.by, at=done.at, reason=done.reason,
    )  # fmt: skip


def _asked(reading: Session, settings: Settings, file: Staged, account: Account) -> bool:
    """Whether it is still the account's turn to decide."""
    if settings.upload_approval == "none":
        return False
    return not review.objection(reading, settings, file, reading.get_one(Account, account.id))


def _put_off(
    engine: Engine, settings: Settings, now: datetime, taken: _Claim, error: MailError
) -> None:
    with session(engine) as reading:
        attempts = {row.id: row.attempts for row in reading.scalars(_held(taken))}
    if isinstance(error, MailUnconfirmed):
        # It may have arrived, and the page says the same.
        _settle(engine, taken, attempts, state="sent", last_error=error.sentence)
        return
    for number, tried in attempts.items():
        if isinstance(error, MailRefused) or tried >= settings.mail.attempts:
            _settle(engine, taken, [number], state="failed", last_error=error.sentence)
        else:
            wait = timedelta(seconds=settings.mail.backoff_seconds * 2 ** (tried - 1))
            due = now + min(wait, timedelta(days=1))
            free = {"due_at": due, "claimed_by": None, "claimed_at": None}
            _settle(engine, taken, [number], state="waiting", last_error=error.sentence, **free)


def _settle(engine: Engine, taken: _Claim, rows: Iterable[int], **values: object) -> None:
    with transaction(engine) as writing:
        own = StagedMail.claimed_by == taken.holder, StagedMail.id.in_(list(rows))
        writing.execute(update(StagedMail).where(*own).values(**values))
