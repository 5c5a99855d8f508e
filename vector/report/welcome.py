"""The mail that brings a link to set a password: an invitation, or for a forgotten one."""

import tomllib
from datetime import datetime
from email.message import EmailMessage
from functools import cache
from pathlib import Path

from vector.report.personal import clock, contact, personal
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
    text = texts[kind].format(
        recipient=recipient, link=link, contact=contact(settings), until=clock(until, settings)
    )
    return personal(
        settings, texts[f"{kind}_subject"], text,
        recipient=recipient, now=now, message_id=message_id,
    )  # fmt: skip
