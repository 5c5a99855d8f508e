"""What travels is compressed: scripts and styles as small as is cheap once, answers as they come.

A script of a component is the same for months. It is made small when it is first asked for, or
before anybody asks, and kept so. Its address may bear any version, which strangers could make up
without end; it is one script nevertheless. Those that every page names are kept as whole answers,
given before it is asked who wants them: a first visit waits for some fifteen of them.
"""

from collections.abc import Iterable
from threading import Lock

from dash.fingerprint import check_fingerprint
from flask import Flask, Request, Response, current_app, g, request
from flask_compress import Compress

SCRIPTS = "/_dash-component-suites/"
EXTENSION = "vector_scripts"
READY = "vector_ready"
# Nearly all that a page waits for is reading these two. Chromium reads a script that begins with
# this word whole, beside other work, instead of each function when it is first called.
WHOLE = b"//# allFunctionsCalledOnLoad\n"
READ_WHOLE = ("/plotly.min.js", "/dash_mantine_components.js")
# Which is taken of those that a browser knows; what is in no list is compressed by nobody, so that
# it is not done anew each time. Zstandard is opened in a third of the time that Brotli takes.
ALGORITHMS = ["zstd", "br", "gzip"]
# What browsers accept of an address that begins with https, what older ones do, what all do of one
# that begins with http, and what programs do.
ACCEPTED = ("gzip, deflate, br, zstd", "gzip, deflate, br", "gzip, deflate", "identity")


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
        """Keep it."""
        with self._lock:
            self._kept[key] = value


class Scripts:
    """How the scripts of components travel."""

    def __init__(self, compress: Compress) -> None:
        self._compress = compress
        self._ready: dict[tuple[str, bool, str | None], Response] = {}

    def travelling(self, response: Response) -> Response:
        """The answer to this request for a script, small, and with a word on how to read it."""
        if any(each in _address(request) for each in READ_WHOLE):
            response.set_data(WHOLE + response.get_data())
        return self._compress.after_request(response)

    def make_ready(self, response: Response) -> None:
        """Keep the answer to this request as it travels."""
        small = self.travelling(response)
        self._ready[*check_fingerprint(request.path), small.content_encoding] = small

    def ready(self) -> Response | None:
        """The answer to this request, where it is kept."""
        known = (each for each in ALGORITHMS if request.accept_encodings.quality(each))
        kept = self._ready.get((*check_fingerprint(request.path), next(known, None)))
        if kept is None or request.method != "GET":
            return None
        setattr(g, READY, True)
        # Headers of its own, for they are added to; and kept by browsers from now on.
        headers = [each for each in kept.headers if each[0] != "Date"]
        return Response(kept.get_data(), headers=headers).make_conditional(request)


def _address(asked: Request) -> str:
    plain, _ = check_fingerprint(asked.path)
    return plain


def open_compression(app: Flask) -> Compress:
    """Compress what the host answers; gives what compresses an answer at once."""
    app.config["COMPRESS_ALGORITHM"] = ALGORITHMS
    answers = Compress(app)
    app.config |= {
        "COMPRESS_REGISTER": False, "COMPRESS_CACHE_BACKEND": Shelf, "COMPRESS_CACHE_KEY": _address,
    }  # fmt: skip
    scripts = app.extensions[EXTENSION] = Scripts(Compress(app))

    # Registered after the other, so it is the first to see an answer.
    @app.after_request
    def smaller(response: Response) -> Response:
        known = request.path.startswith(SCRIPTS) and request.method in ("GET", "HEAD")
        anew = response.status_code == 200 and not response.content_encoding and READY not in g
        return scripts.travelling(response) if known and anew else response

    return answers


def kept_script() -> Response | None:
    """The answer to this request, if it is for a script that is ready."""
    scripts: Scripts = current_app.extensions[EXTENSION]
    return scripts.ready() if request.path.startswith(SCRIPTS) else None


def make_small(host: Flask, addresses: Iterable[str]) -> None:
    """Have scripts small before the first browser asks for them."""
    scripts: Scripts = host.extensions[EXTENSION]
    for address in addresses:
        for accepted in ACCEPTED:
            with host.test_request_context(address, headers={"Accept-Encoding": accepted}):
                scripts.make_ready(host.make_response(host.dispatch_request()))
