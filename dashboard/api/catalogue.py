"""What is watched: vector groups, methods with their forms, indices, as the catalogue has them."""

from typing import Any, Literal

from pydantic import Field

from dashboard.api.operation import Asked, Told, Word, operation
from dashboard.api.problem import Refused
from dashboard.api.routes import api
from dashboard.declared import needs
from dashboard.service import service
from dashboard.visible import groups as in_order

TAG = "catalogue"


class Group(Told):
    """A vector group."""

    id: str
    zh: str
    en: str


class FormField(Told):
    """One number on a method's form."""

    id: str
    zh: str
    en: str
    unit: str
    role: Literal["effort", "tally"]
    required: bool
    decimals: int


class Method(Told):
    """A monitoring method and its form."""

    id: str
    zh: str
    en: str
    group: str
    standard: str
    effective: str = Field(description="what makes a trap or room count, in Chinese")
    cadence: Literal["week", "month"]
    species: bool
    fields: list[FormField]


class Index(Told):
    """An index: times × Σ numerator ÷ Σ denominator."""

    id: str
    zh: str
    en: str
    group: str
    kind: Literal["graded", "banded", "density", "absolute"]
    family: Literal["proportion", "rate", "ratio", "count"]
    methods: list[str]
    numerator: list[str]
    denominator: list[str]
    times: str
    unit: str
    worse: Literal["high", "low"]


class OfGroup(Asked):
    """Only those of a vector group."""

    group: Word | None = None


def _of(rows: Any, query: OfGroup) -> list[Any]:
    return [each for each in rows.values() if query.group in {None, each.group}]


def _one(rows: Any, wanted: str) -> Any:
    if wanted not in rows:
        raise Refused(404)
    return rows[wanted]


def _told(row: Any) -> dict[str, Any]:
    return row.model_dump(mode="json")


@api.get("/groups")
@needs("see")
@operation(TAG, list[Group])
def groups() -> Any:
    """Vector groups."""
    return in_order()


@api.get("/methods")
@needs("see")
@operation(TAG, list[Method], query=OfGroup)
def methods(query: OfGroup) -> Any:
    """Monitoring methods."""
    return [_told(each) for each in _of(service().catalog.methods, query)]


@api.get("/methods/<method_id>")
@needs("see")
@operation(TAG, Method, problems=(404,))
def method(method_id: str) -> Any:
    """A monitoring method with its form."""
    return _told(_one(service().catalog.methods, method_id))


@api.get("/indices")
@needs("see")
@operation(TAG, list[Index], query=OfGroup)
def indices(query: OfGroup) -> Any:
    """Indices."""
    return [_told(each) for each in _of(service().catalog.indices, query)]


@api.get("/indices/<index_id>")
@needs("see")
@operation(TAG, Index, problems=(404,))
def index(index_id: str) -> Any:
    """An index."""
    return _told(_one(service().catalog.indices, index_id))
