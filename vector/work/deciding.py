"""Deciding 审核: a staged file is taken in, passed on to the next level, or returned.

Without approval (setting ``upload_approval`` "none") anybody with the right to upload who sees the
bringer's region takes a staged file in. With it a file counts nowhere until each level that
:mod:`vector.work.review` names has approved it; the last level's approval takes it in. Any of them
may return it, with a reason; submitted again, it begins at the first level. Nobody approves what
they handed in.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from vector.errors import UploadError
from vector.intake import Reading
from vector.settings import Settings
from vector.store import audit, slips
from vector.store import staged as store
from vector.store.engine import transaction
from vector.store.places import Scope
from vector.store.tables import Account, Staged
from vector.work import assays, jobs, review, within
from vector.work.assays import AssayTable
from vector.work.refusal import said
from vector.work.review import Board, Post
from vector.work.steps import Deed, take, tell, waiting
from vector.work.taking_in import Accepted, Moment, take_in


@dataclass(frozen=True)
class Passed:
    """A file that one level has approved, and that waits for the next."""

    staged_id: int
    region: str
    next_region: str


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
        As for :func:`vector.work.staging.stage`.
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
        row = waiting(writing, staged_id, person)
        if not reason.strip():
            raise UploadError(*said("return_reason"))
        if row.state != "submitted":
            raise UploadError(*said("return_submitted"))
        review.require(writing, settings, row, person)
        deed = Deed("returned", person, now, reason.strip())
        take(writing, staged_id, deed, author, told=True)


def accept(
    engine: Engine,
    moment: Moment,
    staged_id: int,
    found: Reading | AssayTable,
    *,
    person: Account,
    note: str = "",
    author: audit.Author | None = None,
) -> Accepted | assays.Accepted | Passed:
    """Approve a staged file; the last level's approval takes it in, with its flags.

    Parameters
    ----------
    engine, person, author
        As for :func:`vector.work.staging.stage`.
    moment : Moment
        As of which flags are judged.
    staged_id : int
        The staged file.
    found : Reading or AssayTable
        The bytes that were kept, as they read now.
    note : str
        What who approves has to say; kept with the step.

    Returns
    -------
    Accepted or Passed
        What was stored, as its bringer's upload; or the level that it waits for now.

    Raises
    ------
    UploadError
        When the person may not, it waits no more, or it cannot be taken in any more; nothing is
        stored then.
    """
    deed = Deed("accepted", person, moment.now, note.strip())
    with transaction(engine) as writing:
        row = waiting(writing, staged_id, person)
        review.require(writing, moment.settings, row, person)
        if found.sha256 != row.sha256:
            raise UploadError(*said("staged_other"))
        here, following = _levels(writing, moment.settings, row)
        if here is not None and following is not None:
            return _pass(writing, row, deed, (here, following), author)
        return _take_in(writing, moment, row, found, deed, here, author)


def _levels(writing: Session, settings: Settings, row: Staged) -> tuple[Post | None, Post | None]:
    """Return the level whose turn it is, and the one after it that has to approve too."""
    posts = Board(writing, settings).posts(row, store.steps(writing, [row.id]))
    here = review.due(posts)
    left = posts[posts.index(here) + 1 :] if here else ()
    return here, review.due(left)


def _pass(
    writing: Session,
    row: Staged,
    deed: Deed,
    levels: tuple[Post, Post],
    author: audit.Author | None,
) -> Passed:
    here, following = (each.region for each in levels)
    passed = Deed("approved", deed.person, deed.at, deed.reason, here.id)
    take(writing, row.id, passed, author, told=True)
    return Passed(row.id, here.name, following.name)


def _take_in(
    writing: Session,
    moment: Moment,
    row: Staged,
    found: Reading | AssayTable,
    deed: Deed,
    here: Post | None,
    author: audit.Author | None,
) -> Accepted | assays.Accepted:
    by, submitted = store.steps(writing, [row.id])[0].by, row.state == "submitted"
    scope = within.both(
        within.scope_of(writing, deed.person), within.scope_below(writing, row.region_id)
    )
    done = _stored(writing, moment, row, found, by, scope)
    step = slips.step(
        writing, row.id, deed.what, by=deed.person.email, at=deed.at, reason=deed.reason,
        upload_id=done.upload_id, region_id=here.region.id if here else None,
    )  # fmt: skip
    if submitted:
        tell(writing, step, deed.at)
    named = {"filename": row.filename, "sha256": row.sha256, "by": by, "staged": row.id}
    told = done.told() | named | {"accepted_by": deed.person.email, "note": deed.reason}
    audit.record(writing, "upload_accepted", author, ("upload", done.upload_id), after=told)
    if isinstance(done, Accepted):
        return replace(done, changes=within.told(writing, done.changes, deed.person))
    return done


def _stored(
    writing: Session,
    moment: Moment,
    row: Staged,
    found: Reading | AssayTable,
    by: str,
    scope: Scope | None,
) -> Accepted | assays.Accepted:
    content = store.content(writing, row.id)
    if isinstance(found, AssayTable):
        return assays.take_in(writing, found, by=by, now=moment.now, scope=scope)
    jobs.ask(writing, jobs.AFTER_CHANGE, moment.now)
    return take_in(
        writing, moment, found, content, by=by, scope=scope, hold_bad_rows=row.hold_bad_rows
    )
