"""Answers: JSON with an entity tag, so that a program learns cheaply that nothing has changed."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from flask import Response, request
from pydantic import TypeAdapter

from dashboard.api.problem import Refused

VARY = "Accept-Language, Authorization, Cookie"
# Behind it stands what compression adds to a tag on the way out.
PACKED = ":"


def written(found: Any, adapter: TypeAdapter[Any]) -> bytes:
    """What a resource returned, as JSON."""
    return adapter.dump_json(adapter.validate_python(found)) + b"\n"


def tag(content: bytes) -> str:
    """The entity tag of an answer."""
    return sha256(content).hexdigest()[:32]


def answered(found: Any, adapter: TypeAdapter[Any] | None, status: int = 200) -> Response:
    """The answer, or that it is what the program has already."""
    if adapter is None:
        return Response(status=204)
    content = written(found, adapter)
    response = Response(content, status, mimetype="application/json")
    response.headers["Vary"] = VARY
    if request.method in {"GET", "HEAD"}:
        return tagged(response, tag(content))
    return response


def tagged(response: Response, mark: str) -> Response:
    """A response with its entity tag; without content where the program names the same tag."""
    response.set_etag(mark)
    response.headers["Cache-Control"] = "private, no-cache"
    known = request.if_none_match
    if known.star_tag or mark in _plain(known.as_set(include_weak=True)):
        response.status_code = 304
        response.set_data(b"")
        del response.headers["Content-Type"]
    return response


def _plain(marks: Iterable[str | None]) -> set[str]:
    """Tags as they were before compression; a header may hold what is none."""
    return {mark.partition(PACKED)[0] for mark in marks if mark}


def match(content: bytes) -> None:
    """Refuse a change of what has changed since the program last saw it."""
    wanted = request.if_match
    if wanted and not wanted.star_tag and tag(content) not in _plain(wanted.as_set()):
        raise Refused(412)
