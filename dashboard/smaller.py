"""What travels is compressed: scripts and styles as small as is cheap once, answers as they come.

A script of a component is the same for months. It is made small when it is first asked for, or
before anybody asks, and kept so. An address may bear any version, so no more are kept than a
browser can ask for in earnest.
"""

from collections.abc import Iterable
from threading import Lock

from flask import Flask, Request, Response, request
from flask_compress import Compress

MOST = 256
SCRIPTS = "/_dash-component-suites/"
EXTENSION = "vector_scripts"
# Nearly all that a page waits for is reading these two. Chromium reads a script that begins with
# this word whole, beside other work, instead of each function when it is first called.
WHOLE = b"//# allFunctionsCalledOnLoad\n"
READ_WHOLE = ("/plotly/package_data/plotly.min.", "/dash_mantine_components.")
# What browsers accept of an address that begins with https, and of one that does not.
ACCEPTED = ("gzip, deflate, br, zstd", "gzip, deflate")


class Shelf:
    """The scripts as they travel, by their address and encoding."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """What is kept under a key."""
        with self._lock:
            return self._kept.get(key)

    def set(self, key: str, value: bytes) -> None:
        """Keep it, if there is room."""
        with self._lock:
            if len(self._kept) < MOST:
                self._kept[key] = value


class Scripts:
    """How the scripts of components travel."""

    def __init__(self, compress: Compress) -> None:
        self._compress = compress

    def travelling(self, response: Response) -> Response:
        """The answer to this request for a script, small, and with a word on how to read it."""
        if any(each in request.path for each in READ_WHOLE):
            response.set_data(WHOLE + response.get_data())
        return self._compress.after_request(response)


def _address(asked: Request) -> str:
    return asked.path


def open_compression(app: Flask) -> Compress:
    """Compress what the host answers; gives what compresses an answer at once."""
    answers = Compress(app)
    app.config |= {
        "COMPRESS_REGISTER": False, "COMPRESS_ALGORITHM": ["br", "zstd", "gzip"],
        "COMPRESS_CACHE_BACKEND": Shelf, "COMPRESS_CACHE_KEY": _address,
    }  # fmt: skip
    scripts = app.extensions[EXTENSION] = Scripts(Compress(app))

    # Registered after the other, so it is the first to see an answer.
    @app.after_request
    def smaller(response: Response) -> Response:
        known = request.path.startswith(SCRIPTS) and response.status_code == 200
        return scripts.travelling(response) if known else response

    return answers


def make_small(host: Flask, addresses: Iterable[str]) -> None:
    """Have scripts small before the first browser asks for them."""
    scripts: Scripts = host.extensions[EXTENSION]
    for address in addresses:
        for accepted in ACCEPTED:
            with host.test_request_context(address, headers={"Accept-Encoding": accepted}):
                scripts.travelling(host.make_response(host.dispatch_request()))
