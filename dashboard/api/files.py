"""Files that programs send: the body itself, or one part of a form; never more than is allowed."""

from typing import NamedTuple

from flask import Response, request
from werkzeug.datastructures import FileStorage

from dashboard.api.problem import Refused
from dashboard.handed_in import MEGABYTE
from dashboard.service import service

FORM = "multipart/form-data"
PART = "file"
CHUNK = 2**16
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
BINARY = "application/octet-stream"


class File(NamedTuple):
    """A file as it was sent."""

    name: str
    content: bytes


def sent(name: str | None) -> File:
    """The file of this request, with the name that the query gives, or the form."""
    if request.mimetype == FORM:
        part = request.files.get(PART)
        if part is None:
            raise Refused(400, "no_file")
        return _named(name or part.filename, _read(part))
    return _named(name, _read(request.stream))


def _named(name: str | None, content: bytes) -> File:
    if not name:
        raise Refused(400, "no_name")
    if not content:
        raise Refused(400, "no_file")
    return File(name, content)


def _read(stream: FileStorage | object) -> bytes:
    """What a stream holds, chunk by chunk, until it is more than may be sent."""
    most = service().settings.max_upload_mb * MEGABYTE
    parts, size = [], 0
    while chunk := stream.read(CHUNK):  # type: ignore[union-attr]
        size += len(chunk)
        if size > most:
            raise Refused(413)
        parts.append(chunk)
    return b"".join(parts)


def handed_out(content: bytes, name: str, mimetype: str) -> Response:
    """A file to be kept under a name."""
    response = Response(content, mimetype=mimetype)
    return as_file(response, name)


def as_file(response: Response, name: str) -> Response:
    """A response that programs and browsers keep under a name."""
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
