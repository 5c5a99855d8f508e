"""Review 审核: who takes a staged file in.

Nobody approves what they handed in; and the level above is the account's region, which lies above
the bringer's. Where nothing lies above it, another manager of the same region approves.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from vector.errors import UploadError
from vector.settings import Settings
from vector.store import staged as store
from vector.store.tables import Account, Region, Staged
from vector.work.rights import may

# What stands in the way, in both languages.
OBJECTIONS = {
    "right": ("您的账号不能上报。", "Your account may not upload."),
    "unsubmitted": ("须先送审。", "It has to be submitted first."),
    "reviewer": ("只有管理人员可以审核上报。", "Only managers approve uploads."),
    "own": ("上报人不能审核自己的上报，请由另一人审核。", "Nobody approves what they handed in."),
    "level": (
        "须由上一级区划的管理人员审核。",
        "A manager of the region above has to approve it.",
    ),
}


def objection(session: Session, settings: Settings, row: Staged, person: Account) -> str:
    """Return why a person may not take a staged file in; "" when they may.

    Parameters
    ----------
    session : Session
        Any transaction.
    settings : Settings
        Whether and by whom uploads are approved.
    row : Staged
        The file.
    person : Account
        Who would take it in.

    Returns
    -------
    str
        Of :data:`OBJECTIONS`.

    Examples
    --------
    >>> from vector.store.engine import connect, session
    >>> with session(connect("sqlite://")) as reading:
    ...     objection(reading, Settings(), Staged(state="staged"), Account(roles=[]))
    'right'
    """
    if settings.upload_approval == "none":
        return "" if may(person, "upload") else "right"
    if row.state != "submitted":
        return "unsubmitted"
    if not may(person, "approve_uploads"):
        return "reviewer"
    if own(session, row, person):
        return "own"
    return "" if _above(session, row, person) else "level"


def require(session: Session, settings: Settings, row: Staged, person: Account) -> None:
    """Refuse a person who may not take a staged file in.

    Raises
    ------
    UploadError
        Saying why.
    """
    if reason := objection(session, settings, row, person):
        raise UploadError(*OBJECTIONS[reason])


def own(session: Session, row: Staged, person: Account) -> bool:
    """Return whether a person staged or submitted a file."""
    return person.email.lower() in store.bringers(session, row.id)


def _above(session: Session, row: Staged, person: Account) -> bool:
    if row.region_id is None or person.region_id is None:
        return False
    parents = {
        row.id: row.parent_id for row in session.execute(select(Region.id, Region.parent_id))
    }
    above = parents[row.region_id]
    if above is None:
        return person.region_id == row.region_id
    while above is not None and above != person.region_id:
        above = parents[above]
    return above is not None
