"""Kept results: what computations on the store found, as far as the account may see all of it."""

from datetime import datetime
from typing import Any

from pydantic import Field

from dashboard.api.operation import GREATEST, Page, Told, Word, operation
from dashboard.api.paging import Paged, after, by_key
from dashboard.api.places import records
from dashboard.api.problem import Refused
from dashboard.api.routes import api
from dashboard.declared import needs
from dashboard.service import account, service
from vector.errors import StoreError
from vector.store import results as store
from vector.store.engine import session

TAG = "results"


class Result(Told):
    """A computation: what was asked of which counts, by which version of the method."""

    id: int
    kind: str
    subject: str
    region_id: int
    parameters: dict[str, Any]
    model_version: str
    data_version: str
    rows: int
    made_at: datetime
    made_by: str


class WithTables(Result):
    """A result with its tables, row by row, by the name of each."""

    tables: dict[str, list[dict[str, Any]]]


class ResultQuery(Paged):
    """Which results."""

    kind: Word | None = None
    subject: Word | None = Field(None, description="an index's id, or what else was looked at")


@api.get("/results")
@needs("see")
@operation(TAG, Page[Result], query=ResultQuery)
def results(query: ResultQuery) -> Any:
    """Kept results."""
    with session(service().engine) as reading:
        rows = store.listing(reading, account=account())
    wanted = [
        row for row in sorted(rows, key=lambda row: row.id)
        if row.id > after(query)
        and query.kind in {None, row.kind}
        and query.subject in {None, row.subject}
    ]  # fmt: skip
    return by_key(wanted[: query.limit + 1], query, lambda row: row.id, lambda row: row)


@api.get(f"/results/<int(max={GREATEST}):result_id>")
@needs("see")
@operation(TAG, WithTables, problems=(404,))
def result(result_id: int) -> Any:
    """A result with its tables."""
    try:
        with session(service().engine) as reading:
            row = store.one(reading, result_id, account=account())
            tables = store.tables(reading, result_id, account=account())
    except StoreError as error:
        raise Refused(404) from error
    told = {name: getattr(row, name) for name in Result.model_fields}
    return told | {"tables": {name: records(table) for name, table in tables.items()}}
