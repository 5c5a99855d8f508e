"""Settings: environment variables ``VECTOR_*`` over one TOML file over defaults."""

import os
import tomllib
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from vector.errors import SettingsError


class Mail(BaseModel):
    """How mail leaves the house.

    Attributes
    ----------
    contact : str
        How a street office reaches the CDC, e.g. department and telephone; stands in every
        digest, and is the sender's address when empty.
    lease_seconds : float
        After this long without a sign of life, another worker takes over a digest.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    port: int = 25
    user: str = ""
    password: str = ""
    security: str = Field(default="none", pattern="^(none|starttls|tls)$")
    sender: str = "病媒监测 <vector@localhost>"
    contact: str = ""
    timeout_seconds: float = 30.0
    lease_seconds: float = 900.0
    attempts: int = 8
    backoff_seconds: float = 60.0
    quiet_from: int = Field(default=22, ge=0, le=24)
    quiet_to: int = Field(default=7, ge=0, le=24)


class Reminders(BaseModel):
    """When offices are reminded of what is due.

    Attributes
    ----------
    days_before : int
        From so many days before its due day on, a survey that has not come is reminded of, once;
        0 for no reminders.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    days_before: int = Field(default=3, ge=0, le=28)
    quiet_from: int = Field(default=20, ge=0, le=24)
    quiet_to: int = Field(default=8, ge=0, le=24)


def _proxy(address: str) -> str:
    """Refuse a proxy's host name: callers are compared by address."""
    try:
        return address if address == "*" else str(ip_network(address, strict=False))
    except ValueError:
        raise ValueError(f"“{address}”不是 IP 地址或网段，例如 127.0.0.1、10.0.0.0/28") from None


def _listed(value: object) -> object:
    """Take words with commas between, as an environment variable gives them."""
    if not isinstance(value, str):
        return value
    return [word.strip() for word in value.split(",") if word.strip()]


# A setting's former name, under which files of earlier releases have it.
RENAMED = {"trusted_proxy": "trusted_proxies"}


class Access(BaseModel):
    """How accounts are guarded; the defaults are what 等保 2.0 level 3 asks for, or stricter.

    Attributes
    ----------
    lock_after, lock_minutes : int
        After so many refusals in a row an account is locked, for so long.
    idle_minutes, session_hours : int
        A session ends when it was not used for so long, and after so long in any case.
    password_length, password_classes : int
        How long a password is at least, and of how many kinds of characters.
    password_history : int
        So many former passwords may not come back.
    password_days : int
        After so long a password must be changed; 0 for never.
    second_factor : tuple of str
        The roles that must sign in with a second factor; everybody else may.
    invitation_hours, reset_minutes : int
        How long the link of an invitation, and of a forgotten password, is good for.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    lock_after: int = Field(default=5, ge=1)
    lock_minutes: int = Field(default=15, ge=1)
    idle_minutes: int = Field(default=30, ge=1)
    session_hours: int = Field(default=12, ge=1)
    password_length: int = Field(default=10, ge=8, le=64)
    password_classes: int = Field(default=3, ge=1, le=4)
    password_history: int = Field(default=5, ge=0, le=24)
    password_days: int = Field(default=90, ge=0)
    second_factor: Annotated[
        tuple[Literal["office", "staff", "manager", "administrator", "auditor"], ...],
        BeforeValidator(_listed),
    ] = ("administrator",)
    invitation_hours: int = Field(default=72, ge=1)
    reset_minutes: int = Field(default=60, ge=5)


def _audit_days(days: int) -> int:
    """Refuse to keep the audit log for less than the law wants."""
    if 0 < days < 180:
        raise ValueError("审计日志至少保留 180 天（0 为一直保留）")
    return days


class Keep(BaseModel):
    """How long what has had its day is kept; 0 for ever. Surveys and assays are kept in any case.

    Attributes
    ----------
    audit_days : int
        Rows of the audit log, at least 180.
    mail_days : int
        Mails that were sent, with their recipients, once the flags they told of are cleared.
    withdrawn_days : int
        The files of uploads that were withdrawn; what they held stays among the versions. The
        pictures of photographs that were deleted.
    staged_days : int
        Files that were kept or submitted, with their steps, from their last step on; what still
        waits then goes with its bytes. Uploads that they became stay.
    token_days : int
        Access tokens, and links to set a password, that have run out or were revoked.
    job_days : int
        Work of the background that was done.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    audit_days: Annotated[int, AfterValidator(_audit_days)] = Field(default=1095, ge=0)
    mail_days: int = Field(default=1095, ge=0)
    withdrawn_days: int = Field(default=365, ge=0)
    staged_days: int = Field(default=365, ge=0)
    token_days: int = Field(default=90, ge=0)
    job_days: int = Field(default=90, ge=0)


