"""Handing one message to a mail server, with a stop before the last line.

SMTP makes a message the server's own with the answer to the line that holds a single dot. So the
caller is asked to write down that the message is ``closing`` just before that line: whatever
happens earlier, nothing was delivered; whatever happens later, it may have been.
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any

from vector.settings import Mail
from vector.work.wire import close, envelope, passing, send_text

READY = 220
DATE = re.compile(r"\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}")


@dataclass(frozen=True)
class Delivery:
    """What the server took: for whom, for whom not and why, and its last answer."""

    accepted: tuple[str, ...]
    refused: dict[str, str]
    answer: str


@dataclass(frozen=True)
class Greeting:
    """What a server showed of itself: until when its certificate holds, and its clock.

    None where it shows no certificate, or names no time in its first line.
    """

    expires: datetime | None
    clock: datetime | None


class _Listening(smtplib.SMTP):
    """Keeps the first line that the server says."""

    first = b""

    def connect(self, *where: Any, **how: Any) -> tuple[int, bytes]:
        code, self.first = super().connect(*where, **how)
        return code, self.first


class _ListeningTls(_Listening, smtplib.SMTP_SSL):
    """The same, with TLS from the start."""


@dataclass(frozen=True)
class Transport:
    """A mail server and how to talk to it."""

    mail: Mail

    def deliver(
        self,
        message: EmailMessage,
        recipients: Sequence[str],
        closing: Callable[[], None],
    ) -> Delivery:
        """Hand over one message.

        Parameters
        ----------
        message : EmailMessage
            What to send.
        recipients : sequence of str
            The envelope's addresses; one that is refused does not hold up the others.
        closing : callable
            Called once, after the whole text and before the closing dot; what it raises
            breaks off the delivery, and nothing is delivered.

        Returns
        -------
        Delivery
            The server has taken the message.

        Raises
        ------
        MailPassing
            Not delivered; it may succeed later.
        MailRefused
            Not delivered; the server will never take it.
        MailUnconfirmed
            The dot went out and no answer came back.
        """
        with self._session() as smtp:
            with passing():
                accepted, refused = envelope(smtp, self._sender, recipients)
                send_text(smtp, message.as_bytes(policy=WIRE))
            closing()
            answer = close(smtp)
        return Delivery(accepted, refused, answer)

    def greet(self) -> Greeting:
        """Connect, greet and sign in as for a message, and leave without one.

        Returns
        -------
        Greeting
            What the server showed.

        Raises
        ------
        MailPassing
            When the server is away, or refuses us.
        """
        with self._session() as smtp:
            found = Greeting(_expiry(smtp), clock(smtp.first))
            with suppress(OSError):
                smtp.quit()
        return found

    @property
    def _sender(self) -> str:
        return parseaddr(self.mail.sender)[1]

    @contextmanager
    def _session(self) -> Iterator[_Listening]:
        """Greet and sign in. A failure here is the server's or the settings', not the mail's."""
        with passing():
            smtp = self._connect()
        try:
            with passing():
                self._greet(smtp)
            yield smtp
        finally:
            smtp.close()

    def _connect(self) -> _Listening:
        mail, name = self.mail, _own_name()
        if mail.security == "tls":
            return _ListeningTls(
                mail.host,
                mail.port,
                local_hostname=name,
                timeout=mail.timeout_seconds,
                context=ssl.create_default_context(),
            )
        return _Listening(mail.host, mail.port, name, timeout=mail.timeout_seconds)

    def _greet(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        if self.mail.security == "starttls":
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo()
        if self.mail.user:
            smtp.login(self.mail.user, self.mail.password)


def _expiry(smtp: smtplib.SMTP) -> datetime | None:
    if not isinstance(smtp.sock, ssl.SSLSocket):
        return None
    until = (smtp.sock.getpeercert() or {}).get("notAfter")
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(until)), UTC) if until else None


def clock(first: bytes) -> datetime | None:
    """Return the time that many servers name in their first line, None where there is none.

    Parameters
    ----------
    first : bytes
        The line, which may hold a date as letters do (RFC 5322, 3.3).

    Examples
    --------
    >>> clock(b"mail.example.cn ESMTP; Mon, 15 Jun 2026 12:00:00 +0800").hour
    12
    """
    found = DATE.search(first.decode("ascii", "replace"))
    try:
        told = parsedate_to_datetime(found[0]) if found else None
    except ValueError:
        return None
    return told if told is not None and told.tzinfo is not None else None


def _own_name() -> str:
    """Name ourselves without asking the network; office computers may have Chinese names."""
    name = socket.gethostname()
    return name if re.fullmatch(r"[A-Za-z0-9.-]+", name) else "[127.0.0.1]"
