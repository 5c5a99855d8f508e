"""An assessment in full: the judged rows, what mending so many would do, and the survey sizes."""

from datetime import date
from typing import Any

from pydantic import Field

from dashboard.api.operation import Asked, Id, Told, operation
from dashboard.api.pages import Fixed
from dashboard.api.places import records, seen_region, seen_station
from dashboard.api.routes import api
from dashboard.api.surveys import Day, dated
from dashboard.assessed import asked, assess
from dashboard.declared import needs
from dashboard.service import service
from vector.store.engine import session

TAG = "judged"


class Row(Told):
    """A judged row, as `vector assess` writes it; verdicts on groups and the place among them."""

    group: str
    method: str
    index: str
    kind: str
    street: str
    station: str
    habitat: str
    start: date
    end: date
    surveys: int | None
    numerator: int | None
    denominator: int | None
    value: float | None
    unit: str
    lower: float | None
    upper: float | None
    edition: str
    level: str
    profile: str | None
    band: int | None
    p_beyond: float | None
    words: str
    flag: bool
    reason: str


class Size(Told):
    """How large a survey must be by the inhabitants, and how large it was."""

    group: str
    method: str
    habitat: str | None
    measure: str
    units_needed: float | None
    units_surveyed: float | None
    amount_needed: float | None
    amount_surveyed: float | None
    enough: bool


class Assessment(Told):
    """A place and a round as judged."""

    start: date
    end: date
    judged: list[Row]
    assumed: list[Row] | None = Field(description="as if so many were mended; where asked for")
    bad: dict[str, int] = Field(description="how many were found, by index, that could be mended")
    population: int | None
    sizes: list[Size] | None


class AssessmentsQuery(Asked):
    """Which place and round; what was inspected up to the last day and is fresh, unless given."""

    street: Id | None = None
    station: Id | None = None
    start: Day | None = None
    end: Day | None = None
    fixed: Fixed = Field("", description="what if so many were mended: `index:count,…`")


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _rows(found: Any) -> list[dict[str, Any]]:
    return records(dated(found))


@api.get("/assessment/details")
@needs("see")
@operation(TAG, Assessment, query=AssessmentsQuery, problems=(404,))
def assessment_details(query: AssessmentsQuery) -> Any:
    """An assessment in full, and as if so many were mended."""
    with session(service().engine) as reading:
        if query.street is not None:
            seen_region(reading, query.street)
        if query.station is not None:
            seen_station(reading, query.station)
    places = _text(query.street), _text(query.station)
    found = assess(asked(*places, _text(query.start), _text(query.end), query.fixed))
    return {
        "start": found.asked.start, "end": found.asked.end, "judged": _rows(found.judged),
        "assumed": None if found.assumed is None else _rows(found.assumed), "bad": found.bad,
        "population": found.population,
        "sizes": None if found.sizes is None else records(found.sizes),
    }  # fmt: skip
