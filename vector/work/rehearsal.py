"""The effect of an upload, or of taking one back, before anybody decides: tried, and not kept.

The same steps are taken as when it is kept, in a transaction that is rolled back; so what is shown
is what will happen, as long as nothing else happens before. Meanwhile other writers wait, so a very
large file is not tried.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from vector.intake import Reading
from vector.store import places
from vector.store.differences import differences
from vector.store.engine import rehearsal
from vector.store.tables import Account, Flag, Upload
from vector.work import within
from vector.work.taking_in import Moment, take_back, take_in
from vector.work.watch import Change

# Beyond so many surveys a rehearsal would keep other writers waiting for long.
MOST = 20_000


@dataclass(frozen=True)
class Effect:
    """What would change, as far as the person who asks may see it.

    Attributes
    ----------
    surveys, fields : DataFrame
        As :func:`vector.store.differences.differences` gives them.
    changes : sequence of Change
        What the watch would write.
    flags : mapping of int to Flag
        The flags of these changes, as they would stand.
    left, restored : int
        On taking back: how many surveys or assays would stand no more, and stand again.
    unseen : int
        How many surveys and changes of flags are of places that the person may not see.
    """

    surveys: pd.DataFrame
    fields: pd.DataFrame
    changes: Sequence[Change]
    flags: Mapping[int, Flag]
    unseen: int
    left: int = 0
    restored: int = 0

    def count(self, what: str) -> int:
        """Return how many surveys are new, changed or the same."""
        return int((self.surveys["what"] == what).sum())


def of_taking_in(
    engine: Engine, moment: Moment, reading: Reading, content: bytes, person: Account | None
) -> Effect | None:
    """Say what taking a file in would change; nothing is stored.

    Parameters
    ----------
    engine : Engine
        The database.
    moment : Moment
        As of which flags are judged.
    reading : Reading
        The file; its good surveys are taken in.
    content : bytes
        Its bytes.
    person : Account or None
        Who asks; None is the service itself.

    Returns
    -------
    Effect or None
        None where the file is too large to be tried.

    Raises
    ------
    UploadError
        When it could not be taken in.
    """
    if reading.accepted > MOST:
        return None
    with rehearsal(engine) as trying:
        scope = within.scope_of(trying, person)
        done = take_in(trying, moment, reading, content, by="", scope=scope)
        return _seen(trying, differences(trying, done.upload_id), done.changes, person)


def of_taking_back(
    engine: Engine, moment: Moment, upload_id: int, person: Account | None
) -> Effect | None:
    """Say what taking an upload back would change; nothing is stored.

    Parameters
    ----------
    engine, moment, person
        As for :func:`of_taking_in`.
    upload_id : int
        The upload.

    Returns
    -------
    Effect or None
        ``was`` and ``became`` are those of the upload itself: what it changed would become again
        what it was. What is "new" would be gone. None where it is too large to be tried.

    Raises
    ------
    UploadError
        When there is no such upload, it is withdrawn already, or it reaches beyond the person's
        regions.
    """
    with rehearsal(engine) as trying:
        upload = trying.get(Upload, upload_id)
        if upload is not None and upload.surveys > MOST:
            return None
        found = differences(trying, upload_id)
        within.refuse_beyond(trying, upload_id, person)
        done = take_back(trying, moment, upload_id, by="")
        seen = _seen(trying, found, done.changes, person)
        return replace(seen, left=done.left, restored=done.restored)


def _seen(
    trying: Session,
    found: tuple[pd.DataFrame, pd.DataFrame],
    changes: Sequence[Change],
    person: Account | None,
) -> Effect:
    """Leave out what lies beyond the person's regions."""
    own = trying.scalars(places.visible_stations(person)).all()
    surveys, fields = (frame[frame["station_id"].isin(own)] for frame in found)
    flags = within.flags_of(trying, changes, person)
    told = [change for change in changes if change.flag_id in flags]
    unseen = len(found[0]) - len(surveys) + len(changes) - len(told)
    return Effect(surveys, fields, told, flags, unseen)
