"""Taking a file in, and taking it back: each one transaction, the flags it changes included.

A file is taken in as a whole or not at all. Rows with an error hold it up, until the user says
that the good rows are to be stored without them. The same bytes are taken in once, unless the
earlier upload was withdrawn. Killed at any point, nothing of it is stored.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.errors import UploadError
from vector.intake import Reading, read
from vector.settings import Settings
from vector.store import audit, ledger, surveys
from vector.store import uploads as store
from vector.store.engine import session, transaction
from vector.store.places import recognise
from vector.store.tables import Account, Upload
from vector.work import admission, jobs, mappings, within
from vector.work.refusal import said
from vector.work.taking_in import (
    STEPS,
    Accepted,
    Moment,
    Progress,
    Withdrawn,
    silent,
    take_back,
    take_in,
)

__all__ = ["Accepted", "Preview", "Progress", "Withdrawn", "accept", "preview", "withdraw"]


@dataclass(frozen=True)
class Preview:
    """What taking a file in would do.

    Attributes
    ----------
    reading : Reading
        The file as it was read, with its faults.
    recognised : Upload or None
        The standing upload of the same bytes.
    new_stations : tuple of (street, station)
        Places the store does not know yet.
    superseded : int
        How many standing surveys the file corrects.
    """

    reading: Reading
    recognised: Upload | None
    new_stations: tuple[tuple[str, str], ...]
    superseded: int

    @property
    def errors(self) -> pd.DataFrame:
        """The faults that hold rows back."""
        return admission.errors(self.reading)

    @property
    def surveys(self) -> int:
        """How many surveys can be stored."""
        return self.reading.accepted


def preview(
    engine: Engine,
    catalog: Catalog,
    content: bytes,
    name: str,
    *,
    progress: Progress | None = None,
    person: Account | None = None,
) -> Preview:
    """Read a file and say what taking it in would do; nothing is stored.

    Parameters
    ----------
    engine : Engine
        The database.
    catalog : Catalog
        Methods and layouts.
    content, name : bytes, str
        The file.
    progress : callable, optional
        Called with (what is read, done, in all).
    person : Account, optional
        Who hands it in: rows beyond the person's regions are faults. None is the service itself.

    Returns
    -------
    Preview

    Raises
    ------
    IntakeError
        When the file as a whole is refused.
    UploadError
        When a station's name fits several stations.
    """
    reading = read(
        content, name, catalog, progress=progress, remembered=mappings.remembered(engine)
    )
    with session(engine) as looking:
        scope = within.scope_of(looking, person)
        reading = within.held_to(looking, reading, scope)
        known = recognise(looking, admission.places(reading), scope)
        return Preview(
            reading=reading,
            recognised=store.find_by_sha(looking, reading.sha256),
            new_stations=known.new,
            superseded=surveys.superseded(looking, reading.tables, known.ids, catalog),
        )


def accept(
    engine: Engine,
    catalog: Catalog,
    settings: Settings,
    content: bytes,
    name: str,
    *,
    by: str,
    person: Account | None = None,
    on: date | None = None,
    now: datetime | None = None,
    hold_bad_rows: bool = False,
    known_stations_only: bool = False,
    reading: Reading | None = None,
    progress: Progress | None = None,
    author: audit.Author | None = None,
    condition: Callable[[Session], None] | None = None,
    noted_as: str = "upload_accepted",
) -> Accepted:
    """Take a file in: upload, file, stations, surveys and flags in one transaction.

    Parameters
    ----------
    engine : Engine
        The database.
    catalog : Catalog
        Methods, indices, limits.
    settings : Settings
        Band profile, approval, zone.
    content, name : bytes, str
        The file.
    by : str
        Who uploads.
    person : Account, optional
        As for :func:`preview`; what is told of the flags is what the person may see.
    on : date, optional
        The present, as on which flags are judged; today in the service's zone unless given.
    now : datetime, optional
        When it is accepted, with zone.
    hold_bad_rows : bool
        Store the good rows although others have errors.
    known_stations_only : bool
        Refuse a file that names an unknown station.
    reading : Reading, optional
        Of these bytes, if they have been read already.
    progress : callable, optional
        Called with (step, done, in all).
    author : Author, optional
        For the audit log; the user of the command line unless given.
    condition : callable, optional
        Raises unless the file may still come in; asked in the transaction, before anything else.
    noted_as : str
        The audit log's code for it.

    Returns
    -------
    Accepted

    Raises
    ------
    IntakeError
        When the file as a whole is refused.
    UploadError
        When it has errors, is recognised, names unknown stations, has nothing to store, or
        uploads need somebody's approval (:mod:`vector.work.staging`); nothing is stored then.
    """
    admission.refuse_unapproved(settings)
    moment = moment_of(catalog, settings, on, now)
    found = reading or read(
        content, name, catalog, progress=progress, remembered=mappings.remembered(engine)
    )
    admission.refuse_faulty(found, hold_bad_rows)
    tell = progress or silent
    with transaction(engine) as writing:
        ledger.hold(writing)
        if condition is not None:
            condition(writing)
        done = take_in(
            writing, moment, found, content,
            by=by, scope=within.scope_of(writing, person), hold_bad_rows=hold_bad_rows,
            known_stations_only=known_stations_only, tell=tell,
        )  # fmt: skip
        jobs.ask(writing, jobs.AFTER_CHANGE, moment.now)
        note = done.told() | {"filename": found.name, "sha256": found.sha256, "by": by}
        audit.record(writing, noted_as, author, ("upload", done.upload_id), after=note)
        told = within.told(writing, done.changes, person)
    tell("完成", STEPS, STEPS)
    return replace(done, changes=told)


def moment_of(
    catalog: Catalog, settings: Settings, on: date | None, now: datetime | None
) -> Moment:
    """Return the moment as of which flags are judged: now, on today's day in the service's zone."""
    moment = now or datetime.now(UTC)
    day = on or moment.astimezone(ZoneInfo(settings.timezone)).date()
    return Moment(catalog, settings, day, moment)


def withdraw(
    engine: Engine,
    catalog: Catalog,
    settings: Settings,
    upload_id: int,
    *,
    by: str,
    reason: str,
    person: Account | None = None,
    on: date | None = None,
    now: datetime | None = None,
    author: audit.Author | None = None,
) -> Withdrawn:
    """Take an upload back: what stood before stands again, and the flags follow.

    Parameters
    ----------
    engine, catalog, settings
        As for :func:`accept`.
    upload_id : int
        The upload.
    by : str
        Who withdraws it.
    reason : str
        Why; it stands beside the upload and in the audit log.
    person, on, now, author
        As for :func:`accept`.

    Returns
    -------
    Withdrawn

    Raises
    ------
    UploadError
        When no reason is given, there is no such upload, it is withdrawn already, or it reaches
        beyond the person's regions.
    """
    reason = reason.strip()
    if not reason:
        raise UploadError(*said("withdraw_reason"))
    moment = moment_of(catalog, settings, on, now)
    with transaction(engine) as writing:
        ledger.hold(writing)
        within.refuse_beyond(writing, upload_id, person)
        done = take_back(writing, moment, upload_id, by=by, reason=reason)
        jobs.ask(writing, jobs.AFTER_CHANGE, moment.now)
        note = {"left": done.left, "restored": done.restored, "by": by, "reason": reason}
        audit.record(writing, "upload_withdrawn", author, ("upload", upload_id), after=note)
        told = within.told(writing, done.changes, person)
    return replace(done, changes=told)
