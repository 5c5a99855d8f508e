"""What travels is compressed: scripts and styles as small as is cheap once, answers as they come.

A script of a component is the same for months. It is made small when it is first asked for and kept
so. An address may bear any version, so no more are kept than a browser can ask for in earnest.
"""

from threading import Lock

from flask import Flask, Request, Response, request
from flask_compress import Compress

MOST = 256
SCRIPTS = "/_dash-component-suites/"


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


def _address(asked: Request) -> str:
    return asked.path


def open_compression(app: Flask) -> Compress:
    """Compress what the host answers; gives what compresses an answer at once."""
    answers = Compress(app)
    app.config |= {
        "COMPRESS_REGISTER": False, "COMPRESS_ALGORITHM": ["br", "zstd", "gzip"],
        "COMPRESS_CACHE_BACKEND": Shelf, "COMPRESS_CACHE_KEY": _address,
    }  # fmt: skip
    scripts = Compress(app)

    # Registered after the other, so it is the first to see an answer.
    @app.after_request
    def smaller(response: Response) -> Response:
        known = request.path.startswith(SCRIPTS) and response.status_code == 200
        return scripts.after_request(response) if known else response

    return answers
