"""What is told of uploads: a preview with its faults, what was stored, what it changed."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from dashboard.api.operation import Told
from dashboard.incoming import Incoming
from dashboard.incoming import effect as effects
from dashboard.text import language
from vector.errors import VectorError
from vector.intake import Reading
from vector.work import assays, mappings, rehearsal, uploads

SHOWN_FAULTS = 1000


class Upload(Told):
    """One file taken in."""

    id: int
    filename: str
    sha256: str
    size: int
    layout: str
    uploaded_by: str
    accepted_at: datetime
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    withdrawn_for: str | None
    surveys: int
    held: int


class Fault(Told):
    """A fault of a file and its place; row 0 is the whole sheet or file."""

    sheet: str
    row: int
    column: str
    cell: str
    severity: Literal["error", "warning"]
    code: str
    sentence: str


class Place(Told):
    """A station that is not known yet."""

    street: str
    station: str


class Change(Told):
    """A flag that was raised, worsened, corrected or cleared."""

    kind: str
    flag_id: int
    street: str
    station: str
    index: str
    severity: int
    sentence: str


class Effect(Told):
    """What would change; ``unseen`` are changes at places that the account may not see."""

    new: int = Field(description="surveys")
    changed: int
    same: int
    left: int = Field(description="on withdrawal: surveys that would stand no more")
    restored: int = Field(description="on withdrawal: surveys that would stand again")
    unseen: int
    changes: list[Change]


class Preview(Told):
    """What storing a file would do."""

    filename: str
    sha256: str
    kind: Literal["surveys", "assays"] = Field(description="counts, or tests of resistance")
    layout: str
    rows: int
    surveys: int = Field(description="how many surveys, or assays, can be stored")
    held: int = Field(description="rows with errors")
    superseded: int = Field(description="standing surveys that the file corrects")
    recognised: int | None = Field(description="the standing upload of the same bytes")
    new_stations: list[Place]
    faults: list[Fault] = Field(description=f"the first {SHOWN_FAULTS}")
    unread_sheets: list[str]
    effect: Effect | None = Field(description="where asked for, and the file is not too large")


class Accepted(Told):
    """What was stored, and which flags it changed."""

    upload_id: int
    surveys: int = Field(description="surveys, or tests of resistance")
    superseded: int
    held: int
    new_stations: list[Place]
    changes: list[Change]


class Withdrawn(Told):
    """What no longer stands, and what stands again."""

    left: int
    restored: int
    changes: list[Change]


def preview_of(found: Incoming, *, effect: bool = False) -> dict[str, Any]:
    """What storing a file would do; with its effect, which is tried and undone."""
    told = _of_assays(found) if found.counted is None else _of_surveys(found.counted)
    tried = effects(found) if effect else None
    if isinstance(tried, VectorError):
        raise tried
    return told | {"effect": effect_of(tried)}


def _of_surveys(found: uploads.Preview) -> dict[str, Any]:
    reading = found.reading
    return {
        "filename": reading.name, "sha256": reading.sha256, "kind": "surveys",
        "layout": reading.layout, "rows": reading.rows, "surveys": found.surveys,
        "held": reading.held, "superseded": found.superseded,
        "recognised": found.recognised.id if found.recognised else None,
        "new_stations": places_of(found.new_stations),
        "faults": faults_of(reading),
        "unread_sheets": list(mappings.unread(reading)),
    }  # fmt: skip


def _of_assays(found: Incoming) -> dict[str, Any]:
    table, tested = found.table, found.tested
    return {
        "filename": table.name, "sha256": table.sha256, "kind": "assays", "layout": assays.LAYOUT,
        "rows": len(table.rows), "surveys": tested.assays, "held": 0,
        "superseded": tested.superseded,
        "recognised": tested.recognised.id if tested.recognised else None,
        "new_stations": [], "faults": [], "unread_sheets": [],
    }  # fmt: skip


def effect_of(tried: rehearsal.Effect | None) -> dict[str, Any] | None:
    """What was tried, as it is answered."""
    if tried is None:
        return None
    counts = {what: tried.count(what) for what in ("new", "changed", "same")}
    kept = {name: getattr(tried, name) for name in ("left", "restored", "unseen", "changes")}
    return counts | kept


def places_of(new: Any) -> list[dict[str, str]]:
    """New stations by street and name."""
    return [{"street": street, "station": station} for street, station in new]


def faults_of(reading: Reading) -> list[dict[str, Any]]:
    """The first faults of a file, in the reader's language."""
    names = ("sheet", "row", "column", "cell", "severity", "code")
    first = reading.faults.head(SHOWN_FAULTS)
    rows = zip(first.to_dict("records"), reading.told(language(), first), strict=True)
    return [{name: row[name] for name in names} | {"sentence": sentence} for row, sentence in rows]


def accepted_of(done: uploads.Accepted | assays.Accepted) -> dict[str, Any]:
    """What was stored, as it is answered."""
    if isinstance(done, assays.Accepted):
        kept = {"upload_id": done.upload_id, "surveys": done.assays, "superseded": done.superseded}
        return kept | {"held": 0, "changes": [], "new_stations": []}
    names = ("upload_id", "surveys", "superseded", "held", "changes")
    kept = {name: getattr(done, name) for name in names}
    return kept | {"new_stations": places_of(done.new_stations)}


def upload_at(done: dict[str, Any]) -> str:
    """The address of what was stored."""
    return f"/uploads/{done['upload_id']}"
