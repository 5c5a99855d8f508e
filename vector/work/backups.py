"""Keeping backups: making one, proving it, letting go of old ones, and putting one back."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from vector.errors import StoreError
from vector.store import backup, parcel, restore
from vector.store.parcel import Manifest
from vector.store.refusal import why
from vector.work.refusal import said

NAME = re.compile(r"vector-(\d{8}T\d{6}Z)\.(?:zip|sealed)")
MOMENT = "%Y%m%dT%H%M%SZ"

Progress = Callable[[int, int], None]


def _nothing(done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Made:
    """A backup that was made and proven, and the older ones that were let go."""

    path: Path
    manifest: Manifest
    removed: tuple[Path, ...]


@dataclass(frozen=True)
class Restored:
    """What was put back, and where the database that gave way is kept, if it is a file."""

    manifest: Manifest
    aside: Path | None


def make(
    engine: Engine,
    folder: Path,
    now: datetime,
    *,
    passphrase: str | None = None,
    keep: int | None = None,
    progress: Progress = _nothing,
) -> Made:
    """Make a backup, read it again and compare it with its manifest, then let go of old ones.

    Parameters
    ----------
    engine : Engine
        The database; the service may go on.
    folder : Path
        Where backups are kept; made when it is not there.
    now : datetime
        With zone; names the file.
    passphrase : str, optional
        Seals the file.
    keep : int, optional
        How many backups stay, this one among them; all unless given.
    progress : callable, optional
        Takes how much is done and how much there is.

    Returns
    -------
    Made
        The file, its manifest, and what was removed.

    Raises
    ------
    StoreError
        When the database cannot be read or the file not be written or proven. Older backups are
        then all still there.
    """
    path = folder / f"vector-{now.astimezone(UTC):{MOMENT}}.{'sealed' if passphrase else 'zip'}"
    with _written(folder):
        folder.mkdir(parents=True, exist_ok=True)
        backup.sweep(folder, ".vector-*.part", now)
        manifest = backup.take(engine, path, now, passphrase=passphrase, progress=progress)
        verify(path, passphrase, progress)
        removed = _let_go(folder, path, keep)
    return Made(path, manifest, removed)


@contextmanager
def _written(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(*said("backup_folder", folder=folder, reason=why(error))) from error
    except DBAPIError as error:
        reason = str(error.orig).strip().partition("\n")[0]
        raise StoreError(*said("backup_no_read", reason=reason)) from error


def listed(folder: Path) -> list[tuple[datetime, Path]]:
    """Return the backups of a folder with the time each was made, newest first.

    Parameters
    ----------
    folder : Path
        Files with other names are none of ours.
    """
    found = ((NAME.fullmatch(path.name), path) for path in folder.iterdir())
    named = [
        (datetime.strptime(name[1], MOMENT).replace(tzinfo=UTC), path)
        for name, path in found
        if name
    ]
    return sorted(named, reverse=True)


def _let_go(folder: Path, path: Path, keep: int | None) -> tuple[Path, ...]:
    if keep is None:
        return ()
    # The new one stays even where a wrong clock makes it look old.
    others = [older for _, older in listed(folder) if older != path]
    removed = tuple(others[max(keep, 1) - 1 :])
    for older in removed:
        older.unlink()
    return removed


def verify(path: Path, passphrase: str | None = None, progress: Progress = _nothing) -> Manifest:
    """Read a whole backup and compare it with its own sums.

    Parameters
    ----------
    path : Path
        The file.
    passphrase : str, optional
        For a sealed one.
    progress : callable, optional
        Takes how much is done and how much there is.

    Returns
    -------
    Manifest
        Of a file that is whole.

    Raises
    ------
    StoreError
        Saying what is wrong with it.
    """
    with parcel.opened(path, passphrase) as opened:
        opened.verify(progress)
        return opened.manifest


def put_back(
    engine: Engine,
    path: Path,
    now: datetime,
    *,
    passphrase: str | None = None,
    replace: bool = False,
    progress: Progress = _nothing,
) -> Restored:
    """Prove a backup, then restore the database from it and bring that to this program's revision.

    Parameters
    ----------
    engine : Engine
        The database to be, of the backup's kind.
    path : Path
        The file.
    now : datetime
        Names a SQLite database that gives way.
    passphrase : str, optional
        For a sealed file.
    replace : bool
        Whether a database that is there may give way.
    progress : callable, optional
        Takes how much is done and how much there is.

    Returns
    -------
    Restored
        What was put back.

    Raises
    ------
    StoreError
        When anything is in the way; nothing is changed then.
    """
    with parcel.opened(path, passphrase) as opened:
        opened.verify(progress)
        aside = restore.put_back(opened, engine, now, progress, replace=replace)
        return Restored(opened.manifest, aside)
