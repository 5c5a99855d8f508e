"""The mail that brings a link to set a password: an invitation, or for a forgotten one."""

import tomllib
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from vector.report.mail import address
from vector.settings import Settings


@cache
def _texts() -> dict[str, dict[str, str]]:
    path = Path(__file__).with_name("welcome.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def compose(
    kind: str,
    language: str,
    settings: Settings,
    *,
    link: str,
    recipient: str,
    until: datetime,
    now: datetime,
    message_id: str,
) -> EmailMessage:
    """Write the mail, as plain text.

    Parameters
    ----------
    kind : {"invitation", "reset"}
        What the link is for.
    language : {"zh", "en"}
        The account's.
    settings : Settings
        For the sender, the contact and the zone.
    link : str
        The whole address.
    recipient : str
        The account's e-mail.
    until, now : datetime
        With zone.
    message_id : str
        For the header.

    Examples
    --------
    >>> from datetime import UTC
    >>> noon = datetime(2026, 6, 20, 4, tzinfo=UTC)
    >>> mail = compose("reset", "zh", Settings(), link="https://v/welcome/x",
    ...     recipient="li@cdc.example.cn", until=noon, now=noon, message_id="<1@v>")
    >>> "2026-06-20 12:00" in mail.get_content()
    True
    """
    texts = _texts()[language if language in _texts() else "zh"]
    shown = until.astimezone(ZoneInfo(settings.timezone))
    contact = settings.mail.contact or parseaddr(settings.mail.sender)[1]
    message = EmailMessage()
    message["Subject"] = texts[f"{kind}_subject"]
    message["From"] = address(parseaddr(settings.mail.sender))
    message["To"] = [address(("", recipient))]
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    text = texts[kind].format(
        recipient=recipient, link=link, contact=contact, until=f"{shown:%Y-%m-%d %H:%M}"
    )
    message.set_content(text, cte="base64")
    return message
