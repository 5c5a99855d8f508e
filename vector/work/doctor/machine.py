"""Whether the machine's clock is right, and whether its disk has room."""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, func, select, text

from vector.store.engine import session
from vector.store.tables import Alert, Digest, Upload
from vector.work.doctor.finding import Finding, say

AHEAD = timedelta(minutes=2)
APART_SECONDS = 30.0
GIGABYTE = 1e9
LEAST, WANTED = 0.2 * GIGABYTE, 2 * GIGABYTE


def clock(engine: Engine, now: datetime) -> Iterator[Finding]:
    """Compare the clock with the newest record, and with the database server's.

    Parameters
    ----------
    engine : Engine
        At this program's revision.
    now : datetime
        With zone.

    Yields
    ------
    Finding
        One.
    """
    moments = (Upload.accepted_at, Alert.raised_at, Digest.sent_at)
    with session(engine) as reading:
        found = [reading.scalar(select(func.max(moment))) for moment in moments]
        server = engine.dialect.name == "postgresql"
        theirs: datetime | None = reading.scalar(text("SELECT now()")) if server else None
    newest = max((moment for moment in found if moment is not None), default=now)
    apart = abs((theirs - datetime.now(UTC)).total_seconds()) if theirs else 0.0
    if newest > now + AHEAD:
        minutes = round((newest - now).total_seconds() / 60)
        yield say("clock", "behind", minutes=minutes)
    elif apart > APART_SECONDS:
        yield say("clock", "differs", seconds=round(apart))
    else:
        yield say("clock", "ok")


def disk(engine: Engine, backups: Path | None) -> Iterator[Finding]:
    """Look at the room where the database and its backups are kept.

    Parameters
    ----------
    engine : Engine
        A PostgreSQL server's disk cannot be seen from here; temporary files' can.
    backups : Path, optional
        The folder of backups.

    Yields
    ------
    Finding
        One for each folder. Wanted are 2 GB and three times the SQLite database.
    """
    file = Path(engine.url.database or "") if engine.dialect.name == "sqlite" else None
    folder = file.absolute().parent if file else Path(tempfile.gettempdir())
    size = file.stat().st_size if file and file.exists() else 0
    for place in [folder, *([backups.absolute()] if backups else [])]:
        if place.exists():
            yield _room(place, max(WANTED, 3 * size))


def _room(folder: Path, wanted: float) -> Finding:
    free = shutil.disk_usage(folder).free
    values = {"folder": folder, "free": f"{free / GIGABYTE:.1f}"}
    if free < LEAST:
        return say("disk", "full", **values)
    if free < wanted:
        return say("disk", "low", wanted=f"{wanted / GIGABYTE:.1f}", **values)
    return say("disk", "ok", **values)
