"""The certificate of the dashboard's own address: whether browsers trust it, and for how long."""

import socket
import ssl
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from cryptography import x509

from vector.settings import Settings
from vector.work.doctor.finding import Finding, say

SOON, NOW_OR_NEVER = 21, 3
TIMEOUT_SECONDS = 10.0
HTTPS = 443


def certificate(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Look at the certificate that ``public_url`` shows, where it is an https address.

    Parameters
    ----------
    settings : Settings
        Names the address.
    now : datetime
        With zone.

    Yields
    ------
    Finding
        One; none where the address is not https, which the settings' check speaks of.
    """
    address = urlsplit(settings.public_url)
    if address.scheme != "https" or not address.hostname:
        return
    host, port = address.hostname, address.port or HTTPS
    try:
        reason, expires = _trusted(host, port), _expiry(host, port)
    except OSError as error:
        yield say("certificate", "unreachable", host=host, port=port, reason=_words(error))
        return
    yield _judged(host, (expires - now).days, reason)


def _judged(host: str, days: int, reason: str) -> Finding:
    if days < 0:
        return say("certificate", "expired", host=host, days=-days)
    if reason:
        return say("certificate", "untrusted", host=host, reason=reason, days=days)
    code = "last_days" if days <= NOW_OR_NEVER else "soon" if days <= SOON else "ok"
    return say("certificate", code, host=host, days=days)


def _trusted(host: str, port: int) -> str:
    """Return why a browser with this machine's trust would refuse; empty when it would not."""
    try:
        _shown(host, port, ssl.create_default_context())
    except ssl.SSLCertVerificationError as error:
        return error.verify_message
    return ""


def _expiry(host: str, port: int) -> datetime:
    """Return until when it holds, trusted or not: nothing is said over this connection."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return x509.load_der_x509_certificate(_shown(host, port, context)).not_valid_after_utc


def _shown(host: str, port: int, context: ssl.SSLContext) -> bytes:
    with (
        socket.create_connection((host, port), TIMEOUT_SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host) as wrapped,
    ):
        return wrapped.getpeercert(binary_form=True) or b""


def _words(error: OSError) -> str:
    return error.strerror or type(error).__name__
