"""Operations: what an address takes and answers, declared once for checking and for OpenAPI.

A resource is a function with ``@operation(...)``: parameters and bodies reach it checked, what it
returns leaves in the form that is declared.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Annotated, Any, Generic, TypeVar

from flask import Response, request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from dashboard.api.answering import answered
from dashboard.api.problem import Refused, invalid

JSON = "application/json"
# The greatest id that every database keeps.
GREATEST = 2**31 - 1
# A body is no file: a thousand readings are a tenth of it.
BODY = 4 * 2**20

Item = TypeVar("Item")
Id = Annotated[int, Field(ge=1, le=GREATEST)]
Word = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=200)]


class Asked(BaseModel):
    """Parameters of a query; an unknown one is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sent(BaseModel):
    """A body; an unknown member is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Told(BaseModel):
    """An answer."""

    model_config = ConfigDict(from_attributes=True)


class Page(Told, Generic[Item]):
    """A part of a list; ``next`` is the cursor of the following part, null at the end."""

    items: list[Item]
    next: str | None = None


@dataclass(frozen=True)
class Operation:
    """What an address takes and answers by one method.

    ``upload``: a file is sent. ``keyed``: it may be sent with an Idempotency-Key. ``matched``: it
    may be sent with If-Match. ``media`` are the kinds of file that are answered instead of JSON.
    ``others`` are the answers by another status, e.g. what waits for approval by 202.
    """

    name: str
    tag: str
    answer: Any = None
    status: int = 200
    query: type[Asked] | None = None
    body: type[Sent] | None = None
    upload: bool = False
    keyed: bool = False
    matched: bool = False
    media: tuple[str, ...] = ()
    others: Mapping[int, Any] = field(default_factory=dict)
    problems: tuple[int, ...] = field(default=())


def operation(tag: str, answer: Any = None, **told: Any) -> Callable[[Any], Any]:
    """Declare a resource; see :class:`Operation`."""

    def declare(view: Callable[..., Any]) -> Callable[..., Any]:
        about = Operation(name=view.__name__, tag=tag, answer=answer, **told)
        adapter = TypeAdapter(answer) if answer is not None else None

        @wraps(view)
        def called(**path: Any) -> Response:
            if about.query is not None:
                path["query"] = _query(about.query)
            if about.body is not None:
                path["body"] = _body(about.body)
            found = view(**path)
            return found if isinstance(found, Response) else answered(found, adapter, about.status)

        called.operation = about
        return called

    return declare


def _query(model: type[Asked]) -> Asked:
    """The parameters, checked; one that may come several times is a list."""
    several = {name for name, each in model.model_fields.items() if "list" in str(each.annotation)}
    given = {
        name: values if name in several else values[-1] for name, values in request.args.lists()
    }
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise invalid(error) from error


def _body(model: type[Sent]) -> Sent:
    if request.mimetype != JSON:
        raise Refused(415)
    if (request.content_length or 0) > BODY:
        raise Refused(413)
    try:
        return model.model_validate_json(request.get_data())
    except ValidationError as error:
        if any(each["type"] == "json_invalid" for each in error.errors()):
            raise Refused(400) from error
        raise invalid(error, "/") from error
