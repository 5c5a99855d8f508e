"""Writes: each in one transaction; with an Idempotency-Key done once, however often it is sent."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from flask import Response, request
from pydantic import TypeAdapter

from dashboard.api.answering import VARY, written
from dashboard.api.problem import Refused
from dashboard.interface import PREFIX
from dashboard.service import account, now, service
from vector.store import replies
from vector.store.engine import session, together
from vector.store.replies import Request
from vector.store.tables import Reply

HEADER = "Idempotency-Key"
LONGEST = 255
REPLAYED = "Idempotency-Replayed"


def once(
    act: Callable[[Any], Any],
    answer: Any,
    *,
    status: int | Callable[[Any], int] = 201,
    location: Callable[[Any], str] | None = None,
    prepare: Callable[[], Any] = lambda: None,
    content: bytes | None = None,
) -> Response:
    """Do a write and answer it; one that was done under the same key is only answered.

    ``prepare`` is what can be done before the database is held; ``act`` gets what it found, and
    ``status`` what it did, where the status depends on that.
    ``content`` is what was sent, where it is no longer in the request.
    """
    asked = _request(content)
    if asked is not None:
        with session(service().engine) as reading:
            earlier = replies.find(reading, asked, now())
        if earlier is not None:
            return _again(earlier, asked)
    ready, adapter = prepare(), TypeAdapter(answer)
    with together(service().engine) as writing:
        earlier = replies.claim(writing, asked, now()) if asked is not None else None
        if earlier is not None:
            return _again(earlier, asked)
        found = act(ready)
        body = written(found, adapter).decode()
        where = f"{PREFIX}{location(found)}" if location else None
        code = status(found) if callable(status) else status
        if asked is not None:
            replies.keep(writing, asked, status=code, location=where, body=body)
    return _answer(body, code, where)


def unkeyed() -> None:
    """Refuse a key where the answer holds a secret, which must not be kept."""
    if HEADER in request.headers:
        raise Refused(400, "key_not_here")


def _request(content: bytes | None) -> Request | None:
    """The write under its key; None without one."""
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not 1 <= len(key) <= LONGEST or not key.isascii() or not key.isprintable():
        raise Refused(400, "bad_key")
    body = request.get_data() if content is None else content
    asked = f"{request.method} {request.full_path}\n{request.headers.get('If-Match', '')}\n"
    return Request(account().id, key, sha256(asked.encode() + body).hexdigest())


def _again(earlier: Reply, asked: Request) -> Response:
    if earlier.fingerprint != asked.fingerprint:
        raise Refused(422, "key_reused")
    answer = _answer(earlier.body, earlier.status, earlier.location)
    answer.headers[REPLAYED] = "true"
    return answer


def _answer(body: str, status: int, location: str | None) -> Response:
    response = Response(body, status, mimetype="application/json")
    response.headers["Vary"] = VARY
    if location is not None:
        response.headers["Location"] = location
    return response
