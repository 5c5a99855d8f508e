"""Whether the settings agree with each other and keep the service closed to strangers."""

import os
import stat
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import make_url

from vector.catalog import load
from vector.settings import Settings
from vector.work.doctor.finding import Finding, say

SHORTEST_SECRET = 32


def check(settings: Settings, path: Path | None) -> Iterator[Finding]:
    """Examine the settings.

    Parameters
    ----------
    settings : Settings
        As they were read.
    path : Path, optional
        The settings file, else the one named by ``VECTOR_SETTINGS``.

    Yields
    ------
    Finding
        Everything that is wrong, or one that says all is well.
    """
    named = path or os.environ.get("VECTOR_SETTINGS")
    parts = (_secret(settings), _web(settings), _names(settings), _mail(settings))
    found = [finding for part in parts for finding in part]
    if named:
        found += _file(Path(named), settings)
    yield from found or [say("settings", "ok")]


def _secret(settings: Settings) -> Iterator[Finding]:
    server = make_url(settings.database).get_backend_name() == "postgresql"
    if server and not settings.secret:
        yield say("settings", "no_secret")
    elif settings.secret and len(settings.secret) < SHORTEST_SECRET:
        yield say("settings", "short_secret", length=len(settings.secret))


def _web(settings: Settings) -> Iterator[Finding]:
    scheme = settings.public_url.partition(":")[0].lower()
    if not scheme:
        yield say("settings", "no_url")
    if scheme == "https" and not settings.secure_cookies:
        yield say("settings", "open_cookies")
    if scheme == "http" and settings.secure_cookies:
        yield say("settings", "closed_cookies")
    if not settings.secure_cookies and not _loopback(settings.host):
        yield say("settings", "exposed", host=settings.host)


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _names(settings: Settings) -> Iterator[Finding]:
    try:
        ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield say("settings", "no_zone", zone=settings.timezone)
    profiles = load().profiles
    if settings.profile not in profiles:
        known = "、".join(sorted(profiles))
        yield say("settings", "no_profile", profile=settings.profile, known=known)


def _mail(settings: Settings) -> Iterator[Finding]:
    mail = settings.mail
    if mail.password and mail.security == "none" and not _loopback(mail.host):
        yield say("mail", "clear")
    if not _loopback(mail.host) and "localhost" in mail.sender:
        yield say("mail", "sender", sender=mail.sender)


def _file(path: Path, settings: Settings) -> list[Finding]:
    """Settings with a secret, or with a password in the database's address, are not for all."""
    secrets = (settings.secret, settings.mail.password, make_url(settings.database).password)
    if any(secrets) and os.name == "posix" and path.stat().st_mode & stat.S_IROTH:
        return [say("settings", "open_file", path=path)]
    return []