Approval = Literal[
    "none", "above", "community", "street", "county", "city", "province"
]  # fmt: skip


class Settings(BaseModel):
    """All settings of the service.

    Attributes
    ----------
    database : str
        SQLAlchemy URL; SQLite in the working directory unless set.
    secret : str
        Signs sessions; created beside the database on first start when empty.
    secure_cookies : bool
        Whether who signs in does so by HTTPS only; so it is where ``public_url`` is https, unless
        it is said otherwise.
    trusted_proxies : tuple of str
        The addresses or networks of reverse proxies whose word is taken for who is calling.
    metrics_key : str
        Whoever shows it may read the figures at ``/metrics``; only this machine may when empty.
    profile : str
        The band profile that judges Aedes indices.
    approve_automatically : bool
        Whether alerts go out without a second person's approval.
    upload_approval : str
        ``above``: a file handed in counts only once a person of the level above has approved it.
        The name of a level, such as ``city``: each level up to that one approves in turn.
    timezone : str
        Days and quiet hours are counted in this zone.
    requests_per_minute : int
        So often an account may ask the programs' interface; each server process counts alone.
    uploads_per_day : int
        So many files one person or program may hand in within 24 hours.
    results_kept : int
        So many results of one question are kept, the newest.
    results_days : int
        Results older than so many days are removed, whatever was asked.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    database: str = "sqlite:///vector.sqlite3"
    host: str = "127.0.0.1"
    port: int = 8050
    secret: str = ""
    secure_cookies: bool = False
    public_url: str = ""
    trusted_proxies: Annotated[
        tuple[Annotated[str, AfterValidator(_proxy)], ...], BeforeValidator(_listed)
    ] = ()
    metrics_key: str = ""
    profile: str = "panyu"
    approve_automatically: bool = True
    upload_approval: Approval = "none"
    timezone: str = "Asia/Shanghai"
    max_upload_mb: int = 100
    requests_per_minute: int = Field(default=600, ge=1)
    uploads_per_day: int = Field(default=1000, ge=1)
    results_kept: int = Field(default=5, ge=1)
    results_days: int = Field(default=400, ge=1)
    access: Access = Access()
    keep: Keep = Keep()
    mail: Mail = Mail()
    reminders: Reminders = Reminders()

    @model_validator(mode="before")
    @classmethod
    def _as_now(cls, given: Any) -> Any:
        """Take former names, and what follows from the dashboard's address."""
        values = {RENAMED.get(name, name): value for name, value in dict(given).items()}
        if str(values.get("public_url", "")).startswith("https://"):
            values.setdefault("secure_cookies", True)
        return values


GROUPS = ("access", "keep", "mail", "reminders")


def _environment() -> dict[str, Any]:
    """Collect ``VECTOR_NAME`` variables, and ``VECTOR_GROUP_NAME`` of the groups."""
    values: dict[str, Any] = {}
    for key, value in os.environ.items():
        name = key.removeprefix("VECTOR_").lower()
        if not key.startswith("VECTOR_") or name == "settings":
            continue
        group, _, rest = name.partition("_")
        if group in GROUPS:
            values.setdefault(group, {})[rest] = value
        elif RENAMED.get(name, name) in Settings.model_fields:
            values[RENAMED.get(name, name)] = value
    return values


def _file(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"设置文件 {path} 无法读取：{error}") from error


def load(path: Path | None = None) -> Settings:
    """Read the settings.

    Parameters
    ----------
    path : Path, optional
        A TOML file; else the one named by ``VECTOR_SETTINGS``; else none.

    Raises
    ------
    SettingsError
        Naming the setting at fault.

    Examples
    --------
    >>> Settings().mail.attempts
    8
    """
    named = os.environ.get("VECTOR_SETTINGS")
    file = _file(path or (Path(named) if named else None))
    content = {RENAMED.get(name, name): value for name, value in file.items()}
    environment = _environment()
    grouped = {name: {**content.get(name, {}), **environment.pop(name, {})} for name in GROUPS}
    try:
        return Settings.model_validate({**content, **environment, **grouped})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"设置项 {name} 有误：{first['msg']}") from error
