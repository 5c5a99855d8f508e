"""Taking a file in, and taking it back: each one transaction, the flags it changes included.

A file is taken in as a whole or not at all. Rows with an error hold it up, until the user says
that the good rows are to be stored without them. The same bytes are taken in once, unless the
earlier upload was withdrawn. Killed at any point, nothing of it is stored.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.intake import Reading, read
from vector.settings import Settings
from vector.store import assays, audit, ledger, surveys
from vector.store import uploads as store
from vector.store.engine import session, transaction
from vector.store.places import recognise, register
from vector.store.tables import Upload
from vector.work import admission, jobs, mappings
from vector.work.watch import Change, evaluate

Progress = Callable[[str, int, int], None]
STEPS = 3


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


@dataclass(frozen=True)
class Accepted:
    """What was stored, and what it changed."""

    upload_id: int
    surveys: int
    superseded: int
    held: int
    new_stations: tuple[tuple[str, str], ...]
    changes: list[Change] = field(default_factory=list)


@dataclass(frozen=True)
class Withdrawn:
    """How many surveys or assays no longer stand, and how many stand again, and what changed."""

    left: int
    restored: int
    changes: list[Change] = field(default_factory=list)


def preview(
    engine: Engine,
    catalog: Catalog,
    content: bytes,
    name: str,
    *,
    progress: Progress | None = None,
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
        known = recognise(looking, admission.places(reading))
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
        When it has errors, is recognised, names unknown stations or has nothing to store;
        nothing is stored then.
    """
    moment = now or datetime.now(UTC)
    found = reading or read(
        content, name, catalog, progress=progress, remembered=mappings.remembered(engine)
    )
    admission.refuse_faulty(found, hold_bad_rows)
    tell = progress or (lambda step, done, total: None)
    with transaction(engine) as writing:
        tell("入库", 0, STEPS)
        ledger.hold(writing)
        if condition is not None:
            condition(writing)
        admission.refuse_recognised(store.find_by_sha(writing, found.sha256), found.name)
        new = recognise(writing, admission.places(found)).new
        admission.refuse_unknown(new, found.name, known_stations_only)
        stations = register(writing, admission.places(found))
        receipt = admission.receipt(found, content)
        upload_id = store.add(writing, receipt, by=by, at=moment)
        tell("入库", 1, STEPS)
        stored = surveys.insert(writing, upload_id, found.tables, stations, catalog)
        tell("研判", 2, STEPS)
        day = on or moment.astimezone(ZoneInfo(settings.timezone)).date()
        changes = evaluate(writing, catalog, settings, on=day, now=moment)
        jobs.ask(writing, jobs.AFTER_CHANGE, moment)
        done = Accepted(upload_id, stored.surveys, stored.superseded, found.held, new, changes)
        note = _said(done) | {"filename": found.name, "sha256": found.sha256, "by": by}
        audit.record(writing, noted_as, author, ("upload", upload_id), after=note)
    tell("完成", STEPS, STEPS)
    return done


def _said(done: Accepted) -> dict[str, object]:
    """Return what an upload stored, as the audit log keeps it."""
    counts = {"surveys": done.surveys, "superseded": done.superseded, "held": done.held}
    return {**counts, "new_stations": done.new_stations}


def withdraw(
    engine: Engine,
    catalog: Catalog,
    settings: Settings,
    upload_id: int,
    *,
    by: str,
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
    on, now, author
        As for :func:`accept`.

    Returns
    -------
    Withdrawn

    Raises
    ------
    UploadError
        When there is no such upload, or it is withdrawn already.
    """
    moment = now or datetime.now(UTC)
    day = on or moment.astimezone(ZoneInfo(settings.timezone)).date()
    with transaction(engine) as writing:
        ledger.hold(writing)
        store.withdraw(writing, upload_id, by=by, at=moment)
        counts = surveys.withdraw(writing, upload_id)
        tests = assays.withdraw(writing, upload_id)
        left, restored = counts.left + tests[0], counts.restored + tests[1]
        changes = evaluate(writing, catalog, settings, on=day, now=moment)
        jobs.ask(writing, jobs.AFTER_CHANGE, moment)
        note = {"left": left, "restored": restored, "by": by}
        audit.record(writing, "upload_withdrawn", author, ("upload", upload_id), after=note)
    return Withdrawn(left, restored, changes)
