"""Streets ranked by an index in a week or month, as on the page, with those apart from the rank."""

from datetime import date
from typing import Any, Literal

from flask import Response
from pydantic import Field

from dashboard import ranked
from dashboard.api.operation import Asked, Told, Word, operation
from dashboard.api.places import records
from dashboard.api.problem import Refused
from dashboard.api.routes import api
from dashboard.api.surveys import Day
from dashboard.declared import needs
from dashboard.service import service
from vector.catalog.index import Index
from vector.store.engine import session

TAG = "judged"


class Rank(Told):
    """A street with effort enough; the worst is first."""

    street_id: int
    street: str
    rank: int
    rank_lower: int
    rank_upper: int
    value: float | None
    lower: float | None
    upper: float | None
    denominator: float
    surveys: int
    board: Literal["black", "middle", "red"]
    change: Literal["up", "down", "alike", "unknown"]
    before: float | None = Field(description="its rank in the period that is compared with")


class Apart(Told):
    """A street that is not ranked, and why."""

    street_id: int
    street: str
    kind: str
    denominator: float | None


class Ranking(Told):
    """A ranking, what it comes to, and the period that is compared with."""

    index: str
    method: str = Field(description="methods are not added together: it is by this one")
    others: list[str] = Field(description="other methods that counted in the period")
    total: int = Field(description="among how many streets, seen or not, ranks are")
    step: Literal["week", "month"]
    start: date
    before: date | None
    rows: list[Rank]
    apart: list[Apart]
    sentences: list[str]


class PeriodQuery(Asked):
    """Which index, by which periods."""

    index: Word
    step: Literal["week", "month"] = "month"


class RankingQuery(PeriodQuery):
    """In which period: the one that holds ``day``, the latest surveyed unless given."""

    day: Day | None = None
    boundaries: Literal["today", "then"] = "today"
    method: Word | None = Field(None, description="else the one by which most can be ranked")


def _index(name: str) -> Index:
    found = service().catalog.indices.get(name)
    if found is None or found.family not in ranked.RANKED:
        raise Refused(404)
    return found


@api.get("/ranking/periods")
@needs("see")
@operation(TAG, list[date], query=PeriodQuery, problems=(404,))
def ranking_periods(query: PeriodQuery) -> Any:
    """The first days of the periods that can be ranked, the latest first."""
    with session(service().engine) as reading:
        return ranked.periods(reading, _index(query.index), query.step)


@api.get("/ranking")
@needs("see")
@operation(TAG, Ranking, query=RankingQuery, problems=(404,))
def ranking(query: RankingQuery) -> Response | dict[str, Any]:
    """Streets ranked by an index."""
    index = _index(query.index)
    with session(service().engine) as reading:
        days = [query.day] if query.day else ranked.periods(reading, index, query.step)[:1]
        if not days:
            raise Refused(404, "nothing_to_show")
        start = ranked.shifted(days[0], query.step, 0)
        found = ranked.ranked(
            reading, index, query.step, start, query.boundaries, query.method or ""
        )
    return {
        "index": index.id, "method": found.method, "others": list(found.others),
        "total": found.total, "step": query.step, "start": start, "before": found.before,
        "rows": records(found.rows), "apart": records(found.apart),
        "sentences": found.sentences,
    }  # fmt: skip
