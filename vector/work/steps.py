"""Steps of a staged file: each is written down, noted in the audit log, and told by mail.

All in the caller's transaction; the mail leaves later, by the worker (:mod:`vector.work.asking`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from vector.store import audit, ledger, slips
from vector.store import staged as store
from vector.store.tables import Account, Staged, StagedMail

# What is submitted within this time goes into one mail.
GATHERED = timedelta(minutes=5)


@dataclass(frozen=True)
class Deed:
    """What somebody does with a staged file, when, and why; and at which level, when approving."""

    what: str
    person: Account
    at: datetime
    reason: str = ""
    region_id: int | None = None


def waiting(writing: Session, staged_id: int, person: Account) -> Staged:
    """Return a file that waits; of two who decide at once, the second finds it decided.

    Raises
    ------
    UploadError
        When there is none that the person may see.
    """
    ledger.hold(writing)
    return store.waiting(writing, staged_id, person)


def take(
    writing: Session,
    staged_id: int,
    deed: Deed,
    author: audit.Author | None,
    *,
    told: bool = False,
) -> None:
    """Bring a file to another state, note it in the audit log, and ask for a mail about it.

    Parameters
    ----------
    writing : Session
        A transaction that writes.
    staged_id : int
        The file.
    deed : Deed
        What is done.
    author : Author or None
        For the audit log; the user of the command line unless given.
    told : bool
        Whether somebody is to hear of it by mail.
    """
    step = slips.step(
        writing, staged_id, deed.what, by=deed.person.email, at=deed.at, reason=deed.reason,
        region_id=deed.region_id,
    )  # fmt: skip
    if told:
        tell(writing, step, deed.at)
    note = {"by": deed.person.email, "reason": deed.reason, "region": deed.region_id}
    audit.record(writing, f"upload_{deed.what}", author, ("staged", staged_id), after=note)


def tell(writing: Session, step_id: int, at: datetime) -> None:
    """Ask for a mail about a step; the worker says to whom as it leaves."""
    writing.add(StagedMail(step_id=step_id, state="waiting", due_at=at + GATHERED))
