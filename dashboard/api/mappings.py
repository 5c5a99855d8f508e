"""Mappings: what each column of an unknown sheet is, said once and remembered.

A program says what the page's assistant asks; whether it reads what it should is seen by a preview
of a file, and a mapping that does not is removed.
"""

from datetime import datetime
from typing import Annotated, Any

from flask import Response
from pydantic import Field, StringConstraints

from dashboard.api.once import once, unkeyed
from dashboard.api.operation import GREATEST, Sent, Told, Word, operation
from dashboard.api.problem import Refused
from dashboard.api.routes import api
from dashboard.declared import needs
from dashboard.service import account, author, now, service
from vector.intake.mapping import MOST_COLUMNS, SheetMapping, targets
from vector.intake.rule import Rules
from vector.work import mappings
from vector.work.rights import may

TAG = "uploads"
Header = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=200)]
Named = Annotated[str, StringConstraints(pattern=r"^[^\x00]*\S[^\x00]*$", max_length=100)]
Place = Annotated[int, Field(ge=0, lt=MOST_COLUMNS)]


class NewMapping(Sent):
    """A kind of sheet, by what stands above its columns.

    ``columns`` says at which place, from 0, the columns stand: date, station, street, county,
    habitat, note, the method's fields, and ``species:`` with a name.
    """

    name: Named
    headers: Annotated[list[Header], Field(min_length=1, max_length=MOST_COLUMNS)]
    method: Word
    columns: Annotated[dict[Header, Place], Field(max_length=MOST_COLUMNS)]
    station: Word = Field("", description="of every row, where no column says it")


class Mapping(Told):
    """A mapping as it is kept; one for the same headers replaces it."""

    id: int
    name: str
    method: str
    headers: list[str]
    columns: dict[str, int]
    station: str
    by: str
    at: datetime


def _told(each: mappings.Kept) -> dict[str, Any]:
    mapping = each.mapping
    kept = {name: getattr(each, name) for name in ("id", "name", "by", "at")}
    return kept | {
        "method": mapping.method, "headers": list(mapping.headers),
        "columns": dict(mapping.columns), "station": mapping.rules.station,
    }  # fmt: skip


def _one(number: int) -> mappings.Kept:
    kept = mappings.kept(service().engine)
    found = next((each for each in kept if each.id == number), None)
    if found is None:
        raise Refused(404)
    return found


def _made(body: NewMapping) -> SheetMapping:
    """The mapping as the page's assistant makes it."""
    if body.method not in service().catalog.methods:
        raise Refused(422, errors=[_strange("/method", body.method)])
    known = targets(body.method, service().catalog)
    for target in body.columns:
        if target not in known:
            raise Refused(422, errors=[_strange("/columns", target)])
    rules = Rules(
        station=body.station.strip(), date_from=("title", "sheet", "file"), filled_down=("street",)
    )
    return SheetMapping(
        headers=tuple(body.headers), method=body.method, columns=body.columns, rules=rules
    )


def _strange(pointer: str, found: str) -> dict[str, str]:
    return {"pointer": pointer, "code": "literal_error", "detail": found}


@api.get("/mappings")
@needs("upload")
@operation(TAG, list[Mapping])
def list_mappings() -> Any:
    """The sheets that people have named the columns of."""
    return [_told(each) for each in mappings.kept(service().engine)]


@api.post("/mappings")
@needs("upload")
@operation(TAG, Mapping, body=NewMapping, status=201, keyed=True)
def save_mapping(body: NewMapping) -> Any:
    """Remember what the columns of a kind of sheet are."""
    running = service()

    def act(_: object) -> dict[str, Any]:
        number = mappings.save(
            running.engine, running.catalog, _made(body), body.name.strip(), by=account().email,
            now=now(), author=author(),
        )  # fmt: skip
        return _told(_one(number))

    return once(act, Mapping, location=lambda done: f"/mappings/{done['id']}")


@api.get(f"/mappings/<int(max={GREATEST}):mapping_id>")
@needs("upload")
@operation(TAG, Mapping, problems=(404,))
def mapping(mapping_id: int) -> Any:
    """A mapping."""
    return _told(_one(mapping_id))


@api.delete(f"/mappings/<int(max={GREATEST}):mapping_id>")
@needs("upload")
@operation(TAG, status=204, problems=(404,))
def remove_mapping(mapping_id: int) -> Any:
    """Forget a mapping; what was read with it stays."""
    unkeyed()
    found = _one(mapping_id)
    if not (may(account(), "withdraw_others") or found.by == account().email):
        raise Refused(403)
    mappings.remove(service().engine, mapping_id, author=author())
    return Response(status=204)
