"""The key that signs sessions: from the settings, else made once and kept beside the database."""

import os
import secrets
from pathlib import Path

from sqlalchemy import make_url

from dashboard.text import say
from vector.errors import SettingsError
from vector.settings import Settings

LENGTH = 48


def _database_file(url: str) -> Path | None:
    parsed = make_url(url)
    kept = parsed.get_backend_name() == "sqlite" and parsed.database not in {None, "", ":memory:"}
    return Path(str(parsed.database)) if kept else None


def _kept(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(LENGTH))
    return path.read_text(encoding="ascii").strip()


def secret_key(settings: Settings) -> str:
    """The session key; a server database has no place beside it, so there it must be set."""
    if settings.secret:
        return settings.secret
    database = _database_file(settings.database)
    if database is None:
        raise SettingsError(say("error.no_secret"))
    return _kept(database.with_suffix(".secret"))
