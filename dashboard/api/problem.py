"""Problems (RFC 9457): every refusal of the interface in one form, its title in Chinese or English.

A problem's ``type`` is an address in the list of problems; ``errors`` says what is wrong where.
"""

import json
from collections.abc import Iterable
from typing import Any

from flask import Response, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from werkzeug.exceptions import HTTPException

from dashboard.api.words import knows, told
from dashboard.interface import PREFIX
from vector.errors import UploadRecognised, VectorError

MEDIA = "application/problem+json"
BY_STATUS = {
    400: "bad_request",
    401: "unauthenticated",
    403: "no_right",
    404: "not_found",
    405: "no_such_method",
    409: "conflict",
    411: "no_length",
    412: "changed_meanwhile",
    413: "too_large",
    415: "media_type",
    422: "invalid",
    429: "too_many",
}


class Wrong(BaseModel):
    """What is wrong at one place of what was sent."""

    pointer: str = Field(description="JSON pointer into the body, or the name of a parameter")
    code: str
    detail: str


class Problem(BaseModel):
    """A refusal, as RFC 9457 writes it."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    code: str
    detail: str | None = None
    instance: str | None = None
    errors: list[Wrong] | None = None


class Refused(Exception):
    """Raised by a resource to answer with a problem."""

    def __init__(
        self,
        status: int,
        code: str = "",
        detail: str = "",
        errors: list[dict[str, str]] | None = None,
    ) -> None:
        super().__init__(code or BY_STATUS[status])
        self.status, self.code = status, code or BY_STATUS[status]
        self.detail, self.errors = detail, errors


def problem(
    status: int, code: str = "", detail: str = "", errors: list[dict[str, str]] | None = None
) -> Response:
    """The answer that refuses."""
    named = code or BY_STATUS.get(status, "unexpected")
    body: dict[str, Any] = {
        "type": f"{PREFIX}/problems#{named}",
        "title": told(f"problem.{named}"),
        "status": status,
        "code": named,
        "instance": request.path,
    }
    if detail:
        body["detail"] = detail
    if errors:
        body["errors"] = errors
    return Response(json.dumps(body, ensure_ascii=False) + "\n", status, mimetype=MEDIA)


def of_http(error: HTTPException) -> Response:
    """The answer to a request that the web server's own parts refuse."""
    status = error.code or 500
    if status >= 500:
        return problem(status, "unexpected")
    answer = problem(status, BY_STATUS.get(status, "bad_request"))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            answer.headers[name] = value
    return answer


def of_refused(error: Refused) -> Response:
    """The answer that a resource refuses with."""
    return problem(error.status, error.code, error.detail, error.errors)


def of_vector(error: VectorError) -> Response:
    """The answer to what the use cases refuse, in their own sentence."""
    from dashboard.text import language

    again = isinstance(error, UploadRecognised)
    status, code = (409, "recognised") if again else (422, "refused")
    return problem(status, code, error.told(language()))


def invalid(error: ValidationError, where: str = "") -> Refused:
    """The refusal of what does not fit its schema."""
    return Refused(422, errors=[*_wrong(error, where)])


def _wrong(error: ValidationError, where: str) -> Iterable[dict[str, str]]:
    for each in error.errors(include_url=False, include_context=False, include_input=False):
        kind = str(each["type"])
        pointer = "/".join(str(part) for part in each["loc"])
        key = f"invalid.{kind}" if knows(f"invalid.{kind}") else "invalid.other"
        detail = told(key, reason=each["msg"])
        yield {"pointer": f"{where}{pointer}", "code": kind, "detail": detail}
