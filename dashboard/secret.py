"""The key that signs sessions: from the settings, else made once and kept beside the database."""

import os
import secrets
from pathlib import Path

from sqlalchemy import make_url

from vector.errors import SettingsError
from vector.settings import Settings

LENGTH = 48


def _database_file(url: str) -> Path | None:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        return None
    return Path(parsed.database)


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
        raise SettingsError("数据库不是本机文件，请用 VECTOR_SECRET 设置会话密钥（至少 32 个字符）。")
    return _kept(database.with_suffix(".secret"))
