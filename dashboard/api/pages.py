"""The tables that pages show: each as the page gives it to take along, by the same filters.

A page that lets a table be taken along offers it here too, without a line of its own.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from dashboard.api.exports import FILES, Form
from dashboard.api.files import CSV, XLSX, handed_out
from dashboard.api.operation import Id, Told, Word, operation
from dashboard.api.problem import Refused
from dashboard.api.routes import api
from dashboard.api.surveys import Day
from dashboard.declared import needs
from dashboard.export import TAKEN, content

TAG = "exports"
Fixed = Annotated[str, StringConstraints(pattern=r"^([a-z0-9_]{1,60}:[0-9]{1,6},?)*$",
                                         max_length=500)]  # fmt: skip
# Filters that pages call by another name.
CALLED = {"id": "station", "data": "station"}


class Shown(Told):
    """A table that a page shows, and the filters that narrow it."""

    name: str
    filters: list[str]


class ShownQuery(Form):
    """The filters of pages; a table heeds its own."""

    street: Id | None = None
    station: Id | None = None
    group: Word | None = None
    index: Word | None = None
    method: Word | None = None
    habitat: Word | None = None
    step: Literal["week", "month"] = "month"
    period: Word | None = Field(
        None, description="of rankings the first day; of a station `month` or `survey`"
    )
    by: Literal["today", "then"] = Field("today", description="boundaries")
    month: Annotated[int, Field(ge=0, le=100)] | None = Field(
        None, description="place on the map's slider; the present month unless given"
    )
    measure: Literal["flags", "level", "chance"] = "level"
    part: Literal["years", "habitat", "species"] = "years"
    state: Literal["waiting", "open", "answered", "refused", "over"] = "open"
    start: Day | None = None
    end: Day | None = None
    span: Literal["1", "3", "5"] | None = Field(
        None, description="of curves and histories the last years; all unless given"
    )
    quiet: bool = Field(False, description="months that no plan asks for are without activity")
    search: Word | None = Field(None, description="part of a station's name or code")
    fixed: Fixed | None = Field(None, description="what if so many were mended: `index:count,…`")


def filters(name: str) -> list[str]:
    """The filters of a table, as they are called here."""
    found = (each.rpartition("-")[2] for each in TAKEN[name].asked)
    return [CALLED.get(each, each) for each in found]


def _values(name: str, query: ShownQuery) -> Sequence[Any]:
    return [_value(each, getattr(query, each)) for each in filters(name)]


def _value(name: str, value: Any) -> Any:
    """A filter's value as the page has it."""
    if name == "fixed":
        pairs = [each.split(":") for each in (value or "").split(",") if each]
        return {index: int(count) for index, count in pairs}
    return value if value is None or name in ("month", "quiet") else str(value)


@api.get("/exports/pages")
@needs("see")
@operation(TAG, list[Shown])
def page_tables() -> Any:
    """The tables that pages show."""
    return [{"name": name, "filters": filters(name)} for name in sorted(TAKEN)]


@api.get("/exports/pages/<name>")
@needs("see")
@operation(TAG, query=ShownQuery, problems=(404,), **FILES)
def page_table(name: str, query: ShownQuery) -> Any:
    """A table as the page gives it to take along."""
    if name not in TAKEN:
        raise Refused(404)
    found = TAKEN[name].frame(*_values(name, query))
    if found is None:
        raise Refused(404, "nothing_to_show")
    kind = CSV if query.form == "csv" else XLSX
    return handed_out(content(found, query.form), f"{name}.{query.form}", kind)
