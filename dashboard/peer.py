"""Who is at the other end of the wire: a trusted proxy is believed whom it speaks for, nobody else.

Every proxy adds whom it was called by at the right of what it was told. So the right end is read
first, past the proxies that are trusted; what stands further left a caller may have made up. That
somebody was spoken for is kept: figures that are for this machine only are not shown by a proxy.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

FORWARDED = "vector.forwarded"
CALLERS, SCHEME, HOST = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
)
SAID_BY_PROXIES = ("HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP", CALLERS, HOST, SCHEME)
ANYBODY = "*"
# With a port, as some proxies write it: 10.0.0.7:51234, [2001:db8::7]:51234.
WITH_PORT = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+")
HOST_NAME = re.compile(r"[A-Za-z0-9.-]{1,253}(?::\d{1,5})?|\[[0-9A-Fa-f:.]+\](?::\d{1,5})?")

Address = IPv4Address | IPv6Address
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def read(written: str) -> Address | None:
    """An address as a proxy or a socket writes it; None for anything else."""
    found = WITH_PORT.fullmatch(written.strip())
    try:
        address = ip_address((found[1] or found[2]) if found else written.strip())
    except ValueError:
        return None
    inner = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return inner or address


class Trust:
    """The proxies that are believed, by address or network."""

    def __init__(self, proxies: Sequence[str]) -> None:
        self._anybody = ANYBODY in proxies
        self._networks = [ip_network(each) for each in proxies if each != ANYBODY]

    def knows(self, address: Address | None) -> bool:
        """Whether a proxy is one of those named."""
        return address is not None and any(address in each for each in self._networks)

    def believes(self, peer: str) -> bool:
        """Whether who is at the wire is believed."""
        return self._anybody or self.knows(read(peer))

    def caller(self, peer: str, said: str) -> str:
        """The nearest caller who is no trusted proxy; what is no address ends the way."""
        nearest = peer
        for written in reversed(said.split(",")):
            address = read(written)
            if address is None:
                break
            nearest = str(address)
            if not self.knows(address):
                break
        return nearest


def _last(environ: dict[str, Any], name: str) -> str:
    """What the nearest proxy said."""
    return str(environ.get(name, "")).rpartition(",")[2].strip()


def _spoken_for(environ: dict[str, Any], trust: Trust) -> None:
    environ["REMOTE_ADDR"] = trust.caller(environ["REMOTE_ADDR"], environ.get(CALLERS, ""))
    scheme, host = _last(environ, SCHEME).lower(), _last(environ, HOST)
    if scheme in ("http", "https"):
        environ["wsgi.url_scheme"] = scheme
    if HOST_NAME.fullmatch(host):
        environ["HTTP_HOST"] = host


def behind(application: Application, proxies: Sequence[str]) -> Application:
    """The application, told who calls; proxies' words reach it in no other way."""
    trust = Trust(proxies)

    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        environ[FORWARDED] = any(name in environ for name in SAID_BY_PROXIES)
        if trust.believes(environ.get("REMOTE_ADDR", "")):
            _spoken_for(environ, trust)
        for name in SAID_BY_PROXIES:
            environ.pop(name, None)
        return application(environ, start)

    return answer
