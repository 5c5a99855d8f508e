"""The mail about files that wait for approval, came back, or were taken in."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from functools import cache
from pathlib import Path

from vector.report.personal import clock, personal
from vector.settings import Settings

# What the reader has to do comes first.
ORDER = ("asked", "returned", "discarded", "accepted")


@dataclass(frozen=True, order=True)
class Matter:
    """One file and what became of it.

    Attributes
    ----------
    what : str
        Of :data:`ORDER`.
    staged_id : int
        The file's number, as the page shows it.
    filename, region : str
        The file, and the region that it was brought from.
    surveys, held : int
        What it holds.
    by, at, reason : str, datetime, str
        Who did the last step, when, with zone, and why.
    """

    what: str
    staged_id: int
    filename: str
    region: str
    surveys: int
    held: int
    by: str
    at: datetime
    reason: str


@cache
def _texts() -> dict[str, dict[str, str]]:
    path = Path(__file__).with_name("reviewing.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def compose(
    matters: Sequence[Matter],
    language: str,
    settings: Settings,
    *,
    recipient: str,
    now: datetime,
    message_id: str,
) -> EmailMessage:
    """Write the mail, as plain text.

    Parameters
    ----------
    matters : sequence of Matter
        At least one.
    language : {"zh", "en"}
        The account's.
    settings : Settings
        For the sender, the dashboard's address and the zone.
    recipient : str
        The account's e-mail.
    now : datetime
        With zone.
    message_id : str
        For the header.

    Examples
    --------
    >>> from datetime import UTC
    >>> noon = datetime(2026, 6, 20, 4, tzinfo=UTC)
    >>> one = Matter("returned", 7, "6月.xlsx", "甲县", 3, 0, "shi@x", noon, "缺西街")
    >>> mail = compose([one], "zh", Settings(), recipient="li@cdc.example.cn", now=noon,
    ...     message_id="<1@v>")
    >>> mail["Subject"], "原因：缺西街" in mail.get_content()
    ('病媒生物监测：上报有 1 个文件被退回', True)
    """
    texts = _texts()[language if language in _texts() else "zh"]
    kinds = [what for what in ORDER if any(each.what == what for each in matters)]
    parts = [_part([m for m in matters if m.what == what], texts, settings) for what in kinds]
    url = settings.public_url.rstrip("/")
    where = texts["where"].format(url=f"{url}/upload") if url else texts["where_plain"]
    first = [each for each in matters if each.what == kinds[0]]
    subject = texts[f"{kinds[0]}_subject"].format(count=len(first))
    text = "\n".join([texts["greeting"], "", *parts, where, ""])
    return personal(
        settings, subject, text, recipient=recipient, now=now, message_id=message_id
    )  # fmt: skip


def _part(matters: Sequence[Matter], texts: dict[str, str], settings: Settings) -> str:
    lines = [texts[matters[0].what].format(count=len(matters)), ""]
    for each in sorted(matters):
        values = vars(each) | {"at": clock(each.at, settings)}
        lines.append(texts["file"].format(**values))
        lines.append(texts[f"{each.what}_by"].format(**values))
        if each.reason:
            lines.append(texts[f"{each.what}_reason"].format(**values))
        lines.append("")
    return "\n".join(lines)
