"""Quota 上报定额: how many files one person or program may hand in within a day."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vector.errors import UploadError
from vector.store.tables import Staged, StagedStep, Upload
from vector.work.refusal import said

DAY = timedelta(days=1)


def handed_in(reading: Session, by: str, now: datetime) -> int:
    """Return how many files somebody handed in within the last 24 hours.

    A file that was staged first is one file; one that was withdrawn or discarded counts too.

    Parameters
    ----------
    reading : Session
        Any transaction.
    by : str
        Whose, as uploads name people.
    now : datetime
        With zone.

    Examples
    --------
    >>> from datetime import UTC
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     handed_in(reading, "li@cdc.example.cn", datetime.now(UTC))
    0
    """
    since = now - DAY
    staged = select(Staged.upload_id).where(Staged.upload_id.is_not(None))
    at_once = select(func.count()).where(
        Upload.uploaded_by == by, Upload.accepted_at > since, Upload.id.not_in(staged)
    )
    first = select(func.count()).where(
        StagedStep.by == by, StagedStep.what == "staged", StagedStep.at > since
    )
    return int(reading.scalar(at_once) or 0) + int(reading.scalar(first) or 0)


def refuse_beyond(reading: Session, by: str, now: datetime, most: int) -> None:
    """Refuse another file of somebody who handed in as many as a day allows.

    Raises
    ------
    UploadError
        Saying how many that is.
    """
    if handed_in(reading, by, now) >= most:
        raise UploadError(*said("uploads_per_day", most=most))
