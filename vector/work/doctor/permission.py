"""Who else on this machine may read or change the files that the service rests on."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url

from vector.settings import Settings
from vector.work.doctor.finding import Finding, say

BESIDE = ("", "-wal", "-shm")


def check(settings: Settings, path: Path | None) -> Iterator[Finding]:
    """Look at the rights of the settings, the database and the session key beside it.

    Parameters
    ----------
    settings : Settings
        Names the database.
    path : Path, optional
        The settings file, else the one named by ``VECTOR_SETTINGS``.

    Yields
    ------
    Finding
        Each file at fault, or one that says all is well; nothing where the system has no rights.
    """
    if os.name != "posix":
        return
    named = path or os.environ.get("VECTOR_SETTINGS")
    found = [*_changeable([Path(named)] if named else []), *_changeable(_database(settings))]
    found += [say("files", "readable", path=file) for file in _database(settings) if _open(file)]
    yield from found or [say("files", "ok")]


def _database(settings: Settings) -> list[Path]:
    address = make_url(settings.database)
    if address.get_backend_name() != "sqlite" or address.database in {None, "", ":memory:"}:
        return []
    file = Path(str(address.database))
    kept = [Path(f"{file}{ending}") for ending in BESIDE] + [file.with_suffix(".secret")]
    return [each for each in kept if each.exists()]


def _changeable(files: list[Path]) -> Iterator[Finding]:
    for file in files:
        if file.exists() and file.stat().st_mode & stat.S_IWOTH:
            yield say("files", "changeable", path=file)


def _open(file: Path) -> bool:
    """Whether everybody may read it: the file, and the way to it through its folder."""
    way = file.absolute().parent.stat().st_mode & stat.S_IXOTH
    return bool(way and file.stat().st_mode & stat.S_IROTH)
