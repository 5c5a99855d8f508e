"""The doctor: examines the service and what it stands on, and says what to do.

Each check looks at one thing and returns findings; a check that finds nothing wrong says so. None
changes anything, and none sends mail.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from vector.errors import SettingsError, StoreError
from vector.settings import load
from vector.store.engine import connect
from vector.work.doctor import database, front, machine, permission, service, setting
from vector.work.doctor.finding import Finding, say

__all__ = ["Finding", "examine"]


def examine(
    path: Path | None, now: datetime, *, backups: Path | None = None, passphrase: str | None = None
) -> Iterator[Finding]:
    """Examine settings, files, database, clock, worker, disk, mail, certificate and backups.

    Parameters
    ----------
    path : Path, optional
        The settings file, else as :func:`vector.settings.load` finds it.
    now : datetime
        With zone.
    backups : Path, optional
        Where backups are kept; not looked at unless given.
    passphrase : str, optional
        Proves a sealed backup as well; without it, only its age is looked at.

    Yields
    ------
    Finding
        As they are made. Without settings there is nothing else to examine; without a database
        neither clock nor worker.
    """
    try:
        settings = load(path)
        engine = connect(settings.database)
    except (SettingsError, StoreError) as error:
        yield say("settings", "unreadable", reason=error.sentence)
        return
    try:
        yield from setting.check(settings, path)
        yield from permission.check(settings, path)
        found = list(database.check(engine))
        yield from found
        if not any(finding.code in database.UNUSABLE for finding in found):
            yield from machine.clock(engine, now)
            yield from service.worker(engine, settings, now)
        yield from machine.disk(engine, backups)
        yield from service.mail(settings.mail, now)
        yield from front.certificate(settings, now)
        if backups is not None:
            yield from service.kept(backups, now, passphrase)
    finally:
        engine.dispose()
