"""Handing in 送审: a file is staged and submitted to the level above in one step, or not at all."""

from datetime import datetime

from sqlalchemy import Engine

from vector.intake import Reading
from vector.settings import Settings
from vector.store import audit
from vector.store.engine import together
from vector.store.tables import Account
from vector.work import staging
from vector.work.assays import AssayTable


def goes_above(settings: Settings) -> bool:
    """Return whether the level above approves what is handed in, before it counts.

    Examples
    --------
    >>> goes_above(Settings())
    False
    """
    return settings.upload_approval != "none"


def hand_in(
    engine: Engine,
    found: Reading | AssayTable,
    content: bytes,
    *,
    person: Account,
    now: datetime,
    hold_bad_rows: bool = False,
    author: audit.Author | None = None,
) -> int:
    """Stage a file and submit it; nothing of it counts until it is approved.

    Parameters
    ----------
    engine, found, content, person, now, hold_bad_rows, author
        As for :func:`vector.work.staging.stage`.

    Returns
    -------
    int
        The staged file's id.

    Raises
    ------
    UploadError
        When it cannot be staged or submitted; nothing is kept then.
    """
    with together(engine):
        number = staging.stage(
            engine, found, content, person=person, now=now, hold_bad_rows=hold_bad_rows,
            author=author,
        )  # fmt: skip
        staging.submit(engine, number, person=person, now=now, author=author)
    return number
