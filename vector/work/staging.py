"""Staging 暂存与审核: a file is kept, looked at again, submitted, and taken in by whoever may.

Without approval (setting ``upload_approval`` "none") anybody with the right to upload who sees the
bringer's region takes a staged file in. With it ("above") a file is submitted, and counts nowhere
until a person of the level above has approved it; taking it in **is** the approval. It may also be
returned, with a reason. Nobody approves what they handed in. Each step is kept and noted in the
audit log, in the transaction in which it is done.
"""

from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from vector.errors import UploadError
from vector.intake import Reading
from vector.settings import Settings
from vector.store import audit, ledger
from vector.store import staged as store
from vector.store import uploads as stored
from vector.store.engine import transaction
from vector.store.staged import Slip
from vector.store.tables import Account, Staged
from vector.work import admission, assays, jobs, review
from vector.work.assays import AssayTable
from vector.work.rights import may
from vector.work.taking_in import Accepted, Moment, take_in

SURVEYS, ASSAYS = "surveys", "assays"


def stage(
    engine: Engine,
    found: Reading | AssayTable,
    content: bytes,
    *,
    person: Account,
    now: datetime,
    hold_bad_rows: bool = False,
    author: audit.Author | None = None,
) -> int:
    """Keep a file until somebody takes it in; nothing of it counts.

    Parameters
    ----------
    engine : Engine
        The database.
    found : Reading or AssayTable
        The file as it was read.
    content : bytes
        Its bytes.
    person : Account
        Who hands it in.
    now : datetime
        With zone.
    hold_bad_rows : bool
        Take the good rows in later although others have errors.
    author : Author, optional
        For the audit log; the user of the command line unless given.

    Returns
    -------
    int
        The staged file's id.

    Raises
    ------
    UploadError
        When the person may not upload, the file could not be taken in either, or it is known.
    """
    if not may(person, "upload"):
        raise UploadError("您的账号不能上报。", "Your account may not upload.")
    slip = _slip(found, content, person, hold_bad_rows)
    with transaction(engine) as writing:
        ledger.hold(writing)
        admission.refuse_recognised(stored.find_by_sha(writing, slip.sha256), slip.filename)
        number = store.add(writing, slip)
        _step(writing, number, "staged", person, now, author)
    return number


def _slip(found: Reading | AssayTable, content: bytes, person: Account, hold: bool) -> Slip:
    if isinstance(found, AssayTable):
        size = assays.size(found)
        return Slip(found.name, found.sha256, content, ASSAYS, size, 0, False, person.region_id)
    admission.refuse_faulty(found, hold)
    counts = (found.accepted, found.held, hold)
    return Slip(found.name, found.sha256, content, SURVEYS, *counts, person.region_id)


def _step(
    writing: Session,
    number: int,
    what: str,
    person: Account,
    now: datetime,
    author: audit.Author | None,
    reason: str = "",
) -> None:
    """Bring a file to another state, and note it in the audit log."""
    store.step(writing, number, what, by=person.email, at=now, reason=reason)
    note = {"by": person.email, "reason": reason}
    audit.record(writing, f"upload_{what}", author, ("staged", number), after=note)


def submit(
    engine: Engine,
    staged_id: int,
    *,
    person: Account,
    now: datetime,
    author: audit.Author | None = None,
) -> None:
    """Hand a staged or returned file to the level above.

    Parameters
    ----------
    engine, person, now, author
        As for :func:`stage`.
    staged_id : int
        The staged file.

    Raises
    ------
    UploadError
        When it is not the person's to submit, or waits for approval already.
    """
    with transaction(engine) as writing:
        row = _waiting(writing, staged_id, person)
        if not may(person, "upload") or row.region_id is None:
            raise UploadError(
                "账号没有所属区划，无法送审。", "Without a region nothing can be submitted."
            )
        if row.state == "submitted":
            raise UploadError("已经送审，请等待审核。", "It waits for approval already.")
        _step(writing, staged_id, "submitted", person, now, author)


