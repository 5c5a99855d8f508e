"""The mail that tells a person of a change of what they sign in with, or of an odd sign-in."""

import tomllib
from datetime import datetime
from email.message import EmailMessage
from functools import cache
from pathlib import Path

from vector.report.personal import clock, contact, personal
from vector.settings import Settings


@cache
def _texts() -> dict[str, dict[str, dict[str, str]]]:
    path = Path(__file__).with_name("account_mail.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def kinds() -> frozenset[str]:
    """Return what people can be told of.

    Examples
    --------
    >>> "password_changed" in kinds()
    True
    """
    return frozenset(_texts()["what"])


def compose(
    what: str,
    language: str,
    settings: Settings,
    *,
    recipient: str,
    who: str,
    origin: str,
    at: datetime,
    now: datetime,
    message_id: str,
) -> EmailMessage:
    """Write the mail.

    Parameters
    ----------
    what : str
        One of :func:`kinds`.
    language : {"zh", "en"}
        The account's.
    settings : Settings
        For the sender, the contact, the zone and the rules.
    recipient : str
        The account's e-mail.
    who, origin : str
        Whose deed it was, and from where; who it was is left out where it is the person.
    at, now : datetime
        When it was, and the present; with zone.
    message_id : str
        For the header.

    Examples
    --------
    >>> from datetime import UTC
    >>> noon = datetime(2026, 6, 20, 4, tzinfo=UTC)
    >>> mail = compose("password_changed", "zh", Settings(), recipient="li@cdc.example.cn",
    ...     who="li@cdc.example.cn", origin="10.0.0.7", at=noon, now=noon, message_id="<1@v>")
    >>> [word in mail.get_content() for word in ("密码已更换", "10.0.0.7", "何人")]
    [True, True, False]
    """
    spoken = language if language in ("zh", "en") else "zh"
    frame = {name: said[spoken] for name, said in _texts()["mail"].items()}
    by = "" if who == recipient else frame["by"].format(who=who)
    text = frame["text"].format(
        recipient=recipient, what=_texts()["what"][what][spoken].format(**_rules(settings)),
        at=clock(at, settings), origin=origin, by=by, contact=contact(settings),
    )  # fmt: skip
    subject = frame["subject"]
    return personal(settings, subject, text, recipient=recipient, now=now, message_id=message_id)


def _rules(settings: Settings) -> dict[str, int]:
    rules = settings.access
    return {"days": rules.password_days, "minutes": rules.lock_minutes, "after": rules.lock_after}
