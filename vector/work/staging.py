"""Staging 暂存: a file is kept, looked at again, submitted for approval, or given up.

What is decided about it is :mod:`vector.work.deciding`. Each step is kept and noted in the audit
log, in the transaction in which it is done.
"""

from datetime import datetime

from sqlalchemy import Engine

from vector.errors import UploadError
from vector.intake import Reading
from vector.store import audit, ledger, slips
from vector.store import uploads as stored
from vector.store.engine import transaction
from vector.store.slips import Slip
from vector.store.tables import Account
from vector.work import admission, assays, review, within
from vector.work.assays import AssayTable
from vector.work.refusal import said
from vector.work.rights import may
from vector.work.steps import Deed, take, waiting

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
        Rows beyond the person's regions are faults.
    """
    if not may(person, "upload"):
        raise UploadError(*said("upload_right"))
    with transaction(engine) as writing:
        ledger.hold(writing)
        scope = within.scope_of(writing, person)
        if isinstance(found, AssayTable):
            assays.refuse_beyond(writing, found, scope)
        else:
            found = within.held_to(writing, found, scope)
        slip = _slip(found, content, person, hold_bad_rows)
        admission.refuse_recognised(stored.find_by_sha(writing, slip.sha256), slip.filename)
        number = slips.add(writing, slip)
        take(writing, number, Deed("staged", person, now), author)
    return number


def _slip(found: Reading | AssayTable, content: bytes, person: Account, hold: bool) -> Slip:
    if isinstance(found, AssayTable):
        size = assays.size(found)
        return Slip(found.name, found.sha256, content, ASSAYS, size, 0, False, person.region_id)
    admission.refuse_faulty(found, hold)
    counts = (found.accepted, found.held, hold)
    return Slip(found.name, found.sha256, content, SURVEYS, *counts, person.region_id)


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
        row = waiting(writing, staged_id, person)
        if not may(person, "upload") or row.region_id is None:
            raise UploadError(*said("no_region_above"))
        if row.state == "submitted":
            raise UploadError(*said("submitted_already"))
        take(writing, staged_id, Deed("submitted", person, now), author, told=True)


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
        row = waiting(writing, staged_id, person)
        own = review.own(writing, row, person)
        if not own and not may(person, "withdraw_others"):
            raise UploadError(*said("discard_own"))
        deed = Deed("discarded", person, now, reason.strip())
        take(writing, staged_id, deed, author, told=not own)
