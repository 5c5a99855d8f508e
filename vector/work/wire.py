"""What is said to a mail server line by line, and what its answers mean.

Before the last line, the dot, nothing was delivered whatever happens; after it, it may have been.
"""

import re
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from vector.errors import MailError, MailPassing, MailRefused, MailUnconfirmed
from vector.work.refusal import said

ACCEPTED, GO_ON = 250, 354


@contextmanager
def passing() -> Iterator[None]:
    """Before the dot, a broken connection or a lost answer means: not delivered, try later."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        raise MailPassing(_answer(error.smtp_code, error.smtp_error)) from error
    except OSError as error:  # smtplib's own errors among them
        raise MailPassing(f"{type(error).__name__}: {error}") from error


def _answer(code: int, text: bytes | str) -> str:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {said}".strip()


def _check(expected: int, code: int, text: bytes) -> None:
    """Sort an answer: as expected, passing (4xx) or for good (5xx)."""
    if code == expected:
        return
    kind = MailRefused if 500 <= code < 600 else MailPassing
    raise kind(_answer(code, text))


def envelope(
    smtp: smtplib.SMTP, sender: str, recipients: Sequence[str]
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Name sender and recipients; return who was taken, and who was refused and why."""
    _check(ACCEPTED, *smtp.mail(sender))
    accepted, refused, passing = [], {}, False
    for recipient in recipients:
        code, text = _recipient(smtp, recipient)
        if code in (ACCEPTED, 251):
            accepted.append(recipient)
        else:
            refused[recipient] = _answer(code, text)
            passing = passing or 400 <= code < 500
    if not accepted:
        kind: type[MailError] = MailPassing if passing else MailRefused
        raise kind("；".join(f"{address}（{why}）" for address, why in refused.items()))
    return tuple(accepted), refused


def _recipient(smtp: smtplib.SMTP, recipient: str) -> tuple[int, bytes]:
    # Checked here because smtplib would raise for the whole message.
    if not recipient.isascii() or re.search(r"[\r\n<>\s]", recipient):
        return 553, b"not a plain mail address"
    return smtp.rcpt(recipient)


def send_text(smtp: smtplib.SMTP, content: bytes) -> None:
    """Send the whole text but for the line that ends it."""
    smtp.putcmd("data")
    _check(GO_ON, *smtp.getreply())
    stuffed = re.sub(rb"(?m)^\.", b"..", content)
    smtp.send(stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n")
    _still_listening(smtp)


def _still_listening(smtp: smtplib.SMTP) -> None:
    """A server that speaks or hangs up before the dot has not taken the message."""
    connection = smtp.sock
    assert connection is not None
    waited = connection.gettimeout()
    connection.settimeout(0)
    try:
        early = connection.recv(1)
    except (BlockingIOError, ssl.SSLWantReadError):
        return
    finally:
        connection.settimeout(waited)
    raise MailPassing(*said("mail_cut_short" if early else "mail_hung_up"))


def close(smtp: smtplib.SMTP) -> str:
    """Send the dot and wait for the answer that makes the message the server's."""
    try:
        smtp.send(b".\r\n")
        code, text = smtp.getreply()
    except OSError as error:
        raise MailUnconfirmed(f"{type(error).__name__}: {error}") from error
    if code == -1:
        raise MailUnconfirmed(*said("mail_no_answer"))
    _check(ACCEPTED, code, text)
    with suppress(OSError):
        smtp.putcmd("quit")
    return _answer(code, text)