def _waiting(writing: Session, staged_id: int, person: Account) -> Staged:
    """Return the file; of two who decide at once, the second finds it decided."""
    ledger.hold(writing)
    return store.waiting(writing, staged_id, person)


def give_back(
    engine: Engine,
    settings: Settings,
    staged_id: int,
    *,
    person: Account,
    reason: str,
    now: datetime,
    author: audit.Author | None = None,
) -> None:
    """Return a submitted file to who handed it in, with a reason.

    Parameters
    ----------
    engine, person, now, author
        As for :func:`stage`.
    settings : Settings
        Whether and by whom uploads are approved.
    staged_id : int
        The staged file.
    reason : str
        Why.

    Raises
    ------
    UploadError
        When no reason is given, or the person is not the one to decide.
    """
    with transaction(engine) as writing:
        row = _waiting(writing, staged_id, person)
        if not reason.strip():
            raise UploadError("退回须写明原因。", "A reason is needed to return a file.")
        if row.state != "submitted":
            raise UploadError("只有送审中的文件可以退回。", "Only a submitted file is returned.")
        review.require(writing, settings, row, person)
        _step(writing, staged_id, "returned", person, now, author, reason.strip())


def discard(
    engine: Engine,
    staged_id: int,
    *,
    person: Account,
    reason: str = "",
    now: datetime,
    author: audit.Author | None = None,
) -> None:
    """Give a staged file up; its bytes are removed.

    Parameters
    ----------
    engine, person, now, author
        As for :func:`stage`.
    staged_id : int
        The staged file.
    reason : str
        Why, where somebody says so.

    Raises
    ------
    UploadError
        When it is neither the person's own, nor the person may withdraw others' uploads.
    """
    with transaction(engine) as writing:
        row = _waiting(writing, staged_id, person)
        if not review.own(writing, row, person) and not may(person, "withdraw_others"):
            raise UploadError("只能作废自己暂存的文件。", "Only one's own files are discarded.")
        _step(writing, staged_id, "discarded", person, now, author, reason.strip())


def accept(
    engine: Engine,
    moment: Moment,
    staged_id: int,
    found: Reading | AssayTable,
    *,
    person: Account,
    author: audit.Author | None = None,
) -> Accepted | assays.Accepted:
    """Take a staged file in, with its flags, in one transaction; where it must be, approve it so.

    Parameters
    ----------
    engine, person, author
        As for :func:`stage`.
    moment : Moment
        As of which flags are judged.
    staged_id : int
        The staged file.
    found : Reading or AssayTable
        The bytes that were kept, as they read now.

    Returns
    -------
    Accepted
        What was stored; the upload is its bringer's.

    Raises
    ------
    UploadError
        When the person may not, it waits no more, or it cannot be taken in any more; nothing is
        stored then.
    """
    with transaction(engine) as writing:
        row = _waiting(writing, staged_id, person)
        review.require(writing, moment.settings, row, person)
        if found.sha256 != row.sha256:
            raise UploadError("文件与暂存的不符。", "The file is not the one that was staged.")
        by = store.steps(writing, [staged_id])[0].by
        done = _take_in(writing, moment, row, found, by)
        number = done.upload_id
        store.step(writing, staged_id, "accepted", by=person.email, at=moment.now, upload_id=number)
        note = done.told() | {"filename": row.filename, "sha256": row.sha256, "by": by}
        told = note | {"staged": staged_id, "accepted_by": person.email}
        audit.record(writing, "upload_accepted", author, ("upload", number), after=told)
    return done


def _take_in(
    writing: Session, moment: Moment, row: Staged, found: Reading | AssayTable, by: str
) -> Accepted | assays.Accepted:
    content = store.content(writing, row.id)
    if isinstance(found, AssayTable):
        return assays.take_in(writing, found, by=by, now=moment.now)
    admission.refuse_faulty(found, row.hold_bad_rows)
    jobs.ask(writing, jobs.AFTER_CHANGE, moment.now)
    return take_in(writing, moment, found, content, by=by)
