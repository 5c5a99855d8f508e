"""A mail to one person, about their account: plain text, from the service's own address."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from zoneinfo import ZoneInfo

from vector.report.mail import address
from vector.settings import Settings


def contact(settings: Settings) -> str:
    """Return how the service is reached, as its mails say it."""
    return settings.mail.contact or parseaddr(settings.mail.sender)[1]


def clock(moment: datetime, settings: Settings) -> str:
    """Return a moment as the people of the place read it.

    Examples
    --------
    >>> from datetime import UTC
    >>> clock(datetime(2026, 6, 20, 4, tzinfo=UTC), Settings())
    '2026-06-20 12:00'
    """
    return f"{moment.astimezone(ZoneInfo(settings.timezone)):%Y-%m-%d %H:%M}"


def personal(
    settings: Settings, subject: str, text: str, *, recipient: str, now: datetime, message_id: str
) -> EmailMessage:
    """Write the mail.

    Parameters
    ----------
    settings : Settings
        For the sender.
    subject, text : str
        What it says.
    recipient : str
        The account's e-mail.
    now : datetime
        With zone.
    message_id : str
        For the header.
    """
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = address(parseaddr(settings.mail.sender))
    message["To"] = [address(("", recipient))]
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text, cte="base64")
    return message
