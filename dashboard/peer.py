"""Who is at the other end of the wire: marks what a proxy passed on, before its word is weighed.

The server afterwards forgets what an untrusted peer says of whom it speaks for. That it spoke for
somebody is kept: figures that are for this machine only are not shown through a proxy.
"""

from collections.abc import Callable, Iterable
from typing import Any

FORWARDED = "vector.forwarded"
SAID_BY_PROXIES = (
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_X_REAL_IP",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
)

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def marked(application: Application) -> Application:
    """The application, told of each request whether it came by a proxy."""

    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        environ[FORWARDED] = any(name in environ for name in SAID_BY_PROXIES)
        return application(environ, start)

    return answer
